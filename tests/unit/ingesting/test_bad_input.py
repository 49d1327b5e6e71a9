"""Every kind of bad file: its own finding code, a receipt in both languages, the rest untouched."""

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from openpyxl import Workbook
from tests.unit.ingesting.conftest import Office
from tests.unit.ingesting.workbooks import (
    csv_lines,
    drop,
    items_book,
    make_report,
    part_of,
    saved,
    value_set,
    with_part,
)

from baocao.ingesting.archiving import archive_path, quarantine_path
from baocao.ingesting.safety import ENCRYPTED_STREAM, OLE2
from baocao.registry import Registry
from baocao.settings import MEBIBYTE

SHEET = "xl/worksheets/sheet1.xml"
PERSON = "CCCD 000000000000"
Make = Callable[[Registry], bytes]


def good(registry: Registry, **changes: object) -> bytes:
    return items_book(make_report(registry, "BK-TTR", "F-TCD", "2024-Q1", **changes))


def without_items(registry: Registry) -> bytes:
    report = make_report(registry, "BK-TTR", "F-TCD", "2024-Q1")
    report.left_out = {item.code for item in report.items}
    return items_book(report)


def a_bomb(registry: Registry) -> bytes:
    return with_part(good(registry), "xl/a.xml", b"0" * (201 * MEBIBYTE))


def far_corners(registry: Registry) -> bytes:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    sheet = part_of(good(registry), SHEET).replace(b"</sheetData>", far)
    return with_part(good(registry), SHEET, sheet)


def blank_sheet(_registry: Registry) -> bytes:
    return saved(Workbook())


def csv_of(registry: Registry) -> str:
    return csv_lines(make_report(registry, "BK-TTR", "F-TCD", "2024-Q1", notes={"TD01": "đủ"}))


WHOLE_FILES: list[tuple[str, str, str, Make]] = [
    ("damaged", "a.xlsx", "FIL01", lambda r: good(r)[:3000]),
    ("text named xlsx", "a.xlsx", "FIL01", lambda _: b"Bao cao quy I"),
    ("broken XML", "a.xlsx", "FIL01", lambda r: with_part(good(r), SHEET, b"<worksheet><sheetD")),
    ("broken JSON", "a.json", "FIL01", lambda r: value_set(
        make_report(r, "BK-TTR", "F-TCD", "2024-Q1"))[:-40]),
    ("deep JSON", "a.json", "FIL01", lambda _: b"[" * 100_000),
    ("broken CSV", "a.csv", "FIL01", lambda _: b'unit_code,"form'),
    ("empty", "a.xlsx", "FIL02", lambda _: b""),
    ("blank workbook", "a.xlsx", "FIL02", blank_sheet),
    ("no records", "a.json", "FIL02", lambda _: b"[]"),
    ("header only", "a.csv", "FIL02", lambda r: csv_of(r).split("\r\n")[0].encode()),
    ("unknown form", "a.xlsx", "FIL03", lambda r: good(r, form_text="F-XYZ")),
    ("no form named", "a.xlsx", "FIL03", lambda r: good(r, form_text="")),
    ("no items", "a.xlsx", "FIL03", without_items),
    ("other JSON", "a.json", "FIL03", lambda _: b'{"a": 1}'),
    ("other CSV", "a.csv", "FIL03", lambda _: "Họ tên;Lớp\r\nA;1\r\n".encode()),
    ("password", "a.xlsx", "FIL04", lambda _: OLE2 + b"\0" * 512 + ENCRYPTED_STREAM),
    ("macros", "a.xlsm", "FIL05", good),
    ("hidden macros", "a.xlsx", "FIL05", lambda r: with_part(good(r), "xl/vbaProject.bin", b"1")),
    ("zip bomb", "a.xlsx", "FIL07", a_bomb),
    ("far corners", "a.xlsx", "FIL07", far_corners),
    ("UTF-16", "a.csv", "FIL08", lambda r: csv_of(r).encode("utf-16")),
    ("Windows-1258", "a.csv", "FIL08", lambda r: csv_of(r).encode("cp1258", "replace")),
    ("old Excel", "a.xls", "FIL09", lambda _: OLE2 + b"\0" * 512),
    ("scan", "a.pdf", "FIL09", lambda _: b"%PDF-1.7"),
    ("Word", "a.docx", "FIL09", good),
    ("OpenDocument", "a.ods", "FIL09", good),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "code", "make"),
    [(name, code, make) for _, name, code, make in WHOLE_FILES],
    ids=[what for what, *_ in WHOLE_FILES],
)
def test_a_file_that_cannot_be_taken_in(
    name: str, code: str, make: Make, office: Office, registry: Registry
) -> None:
    content = make(registry)
    drop(office.inbox("BK-SNV"), name, content)
    drop(office.inbox("BK-TTR"), "tốt.xlsx", good(registry))

    result = office.ingest()

    assert (result.files["refused"], result.files["read"]) == (1, 1)
    assert office.codes() == [code]
    assert office.outcomes() == {None: "rejected", "BK-TTR": "accepted"}
    (file,) = [row for row in office.rows("files") if row["outcome"] == "refused"]
    assert archive_path(office.settings, file["file_sha256"]).read_bytes() == content
    assert not any(path.is_file() for path in office.settings.inbox.rglob("*"))
    (page,) = [path for path in office.receipts() if path.parent.name == "BK-SNV"]
    text = page.read_text(encoding="utf-8")
    (finding,) = office.rows("findings")
    for message in ("message_vi", "message_en"):
        assert finding[message] in text.replace("&#39;", "'")
    assert "Cách xử lý:" in text
    assert "What to do:" in text
    assert json.loads(page.with_suffix(".json").read_text())["findings"][0]["finding_code"] == code


