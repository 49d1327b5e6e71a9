"""Which column holds the figures of the period, and not those since January or of a year ago.

A column is what its header says: the lowest header cell that says anything counts. Where two
columns could be meant, none is taken and the report says so.
"""

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from baocao.ingesting.grids import column_letters, place
from baocao.ingesting.layouts import CUMULATIVE, TOTAL, VALUE
from baocao.ingesting.model import Both, Problem
from baocao.ingesting.tables import HEADER_ROWS, Table, is_figure
from baocao.ingesting.text import fold

SUB_HEADER_ROWS = 2
ONLY_CUMULATIVE = Both("Chỉ thấy cột lũy kế.", "Only cumulative columns were found.")
NOT_OF_PERIOD = Both(
    "Tiêu đề cột không phải là số liệu trong kỳ.", "Their headers say something else."
)
ONE_COLUMN = Both("Cần đúng một cột.", "Exactly one is needed.")
SWAPPED = Both(
    "Số trong kỳ không thể lớn hơn lũy kế; hai cột có thể bị đổi chỗ.",
    "A period's figure cannot exceed the cumulative one; the two columns may be swapped.",
)


class ValueColumn(NamedTuple):
    """The column of the figures; with a problem it is only a guess.

    Attributes:
        is_claimed: its header calls the figures the totals.
    """

    column: int
    is_claimed: bool
    problem: Problem | None = None


def value_column(table: Table) -> ValueColumn:
    """Return the column of the figures of a report whose items run down."""
    kinds = _kinds(table)
    named = sorted(column for column, kind in kinds.items() if kind == VALUE)
    totals = [column for column, kind in kinds.items() if kind == TOTAL]
    if totals and not named:
        return ValueColumn(min(totals), True)
    hidden = table.sheet.hidden_columns
    if hidden:
        named = [column for column in named if column not in hidden] or named
    filled = [column for column in named if _has_figures(table, column)]
    if named and not filled:
        others = [column for column in kinds if _has_figures(table, column)]
        if others:
            return ValueColumn(named[0], False, _unclear(table, others, NOT_OF_PERIOD))
    named = filled or named[:1]
    if not named:
        return _unnamed_column(table, kinds)
    if len(named) > 1:
        return ValueColumn(named[0], False, _unclear(table, named, ONE_COLUMN))
    return ValueColumn(named[0], False, _swapped(table, named[0], kinds))


def _kinds(table: Table) -> dict[int, str]:
    """Return what the columns behind the item codes hold, by the lowest header that says it."""
    kind_of = table.layouts.header_kinds
    kinds: dict[int, str] = {}
    for row, column, _, key in table.cells:
        if row >= table.top:
            break
        if column > table.line and row >= table.top - HEADER_ROWS:
            kind = kind_of[key]
            if kind is not None:
                kinds[column] = kind
    return kinds


def _unnamed_column(table: Table, kinds: dict[int, str]) -> ValueColumn:
    """Return the one column with figures among those whose header says nothing known."""
    of_period = _column_of_period(table)
    if of_period is not None:
        return ValueColumn(of_period, False)
    width = max((len(table.sheet.rows[row]) for row, *_ in table.anchors), default=0)
    unknown = [column for column in range(table.line + 1, width) if column not in kinds]
    filled = [column for column in unknown if _has_figures(table, column)]
    if len(filled) > 1:
        return ValueColumn(filled[0], False, _unclear(table, filled, ONE_COLUMN))
    if filled:
        return ValueColumn(filled[0], False)
    cumulative = [column for column, kind in kinds.items() if kind == CUMULATIVE]
    column = next(iter(unknown), table.line + 1)
    if cumulative:
        return ValueColumn(column, False, _unclear(table, cumulative, ONLY_CUMULATIVE))
    others = [column for column in kinds if _has_figures(table, column)]
    if others:
        return ValueColumn(column, False, _unclear(table, others, NOT_OF_PERIOD))
    while column in kinds:
        column += 1
    return ValueColumn(column, False)


def _column_of_period(table: Table) -> int | None:
    """Return the column that is headed by the report's own period."""
    period = table.heading.period
    periods = table.layouts.periods
    wanted = periods.code(fold(period.text)) if period else None
    if period is None or wanted is None:
        return None
    found = [
        column
        for row, column, text, key in table.cells
        if table.top - HEADER_ROWS <= row < table.top
        and column > table.line
        and place(row, column) != period.place
        and ":" not in text
        and periods.code_in_cell(text, key) == wanted
        and _has_figures(table, column)
    ]
    return found[0] if len(set(found)) == 1 else None


