"""One file's bytes as reports and the places of personal data, whatever the kind of file."""

from baocao.ingesting.formats.kinds import CSV, JSON
from baocao.ingesting.formats.opening import open_file
from baocao.ingesting.grids import Sheet, place, split_place
from baocao.ingesting.layouts import Layouts
from baocao.ingesting.locating import locate
from baocao.ingesting.model import Both, FileContent, FoundReport, Problem
from baocao.ingesting.personal import (
    PERSONAL,
    cell_has_personal_data,
    has_personal_data,
    value_has_personal_data,
)
from baocao.ingesting.records import Record, csv_records, group_records, json_records
from baocao.ingesting.safety import FileRefused
from baocao.ingesting.tables import Table
from baocao.ingesting.text import shorten

HEADER_ROWS_SEARCHED = 3


def read_file(name: str, content: bytes, layouts: Layouts, max_unpacked: int) -> FileContent:
    """Return the reports in a file.

    Args:
        name: the file's name.
        content: its bytes.
        layouts: layout data of the forms.
        max_unpacked: largest size in bytes of a workbook once unpacked.

    Raises:
        FileRefused: the file as a whole cannot be taken in.
    """
    opened = open_file(name, content, max_unpacked)
    if opened.kind == JSON:
        found = _from_records(json_records(opened.text), layouts)
    else:
        records = csv_records(opened.sheets[0]) if opened.kind == CSV else None
        if records is not None:
            found = _from_records(records, layouts)
        else:
            found = _from_sheets(opened.sheets, layouts)
    for report in found.reports:
        report.problems += opened.problems
    return found


def read_sheets(name: str, content: bytes, max_unpacked: int) -> tuple[str, list[Sheet]]:
    """Return what kind of file this is and its visible sheets; JSON has none.

    Raises:
        FileRefused: the file as a whole cannot be taken in.
    """
    opened = open_file(name, content, max_unpacked)
    return opened.kind, opened.sheets


def _from_records(records: list[Record], layouts: Layouts) -> FileContent:
    personal = [
        ("", record.place)
        for record in records
        if value_has_personal_data(record.value) or cell_has_personal_data(record.note)
    ]
    if not records:
        raise FileRefused("FIL02", Both("không có bản ghi nào", "no records"))
    return FileContent(group_records(records, layouts), personal)


def _from_sheets(sheets: list[Sheet], layouts: Layouts) -> FileContent:
    reports: list[FoundReport] = []
    tables: list[Table] = []
    personal: list[tuple[str, str]] = []
    for sheet in sheets:
        found, in_sheet = locate(sheet, layouts)
        if sheet.linked:
            _name_linked(found, sheet)
        reports += found
        if has_personal_data(sheet.name):
            personal.append((sheet.name, ""))
        tables += [table for table in in_sheet if table.names_a_form]
        personal += [(sheet.name, where) for where in _personal_places(sheet, found, in_sheet)]
    if not reports and not personal:
        raise _wrong_form(tables)
    return FileContent(reports, personal)


def _name_linked(reports: list[FoundReport], sheet: Sheet) -> None:
    """Add a problem for each figure that comes from another workbook or program."""
    for report in reports:
        report.problems += [
            Problem("FIL14", value.place, value.item_code, item_code=value.item_code)
            for value in report.values
            if split_place(value.place) in sheet.linked
        ]


def _wrong_form(tables: list[Table]) -> FileRefused:
    """Return why no sheet of a file is a report: no form named, an unknown one, or no items."""
    if not tables:
        return FileRefused("FIL03", Both("không thấy ô “Biểu số”", "no cell “Biểu số” (form code)"))
    heading = tables[0].heading
    if heading.form_code is None:
        blank = Both("“Biểu số” để trống", "“Biểu số” (form code) is blank")
        return FileRefused("FIL03", shorten(heading.form_text, 60) or blank)
    code = heading.form_code
    found = Both(f"{code}, không thấy mã chỉ tiêu nào", f"{code}, without any item code")
    return FileRefused("FIL03", found)


def _personal_places(sheet: Sheet, reports: list[FoundReport], tables: list[Table]) -> list[str]:
    """Return the cells of a sheet that hold personal data.

    In a report everything from the table's header down to the signatures is searched; the heading
    and the signatures name offices and officials. A sheet that is no report is searched whole.
    """
    personal = PERSONAL
    texts = [cell for table in tables for cell in table.cells if personal[cell[2]]]
    if not reports:
        numbers = _large_numbers(sheet, 0)
        return [place(row, column) for row, column in [cell[:2] for cell in texts] + numbers]
    first, end, remarks = _written_area(reports, tables)
    values = {value.place for report in reports for value in report.values}
    codes = {report.unit_code.place for report in reports if report.unit_code}
    found = [
        where
        for row, column, text, _ in texts
        if first <= row < end
        and (where := place(row, column)) not in codes
        and (where not in values or value_has_personal_data(text))
    ]
    return found + [place(*where) for where in _large_numbers(sheet, remarks)]


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
