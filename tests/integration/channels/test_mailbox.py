"""The e-mail channel against a real IMAP server, over TLS."""

import imaplib
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from tests.integration.channels.conftest import NOW, UNIT, CollectingOffice, channel_of
from tests.support.servers import HOST, PASSWORD, USER, Imap, free_port, imap_server
from tests.unit.ingesting.workbooks import items_book, make_report

from baocao.channels import ChannelRefused, ChannelUnreachable
from baocao.ingesting.discovering import UNKNOWN_SENDER
from baocao.registry import Registry
from baocao.registry.channels import Channel

OFFICE = "vp.ducxuan@backan.example"
ARRIVED = datetime(2024, 3, 15, 1, 2, 3, tzinfo=UTC)
INTERNAL_DATE = '"15-Mar-2024 08:02:03 +0700"'
BOX = "Báo cáo & số liệu"
BOX_AS_UTF7 = "B&AOE-o c&AOE-o &- s&HtE- li&Hsc-u"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imap]:
    with imap_server(tmp_path_factory.mktemp("imap")) as imap:
        yield imap


class Post:
    """The mailbox as the mail server fills it."""

    def __init__(self, server: Imap) -> None:
        context = ssl.create_default_context(cafile=str(server.ca_file))
        self.client = imaplib.IMAP4_SSL(HOST, server.tls_port, ssl_context=context)
        self.client.login(USER, PASSWORD)
        self.client.delete(f'"{BOX_AS_UTF7}"')
        self.client.create(f'"{BOX_AS_UTF7}"')

    def deliver(self, letter: EmailMessage | bytes, at: str = INTERNAL_DATE) -> None:
        raw = letter if isinstance(letter, bytes) else bytes(letter)
        answer, _ = self.client.append(f'"{BOX_AS_UTF7}"', "", at, raw)
        assert answer == "OK"

    def unseen(self) -> int:
        self.client.select(f'"{BOX_AS_UTF7}"', readonly=True)
        _, data = self.client.search(None, "UNSEEN")
        return len(data[0].split())


@pytest.fixture
def post(server: Imap) -> Iterator[Post]:
    box = Post(server)
    yield box
    box.client.logout()


@pytest.fixture
def seeds(office: CollectingOffice, tmp_path: Path, root: Path) -> Path:
    """Return seeds in which one address is known, and let the office use them."""
    folder = tmp_path / "seeds"
    folder.mkdir()
    for entry in (root / "seeds").iterdir():
        if entry.name != "reference":
            (folder / entry.name).symlink_to(entry)
    (folder / "reference").mkdir()
    for entry in (root / "seeds/reference").iterdir():
        if entry.name != "senders.csv":
            (folder / "reference" / entry.name).symlink_to(entry)
    rows = f"address,unit_code,valid_from,valid_to\n{OFFICE},{UNIT},2020-01-01,2025-07-01\n"
    (folder / "reference/senders.csv").write_text(rows)
    office.seeds = folder
    return folder


@pytest.fixture
def channel(server: Imap, connect: Callable[..., str], seeds: Path) -> Channel:
    connection_id = connect("imap", server.tls_port, extra={"ca_file": str(server.ca_file)})
    return channel_of("imap", BOX, connection_id)


@pytest.fixture
def book(registry: Registry) -> bytes:
    return items_book(make_report(registry, UNIT, "F-TCD", "2024-Q1"))


def letter(
    *files: tuple[str, bytes], sender: str = f"Văn phòng <{OFFICE}>", number: int = 1
) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = sender, "baocao@tinh.example"
    message["Subject"], message["Message-ID"] = "Báo cáo quý I", f"<{number}@backan.example>"
    message.set_content("Kính gửi báo cáo.")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="x", filename=name)
    return message


def test_a_report_of_a_known_office_comes_in_and_is_accepted(
    office: CollectingOffice, channel: Channel, post: Post, book: bytes
) -> None:
    post.deliver(letter(("Biểu TCĐ quý I năm 2024.xlsx", book)))
    assert office.collect(channel).counts == {"taken": 1}
    assert office.inbox_files() == {f"{UNIT}/Biểu TCĐ quý I năm 2024.xlsx": book}
    office.ingest()
    (file,) = office.rows("files")
    assert (file["sender_unit_code"], file["received_at"]) == (UNIT, ARRIVED)
    assert office.outcomes() == {UNIT: "accepted"}
    assert office.collect(channel).counts == {"known": 1}
    assert office.inbox_files() == {}


