"""Finding the figures of a form in a sheet by its item codes, wherever they stand.

Nothing is read by position. The item codes themselves are the anchors: where most of them run down
a column the sheet is one report (`items_down`), where they run along a row it is a table of units
(`units_down`). Inserted rows and columns and moved headings therefore make no difference.
"""

from collections import Counter, defaultdict
from typing import Any

from baocao.ingesting.grids import Sheet, column_letters, place
from baocao.ingesting.headings import TextCell, begins_with, plain, read_heading, text_cells
from baocao.ingesting.layouts import (
    FOOTER,
    ITEM_LIKE,
    SUBTOTALS,
    UNIT_CODE_LIKE,
    UNIT_OF_MEASURE_HEADERS,
    VALUE_HEADERS,
    Layouts,
)
from baocao.ingesting.model import Both, FoundReport, FoundValue, Labelled, Problem
from baocao.ingesting.text import shorten

HEADER_ROWS = 8
# Row, column and code of an item's anchor.
Anchor = tuple[int, int, str]


class Table:
    """One form's table in a sheet, with all that is needed to read it.

    Attributes:
        anchors: where the form's item codes stand.
        runs_down: whether they run down a column rather than along a row.
        line: that column, or else that row.
        top: the first row with an item code.
    """

    def __init__(self, sheet: Sheet, cells: list[TextCell], layouts: Layouts) -> None:
        """Look for the form and its item codes.

        Args:
            sheet: the sheet.
            cells: text cells of the sheet, or of the part of it that one form takes.
            layouts: layout data of the forms.
        """
        self.sheet = sheet
        self.cells = cells
        self.layouts = layouts
        items = layouts.item_keys
        self.top = next((cell[0] for cell in cells if cell[3] in items), len(sheet.rows))
        above = [cell for cell in cells if cell[0] < self.top]
        self.heading = read_heading(sheet, above, cells, layouts)
        known = layouts.items(self.heading.form_code or "")
        self.anchors: list[Anchor] = [
            (row, column, known[key]) for row, column, _, key in cells if key in known
        ]
        self.runs_down, self.line = _direction(self.anchors)

    @property
    def names_a_form(self) -> bool:
        """Tell whether the heading holds the label of a form's code."""
        return bool(self.heading.form_place)

    def value(self, row: int, column: int) -> Any:
        """Return the raw value of a cell, "" outside the sheet."""
        values = self.sheet.rows[row]
        return values[column] if column < len(values) else ""


def _direction(anchors: list[Anchor]) -> tuple[bool, int]:
    """Return whether the item codes run down, and the column (or else the row) they run along."""
    if not anchors:
        return True, 0
    (column, down), *_ = Counter(anchor[1] for anchor in anchors).most_common(1)
    (row, along), *_ = Counter(anchor[0] for anchor in anchors).most_common(1)
    return (True, column) if down >= along else (False, row)


def locate(sheet: Sheet, layouts: Layouts) -> tuple[list[FoundReport], list[Table]]:
    """Return the reports found in a sheet, and its tables.

    A table that names a form but holds none of its items is returned without a report, for the
    caller to refuse; a sheet that names no form is no report at all.
    """
    reports: list[FoundReport] = []
    tables = [Table(sheet, cells, layouts) for cells in _split(text_cells(sheet), layouts)]
    for table in tables:
        if table.anchors:
            reports += [_report_down(table)] if table.runs_down else _reports_along(table)
    return reports, tables


def _split(cells: list[TextCell], layouts: Layouts) -> list[list[TextCell]]:
    """Return the text cells of each form in a sheet, one below the items of the other."""
    forms = [
        cell[0]
        for cell in cells
        if cell[3].startswith(layouts.form_labels) and begins_with(cell[3], layouts.form_labels)
    ]
    if len(forms) < 2:
        return [cells]
    items = sorted({cell[0] for cell in cells if cell[3] in layouts.item_keys})
    cuts = [0]
    for row in forms[1:]:
        if any(cuts[-1] <= item < row for item in items):
            cuts.append(row)
    ends = [*cuts[1:], cells[-1][0] + 1]
    return [
        [cell for cell in cells if cut <= cell[0] < end]
        for cut, end in zip(cuts, ends, strict=True)
    ]


