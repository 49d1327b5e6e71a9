"""Where in a sheet personal data stands: what is searched, and what names offices and officials."""

from baocao.ingesting.grids import Sheet, place, split_place
from baocao.ingesting.model import FoundReport
from baocao.ingesting.personal import (
    cell_has_personal_data,
    has_personal_number,
    value_has_personal_data,
)
from baocao.ingesting.remarks import personal_comments
from baocao.ingesting.tables import Table

HEADER_ROWS_SEARCHED = 3
SIGNATURE_ROWS = 10


def personal_places(sheet: Sheet, reports: list[FoundReport], tables: list[Table]) -> list[str]:
    """Return the cells of a sheet that hold personal data.

    In a report everything from the table's header down to the signatures is searched; the heading
    and the signatures name offices and officials. A sheet that is no report is searched whole, but
    for the names of those who sign it. Comments on cells are searched everywhere.
    """
    texts = [cell for table in tables for cell in table.told.personal]
    comments = [place(*where) for where in personal_comments(sheet)]
    if not reports:
        signed = _signed_from(tables)
        found = [cell[:2] for cell in texts if cell[0] < signed or has_personal_number(cell[2])]
        return comments + [place(*where) for where in found + _large_numbers(sheet, 0)]
    first, end, remarks = _written_area(reports, tables)
    values = {value.place for report in reports for value in report.values}
    codes = {report.unit_code.place for report in reports if report.unit_code}
    # Units are named after persons too.
    names = {report.unit_name.place for report in reports if report.unit_name}
    found = [
        where
        for row, column, text, _ in texts
        if first <= row < end
        and (where := place(row, column)) not in codes
        and (where not in values or value_has_personal_data(text))
        and (where not in names or has_personal_number(text))
    ]
    return comments + found + [place(*where) for where in _large_numbers(sheet, remarks)]


def _signed_from(tables: list[Table]) -> int:
    """Return the row of the signatures of a sheet that is no report."""
    rows = [
        row
        for table in tables
        for row, _, _, key in table.cells
        if table.layouts.is_footer(key) and not key.startswith("ghi chu")
    ]
    last = max((table.cells[-1][0] for table in tables if table.cells), default=0)
    return max((row for row in rows if row >= last - SIGNATURE_ROWS), default=last + 1)


def _written_area(reports: list[FoundReport], tables: list[Table]) -> tuple[int, int, int]:
    """Return the first row, the end of the rows and the first column of remarks."""
    filled = [table for table in tables if table.anchors]
    first = min(table.top for table in filled) - HEADER_ROWS_SEARCHED
    places = [split_place(value.place) for report in reports for value in report.values[-1:]]
    last = max(row for row, _ in places)
    layouts = filled[-1].layouts
    signatures = [
        row
        for row, _, _, key in filled[-1].cells
        if row >= last and layouts.is_footer(key) and not key.startswith("ghi chu")
    ]
    end = min(signatures, default=filled[-1].cells[-1][0] + 1)
    return first, end, max(column for _, column in places) + 1


def _large_numbers(sheet: Sheet, first: int) -> list[tuple[int, int]]:
    """Return the numeric cells from a column on that are identity numbers without their zero."""
    return [
        (row, column)
        for row, values in enumerate(sheet.rows)
        for column, raw in enumerate(values[first:], start=first)
        if raw.__class__ is float and cell_has_personal_data(raw)
    ]