def test_whoever_is_not_in_the_table_sends_no_units_report(
    office: CollectingOffice, channel: Channel, post: Post, book: bytes
) -> None:
    post.deliver(letter(("a.xlsx", book), sender="ai-do@noi-khac.example"))
    collected = office.collect(channel)
    assert collected.counts == {"taken": 1, "unknown_sender": 1}
    assert collected.has_faults
    assert list(office.inbox_files()) == [f"{UNKNOWN_SENDER}/a.xlsx"]
    office.ingest()
    assert office.codes() == ["UNT04"]
    assert office.outcomes() == {UNIT: "rejected"}
    (receipt,) = office.receipts()
    assert "không rõ người gửi" in receipt.read_text(encoding="utf-8")


def test_a_letter_becomes_seen_only_where_the_channel_marks(
    office: CollectingOffice, channel: Channel, post: Post, server: Imap
) -> None:
    post.deliver(letter(("a.csv", b"x")))
    only_read = channel_of("imap", BOX, "thu", channel_code="doc", after_taking="leave")
    office.collect(only_read)
    assert post.unseen() == 1
    office.collect(channel)
    assert post.unseen() == 0


def test_a_mailbox_that_was_made_anew_brings_nothing_twice(
    office: CollectingOffice, channel: Channel, post: Post, server: Imap
) -> None:
    post.deliver(letter(("a.csv", b"x"), ("b.csv", b"x")))
    assert office.collect(channel).counts == {"taken": 2}
    office.ingest()
    anew = Post(server)
    anew.deliver(letter(("a.csv", b"x"), ("b.csv", b"x")))
    anew.client.logout()
    assert office.collect(channel).counts == {"known": 2}
    assert office.inbox_files() == {}


def test_a_letter_over_the_limit_is_not_read_but_refused_with_a_receipt(
    office: CollectingOffice, channel: Channel, post: Post
) -> None:
    office.most = 1000
    post.deliver(letter(("a.xlsx", b"x" * 5000)))
    post.deliver(letter(("b.xlsx", b"y" * 1500), number=2))
    assert office.collect(channel).counts == {"taken": 2, "too_large": 2}
    sizes = {name: len(content) for name, content in office.inbox_files().items()}
    assert sizes == {f"{UNIT}/thu.eml": 1001, f"{UNIT}/b.xlsx": 1001}
    office.ingest()
    assert office.codes() == ["FIL06", "FIL06"]


def test_letters_without_files_are_counted_and_left(
    office: CollectingOffice, channel: Channel, post: Post
) -> None:
    post.deliver(letter())
    post.deliver(b"khong phai thu\r\n")
    assert office.collect(channel).counts == {"without_files": 2}
    assert office.collect(channel).counts == {"known": 2}


def test_starttls_serves_as_well_and_nothing_goes_without_tls(
    office: CollectingOffice,
    channel: Channel,
    post: Post,
    server: Imap,
    connect: Callable[..., str],
) -> None:
    post.deliver(letter(("a.csv", b"x")))
    extra = {"ca_file": str(server.ca_file), "use_ssl": False}
    assert office.collect(channel_of("imap", BOX, connect("imap", server.port, extra=extra))).counts
    connect("imap", server.port, extra={"ca_file": str(server.ca_file)})
    with pytest.raises(ChannelUnreachable, match="SSLError"):
        office.collect(channel)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"extra": {}}, (ChannelRefused, "SSLCertVerificationError")),
        ({"password": "sai-mat-khau"}, (ChannelRefused, "RefusedByServer")),
        ({"port": 0}, (ChannelUnreachable, "ConnectionRefusedError")),
    ],
)
def test_what_is_set_up_wrong_is_named_without_the_secret(
    office: CollectingOffice,
    channel: Channel,
    server: Imap,
    connect: Callable[..., str],
    fields: dict,
    error: tuple[type[Exception], str],
) -> None:
    port = server.tls_port if fields.pop("port", 1) else free_port()
    connect("imap", port, **({"extra": {"ca_file": str(server.ca_file)}} | fields))
    with pytest.raises(error[0], match=error[1]) as refusal:
        office.collect(channel, NOW)
    assert not {PASSWORD, "sai-mat-khau", USER} & set(str(refusal.value).split())


def test_a_mailbox_that_is_not_there_is_named(
    office: CollectingOffice, channel: Channel, server: Imap
) -> None:
    with pytest.raises(ChannelRefused, match="imap-thu"):
        office.collect(channel_of("imap", "Khong co", "thu"))