def test_a_file_over_the_limit_is_kept_without_being_read(
    office: Office, registry: Registry
) -> None:
    office.settings = replace(office.settings, max_file_bytes=2000)
    content = good(registry)
    drop(office.inbox("BK-TTR"), "a.xlsx", content)
    office.ingest()
    assert office.codes() == ["FIL06"]
    (file,) = office.rows("files")
    assert archive_path(office.settings, file["file_sha256"]).read_bytes() == content


def test_the_form_and_period_of_a_refused_file_come_from_its_name(office: Office) -> None:
    drop(office.inbox("BK-TTR"), "BC F-TCD quy I nam 2024.xlsx", b"")
    office.ingest()
    (row,) = office.rows("submissions")
    assert (row["sender_unit_code"], row["form_code"], row["period_code"]) == (
        "BK-TTR", "F-TCD", "2024-Q1",
    )  # fmt: skip
    assert row["unit_code"] is None


REPORTS: list[tuple[str, str, dict[str, object], list[str], str]] = [
    ("code and name disagree", "BK-TTR", {"unit_code": "BK-SNV"}, ["UNT02"], "rejected"),
    ("unknown unit", "BK-TTR", {"unit_code": "99999"}, ["UNT03"], "rejected"),
    ("no unit", "BK-TTR", {"unit_code": "", "unit_name": ""}, ["UNT03"], "rejected"),
    ("another sender", "BK-SNV", {}, ["UNT04"], "rejected"),
    ("a folder that is no unit", "linh tinh", {}, ["UNT04"], "rejected"),
    ("name misspelled", "BK-TTR", {"unit_name": "Thanh tra tỉn Bắc Kạn"}, ["UNT05"],
     "accepted_with_flags"),
    ("no such period", "BK-TTR", {"period_text": "Quý V năm 2024"}, ["PER07"], "rejected"),
    ("no period", "BK-TTR", {"period_text": ""}, ["PER07"], "rejected"),
    ("a year without calendar", "BK-TTR", {"period_text": "Quý I năm 2019"}, ["PER07"], "rejected"),
    ("a period not begun", "BK-TTR", {"period_text": "Quý IV năm 2024", "window": None}, ["PER07"],
     "rejected"),
    ("a period the form is not for", "BK-TTR", {"period_text": "6 tháng đầu năm 2024"}, ["PER07"],
     "rejected"),
    ("calendar months", "BK-TTR", {"window": (date(2024, 1, 1), date(2024, 3, 31))}, ["REP08"],
     "accepted_with_flags"),
    ("dated early", "BK-TTR", {"signed": date(2024, 3, 9)}, ["REP07"], "accepted_with_flags"),
    ("negative", "BK-TTR", {"values": {"TD05": -2}}, ["VAL01"], "rejected"),
    ("fraction", "BK-TTR", {"values": {"TD05": "1,5"}}, ["VAL02"], "accepted_with_flags"),
    ("two readings", "BK-TTR", {"values": {"TD05": 1.045}}, ["VAL04"], "rejected"),
    ("no number", "BK-TTR", {"values": {"TD05": "đang tổng hợp"}}, ["VAL11"],
     "accepted_with_flags"),
    ("a date", "BK-TTR", {"values": {"TD05": date(2024, 5, 3)}}, ["VAL11"], "accepted_with_flags"),
    ("formula without result", "BK-TTR", {"values": {"TD03": "=E12+E13"}}, ["VAL12"],
     "accepted_with_flags"),
    ("blank", "BK-TTR", {"values": {"TD01": None}}, ["REP03"], "accepted_with_flags"),
    ("row left out", "BK-TTR", {"left_out": {"TD01"}}, ["ITM01"], "accepted_with_flags"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sender", "changes", "codes", "outcome"),
    [case[1:] for case in REPORTS],
    ids=[case[0] for case in REPORTS],
)
def test_a_report_that_is_wrong_about_itself(
    sender: str,
    changes: dict[str, object],
    codes: list[str],
    outcome: str,
    office: Office,
    registry: Registry,
) -> None:
    drop(office.inbox(sender), "a.xlsx", good(registry, **changes))
    result = office.ingest()
    found = [code for code in office.codes() if code not in ("REP08", *codes)]
    assert found == []
    assert set(codes) <= set(office.codes())
    assert dict(result.reports) == {outcome: 1}
    landed = office.rows("cells")
    assert bool(landed) == (outcome != "rejected")
    (page,) = office.receipts()
    text = page.read_text(encoding="utf-8")
    for finding in office.rows("findings"):
        assert re.search(r"[à-ỹđ]", finding["message_vi"])
        assert finding["message_en"].isprintable()
        assert finding["finding_code"] in text


def test_a_report_without_any_figure_is_no_report(office: Office, registry: Registry) -> None:
    report = make_report(registry, "BK-TTR", "F-TCD", "2024-Q1")
    report.values = {item.code: None for item in report.items}
    drop(office.inbox("BK-TTR"), "a.xlsx", items_book(report))
    office.ingest()
    assert office.codes() == ["FIL02"]
    assert office.outcomes() == {"BK-TTR": "rejected"}


def test_what_is_withheld_keeps_its_raw_text(office: Office, registry: Registry) -> None:
    values = {"TD05": "đang tổng hợp", "TD06": "trên 1.900", "GQ06": "không"}
    drop(office.inbox("BK-TTR"), "a.xlsx", good(registry, values=values))
    office.ingest()
    cells = {row["indicator_code"]: row for row in office.rows("cells")}
    shown = {
        code: (cells[code]["value"], cells[code]["value_status"], cells[code]["raw_text"])
        for code in ("TD05", "TD06", "GQ06")
    }
    assert shown == {
        "TD05": (None, "missing", "đang tổng hợp"),
        "TD06": (1900, "estimated", "trên 1.900"),
        "GQ06": (0, "zero", "không"),
    }
    assert office.codes(at_least="info") == ["VAL11", "VAL13"]


def test_a_code_that_lost_its_zeros_is_taken_with_a_remark(
    office: Office, registry: Registry
) -> None:
    report = make_report(registry, "01864", "F-TCD", "2025-Q4", unit_code=1864)
    drop(office.inbox("01864"), "a.xlsx", items_book(report), datetime(2025, 12, 15, tzinfo=UTC))
    office.ingest()
    assert office.codes() == ["UNT01"]
    assert office.outcomes() == {"01864": "accepted_with_flags"}


def test_an_abolished_district(office: Office, registry: Registry) -> None:
    report = make_report(registry, "060", "F-TCD", "2025-Q2", period_text="Quý IV năm 2025")
    drop(office.inbox("060"), "a.xlsx", items_book(report), datetime(2025, 12, 15, tzinfo=UTC))
    office.ingest()
    assert "REP06" in office.codes()
    assert office.outcomes() == {"060": "rejected"}


def test_the_name_of_the_file_contradicts_its_heading(office: Office, registry: Registry) -> None:
    drop(office.inbox("BK-TTR"), "F-TCD_2023-Q4_BK-TTR.xlsx", good(registry))
    office.ingest()
    assert office.codes() == ["REP08"]


@pytest.mark.parametrize(
    "name", ["F-TCD ngay 15 thang 3 nam 2024.xlsx", "BC nam 2024.xlsx", "a (1).xlsx"]
)
def test_a_date_in_the_name_of_the_file_is_no_period(
    name: str, office: Office, registry: Registry
) -> None:
    drop(office.inbox("BK-TTR"), name, good(registry))
    office.ingest()
    assert office.codes() == []


def test_personal_data_goes_to_quarantine_and_nowhere_else(
    office: Office, registry: Registry
) -> None:
    content = good(registry, notes={"TD01": f"bà Lò Thị Giả, {PERSON}"}, values={"TD05": "x"})
    drop(office.inbox("BK-TTR"), "a.xlsx", content)
    result = office.ingest()
    assert dict(result.files + result.reports) == {"quarantined": 2}
    (file,) = office.rows("files")
    kept = quarantine_path(office.settings, file["file_sha256"])
    assert kept.read_bytes() == content
    assert [oct(path.stat().st_mode)[-3:] for path in (kept, kept.parent, kept.parents[1])] == [
        "600", "700", "700",
    ]  # fmt: skip
    assert not archive_path(office.settings, file["file_sha256"]).exists()
    assert office.codes() == ["VAL10"]
    assert office.rows("cells") == []
    (finding,) = office.rows("findings")
    assert (finding["cell"], finding["raw_text"]) == ("F12", "")
    assert_nowhere(office, "000000000000", "Lò Thị Giả")


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.csv", lambda report: csv_lines(report).encode()),
        ("a.json", value_set),
    ],
)
def test_personal_data_in_notes_of_records(
    name: str, make: Callable[..., bytes], office: Office, registry: Registry
) -> None:
    report = make_report(registry, "BK-TTR", "F-TCD", "2024-Q1", notes={"TD02": PERSON})
    drop(office.inbox("BK-TTR"), name, make(report))
    office.ingest()
    assert office.codes() == ["VAL10"]
    assert_nowhere(office, "000000000000")


