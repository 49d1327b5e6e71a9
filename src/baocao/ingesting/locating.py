"""Finding the figures of a form in a sheet by its item codes, wherever they stand.

Nothing is read by position. The item codes themselves are the anchors: where most of them run down
a column the sheet is one report (`items_down`), where they run along a row it is a table of units
(`units_down`). Inserted rows and columns and moved headings therefore make no difference.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from baocao.ingesting.grids import Sheet, place
from baocao.ingesting.headings import (
    TextCell,
    is_label,
    labelled,
    plain,
    read_heading,
    text_cells,
)
from baocao.ingesting.layouts import (
    FOOTER,
    ITEM_LIKE,
    SUBTOTALS,
    UNIT_CODE_LIKE,
    UNIT_OF_MEASURE_HEADERS,
    VALUE_HEADERS,
    Layouts,
)
from baocao.ingesting.model import FoundReport, FoundValue, Labelled, Problem
from baocao.ingesting.text import fold, shorten

HEADER_ROWS = 8


class Table:
    """One form's table in a sheet, with all that is needed to read it."""

    def __init__(self, sheet: Sheet, cells: list[TextCell], layouts: Layouts) -> None:
        """Look for the form and its item codes.

        Args:
            sheet: the sheet.
            cells: text cells of the sheet, or of the part of it that one form takes.
            layouts: layout data of the forms.
        """
        self.sheet = sheet
        self.cells = cells
        form = labelled(sheet, cells, layouts.form_labels, layouts.label_keys)
        form_code = layouts.form_code_in(fold(form.text)) if form else None
        known = layouts.items(form_code or "")
        self.form_is_named = form is not None
        self.items = [(cell, known[cell.key]) for cell in cells if cell.key in known]
        self.runs_down, self.line = _direction(self.items)
        self.top = min((cell.row for cell, _ in self.items), default=len(sheet.rows))
        above = [cell for cell in cells if cell.row < self.top]
        self.heading = read_heading(sheet, above, cells, layouts)
        self.labels = layouts.labels(form_code)

    def value(self, row: int, column: int) -> Any:
        """Return the raw value of a cell, "" outside the sheet."""
        values = self.sheet.rows[row] if row < len(self.sheet.rows) else []
        return values[column] if column < len(values) else ""

    def found_value(self, item_code: str, row: int, column: int) -> FoundValue:
        """Return the cell of an item."""
        is_valueless = (row, column) in self.sheet.valueless
        return FoundValue(item_code, self.value(row, column), place(row, column), is_valueless)


def _direction(items: list[tuple[TextCell, str]]) -> tuple[bool, int]:
    """Return whether the item codes run down, and the column (or else the row) they run along."""
    down = Counter(cell.column for cell, _ in items).most_common(1)
    along = Counter(cell.row for cell, _ in items).most_common(1)
    if not items:
        return True, 0
    runs_down = down[0][1] >= along[0][1]
    return runs_down, (down if runs_down else along)[0][0]


def locate(sheet: Sheet, layouts: Layouts) -> tuple[list[FoundReport], list[Table]]:
    """Return the reports found in a sheet, and the tables that name a form.

    A table that names a form but holds none of its items is returned without a report, for the
    caller to refuse; a sheet that names no form is no report at all.
    """
    reports: list[FoundReport] = []
    tables = [Table(sheet, cells, layouts) for cells in _split(sheet, layouts)]
    for table in tables:
        if table.items:
            reports += [_report_down(table)] if table.runs_down else _reports_along(table)
    return reports, [table for table in tables if table.form_is_named]


def _split(sheet: Sheet, layouts: Layouts) -> Iterator[list[TextCell]]:
    """Yield the text cells of each form in a sheet; a second one begins below the first's items."""
    cells = text_cells(sheet)
    cuts = [0]
    has_items = False
    for cell in cells:
        if cell.key in layouts.item_keys:
            has_items = True
        elif has_items and any(is_label(cell.key, label) for label in layouts.form_labels):
            cuts.append(cell.row)
            has_items = False
    for cut, end in zip(cuts, [*cuts[1:], len(sheet.rows)], strict=True):
        yield [cell for cell in cells if cut <= cell.row < end]


def _report_down(table: Table) -> FoundReport:
    column, is_claimed = _value_column(table)
    values: dict[str, FoundValue] = {}
    problems: list[Problem] = []
    for cell, item_code in table.items:
        if cell.column != table.line:
            continue
        found = table.found_value(item_code, cell.row, column)
        if item_code in values:
            problems.append(Problem("ITM03", found.place, plain(cell.text), item_code))
        else:
            values[item_code] = found
    known = {cell.key for cell, _ in table.items}
    problems += [
        Problem("ITM02", place(cell.row, cell.column), shorten(plain(cell.text), 20))
        for cell in table.cells
        if cell.column == table.line
        and cell.row > table.top
        and cell.key not in known
        and ITEM_LIKE.fullmatch(cell.key)
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
        cell
        for cell in table.cells
        if table.top - HEADER_ROWS <= cell.row < table.top and cell.column > table.line
    ]
    for cell in headers:
        if cell.key in table.labels.total:
            return cell.column, True
    for cell in headers:
        if cell.key in VALUE_HEADERS:
            return cell.column, False
    measures = {cell.column for cell in headers if cell.key in UNIT_OF_MEASURE_HEADERS}
    column = table.line + 1
    while column in measures:
        column += 1
    return column, False


def _reports_along(table: Table) -> list[FoundReport]:
    columns: dict[str, int] = {}
    problems: list[Problem] = []
    for cell, item_code in table.items:
        if cell.row != table.line:
            continue
        if item_code in columns:
            where = place(cell.row, cell.column)
            problems.append(Problem("ITM03", where, plain(cell.text), item_code))
        columns.setdefault(item_code, cell.column)
    code_column = _header_column(table, table.labels.unit_code)
    name_column = _header_column(table, table.labels.unit_name)
    if code_column is None and name_column is None:
        where = place(table.line, 0)
        problems.append(Problem("UNT03", where, ""))
    keys: dict[int, list[str]] = defaultdict(list)
    for cell in table.cells:
        keys[cell.row].append(cell.key)
    last = max(keys, default=table.line)
    reports = []
    for row in range(table.line + 1, last + 1):
        report = _unit_row(table, row, columns, (code_column, name_column), keys[row])
        if report is not None:
            report.problems += problems
            reports.append(report)
    return reports


def _header_column(table: Table, labels: frozenset[str]) -> int | None:
    """Return the column headed by a label, the heading closest to the row of item codes."""
    matches = [
        cell
        for cell in table.cells
        if cell.key in labels and table.line - HEADER_ROWS <= cell.row <= table.line + 1
    ]
    return max(matches, key=lambda cell: cell.row).column if matches else None


def _unit_row(
    table: Table,
    row: int,
    columns: dict[str, int],
    unit_columns: tuple[int | None, int | None],
    keys: list[str],
) -> FoundReport | None:
    """Return a row as a unit's report or as the claimed totals; None for any other row."""
    code, name = (
        Labelled(raw, plain(raw), place(row, column))
        if column is not None and (raw := table.value(row, column)) != ""
        else None
        for column in unit_columns
    )
    is_claimed = any(key in table.labels.total for key in keys)
    values = [table.found_value(item, row, column) for item, column in columns.items()]
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
    if any(value.raw != "" for value in values):
        return code is not None or name is not None
    return (
        code is not None
        and UNIT_CODE_LIKE.fullmatch(code.text) is not None
        and not any(FOOTER.match(key) for key in keys)
    )
