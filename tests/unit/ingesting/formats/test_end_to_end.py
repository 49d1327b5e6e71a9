"""One report in every format gives the same figures; hostile files get a receipt."""

import io
from collections.abc import Callable
from decimal import Decimal

import pytest
import xlwt
from tests.hazards.formats import (
    Grid,
    as_biff5,
    as_html,
    as_ods,
    as_spreadsheetml,
    as_windows_1258,
    as_xls,
    grid_of,
)
from tests.unit.ingesting.conftest import Office
from tests.unit.ingesting.formats.old_excel import Biff, ole2, record
from tests.unit.ingesting.formats.test_ods import REPEATED, document
from tests.unit.ingesting.workbooks import (
    Report,
    csv_lines,
    drop,
    items_book,
    make_report,
    value_set,
    zipped,
)

from baocao.ingesting.archiving import quarantine_path
from baocao.ingesting.legacy import to_tcvn3, to_vni
from baocao.registry import Registry


def in_vni(grid: Grid) -> Grid:
    return [[to_vni(cell) if isinstance(cell, str) else cell for cell in row] for row in grid]


def in_tcvn3(grid: Grid) -> Grid:
    return [[to_tcvn3(cell) if isinstance(cell, str) else cell for cell in row] for row in grid]


def as_form_csv(report: Report) -> str:
    return "\r\n".join(";".join(map(str, row)) for row in grid_of(report))


FORMATS: list[tuple[str, str, list[str], Callable[[Report], bytes]]] = [
    ("xlsx", "a.xlsx", [], items_book),
    ("Excel 97", "a.xls", [], lambda r: as_xls(grid_of(r))),
    ("Excel 95, TCVN3", "a.xls", ["FIL13"], lambda r: as_biff5(in_tcvn3(grid_of(r)))),
    ("Excel 95, VNI", "a.xls", ["FIL13"], lambda r: as_biff5(in_vni(grid_of(r)))),
    ("OpenDocument", "a.ods", [], lambda r: as_ods(grid_of(r))),
    ("web page", "a.xls", ["FIL12"], lambda r: as_html(grid_of(r))),
    ("web page by its name", "a.htm", [], lambda r: as_html(grid_of(r))),
    ("XML 2003", "a.xls", ["FIL12"], lambda r: as_spreadsheetml(grid_of(r))),
    ("form as CSV", "a.csv", [], lambda r: as_form_csv(r).encode("utf-8-sig")),
    ("form as UTF-16", "a.txt", [], lambda r: as_form_csv(r).replace(";", "\t").encode("utf-16")),
    ("form as Windows-1258", "a.csv", ["FIL13"], lambda r: as_windows_1258(as_form_csv(r))),
    ("form as VNI", "a.csv", ["FIL13"], lambda r: to_vni(as_form_csv(r)).encode("latin-1")),
    ("records, tabs", "a.tsv", [], lambda r: csv_lines(r, "\t").encode()),
    ("records in UTF-16", "a.csv", [], lambda r: csv_lines(r, ";").encode("utf-16-le")),
    ("JSON", "a.json", [], value_set),
    ("JSON in UTF-16", "a.json", [], lambda r: value_set(r).decode().encode("utf-16")),
    ("xlsx called xls", "a.xls", ["FIL12"], items_book),
    ("no ending", "BC quy 1", ["FIL12"], items_book),
]


def plain(report: Report) -> Report:
    """Return a report whose text every old encoding can hold."""
    report.typed = lambda text: text.replace("–", "-").replace("“", '"').replace("”", '"')
    return report


@pytest.mark.parametrize(
    ("name", "codes", "make"),
    [(name, codes, make) for _, name, codes, make in FORMATS],
    ids=[what for what, *_ in FORMATS],
)
def test_one_report_in_every_format(
    name: str,
    codes: list[str],
    make: Callable[[Report], bytes],
    office: Office,
    registry: Registry,
) -> None:
    report = plain(make_report(registry, "BK-TTR", "F-TCD", "2024-Q1", values={"TD01": 1234}))
    drop(office.inbox("BK-TTR"), name, make(report))

    assert office.ingest().files["read"] == 1

    figures = {
        (row["indicator_code"], row["category_code"]): row["value"]
        for row in office.rows("cells")
        if row["value_status"] != "not_applicable"
    }
    expected = {
        (item.indicator_code, item.category_code): Decimal(report.value(item))
        for item in report.items
    }
    assert figures == expected
    assert office.codes(at_least="info") == codes
    outcome = "accepted_with_flags" if "FIL12" in codes else "accepted"
    assert office.outcomes() == {"BK-TTR": outcome}
    (page,) = office.receipts()
    text = page.read_text(encoding="utf-8")
    for finding in office.rows("findings"):
        assert finding["message_vi"] in text


