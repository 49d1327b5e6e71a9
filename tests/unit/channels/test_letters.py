"""Letters as mail programs write them, and as nobody should."""

import base64
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baocao.channels.letters import WHOLE_LETTER, read_letter


def names_of(raw: bytes) -> list[str]:
    return [one.name for one in read_letter(raw, "").attachments]


def letter_with(part: str, body: str = "eA==") -> bytes:
    """Return a letter with a text and one part that has the given headers."""
    return (
        "From: a@b.example\r\nMessage-ID: <1@b.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/plain\r\n\r\nKính gửi\r\n"
        f"--x\r\nContent-Transfer-Encoding: base64\r\n{part}\r\n\r\n{body}\r\n--x--\r\n"
    ).encode()


@pytest.mark.parametrize(
    ("part", "name"),
    [
        (
            ("Content-Type: application/x\r\nContent-Disposition: attachment;\r\n"
            " filename*0*=UTF-8''B%C3%A1o%20c%C3%A1o%20;\r\n filename*1*=qu%C3%BD%20I.xlsx"),
            "Báo cáo quý I.xlsx",
        ),
        (
            ('Content-Type: application/x; name="=?UTF-8?B?QsOhbyBjw6FvLnhsc3g=?="\r\n'
            'Content-Disposition: attachment; filename="=?UTF-8?B?QsOhbyBjw6FvLnhsc3g=?="'),
            "Báo cáo.xlsx",
        ),
        (
            ("Content-Type: application/x\r\nContent-Disposition: attachment;"
            ' filename="=?utf-8?q?B=C3=A1o?= =?utf-8?q?_c=C3=A1o.xls?="'),
            "Báo cáo.xls",
        ),
        ('Content-Type: application/x\r\nContent-Disposition: attachment; filename="Báo.xls"',
         "Báo.xls"),
        ('Content-Type: application/x; name="chi o day.ods"', "chi o day.ods"),
        ("Content-Type: application/pdf", "tep-1.pdf"),
        ('Content-Type: application/ms-tnef; name="winmail.dat"', "winmail.dat"),
        ('Content-Type: text/csv\r\nContent-Disposition: attachment; filename="a.csv"', "a.csv"),
        ('Content-Type: image/jpeg\r\nContent-Disposition: attachment; filename="s.jpg"', "s.jpg"),
    ],
)  # fmt: skip
def test_attachments_are_found_by_the_name_their_sender_gave(part: str, name: str) -> None:
    (attachment,) = read_letter(letter_with(part), "").attachments
    assert (attachment.name, attachment.content) == (name, b"x")


@pytest.mark.parametrize(
    "part",
    [
        'Content-Type: image/png; name="logo.png"\r\nContent-Disposition: inline',
        'Content-Type: image/png; name="logo.png"\r\nContent-ID: <logo>',
        'Content-Type: application/pkcs7-signature; name="smime.p7s"',
        'Content-Type: text/calendar; name="moi-hop.ics"',
        "Content-Type: text/html",
        "Content-Type: message/disposition-notification",
    ],
)
def test_what_programs_add_of_themselves_is_no_attachment(part: str) -> None:
    assert names_of(letter_with(part)) == []


def test_letters_within_letters_are_looked_into() -> None:
    inner = EmailMessage()
    inner["From"] = "nguoi-khac@noi-khac.example"
    inner.set_content("Chuyển tiếp")
    inner.add_attachment(b"x", maintype="application", subtype="x", filename="ben-trong.xlsx")
    outer = EmailMessage()
    outer["From"] = "A@B.example"
    outer.set_content("Kính gửi")
    outer.add_attachment(inner)
    found = read_letter(bytes(outer), "")
    assert [one.name for one in found.attachments] == ["ben-trong.xlsx"]
    assert found.address == "a@b.example"


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ("From: =?utf-8?q?V=C4=83n_ph=C3=B2ng?= <VP@B.example>", "vp@b.example"),
        ('From: "vp@b.example" <ke-xau@x.example>', "ke-xau@x.example"),
        ("From: a@b.example, c@d.example", ""),
        ("From: a@b.example\r\nFrom: c@d.example", ""),
        ("Sender: a@b.example", ""),
        ("from: a@b.example", "a@b.example"),
    ],
)
def test_a_letter_has_one_sender_or_none(headers: str, address: str) -> None:
    assert read_letter(f"{headers}\r\n\r\nx".encode(), "").address == address


def test_a_letter_nested_beyond_reason_is_handed_on_whole() -> None:
    level = b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n'
    deep = b"".join(level % (number, number) for number in range(3000))
    slow = b"".join(level % (number, number) for number in range(300)) + b"x\n" * 100_000
    many = letter_with("Content-Type: application/x").replace(
        b"--x--", b"--x\r\nContent-Type: application/x\r\n\r\ny\r\n" * 1500 + b"--x--"
    )
    for raw in (b"From: a@b.example\r\n" + deep, b"From: a@b.example\r\n" + slow, many):
        (whole,) = read_letter(raw, "").attachments
        assert (whole.name, whole.content) == (WHOLE_LETTER, raw)


@settings(max_examples=150, deadline=None)
@given(
    noise=st.lists(st.tuples(st.integers(0, 400), st.binary(min_size=1, max_size=6)), max_size=6),
)
def test_a_damaged_letter_never_stops_the_others(noise: list[tuple[int, bytes]]) -> None:
    raw = letter_with(
        "Content-Type: application/x\r\nContent-Disposition: attachment; filename*=UTF-8''b%C3.xls",
        base64.b64encode(b"content").decode(),
    )
    for at, piece in noise:
        raw = raw[:at] + piece + raw[at + len(piece) :]
    found = read_letter(raw, "mx.example")
    assert found.is_believed is False
    assert all(one.name for one in found.attachments)
