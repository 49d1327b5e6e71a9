"""The SFTP channel against a real SFTP server."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from tests.integration.channels.conftest import (
    NOW,
    OTHER_UNIT,
    SENT,
    UNIT,
    CollectingOffice,
    channel_of,
)
from tests.support.servers import PASSWORD, USER, Sftp, free_port, sftp_server
from tests.unit.ingesting.workbooks import drop, items_book, make_report

from baocao.channels import ChannelRefused, ChannelUnreachable
from baocao.errors import UsageError
from baocao.ingesting.discovering import UNKNOWN_SENDER
from baocao.registry.channels import Channel

Connect = Callable[..., str]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Sftp]:
    (tmp_path / "server/nop").mkdir(parents=True)
    with sftp_server(tmp_path / "server") as sftp:
        yield sftp


@pytest.fixture
def there(server: Sftp) -> Path:
    """Return the folder on the server into which units put their own."""
    return server.root / "nop"


@pytest.fixture
def channel(server: Sftp, connect: Connect) -> Channel:
    connection_id = connect("sftp", server.port, extra={"host_key": server.host_key})
    return channel_of("sftp", "/nop", connection_id)


def test_a_report_comes_in_under_its_unit_with_its_time_and_is_accepted(
    office: CollectingOffice, channel: Channel, there: Path
) -> None:
    book = items_book(make_report(office.registry, UNIT, "F-TCD", "2024-Q1"))
    drop(there / UNIT, "Báo cáo quý I.xlsx", book, SENT)
    assert office.collect(channel).counts == {"taken": 1}
    assert office.inbox_files() == {f"{UNIT}/Báo cáo quý I.xlsx": book}
    office.ingest()
    (file,) = office.rows("files")
    assert (file["sender_unit_code"], file["received_at"]) == (UNIT, SENT)
    assert office.outcomes() == {UNIT: "accepted"}
    envelopes = [text for name, text in office.state().items() if name.startswith("archive")]
    assert any(b'"channel": "sftp-thu"' in text for text in envelopes)


def test_what_was_taken_is_moved_aside_and_never_taken_again(
    office: CollectingOffice, channel: Channel, there: Path
) -> None:
    drop(there / UNIT / "quy-1", "a.csv", b"x", SENT)
    office.collect(channel)
    (aside,) = [path for path in there.rglob("*") if path.is_file()]
    assert aside.relative_to(there).parts[:2] == ("_da_nhan", "2026-09")
    assert aside.relative_to(there).parts[3:] == (UNIT, "quy-1", "a.csv")
    office.ingest()
    later = NOW + timedelta(days=3)
    assert office.collect(channel, later).counts == {"known": 1}
    assert office.inbox_files() == {}
    assert office.collect(channel, NOW + timedelta(days=90)).counts == {}


def test_the_same_name_with_a_new_content_is_a_new_delivery(
    office: CollectingOffice, channel: Channel, there: Path
) -> None:
    for number in (1, 2):
        drop(there / UNIT, "a.csv", b"x" * number, SENT + timedelta(days=number))
        assert office.collect(channel).counts["taken"] == 1
        office.ingest()
    assert len(office.rows("files")) == 2


def test_a_version_put_down_while_the_older_one_is_moved_aside_is_not_lost(
    office: CollectingOffice, channel: Channel, server: Sftp, there: Path
) -> None:
    drop(there / UNIT, "a.csv", b"old", SENT)

    def overwrite(_: str) -> None:
        server.before_rename = None
        drop(there / UNIT, "a.csv", b"newer", SENT + timedelta(days=1))

    server.before_rename = overwrite
    office.collect(channel)
    office.collect(channel)
    office.ingest()
    assert [row["size_bytes"] for row in office.rows("files")] == [3, 5]
    assert {row["received_at"] for row in office.rows("files")} == {SENT, SENT + timedelta(days=1)}


def test_a_file_still_being_sent_waits_until_it_stands_still(
    office: CollectingOffice, channel: Channel, there: Path
) -> None:
    path = drop(there / UNIT, "a.csv", b"first half", NOW)
    assert office.collect(channel, NOW + timedelta(seconds=5)).counts == {"waiting": 1}
    drop(there / UNIT, "a.csv", b"first half, second half", NOW + timedelta(seconds=30))
    assert office.collect(channel, NOW + timedelta(seconds=40)).counts == {"waiting": 1}
    assert office.collect(channel, NOW + timedelta(seconds=100)).counts == {"taken": 1}
    assert office.inbox_files() == {f"{UNIT}/a.csv": b"first half, second half"}
    assert not path.exists()


def test_a_server_whose_clock_runs_ahead_is_waited_for_by_two_looks(
    office: CollectingOffice, channel: Channel, there: Path
) -> None:
    drop(there / UNIT, "a.csv", b"x", NOW + timedelta(days=400))
    assert office.collect(channel).counts == {"waiting": 1}
    later = NOW + timedelta(minutes=10)
    assert office.collect(channel, later).counts == {"taken": 1}
    office.ingest()
    (file,) = office.rows("files")
    assert file["received_at"] == later


@pytest.mark.parametrize("name", ["a.xlsx.part", "a.xlsx.filepart", "~$a.xlsx", ".a.xlsx"])
def test_names_that_mean_not_finished_are_left_alone(
    office: CollectingOffice, channel: Channel, there: Path, name: str
) -> None:
    drop(there / UNIT, name, b"x", SENT)
    assert office.collect(channel).counts == {}
    assert (there / UNIT / name).exists()


def test_nothing_that_a_name_or_a_link_says_leads_out_of_the_inbox(
    office: CollectingOffice, channel: Channel, there: Path
) -> None:
    drop(there / UNIT, "x\\..\\..\\..\\evil.csv", b"x", SENT)
    drop(there / "khong-co", "a\u202efdp.csv", b"y", SENT)
    drop(there, "goc.csv", b"z", SENT)
    (there / UNIT / "passwd.csv").symlink_to("/etc/passwd")
    (there / OTHER_UNIT).symlink_to("/etc")
    office.collect(channel)
    assert office.inbox_files() == {
        f"{UNIT}/evil.csv": b"x",
        f"{UNKNOWN_SENDER}/goc.csv": b"z",
        f"{UNKNOWN_SENDER}/a_fdp.csv": b"y",
    }
    outside = {path.name for path in office.settings.home.parent.iterdir()}
    assert outside == {"home", "server"}


def test_a_file_over_the_limit_is_cut_behind_it_and_refused_with_a_receipt(
    office: CollectingOffice, channel: Channel, there: Path
) -> None:
    size = office.settings.max_file_bytes * 2
    drop(there / UNIT, "lon.xlsx", b"\0" * size, SENT)
    assert office.collect(channel).counts == {"taken": 1, "too_large": 1}
    (content,) = office.inbox_files().values()
    assert len(content) == office.settings.max_file_bytes + 1
    office.ingest()
    assert office.codes() == ["FIL06"]
    assert len(office.receipts()) == 1


def test_an_account_that_may_only_read_is_enough(
    office: CollectingOffice, channel: Channel, server: Sftp, there: Path
) -> None:
    server.is_read_only = True
    drop(there / UNIT, "a.csv", b"x", SENT)
    assert office.collect(channel).counts == {"taken": 1, "unmarked": 1}
    office.ingest()
    assert office.collect(channel).counts == {"known": 1, "unmarked": 1}
    assert office.inbox_files() == {}


def test_one_folder_or_file_that_cannot_be_read_keeps_no_other_back(
    office: CollectingOffice, channel: Channel, server: Sftp, there: Path
) -> None:
    server.refused = {"cam-xem", "cam-mo"}
    drop(there / UNIT / "cam-xem", "a.csv", b"x", SENT)
    drop(there / UNIT, "cam-mo.csv", b"x", SENT)
    drop(there / OTHER_UNIT, "b.csv", b"y", SENT)
    collected = office.collect(channel)
    assert collected.counts == {"taken": 1, "unreadable": 2}
    assert collected.has_faults
    assert office.inbox_files() == {f"{OTHER_UNIT}/b.csv": b"y"}


def other_host_key() -> str:
    return asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().strip()


def test_a_server_with_another_host_key_is_told_nothing(
    office: CollectingOffice, server: Sftp, connect: Connect
) -> None:
    connection_id = connect("sftp", server.port, extra={"host_key": other_host_key()})
    with pytest.raises(ChannelRefused, match="HostKeyNotVerifiable"):
        office.collect(channel_of("sftp", "/nop", connection_id))
    assert server.logins == []


def test_host_keys_come_from_the_connection_or_from_a_file(
    office: CollectingOffice, server: Sftp, connect: Connect, tmp_path: Path
) -> None:
    line = f"[127.0.0.1]:{server.port} {server.host_key}\n"
    (tmp_path / "known").write_text(line)
    for extra in ({"known_hosts": line}, {"known_hosts_file": str(tmp_path / "known")}):
        connection_id = connect("sftp", server.port, extra=extra)
        assert office.collect(channel_of("sftp", "/nop", connection_id)).counts == {}
    for extra in ({"no_host_key_check": "true"}, {"known_hosts_file": str(tmp_path / "none")}):
        connection_id = connect("sftp", server.port, extra=extra)
        with pytest.raises(UsageError, match="thu"):
            office.collect(channel_of("sftp", "/nop", connection_id))


@pytest.mark.parametrize("as_file", [False, True])
def test_a_private_key_takes_the_place_of_a_password(
    office: CollectingOffice, server: Sftp, connect: Connect, tmp_path: Path, *, as_file: bool
) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    server.client_keys.append(key.export_public_key().decode().strip())
    text = key.export_private_key().decode()
    (tmp_path / "id").write_text(text)
    extra: dict[str, Any] = {"host_key": server.host_key}
    extra |= {"key_file": str(tmp_path / "id")} if as_file else {"private_key": text}
    connection_id = connect("sftp", server.port, password="", extra=extra)
    assert office.collect(channel_of("sftp", "/nop", connection_id)).counts == {}
    assert server.logins == [USER]


def test_what_is_set_up_wrong_is_named_without_the_secret(
    office: CollectingOffice, server: Sftp, connect: Connect
) -> None:
    extra = {"host_key": server.host_key}
    wrong = channel_of("sftp", "/nop", connect("sftp", server.port, password="sai", extra=extra))
    with pytest.raises(ChannelRefused, match="sftp-thu") as refusal:
        office.collect(wrong)
    assert "sai" not in str(refusal.value).split()
    right = connect("sftp", server.port, extra=extra)
    with pytest.raises(ChannelRefused, match="FileNotFoundError"):
        office.collect(channel_of("sftp", "/khong-co", right))
    with pytest.raises(ChannelUnreachable) as unreachable:
        office.collect(channel_of("sftp", "/nop", connect("sftp", free_port(), extra=extra)))
    assert PASSWORD not in str(unreachable.value)


def test_all_files_may_be_of_one_unit(
    office: CollectingOffice, server: Sftp, there: Path, channel: Channel
) -> None:
    drop(there / "bat-ky", "a.csv", b"x", SENT)
    own = channel_of("sftp", "/nop", "thu", sender_rule="unit", unit_code=UNIT)
    office.collect(own)
    assert office.inbox_files() == {f"{UNIT}/a.csv": b"x"}