def spoiled_xls(_report: Report) -> bytes:
    return ole2({"Workbook": Biff({(0, 0): 1.0, (65535, 255): 1.0}).stream()})


HOSTILE: list[tuple[str, str, str, Callable[[Report], bytes]]] = [
    ("macros of Excel 4", "a.xls", "FIL05", lambda _: ole2({"Book": Biff({}, kind=1).stream()})),
    ("VBA in an .xls", "a.xls", "FIL05", lambda r: _with_macros(as_xls(grid_of(r)))),
    ("password of an .xls", "a.xls", "FIL04", lambda _: ole2(
        {"Book": Biff({}, before=record(0x2F, bytes(6))).stream()})),
    ("wide .xls", "a.xls", "FIL07", spoiled_xls),
    ("repeated rows", "a.ods", "FIL07", lambda _: document(REPEATED.format(1_000_000, 9))),
    ("macros of an .ods", "a.ods", "FIL05", lambda _: zipped(
        {"content.xml": b"<x/>", "Basic/Standard/M.xml": b"<x/>"})),
    ("entities", "a.xls", "FIL07", lambda _: b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]>'
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'),
    ("spans", "a.xls", "FIL07", lambda _: b"<table><tr>"
        + b"<td colspan=1000 rowspan=60000>a</td>" * 20 + b"</table>"),
]  # fmt: skip


def _with_macros(workbook: bytes) -> bytes:
    stream = workbook[workbook.index(b"\x09\x08") :]
    return ole2({"Workbook": stream}, ["_VBA_PROJECT_CUR"])


@pytest.mark.parametrize(
    ("name", "code", "make"),
    [(name, code, make) for _, name, code, make in HOSTILE],
    ids=[what for what, *_ in HOSTILE],
)
def test_hostile_files_get_a_receipt_and_stay_apart(
    name: str, code: str, make: Callable[[Report], bytes], office: Office, registry: Registry
) -> None:
    content = make(make_report(registry, "BK-TTR", "F-TCD", "2024-Q1"))
    drop(office.inbox("BK-TTR"), name, content)
    assert office.ingest().files["refused"] == 1
    assert office.codes() == [code]
    (file,) = office.rows("files")
    if code != "FIL04":
        assert quarantine_path(office.settings, file["file_sha256"]).read_bytes() == content
    assert len(office.receipts()) == 1


def test_a_figure_from_another_workbook_is_read_and_named(
    office: Office, registry: Registry
) -> None:
    report = make_report(registry, "BK-TTR", "F-TCD", "2024-Q1")
    rows = "".join(
        "<tr>" + "".join(_linked(cell) for cell in row) + "</tr>" for row in grid_of(report)
    )
    drop(
        office.inbox("BK-TTR"), "a.htm", f"<html><meta charset=utf-8><table>{rows}</table>".encode()
    )
    office.ingest()
    findings = office.rows("findings")
    assert {row["finding_code"] for row in findings} == {"FIL14"}
    assert len(findings) == 1
    assert "TD01" in findings[0]["message_vi"]
    assert office.outcomes() == {"BK-TTR": "accepted_with_flags"}


def _linked(cell: object) -> str:
    if cell == 1:
        return '<td x:num="1" x:fmla="=\'C:\\[Quy1.xls]Bieu\'!A1">1</td>'
    return f"<td>{cell}</td>"


def test_an_old_workbook_with_two_sheets_is_two_reports(office: Office, registry: Registry) -> None:
    book = xlwt.Workbook()
    for code in ("BK-TTR", "BK-SNV"):
        sheet = book.add_sheet(code)
        for row, values in enumerate(grid_of(make_report(registry, code, "F-TCD", "2024-Q1"))):
            for column, value in enumerate(values):
                if value != "":
                    sheet.write(row, column, value)
    content = io.BytesIO()
    book.save(content)
    drop(office.inbox("BK-TTR"), "a.xls", content.getvalue())
    office.ingest()
    rows = office.rows("submissions")
    assert {(row["unit_code"], row["sheet"]) for row in rows} == {
        ("BK-TTR", "BK-TTR"), ("BK-SNV", "BK-SNV"),
    }  # fmt: skip