def test_personal_data_in_the_name_of_a_file_or_a_sheet(office: Office, registry: Registry) -> None:
    report = make_report(registry, "BK-TTR", "F-TCD", "2024-Q1", title="Bà A 0900000000")
    report.notes = {"TD01": PERSON}
    drop(office.inbox("BK-TTR"), "a.xlsx", items_book(report))
    drop(office.inbox("BK-TTR"), "đơn của 0900000000.xlsx", good(registry))
    office.ingest()
    assert office.codes() == ["VAL10", "VAL10"]
    assert_nowhere(office, "0900000000", "000000000000")


def test_personal_data_in_a_remark_of_a_finding_is_masked(
    office: Office, registry: Registry
) -> None:
    name = "Thanh tra tỉn Bắc Kạn, ĐT 0900000000"
    drop(office.inbox("BK-TTR"), "a.xlsx", good(registry, unit_name=name))
    office.ingest()
    assert_nowhere(office, "0900000000")


def assert_nowhere(office: Office, *texts: str) -> None:
    """Check that none of the texts stands in what is written outside the quarantine."""
    home = office.settings.home
    for path in home.rglob("*"):
        shown = path.relative_to(home).as_posix()
        assert not any(text in shown for text in texts), shown
        if path.is_file() and not path.is_relative_to(office.settings.quarantine):
            content = path.read_bytes()
            assert not any(text.encode() in content for text in texts), shown
    for table in ("files", "submissions", "cells", "findings"):
        assert not any(text in str(office.rows(table)) for text in texts), table


