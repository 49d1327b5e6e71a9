"""Every page: whose it is, how it is guarded, in which language it speaks."""

import asyncio
import logging
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from openpyxl import load_workbook
from tests.support.desks import OUTSIDE, Bench
from tests.unit.ingesting.workbooks import csv_lines, drop, make_report
from tests.unit.receipts.sound import SOUND

from baocao.desk.guarding import HEADERS, BodyLimit
from baocao.desk.words import Words, catalogue
from baocao.reporting import language

# Every page there is, with the ids of something of 05860's in it, and whether a visitor may see it.
PAGES = {
    "GET /login": ("/login", True),
    "POST /login": ("/login", True),
    "POST /logout": ("/logout", True),
    "GET /language/{language}": ("/language/en", True),
    "GET /static/{name}": ("/static/desk.css", True),
    "GET /healthz": ("/healthz", True),
    "GET /": ("/", False),
    "GET /history": ("/history", False),
    "POST /send": ("/send", False),
    "GET /forms/{form_code}/{period_code}": ("/forms/F-DN/2026-A1", False),
    "GET /sent/{upload_id}": ("/sent/{upload_id}", False),
    "GET /receipts/{delivery_id}": ("/receipts/{delivery_id}", False),
    "GET /receipts/{delivery_id}/print": ("/receipts/{delivery_id}/print", False),
    "GET /receipts/{delivery_id}/{name}": ("/receipts/{delivery_id}/marked", False),
}


def of_somebody(bench: Bench) -> dict[str, str]:
    """Hand in a file for 05860 and return the ids under which it is shown."""
    office = bench.office("05860")
    sent = office.send(bench.file("05860"), "tep bi mat.csv").headers["location"]
    receipt = office.get(sent).headers["location"]
    ids = {"upload_id": sent.split("/")[-1], "delivery_id": receipt.split("/")[-1]}
    (page,) = bench.settings().receipts.rglob(f"*{ids['delivery_id']}.html")
    page.with_suffix(".marked.csv").write_text("marked", encoding="utf-8")
    for path in (receipt, f"{receipt}/print", f"{receipt}/marked"):
        assert office.get(path).status_code == 200
    return ids


def test_the_list_of_pages_is_complete(bench: Bench) -> None:
    routes = [route for route in bench.app.routes if isinstance(route, APIRoute)]
    found = {f"{method} {route.path}" for route in routes for method in route.methods}
    assert found == set(PAGES)


def test_nothing_is_shown_to_those_who_have_not_logged_in(bench: Bench) -> None:
    ids = of_somebody(bench)
    visitor = bench.visitor()
    for name, (path, is_open) in PAGES.items():
        method = name.partition(" ")[0]
        answer = visitor.client.request(method, path.format(**ids), follow_redirects=False)
        if not is_open:
            assert answer.status_code == 303, name
            assert answer.headers["location"].startswith("/login"), name
            assert answer.content == b"", name


def test_a_unit_never_sees_what_is_another_units(bench: Bench) -> None:
    ids = of_somebody(bench)
    office = bench.office("01840")
    for name, (path, is_open) in PAGES.items():
        if name.startswith("GET") and not is_open:
            answer = office.get(path.format(**ids))
            assert answer.status_code == (404 if "{" in name else 200), name
            assert "tep bi mat" not in answer.text, name
            assert "Phổ Yên" not in answer.text, name


@pytest.mark.parametrize(
    "path",
    [
        "/receipts/*",
        "/receipts/..%2f..%2fdesk%2fsecret",
        "/receipts/0000000000000000",
        "/receipts/" + "?" * 16,
        "/sent/" + "a" * 20,
        "/forms/F-TCD/2020-Q1",
        "/forms/F-XX/2026-Q3",
        "/forms/../2026-Q3",
        "/static/../texts.yml",
        "/static/%2e%2e%2ftexts.yml",
        "/nothing",
        "/openapi.json",
        "/docs",
    ],
)
def test_what_there_is_not_is_not_found(bench: Bench, path: str) -> None:
    answer = bench.office("01840").get(path)
    assert answer.status_code == 404
    assert "Không tìm thấy" in answer.text