def _has_figures(table: Table, column: int) -> bool:
    """Tell whether any item has a figure in a column."""
    value, line = table.value, table.line
    return any(is_figure(value(row, column)) for row, at, _ in table.anchors if at == line)


def _unclear(table: Table, columns: Iterable[int], expected: Both) -> Problem:
    named = ", ".join(column_letters(column) for column in sorted(columns))
    found = Both(f"cột {named}", f"columns {named}")
    return Problem("ITM05", place(table.top, min(columns)), found, expected)


def _swapped(table: Table, column: int, kinds: dict[int, str]) -> Problem | None:
    """Return a problem where most figures of the period exceed the cumulative ones."""
    cumulative = [other for other, kind in kinds.items() if kind == CUMULATIVE]
    if len(cumulative) != 1:
        return None
    pairs = [
        (own, whole)
        for row, at, _ in table.anchors
        if at == table.line
        and isinstance(own := table.value(row, column), float)
        and isinstance(whole := table.value(row, cumulative[0]), float)
    ]
    larger = sum(own > whole for own, whole in pairs)
    if larger < 2 or larger * 2 <= len(pairs):
        return None
    return _unclear(table, [column, cumulative[0]], SWAPPED)


def item_columns(table: Table) -> tuple[dict[str, int], list[Problem]]:
    """Return the column of each item of a table whose items run along, and what is unclear."""
    anchors = [(column, item) for row, column, item in table.anchors if row == table.line]
    kinds = _kinds_along(table)
    columns: dict[str, int] = {}
    repeated: dict[str, int] = {}
    without: dict[str, int] = {}
    for number, (anchor, item) in enumerate(anchors):
        ends = anchors[number + 1][0] if number + 1 < len(anchors) else None
        column = anchor if kinds is None else _of_period(kinds, anchor, ends or kinds.width)
        if column is None:
            without.setdefault(item, anchor)
        elif item in columns:
            repeated[item] = anchor
        else:
            columns[item] = column
    problems = [
        Problem("ITM03", place(table.line, column), item, item_code=item)
        for item, column in repeated.items()
    ]
    missing = [column for item, column in without.items() if item not in columns]
    if missing:
        found = ", ".join(column_letters(column) for column in missing)
        where = place(table.line, missing[0])
        named = Both(f"cột {found}", f"columns {found}")
        problems.append(Problem("ITM05", where, named, ONLY_CUMULATIVE))
    return columns, problems


class _KindsAlong:
    """What columns hold where headings of one row may span several columns below them."""

    def __init__(self, rows: dict[int, list[tuple[int, str | None]]]) -> None:
        self._rows = [
            (at, [column for column, _ in at]) for _, at in sorted(rows.items(), reverse=True)
        ]
        self.width = max(columns[-1] for _, columns in self._rows) + 1

    def of(self, column: int) -> str | None:
        """Return what the lowest heading says that stands above a column or to its left."""
        for at, columns in self._rows:
            number = bisect_right(columns, column) - 1
            if number >= 0 and at[number][1] is not None:
                return at[number][1]
        return None


def _kinds_along(table: Table) -> _KindsAlong | None:
    """Return what the columns hold, None where no heading speaks of cumulative figures."""
    cumulative = table.layouts.cumulative_headers
    first = min(column for row, column, _ in table.anchors if row == table.line)
    last = table.line
    while last < min(table.line + SUB_HEADER_ROWS, table.end - 1):
        if any(raw.__class__ is float for raw in table.sheet.rows[last + 1][first:]):
            break
        last += 1
    band = [
        (row, column, key)
        for row, column, _, key in table.cells
        if table.line - HEADER_ROWS <= row <= last and column >= first
    ]
    if not any(key.startswith(cumulative) for *_, key in band):
        return None
    rows: dict[int, list[tuple[int, str | None]]] = {}
    for row, column, key in band:
        kind = table.layouts.header_kinds[key]
        rows.setdefault(row, []).append((column, kind if kind in (VALUE, CUMULATIVE) else None))
    return _KindsAlong(rows)


def _of_period(kinds: _KindsAlong, first: int, end: int) -> int | None:
    """Return the column of an item's figures of the period among those under its code."""
    if kinds.of(first) != CUMULATIVE:
        return first
    group = range(first + 1, max(end, first + 1))
    return next((column for column in group if kinds.of(column) == VALUE), None)
