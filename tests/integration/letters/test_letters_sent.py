"""Letters to units and the province, handed to a real mail server on loopback."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.integration.letters.conftest import (
    ADDRESSES,
    DISTRICT,
    FROM,
    SCRIPT,
    Round,
    change,
    connect,
)
from tests.support.letters import Postbox, body
from tests.support.province_rows import AS_OF

from baocao.channels import ChannelRefused, ChannelUnreachable
from baocao.cli.notifying import _write as write_letters
from baocao.errors import UsageError
from baocao.notifying.sending import CONNECTION
from baocao.registry import Registry
from baocao.settings import Settings


def test_a_unit_is_told_what_is_open_and_what_falls_due(send: Round, post: Postbox) -> None:
    done = send()
    assert done.summary() == {
        "version": done.version, "sent": 4, "refused": 0, "would_send": 0, "too_soon": 0,
        "without_address": 1,
    }  # fmt: skip
    letters = post.empty()
    assert set(letters) == set(ADDRESSES)
    (letter,) = letters["pacnam@example.org"]
    assert letter["To"] == "pacnam@example.org"
    assert letter["From"] == FROM
    assert letter["Subject"] == "[Báo cáo] Huyện Pác Nặm: 2 điểm mới cần xem, tất cả 2 điểm đang mở"
    assert letter["Auto-Submitted"] == "auto-generated"
    plain, page = body(letter, "plain"), body(letter, "html")
    for text in (plain, page):
        assert "Tổng số 1 không khớp" in text
        assert "Total 1 does not add up" in text
        assert "Cộng lại." in text
        assert "17/6/2025" in text, "what it sends for others too is due, told once"
        assert not [number for number in (3, 4, 5, 6) if f"Tổng số {number}" in text]
    assert plain.count("quý II năm 2025") == 1
    assert plain.index("Kính gửi") < plain.index("To Pac Nam")
    assert SCRIPT not in page
    assert "\n1. [Sai] F-TCD, quý I năm 2025\n   Tổng số 1 không khớp" in plain.replace("\r", "")
    assert "hỏng.xlsx" in body(letters["thanhpho@example.org"][0], "plain")


def test_the_province_is_told_about_all(send: Round, post: Postbox) -> None:
    send()
    (letter,) = post.letters["tinh@example.org"]
    wanted = "[Báo cáo] Tỉnh Bắc Kạn: 4 điểm mới của các đơn vị, tất cả 4 điểm đang mở"
    assert letter["Subject"] == wanted
    for text in (body(letter, "plain"), body(letter, "html")):
        assert "các đơn vị có 4 điểm đang mở" in text
        assert "Đã giải trình: 1; được miễn xử lý: 0" in text
        assert "chưa có địa chỉ thư: 1" in text
        assert "Tổng số" not in text
    assert "- Huyện Pác Nặm (060): 2 điểm mở, 2 mới, 0 báo cáo chưa gửi" in body(letter, "plain")


def test_nobody_is_told_twice_or_too_often(send: Round, post: Postbox, settings: Settings) -> None:
    send()
    post.empty()
    assert send().counts["sent"] == 0
    assert send(30).counts["sent"] == 0, "nothing is new"
    again = AS_OF + timedelta(days=1)
    flags = "reports.rpt_quality_flags"
    change(settings, f"update {flags} set reopened_at = '{again}' where flag_id = '{1:032x}'")
    assert send(3).too_soon == 2, "the unit and the province"
    assert send(7).counts["sent"] == 3
    (letter,) = post.empty()["pacnam@example.org"]
    text = body(letter, "plain")
    assert "Mới từ lần nhắc trước: 1" in text
    assert "Tổng số 1" in text
    assert "Tổng số 2" not in text, "a report that was late stays late: nothing to do about it"


def test_a_rehearsal_sends_and_notes_nothing(
    send: Round, post: Postbox, browser: Browser, tmp_path: Path
) -> None:
    done = send(rehearse=True)
    assert done.counts["would_send"] == len(done.letters) == 4
    assert post.count == 0
    assert send().counts["sent"] == 4
    write_letters(done.letters, tmp_path / "letters")
    for number in (1, 4):
        for width in (390, 1280):
            with browser.new_page(viewport={"width": width, "height": 900}) as page:
                page.goto((tmp_path / "letters" / f"{number:03d}.html").as_uri())
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, "nothing is cut off or has to be pushed aside"
                assert page.locator("h1").first.is_visible()


def test_who_is_refused_is_told_again_later_and_the_others_are_told(
    send: Round, post: Postbox, settings: Settings
) -> None:
    post.refused = {"thanhpho@example.org": "550 no such user"}
    assert send().summary()["refused"] == 1
    assert set(post.empty()) == set(ADDRESSES) - {"thanhpho@example.org"}
    assert send(1).counts["refused"] == 0, "not every day"
    post.refused = {}
    assert send(8).counts["sent"] == 1
    assert set(post.empty()) == {"thanhpho@example.org"}


def test_a_server_that_asks_to_come_back_is_asked_again(send: Round, post: Postbox) -> None:
    post.refused = {"pacnam.2@example.org": "450 try again later"}
    with pytest.raises(ChannelUnreachable, match=CONNECTION):
        send()
    before = post.count
    post.refused = {}
    assert before + send().counts["sent"] == len(ADDRESSES)
    assert all(len(letters) == 1 for letters in post.letters.values())


@pytest.mark.parametrize("address", ["a@b.example\r\nBcc: x@y.example", "A <a@b.example>", "a@b"])
def test_an_address_that_is_none_gets_nothing(send: Round, post: Postbox, address: str) -> None:
    assert send(addresses={address: DISTRICT}).counts["sent"] == 0
    assert post.count == 0


def test_nothing_gets_into_the_headers(
    send: Round, post: Postbox, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = next(one for one in registry.units_on(AS_OF.date()) if one.unit_code == DISTRICT)
    hostile = "Huyện\r\nBcc: x@y.example\r\n\r\nChào"
    monkeypatch.setitem(vars(unit), "name_vi", hostile)
    send(addresses={"pacnam@example.org": DISTRICT})
    (letter,) = post.letters["pacnam@example.org"]
    assert letter["Bcc"] is None
    assert "Huyện Bcc: x@y.example Chào" in letter["Subject"]
    assert set(post.letters) == {"pacnam@example.org"}


@pytest.mark.parametrize(
    ("fields", "error", "says"),
    [
        ({"host": "mail.example.org"}, UsageError, "without TLS"),
        (
            {"host": "mail.example.org", "extra": {"disable_tls": False, "ssl_context": "none"}},
            UsageError,
            "without TLS",
        ),
        ({"extra": {"from_email": ""}}, UsageError, "from_email"),
        ({"port": 1}, ChannelUnreachable, "ConnectionRefusedError"),
        ({"login": "ai", "password": "do"}, ChannelRefused, "mend the connection"),
    ],
)
def test_a_connection_that_will_not_do_is_said(
    send: Round,
    post: Postbox,
    monkeypatch: pytest.MonkeyPatch,
    fields: dict[str, Any],
    error: type[Exception],
    says: str,
) -> None:
    known: dict[str, Any] = {"port": post.port} | fields
    connect(monkeypatch, **known)
    with pytest.raises(error, match=says):
        send()


def test_without_a_connection_and_without_news_nothing_happens(
    send: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(f"AIRFLOW_CONN_{CONNECTION.upper()}", raising=False)
    with pytest.raises(UsageError, match="no such Airflow connection"):
        send()
    assert send(addresses={"moi@example.org": "064"}).counts["sent"] == 0
