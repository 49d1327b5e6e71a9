"""From a file handed in to its receipt, whatever happens in between."""

import fcntl
import logging
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pyarrow.parquet as pq
import pytest
from tests.support.desks import Bench, serving
from tests.unit.ingesting.workbooks import csv_lines, drop, make_report

from baocao import landing
from baocao.desk import unit_routes


def landed(bench: Bench, table: str = "files") -> list[dict]:
    """Return what has landed."""
    folder = landing.batches_folder(bench.settings())
    return [
        row
        for batch in landing.batch_ids(bench.settings())
        for row in pq.read_table(folder / batch / f"{table}.parquet").to_pylist()
    ]


def left(bench: Bench) -> list[Path]:
    """Return what lies in the inbox of what was handed in, and its folders."""
    return list(bench.settings().inbox.glob("*/@desk/*"))


def test_a_file_becomes_a_delivery_and_a_receipt(bench: Bench) -> None:
    bench.at(2026, 9, 15, 3, 20, 30)
    office = bench.office("01840")
    path = office.receipt_of(office.send(bench.file(TD01=5), "Báo cáo quý III.csv"))
    receipt = office.get(path).text
    for words in (
        "Đã nhận",
        "Báo cáo quý III.csv",
        "10:20 ngày 15/9/2026",
        "F-TCD",
        "Đối chiếu số liệu",
    ):
        assert words in receipt
    (row,) = landed(bench)
    assert path == f"/receipts/{row['delivery_id']}"
    assert row["sender_unit_code"] == "01840"
    assert row["file_name"] == "Báo cáo quý III.csv"
    assert row["received_at"] == bench.now
    assert left(bench) == []
    assert landed(bench, "submissions")[0]["outcome"].startswith("accepted")
    (envelope,) = (bench.home / "archive").rglob("*.json")
    assert '"desk"' in envelope.read_text(encoding="utf-8")
    history = office.get("/history").text
    assert f'data-delivery="{row["delivery_id"]}"' in history
    printed = office.get(f"{path}/print")
    assert "Phiếu tiếp nhận" in printed.text
    assert "script" not in printed.headers["content-security-policy"]
    assert "sha256-" in printed.headers["content-security-policy"]


def test_a_report_sent_again_and_the_same_bytes_again(bench: Bench) -> None:
    office = bench.office("01840")
    office.receipt_of(office.send(bench.file()))
    bench.at(2026, 10, 1)
    second = office.get(office.receipt_of(office.send(bench.file(TD01=9)))).text
    assert "lần gửi thứ 2" in second
    third = office.get(office.receipt_of(office.send(bench.file(TD01=9)))).text
    assert "Tệp này đã nhận trước đây" in third
    assert len(landed(bench)) == 3


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ma.xlsm", b"PK\x03\x04 no workbook"),
        ("trong.xlsx", b""),
        ("anh.png", b"\x89PNG\r\n\x1a\n"),
        ("../../../../tmp/x.csv", b"unit_code\n"),
        ("virus.exe", b"MZ\x00\x00"),
    ],
)
def test_whatever_is_handed_in_gets_a_receipt(bench: Bench, name: str, content: bytes) -> None:
    office = bench.office("01840")
    receipt = office.get(office.receipt_of(office.send(content, name))).text
    assert "Chưa nhận được báo cáo" in receipt
    assert "Cách xử lý:" in receipt
    assert left(bench) == []
    assert {path.name for path in bench.home.parent.iterdir()} == {bench.home.name}


def test_nothing_and_several_files_are_asked_for_again(bench: Bench) -> None:
    office = bench.office("01840")
    csrf = office.csrf()
    nothing = office.client.post("/send", data={"csrf": csrf}, files={"file": ("", b"")})
    assert nothing.status_code == 400
    assert "Chưa có tệp nào được chọn" in nothing.text
    two = [("file", ("a.csv", b"a")), ("file", ("b.csv", b"b"))]
    several = office.client.post("/send", data={"csrf": csrf}, files=two)
    assert several.status_code == 400
    assert "Mỗi lần gửi một tệp" in several.text
    assert not bench.settings().inbox.exists()
    many = [("file", (f"{n}.csv", b"a")) for n in range(9)]
    assert office.client.post("/send", data={"csrf": csrf}, files=many).status_code == 400


