"""Killed between any two steps at a real server: each file one delivery, each shown as taken."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.integration.channels.conftest import SENT, UNIT, CollectingOffice, channel_of
from tests.integration.channels.test_mailbox import BOX, Post, letter
from tests.support.killing import collect_until
from tests.support.servers import Sftp, imap_server, sftp_server
from tests.unit.ingesting.workbooks import drop

from baocao.channels import mailbox, sftp
from baocao.channels.connections import access_of
from baocao.registry.channels import Channel

Connect = Callable[..., str]
FILES = 3
CLIENTS = (mailbox, sftp)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Sftp]:
    (tmp_path / "server/nop").mkdir(parents=True)
    with sftp_server(tmp_path / "server") as sftp:
        yield sftp


def kill_often(office: CollectingOffice, channel: Channel) -> int:
    """Let looks end ever later in their work, ingest between them, the last ones well."""
    # What the parent has imported its children need not.
    assert CLIENTS
    access_of(channel)
    kills = 0
    for number, line in enumerate((90, 130, 150, 165, 180, 195, 210, 230, 250, 270, 300, 340)):
        kills += collect_until(line, office, channel)
        if number % 4 == 3:
            office.ingest()
    office.collect(channel)
    office.ingest()
    return kills


def test_files_of_an_sftp_server(office: CollectingOffice, server: Sftp, connect: Connect) -> None:
    for number in range(FILES):
        drop(server.root / "nop" / UNIT, f"{number}.csv", str(number).encode(), SENT)
    connection_id = connect("sftp", server.port, extra={"host_key": server.host_key})
    kills = kill_often(office, channel_of("sftp", "/nop", connection_id))
    assert kills >= 6
    rows = office.rows("files")
    assert sorted(row["file_name"] for row in rows) == ["0.csv", "1.csv", "2.csv"]
    assert {row["received_at"] for row in rows} == {SENT}
    left = [path for path in (server.root / "nop").rglob("*.csv") if "_da_nhan" not in path.parts]
    assert left == []
    assert office.inbox_files() == {}


def test_letters_of_a_mailbox(office: CollectingOffice, connect: Connect, tmp_path: Path) -> None:
    with imap_server(tmp_path) as imap:
        post = Post(imap)
        for number in range(FILES):
            files = [(f"{number}-{one}.csv", f"{number}{one}".encode()) for one in range(2)]
            post.deliver(letter(*files, number=number))
        connection_id = connect("imap", imap.tls_port, extra={"ca_file": str(imap.ca_file)})
        own = {"sender_rule": "unit", "unit_code": UNIT}
        kills = kill_often(office, channel_of("imap", BOX, connection_id, **own))
        assert post.unseen() == 0
        post.client.logout()
    assert kills >= 6
    assert len({row["file_name"] for row in office.rows("files")}) == FILES * 2
    assert len(office.rows("files")) == FILES * 2
    assert office.inbox_files() == {}
