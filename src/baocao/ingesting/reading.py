"""One file's bytes as reports and the places of personal data, whatever the kind of file."""

from itertools import chain

from baocao.ingesting.formats.kinds import CSV, JSON
from baocao.ingesting.formats.opening import open_file
from baocao.ingesting.grids import Sheet, split_place
from baocao.ingesting.hidden import hidden_sheet
from baocao.ingesting.layouts import Layouts
from baocao.ingesting.locating import locate
from baocao.ingesting.marks import put_mark, read_mark
from baocao.ingesting.model import Both, FileContent, FoundReport, Problem
from baocao.ingesting.personal import (
    cell_has_personal_data,
    has_personal_data,
    value_has_personal_data,
)
from baocao.ingesting.personal_places import personal_places
from baocao.ingesting.records import Record, csv_records, group_records, json_records
from baocao.ingesting.remarks import annotate
from baocao.ingesting.safety import FileRefused
from baocao.ingesting.tables import Table
from baocao.ingesting.text import shorten


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
            found = _from_sheets(opened.sheets, opened.hidden, layouts)
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


def _from_sheets(sheets: list[Sheet], hidden: list[Sheet], layouts: Layouts) -> FileContent:
    reports: list[FoundReport] = []
    tables: list[Table] = []
    personal: list[tuple[str, str]] = []
    mark = read_mark(hidden) if hidden else None
    for sheet in sheets:
        found, in_sheet = locate(sheet, layouts, mark.form if mark else None)
        if sheet.linked:
            _name_linked(found, sheet)
        annotate(sheet, chain.from_iterable(table.told.remarks for table in in_sheet), found)
        reports += found
        tables += [table for table in in_sheet if table.names_a_form]
        personal += _personal(sheet, found, in_sheet)
    if mark is not None:
        put_mark(reports, mark)
    for sheet in hidden:
        found, in_sheet = locate(sheet, layouts)
        personal += _personal(sheet, found, in_sheet)
        if reports and any(value.raw != "" for report in found for value in report.values):
            reports[0].problems.append(hidden_sheet(sheet.name))
    if not reports and not personal:
        raise _wrong_form(tables)
    return FileContent(reports, personal)


def _personal(
    sheet: Sheet, reports: list[FoundReport], tables: list[Table]
) -> list[tuple[str, str]]:
    """Return where personal data stand in a sheet, its name included."""
    named = [(sheet.name, "")] if has_personal_data(sheet.name) else []
    return named + [(sheet.name, where) for where in personal_places(sheet, reports, tables)]


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
