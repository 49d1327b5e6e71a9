"""Sound files of every kind that is read: what spoiled files are made from."""

from dataclasses import dataclass
from io import BytesIO

import xlsxwriter
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.hazards.formats import as_biff5, as_html, as_ods, as_spreadsheetml, as_xls, grid_of
from tests.unit.ingesting.workbooks import (
    csv_lines,
    district_reports,
    items_book,
    totals_of,
    units_book,
    value_set,
)
from tests.unit.receipts.sound import sound_report

from baocao.ingesting.legacy import to_vni
from baocao.registry import Registry


@dataclass(frozen=True)
class Sound:
    """One sound file; `kind` is package | text | json | bytes, how it can be spoiled."""

    name: str
    kind: str
    content: bytes


def sound_files(registry: Registry) -> tuple[Sound, ...]:
    """Return the files, all from the unit BK-TTR or the district 058."""
    report = sound_report(registry)
    district = district_reports(registry)
    table = units_book(district, totals_of(district))
    grid = grid_of(report)
    in_vni = [[to_vni(cell) if isinstance(cell, str) else cell for cell in row] for row in grid]
    return (
        Sound("items.xlsx", "package", items_book(report)),
        Sound("units.xlsx", "package", table),
        Sound("shared.xlsx", "package", _with_shared_strings(table)),
        Sound("comma.csv", "text", csv_lines(report).encode()),
        Sound("semicolon.csv", "text", csv_lines(report, ";").encode()),
        Sound("set.json", "json", value_set(report)),
        Sound("items.ods", "package", as_ods(grid)),
        Sound("excel-97.xls", "bytes", as_xls(grid)),
        Sound("excel-95.xls", "bytes", as_biff5(in_vni)),
        Sound("page.htm", "bytes", as_html(grid)),
        Sound("xml-2003.xml", "bytes", as_spreadsheetml(grid)),
        Sound("wide.csv", "bytes", csv_lines(report, "\t").encode("utf-16")),
    )


def _with_shared_strings(workbook: bytes) -> bytes:
    """Return a workbook as Excel stores it, with its texts in a part of their own."""
    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        active = load_workbook(BytesIO(workbook)).active
        assert isinstance(active, Worksheet)
        for row, values in enumerate(active.values):
            sheet.write_row(row, 0, values)
    return target.getvalue()