def test_a_call_that_makes_no_sense_is_answered_with_a_page(bench: Bench) -> None:
    office = bench.office("01840")
    assert office.get("/history?page=two").status_code == 400
    assert office.get("/history?page=-7").status_code == 200
    assert office.client.delete("/").status_code == 405
    assert office.client.post("/send", content=b"x").status_code == 403


def test_every_answer_carries_the_headers(bench: Bench) -> None:
    office = bench.office("01840")
    for path in ("/", "/login", "/nothing", "/static/desk.js", "/healthz", "/history"):
        headers = office.get(path).headers
        kept = {name: value for name, value in HEADERS.items() if name != "cache-control"}
        assert {name: headers[name] for name in kept} == kept, path
        assert "strict-transport-security" not in headers
    assert office.get("/").headers["cache-control"] == "no-store"
    assert "immutable" in office.get("/static/desk.js").headers["cache-control"]
    outside = bench.visitor(OUTSIDE).get("/login").headers
    assert "max-age" in outside["strict-transport-security"]


def test_pages_keep_to_their_own_policy(bench: Bench) -> None:
    """No script or style in the page, nothing from elsewhere, no handler in an attribute."""
    office = bench.office("01840")
    pages = [office.get("/"), office.get("/history"), bench.visitor().get("/login")]
    pages.append(office.get(office.receipt_of(office.send(b"x"))))
    for page in pages:
        assert not re.search(r"<style|<script(?! src=)|\sstyle=|\son\w+=", page.text)
        assert not re.search(r'(?:src|href|action)="(?!/|#)', page.text)


def test_the_form_is_the_one_that_ingest_reads(bench: Bench) -> None:
    office = bench.office("01840")
    form = office.get("/forms/F-TCD/2026-Q4")
    assert form.headers["content-disposition"].endswith("F-TCD_01840_2026-Q4.xlsx")
    path = bench.home.parent / "x.xlsx"
    path.write_bytes(form.content)
    assert "F-TCD" in str([*load_workbook(path).worksheets[0].values])
    receipt = office.get(office.receipt_of(office.send(form.content, "trong.xlsx"))).text
    assert "01840 – Phường Đức Xuân" in receipt


def test_a_receipt_says_what_a_suspect_cell_holds_and_what_would_fit(bench: Bench) -> None:
    values = SOUND | {"TD03": 80, "TD04": 90}
    report = make_report(bench.registry, "01840", "F-TCD", "2026-Q3", values=values)
    office = bench.office("01840")
    path = office.receipt_of(office.send(csv_lines(report).encode()))
    assert "TD03</b>: đang ghi 80, nếu là 8 thì khớp – " in office.get(path).text


def test_the_marked_file_comes_back_under_the_name_of_what_was_sent(bench: Bench) -> None:
    office = bench.office("05860")
    path = office.receipt_of(office.send(b"x", "Báo cáo 3.csv"))
    assert office.get(f"{path}/marked").status_code == 404
    (page,) = bench.settings().receipts.rglob("*.html")
    page.with_suffix(".marked.csv").write_text("marked", encoding="utf-8")
    answer = office.get(f"{path}/marked")
    named = "attachment; filename*=UTF-8''B%C3%A1o%20c%C3%A1o%203_20261001.csv"
    assert answer.headers["content-disposition"] == named
    assert answer.text == "marked"
    assert f"{path}/marked" in office.get(path).text
    assert office.get(f"{path}/{page.stem}.marked.csv").text == "marked"
    assert office.get(f"{path}/{page.name}").status_code == 404


def test_history_comes_in_pages(bench: Bench) -> None:
    for number in range(26):
        drop(bench.settings().inbox / "01840", f"tep {number}.csv", str(number).encode())
    bench.ingest()
    office = bench.office("01840", date(2024, 3, 15))
    pages = [office.get(f"/history?page={number}").text for number in (1, 2)]
    names = [re.findall(r">tep (\d+)\.csv<", page) for page in pages]
    assert [len(one) for one in names] == [25, 1]
    assert {int(name) for one in names for name in one} == set(range(26))
    assert "26 tệp" in pages[0]
    assert "Trang 2 trên 2" in pages[1]