def test_an_error_of_our_own_stays_with_its_file(
    office: Office,
    registry: Registry,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    import baocao.ingesting.pipeline as pipeline

    real, secret = pipeline.read_file, "bí" + " mật"

    def fails(name: str, *rest: object) -> object:
        if name == "b.xlsx":
            raise ZeroDivisionError(secret)
        return real(name, *rest)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(pipeline, "read_file", fails)
    drop(office.inbox("BK-SNV"), "b.xlsx", b"PK")
    drop(office.inbox("BK-TTR"), "a.xlsx", good(registry))
    assert office.ingest().files["read"] == 1
    assert office.codes() == ["FIL01"]
    assert "ZeroDivisionError" in caplog.text
    assert secret not in caplog.text


def test_texts_of_a_file_are_escaped_in_its_receipt(office: Office, registry: Registry) -> None:
    attack = "<script>alert(1)</script>"
    values = {"TD05": attack, "TD06": '=HYPERLINK("http://x")'}
    drop(office.inbox("BK-TTR"), f"{attack.replace('/', '')}.xlsx", good(registry, values=values))
    office.ingest()
    (page,) = office.receipts()
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_a_rust_panic_in_the_reader_is_a_refusal(
    office: Office, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PanicException(BaseException):
        """What a panic in the reader looks like from Python: no Exception."""

    def panics(_content: io.BytesIO) -> None:
        raise PanicException

    monkeypatch.setattr(
        "baocao.ingesting.grids.CalamineWorkbook.from_filelike", panics, raising=False
    )
    drop(office.inbox("BK-TTR"), "a.xlsx", good(registry))
    office.ingest()
    assert office.codes() == ["FIL01"]
