"""One file's bytes as reports and the places of personal data, whatever the kind of file."""

import re

from baocao.ingesting.grids import Sheet, place, read_csv, read_workbook
from baocao.ingesting.layouts import FOOTER, Layouts
from baocao.ingesting.locating import Table, locate
from baocao.ingesting.model import FileContent, FoundReport
from baocao.ingesting.personal import cell_has_personal_data, value_has_personal_data
from baocao.ingesting.records import Record, csv_records, group_records, json_records
from baocao.ingesting.safety import FileRefused, Inspected, inspect
from baocao.ingesting.text import shorten

HEADER_ROWS_SEARCHED = 3
_LETTERS = re.compile("[A-Z]+")


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
    inspected = inspect(name, content, max_unpacked)
    if inspected.kind == "json":
        return _from_records(json_records(content), layouts)
    sheets = _sheets(content, inspected)
    if inspected.kind == "csv":
        records = csv_records(sheets[0])
        if records is not None:
            return _from_records(records, layouts)
    return _from_sheets(sheets, layouts)


def _sheets(content: bytes, inspected: Inspected) -> list[Sheet]:
    return [read_csv(content)] if inspected.kind == "csv" else read_workbook(content, inspected)


def _from_records(records: list[Record], layouts: Layouts) -> FileContent:
    personal = [
        ("", record.place)
        for record in records
        if value_has_personal_data(record.value) or cell_has_personal_data(record.note)
    ]
    if not records:
        raise FileRefused("FIL02", "0 bản ghi")
    return FileContent(group_records(records, layouts), personal)


def _from_sheets(sheets: list[Sheet], layouts: Layouts) -> FileContent:
    reports: list[FoundReport] = []
    tables: list[Table] = []
    personal: list[tuple[str, str]] = []
    for sheet in sheets:
        found, named = locate(sheet, layouts)
        reports += found
        tables += named
        personal += [(sheet.name, where) for where in _personal_places(sheet, found, named)]
    if not reports and not personal:
        raise _wrong_form(tables)
    return FileContent(reports, personal)


def _wrong_form(tables: list[Table]) -> FileRefused:
    """Return why no sheet of a file is a report: no form named, an unknown one, or no items."""
    if not tables:
        return FileRefused("FIL03", "không thấy ô “Biểu số”")
    heading = tables[0].heading
    if heading.form_code is None:
        return FileRefused("FIL03", shorten(heading.form_text, 60) or "“Biểu số” để trống")
    return FileRefused("FIL03", f"{heading.form_code}, không thấy mã chỉ tiêu nào")


def _personal_places(sheet: Sheet, reports: list[FoundReport], tables: list[Table]) -> list[str]:
    """Return the cells of a sheet that hold personal data.

    In a report everything from the table's header down to the signatures is searched; the heading
    and the signatures name offices and officials. A sheet that is no report is searched whole.
    """
    values = {value.place for report in reports for value in report.values}
    codes = {report.unit_code.place for report in reports if report.unit_code}
    first, end = _written_rows(sheet, reports, [table for table in tables if table.items])
    places = []
    for row in range(first, end):
        for column, raw in enumerate(sheet.rows[row]):
            if raw == "" or raw.__class__ is bool:
                continue
            # Cheap first: most cells cannot hold such a number at all.
            if not (cell_has_personal_data(raw) or value_has_personal_data(raw)):
                continue
            where = place(row, column)
            if where in values and not value_has_personal_data(raw):
                continue
            if where not in codes:
                places.append(where)
    return places


def _written_rows(sheet: Sheet, reports: list[FoundReport], tables: list[Table]) -> tuple[int, int]:
    """Return the first row and the end of the rows where the sender writes freely."""
    if not tables or not reports:
        return 0, len(sheet.rows)
    first = min(table.top for table in tables) - HEADER_ROWS_SEARCHED
    last = max(int(_LETTERS.sub("", value.place)) for report in reports for value in report.values)
    signatures = [
        cell.row
        for cell in tables[-1].cells
        if cell.row >= last and FOOTER.match(cell.key) and not cell.key.startswith("ghi chu")
    ]
    return max(first, 0), min(signatures, default=len(sheet.rows))