def _report_down(table: Table) -> FoundReport:
    column, is_claimed = _value_column(table)
    letters = column_letters(column)
    values: dict[str, FoundValue] = {}
    problems: list[Problem] = []
    for row, code_column, item_code in table.anchors:
        if code_column != table.line:
            continue
        where = f"{letters}{row + 1}"
        if item_code in values:
            problems.append(Problem("ITM03", where, item_code, item_code=item_code))
            continue
        is_valueless = (row, column) in table.sheet.valueless
        values[item_code] = FoundValue(item_code, table.value(row, column), where, is_valueless)
    known = table.layouts.items(table.heading.form_code or "")
    problems += [
        Problem("ITM02", place(row, code_column), shorten(plain(text), 20))
        for row, code_column, text, key in table.cells
        if code_column == table.line
        and row > table.top
        and key not in known
        and ITEM_LIKE.fullmatch(key)
    ]
    heading = table.heading
    return FoundReport(
        layout_code="items_down",
        sheet=table.sheet.name,
        place=place(table.top, table.line),
        heading=heading,
        unit_code=heading.unit_code,
        unit_name=heading.unit_name,
        values=list(values.values()),
        is_claimed=is_claimed,
        problems=problems,
    )


def _value_column(table: Table) -> tuple[int, bool]:
    """Return the column of the figures, and whether its header calls them the total."""
    headers = [
        (column, key)
        for row, column, _, key in table.cells
        if table.top - HEADER_ROWS <= row < table.top and column > table.line
    ]
    for column, key in headers:
        if key in table.layouts.total_labels:
            return column, True
    for column, key in headers:
        if key in VALUE_HEADERS:
            return column, False
    measures = {column for column, key in headers if key in UNIT_OF_MEASURE_HEADERS}
    column = table.line + 1
    while column in measures:
        column += 1
    return column, False


def _reports_along(table: Table) -> list[FoundReport]:
    columns: dict[str, int] = {}
    problems: list[Problem] = []
    for row, column, item_code in table.anchors:
        if row == table.line and item_code in columns:
            problems.append(Problem("ITM03", place(row, column), item_code, item_code=item_code))
        elif row == table.line:
            columns[item_code] = column
    code_column = _header_column(table, table.layouts.unit_code_labels)
    name_column = _header_column(table, table.layouts.unit_name_labels)
    if code_column is None and name_column is None:
        missing = Both("không thấy cột mã đơn vị", "no column of unit codes")
        problems.append(Problem("UNT03", place(table.line, 0), missing))
    keys: dict[int, list[str]] = defaultdict(list)
    for row, _, _, key in table.cells:
        keys[row].append(key)
    reports = []
    for row in range(table.line + 1, max(keys, default=table.line) + 1):
        report = _unit_row(table, row, columns, (code_column, name_column), keys[row])
        if report is not None:
            report.problems += problems
            reports.append(report)
    return reports


def _header_column(table: Table, labels: tuple[str, ...]) -> int | None:
    """Return the column headed by a label, the heading closest to the row of item codes."""
    matches = [
        (row, column)
        for row, column, _, key in table.cells
        if key in labels and table.line - HEADER_ROWS <= row <= table.line + 1
    ]
    return max(matches)[1] if matches else None


def _unit_row(
    table: Table,
    row: int,
    columns: dict[str, int],
    unit_columns: tuple[int | None, int | None],
    keys: list[str],
) -> FoundReport | None:
    """Return a row as a unit's report or as the claimed totals; None for any other row."""
    raws = table.sheet.rows[row]
    valueless = table.sheet.valueless
    code, name = (
        Labelled(raw, plain(raw), place(row, column))
        if column is not None and column < len(raws) and (raw := raws[column]) != ""
        else None
        for column in unit_columns
    )
    is_claimed = any(key in table.layouts.total_labels for key in keys)
    number = row + 1
    values = [
        FoundValue(
            item,
            raws[column] if column < len(raws) else "",
            f"{column_letters(column)}{number}",
            (row, column) in valueless,
        )
        for item, column in columns.items()
    ]
    if not is_claimed and not _names_unit(code, name, values, keys):
        return None
    return FoundReport(
        layout_code="units_down",
        sheet=table.sheet.name,
        place=place(row, min(columns.values())),
        heading=table.heading,
        unit_code=table.heading.unit_code if is_claimed else code,
        unit_name=table.heading.unit_name if is_claimed else name,
        values=values,
        is_claimed=is_claimed,
        is_unit_row=not is_claimed,
    )


def _names_unit(
    code: Labelled | None, name: Labelled | None, values: list[FoundValue], keys: list[str]
) -> bool:
    """Tell whether a row is a unit's, not a section, a subtotal, column numbers or the footer."""
    if any(key in SUBTOTALS for key in keys):
        return False
    if code is not None and (code.text.startswith("(") or len(code.text) == 1):
        return False
    has_values = any(value.raw != "" for value in values)
    written = code.text if code else ""
    looks_like_code = UNIT_CODE_LIKE.fullmatch(written) is not None
    if any(FOOTER.match(key) for key in keys):
        # A remark beside a unit's figures may begin like a signature; "KT." is no code.
        return has_values and looks_like_code and any(mark.isdigit() for mark in written)
    return looks_like_code or (has_values and (code is not None or name is not None))
