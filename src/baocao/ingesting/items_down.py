"""One report whose items run down a column."""

from baocao.ingesting.columns import value_column
from baocao.ingesting.grids import column_letters, place
from baocao.ingesting.headings import plain
from baocao.ingesting.model import Both, FoundReport, FoundValue, Problem
from baocao.ingesting.tables import Table
from baocao.ingesting.text import shorten

MOST_NAMED = 5


def report_down(table: Table) -> FoundReport:
    """Return the report of a table whose items run down."""
    chosen = value_column(table)
    column, letters = chosen.column, column_letters(chosen.column)
    grid, valueless = table.sheet.rows, table.sheet.valueless
    values: dict[str, FoundValue] = {}
    problems: list[Problem] = [chosen.problem] if chosen.problem else []
    for row, code_column, item_code in table.anchors:
        if code_column != table.line:
            continue
        where = f"{letters}{row + 1}"
        if item_code in values:
            problems.append(Problem("ITM03", where, item_code, item_code=item_code))
            continue
        raws = grid[row]
        raw = raws[column] if column < len(raws) else ""
        values[item_code] = FoundValue(item_code, raw, where, (row, column) in valueless)
    unknown = _unknown_codes(table)
    problems += [
        Problem("ITM02", place(row, table.line), shorten(plain(text), 20))
        for row, text in unknown.items()
    ]
    stray = _stray_rows(table, column, set(unknown))
    if stray:
        problems.append(no_code(stray, column))
    heading = table.heading
    return FoundReport(
        layout_code="items_down",
        sheet=table.sheet.name,
        place=place(table.top, table.line),
        heading=heading,
        unit_code=heading.unit_code,
        unit_name=heading.unit_name,
        values=list(values.values()),
        is_claimed=chosen.is_claimed,
        problems=problems,
    )


def no_code(rows: list[int], column: int) -> Problem:
    """Return the problem of rows that hold figures of nobody."""
    named = ", ".join(str(row + 1) for row in rows[:MOST_NAMED])
    more = ", …" if len(rows) > MOST_NAMED else ""
    found = Both(f"dòng {named}{more}", f"row {named}{more}")
    return Problem("ITM08", place(rows[0], column), found)


def _unknown_codes(table: Table) -> dict[int, str]:
    """Return the texts that look like item codes and are none of the form's, by row."""
    known = table.layouts.items(table.heading.form_code or "")
    return {
        row: text
        for row, code_column, text, key in table.told.codes
        if code_column == table.line and row > table.top and key not in known
    }


def _stray_rows(table: Table, column: int, unknown: set[int]) -> list[int]:
    """Return rows among the items, totals apart, with a figure in the column but without a code."""
    rows = [row for row, at, _ in table.anchors if at == table.line]
    coded = set(rows) | unknown
    grid = table.sheet.rows
    found: list[int] = []
    for row in range(rows[0], len(grid)):
        values = grid[row]
        if column < len(values) and values[column].__class__ is float:
            if row not in coded:
                found.append(row)
        elif row > rows[-1]:
            break
    if not found:
        return found
    layouts = table.layouts
    sums = {
        row for row, _, _, key in table.cells if layouts.is_total(key) or layouts.is_subtotal(key)
    }
    return [row for row in found if row not in sums and table.value(row, column)]