def test_a_file_too_large_is_not_taken(bench: Bench) -> None:
    office = bench.office("01840")
    bench.limit = 100_000
    assert office.send(b"x" * 100_000).status_code == 303
    refused = office.send(b"x" * 200_000)
    assert refused.status_code == 413
    assert "Tệp quá lớn" in refused.text
    assert len(landed(bench)) == 1
    assert left(bench) == []
    assert office.post("/logout", csrf="x" * 100_000).status_code == 413


def test_while_another_run_writes_the_page_says_so_and_then_shows_the_receipt(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_routes, "WAIT_SECONDS", 0.2)
    office = bench.office("01840")
    folder = bench.settings().landing
    folder.mkdir(parents=True)
    with (folder / "ingest.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        sent = office.send(bench.file(), "quý III.csv")
        where = sent.headers["location"]
        waiting = office.get(where)
        assert waiting.status_code == 200
        assert '<meta http-equiv="refresh" content="3">' in waiting.text
        assert "Đang đọc tệp" in waiting.text
        assert "quý III.csv" in waiting.text
        assert bench.visitor().get(where).status_code == 303
        assert bench.office("05860").get(where).status_code == 404
    bench.desk.intake.close()
    assert office.get(office.get(where).headers["location"]).status_code == 200


def test_a_page_that_was_killed_goes_on_where_it_was(bench: Bench) -> None:
    office = bench.office("01840")
    account = bench.desk.accounts.all()[0]
    member = bench.desk.member(account, "")
    assert member
    with (bench.home.parent / "x").open("w+b") as content:
        content.write(bench.file())
        content.seek(0)
        upload = bench.desk.intake.receive(member, "x.csv", content)
    assert len(left(bench)) == 1
    after = bench.changed()
    after.desk.intake.resume()
    after.desk.intake.close()
    assert len(landed(bench)) == 1
    assert left(bench) == []
    assert office.get(f"/sent/{upload.upload_id}").status_code == 303
    assert after.desk.papers.of(member), "another process finds the receipt as well"


def test_what_was_cut_off_while_it_was_written_is_cleared_away_after_a_day(bench: Bench) -> None:
    folder = bench.settings().inbox / "01840" / "@desk" / ("a" * 20)
    folder.mkdir(parents=True)
    (folder / "x.csv.part").write_bytes(b"half")
    bench.seconds = datetime.now(UTC).timestamp()
    for seconds, there in ((3600, True), (25 * 3600, False)):
        bench.seconds += seconds
        after = bench.changed()
        after.desk.intake.resume()
        after.desk.intake.close()
        assert folder.exists() == there
    assert landed(bench) == []


def test_the_schedule_may_be_quicker(bench: Bench) -> None:
    office = bench.office("01840")
    member = bench.desk.member(bench.desk.accounts.all()[0], "")
    assert member
    with (bench.home.parent / "x").open("w+b") as content:
        content.write(bench.file())
        content.seek(0)
        upload = bench.desk.intake.receive(member, "x.csv", content)
    bench.ingest()
    assert office.get(f"/sent/{upload.upload_id}").status_code == 303
    assert len(landed(bench)) == 1


def test_twenty_at_once_are_twenty_deliveries(bench: Bench) -> None:
    units = ("01840", "05860", "05953", "01843")
    words = {unit: bench.account(unit) for unit in units}
    gate = threading.Barrier(20)
    paths: list[str] = []

    def hand_in(address: str, unit: str, number: int) -> None:
        with httpx.Client(base_url=address, timeout=120) as client:
            visitor = bench.visitor()
            visitor.client = client  # pyright: ignore[reportAttributeAccessIssue]
            assert visitor.login(unit, words[unit]).status_code == 303
            csrf = visitor.csrf()
            gate.wait(120)
            sent = visitor.send(bench.file(unit, TD01=number), "bao cao.csv", csrf)
            while (where := visitor.get(sent.headers["location"])).status_code == 200:
                pass
            paths.append(where.headers["location"])

    with serving(bench) as address:
        threads = [
            threading.Thread(target=hand_in, args=(address, unit, number))
            for unit in units
            for number in range(5)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
    rows = landed(bench)
    assert len({row["delivery_id"] for row in rows}) == len(rows) == 20
    assert sorted(paths) == sorted(f"/receipts/{row['delivery_id']}" for row in rows)
    assert {row["outcome"] for row in rows} == {"read"}
    assert len(list(bench.settings().receipts.rglob("*.html"))) == 20
    assert left(bench) == []


def test_a_unit_that_has_ended_sees_what_it_sent_and_sends_nothing(bench: Bench) -> None:
    bench.at(2025, 7, 2, 16, 59)
    report = make_report(bench.registry, "BK-TTR", "F-TCD", "2025-Q2")
    office = bench.office("BK-TTR", date(2025, 6, 30))
    path = office.receipt_of(office.send(csv_lines(report).encode()))
    csrf = office.csrf()
    assert office.get("/forms/F-TCD/2025-C1").status_code == 200
    bench.at(2025, 7, 2, 17)
    assert "đã kết thúc hoạt động từ ngày 1/7/2025" in office.get("/").text
    assert 'type="file"' not in office.get("/").text
    refused = office.send(b"x", csrf=csrf)
    assert refused.status_code == 409
    assert "đã kết thúc" in refused.text
    assert office.get("/forms/F-TCD/2025-C1").status_code == 404
    assert office.get(path).status_code == 200
    assert path in office.get("/history").text
    assert len(landed(bench)) == 1


def test_citizens_numbers_get_nowhere(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    number, phone = "001099012345", "0912345678"
    office = bench.office("01840")
    report = make_report(bench.registry, "01840", "F-TCD", "2026-Q3", notes={"TD01": number})
    for content, name in (
        (csv_lines(report).encode(), "bao cao.csv"),
        (bench.file(), f"gui {phone}.csv"),
    ):
        receipt = office.get(office.receipt_of(office.send(content, name))).text
        assert "cách ly" in receipt
        assert number not in receipt
        assert phone not in receipt
    bench.visitor().login(phone, number)
    assert "handed in" in caplog.text
    assert number not in caplog.text
    assert phone not in caplog.text
    kept = [path for path in bench.home.rglob("*") if path.is_file()]
    private = {"archive", "quarantine"}
    for path in kept:
        if not private & set(path.relative_to(bench.home).parts):
            assert number.encode() not in path.read_bytes(), path
            assert phone.encode() not in path.read_bytes(), path


def test_two_bearers_of_a_code_see_each_their_own(bench: Bench) -> None:
    inbox = bench.settings().inbox / "01843"
    old = csv_lines(make_report(bench.registry, "01843", "F-TCD", "2025-Q1")).encode()
    drop(inbox, "cu.csv", old, datetime(2025, 3, 16, tzinfo=UTC))
    drop(inbox, "moi.csv", bench.file("01843"), datetime(2026, 9, 16, tzinfo=UTC))
    drop(inbox, "hong cu.xlsx", b"no workbook", datetime(2025, 3, 17, tzinfo=UTC))
    drop(inbox, "hong moi.xlsx", b"no workbook either", datetime(2026, 3, 17, tzinfo=UTC))
    bench.ingest()
    before, after = bench.office("01843", date(2025, 1, 1)), bench.office("01843")
    for office, names, others in (
        (before, ("cu.csv", "hong cu.xlsx"), ("moi.csv", "hong moi.xlsx")),
        (after, ("moi.csv", "hong moi.xlsx"), (">cu.csv", "hong cu.xlsx")),
    ):
        history = office.get("/history").text
        assert all(name in history for name in names)
        assert not any(name in history for name in others)
    # A report for a time before one's own is refused, and the receipt is whose file it was.
    wrong = csv_lines(make_report(bench.registry, "01843", "F-TCD", "2025-Q2")).encode()
    path = after.receipt_of(after.send(wrong))
    assert after.get(path).status_code == 200
    assert before.get(path).status_code == 404