def test_hostile_text_is_shown_as_text(bench: Bench) -> None:
    office = bench.office("01840")
    attack = "<img src=x onerror=alert(1)>"
    content = bench.file().replace(b"F-TCD", attack.encode())
    path = office.receipt_of(office.send(content, "a'b&quot;<script>.csv"))
    for page in (office.get(path), office.get("/history"), office.get(f"{path}/print")):
        assert attack not in page.text
        assert "<script>." not in page.text


def test_a_failure_of_ours_says_so_and_logs_no_message(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    office = bench.office("01840")

    number = "".join(map(str, (0, 0, 1, 0, 9, 9, 0, 1, 2, 3, 4, 5)))

    def fail(*_arguments: object) -> None:
        raise ValueError(number)

    monkeypatch.setattr(bench.desk.papers, "of", fail)
    answer = office.get("/")
    assert answer.status_code == 500
    assert "Lỗi ở phía chúng tôi" in answer.text
    assert answer.headers["x-frame-options"] == "DENY"
    assert "ValueError" in caplog.text
    assert number not in caplog.text


def test_a_body_is_counted_while_it_comes() -> None:
    """Of an endless body no more is read than the limit and what is thrown away for the answer."""
    read = 0

    async def app(_scope, receive, _send) -> None:
        while (await receive()).get("more_body"):
            pass

    async def receive():
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * 1000, "more_body": True}

    async def send(_message) -> None:
        pass

    for length in ([], [(b"content-length", b"999999999")]):
        read = 0
        scope = {"type": "http", "path": "/send", "headers": length}
        with pytest.raises(Exception, match="413"):
            asyncio.run(BodyLimit(app, {"/send": 10_000}.__getitem__)(scope, receive, send))
        assert 10 <= read <= 11 + BodyLimit.PATIENCE * 10


def test_a_file_of_a_stranger_is_not_even_read(bench: Bench) -> None:
    async def receive():
        raise AssertionError("the body was read")

    sent = []

    async def send(message) -> None:
        sent.append(message)

    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http", "path": "/send",
        "raw_path": b"/send", "query_string": b"", "root_path": "", "server": ("127.0.0.1", 80),
        "headers": [(b"host", b"127.0.0.1"), (b"content-type", b"multipart/form-data; boundary=x")],
        "client": ("127.0.0.1", 1),
    }  # fmt: skip
    asyncio.run(bench.app(scope, receive, send))
    assert sent[0]["status"] == 303


def test_reference_data_are_read_again_when_they_change(
    bench: Bench, tmp_path: Path, caplog
) -> None:
    seeds = tmp_path / "seeds"
    shutil.copytree(bench.root / "seeds", seeds)
    bench = bench.changed(seeds=seeds)
    office = bench.office("01840")
    units = seeds / "reference/units.csv"
    text = units.read_text(encoding="utf-8")
    units.write_text(text.replace("Phường Đức Xuân", "Phường Đổi Tên"), encoding="utf-8")
    assert "Phường Đổi Tên" in office.get("/").text
    caplog.set_level(logging.ERROR)
    units.write_text("broken", encoding="utf-8")
    assert "Phường Đổi Tên" in office.get("/").text
    assert "the page goes on with what it had" in caplog.text


def test_every_text_is_there_in_both_languages_and_used(bench: Bench) -> None:
    folder = bench.root / "src/baocao/desk"
    files = [path for path in folder.rglob("*") if path.suffix in (".py", ".j2")]
    sources = "\n".join(path.read_text(encoding="utf-8") for path in files)
    for key, words in catalogue().items():
        assert words.vi, key
        assert words.en, key
        assert set(re.findall(r"{\w+}", words.vi)) == set(re.findall(r"{\w+}", words.en)), key
        stem = re.escape(key)
        made = key.startswith(("error.", "remarks.", "due.day"))
        assert made or re.search(rf"[\"']{stem}[\"']", sources), f"{key} is used nowhere"


def test_words_say_one_language_and_fall_back_on_the_other() -> None:
    vi, en = Words("vi"), Words("en")
    assert (vi.period("2026-Q3"), en.period("2026-S1")) == (
        "Quý III năm 2026",
        "First half of 2026",
    )
    assert en.of({"name_vi": "Xã", "name_en": ""}, "name") == "Xã"
    assert vi.of({"name_en": "Commune"}, "name") == "Commune"
    assert vi("send.too_large", size=language.number(1234)).startswith("Tệp lớn hơn 1.234 MB")
