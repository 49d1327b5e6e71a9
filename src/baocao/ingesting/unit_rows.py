"""Tables with a row for each unit, or for each unit and period."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from baocao.ingesting.columns import item_columns
from baocao.ingesting.grids import column_letters, place
from baocao.ingesting.headings import plain
from baocao.ingesting.items_down import no_code
from baocao.ingesting.layouts import UNIT_CODE_LIKE
from baocao.ingesting.model import Both, FoundReport, FoundValue, Labelled, Problem
from baocao.ingesting.numbering import is_numbering
from baocao.ingesting.row_periods import RowPeriods, row_periods
from baocao.ingesting.tables import Table, is_figure
from baocao.ingesting.text import fold
from baocao.registry.anchors import UNIT_PERIODS_DOWN

# Columns and folded texts of a row.
Keys = Sequence[tuple[int, str]]
NO_UNITS = Both("không thấy cột mã đơn vị", "no column of unit codes")


@dataclass
class _Rows:
    """How the rows of one table are read.

    Attributes:
        columns: the column of each item.
        first: the first of them; what names a row stands before it.
        periods: where each row tells its period, None where the heading does.
        has_ended: signatures were met: below them only a row with a code is a unit's.
    """

    table: Table
    columns: dict[str, int]
    unit_columns: tuple[int | None, int | None]
    periods: RowPeriods | None
    has_ended: bool = False

    @cached_property
    def first(self) -> int:
        """Return the first column of figures."""
        return min(self.columns.values())


def reports_along(table: Table) -> list[FoundReport]:
    """Return the reports of a table whose items run along, a row each, and the claimed totals."""
    columns, problems = item_columns(table)
    if not columns:
        return [_without_columns(table, problems)]
    layouts = table.layouts
    code_column = table.header_column(layouts.unit_code_labels)
    name_column = table.header_column(layouts.unit_name_labels)
    periods = row_periods(table) if layouts.is_by_periods(table.heading.form_code or "") else None
    if code_column is None and name_column is None:
        problems.append(Problem("UNT03", place(table.line, 0), NO_UNITS))
    rows = _Rows(table, columns, (code_column, name_column), periods)
    keys: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for row, column, _, key in table.cells:
        keys[row].append((column, key))
    reports: list[FoundReport] = []
    stray: list[int] = []
    for row in range(table.line + 1, table.end):
        report = _report_of_row(rows, row, keys.get(row, ()))
        if report is not None:
            report.problems += problems
            reports.append(report)
        elif _is_stray(rows, row, keys.get(row, ())):
            stray.append(row)
    if stray and reports:
        reports[0].problems.append(no_code(stray, rows.first))
    return reports


def _without_columns(table: Table, problems: list[Problem]) -> FoundReport:
    """Return the report of a table in which no column could be told for any item."""
    heading = table.heading
    where = place(table.line, 0)
    unit = (heading.unit_code, heading.unit_name)
    return FoundReport("units_down", table.sheet.name, where, heading, *unit, [], problems=problems)


def _report_of_row(rows: _Rows, row: int, keys: Keys) -> FoundReport | None:
    """Return a row as a unit's report or as the claimed totals; None for any other row."""
    table, layouts = rows.table, rows.table.layouts
    raws = table.sheet.rows[row]
    leading = [key for column, key in keys if column < rows.first]
    code, name = (_labelled(raws, row, column) for column in rows.unit_columns)
    values = _values(rows, row, raws)
    is_claimed = any(map(layouts.is_total, leading)) and not _is_code(code)
    if not is_claimed:
        if not _names_unit(rows, code, name, values, keys) or is_numbering(raws):
            return None
        if rows.periods is not None and any(map(layouts.is_ignored, leading)):
            return None
    heading = table.heading
    if rows.periods is not None:
        period = rows.periods.of(row)
        is_hint = not _is_code(code) and not any(is_figure(value.raw) for value in values)
        if is_hint or (period is None and is_claimed):
            # A line that says what to type is no report; a total over all periods is that of none.
            return None
        heading = replace(heading, period=period, window=None)
    return FoundReport(
        layout_code="units_down" if rows.periods is None else UNIT_PERIODS_DOWN,
        sheet=table.sheet.name,
        place=place(row, rows.first),
        heading=heading,
        unit_code=heading.unit_code if is_claimed else code,
        unit_name=heading.unit_name if is_claimed else name,
        values=values,
        is_claimed=is_claimed,
        is_unit_row=not is_claimed,
        has_codes=rows.unit_columns[0] is not None,
    )


def _labelled(raws: list[Any], row: int, column: int | None) -> Labelled | None:
    if column is None or column >= len(raws) or (raw := raws[column]) == "":
        return None
    return Labelled(raw, plain(raw), place(row, column))


def _values(rows: _Rows, row: int, raws: list[Any]) -> list[FoundValue]:
    valueless = rows.table.sheet.valueless
    number, width = row + 1, len(raws)
    return [
        FoundValue(
            item,
            raws[column] if column < width else "",
            f"{column_letters(column)}{number}",
            (row, column) in valueless,
        )
        for item, column in rows.columns.items()
    ]


def _is_code(code: Labelled | None) -> bool:
    return code is not None and any(mark.isdigit() for mark in code.text)


def _names_unit(
    rows: _Rows,
    code: Labelled | None,
    name: Labelled | None,
    values: list[FoundValue],
    keys: Keys,
) -> bool:
    """Tell whether a row is a unit's, not a section, a subtotal, column numbers or the footer."""
    layouts = rows.table.layouts
    written = code.text if code else ""
    looks_like_code = UNIT_CODE_LIKE.fullmatch(written) is not None
    is_code = looks_like_code and any(mark.isdigit() or mark == "-" for mark in written)
    leading = [key for column, key in keys if column < rows.first]
    if name is not None and layouts.is_sum_word(fold(name.text)):
        return False
    if not is_code and any(map(layouts.is_subtotal, leading)):
        return False
    if code is not None and (written.startswith("(") or len(written) == 1):
        return False
    has_values = any(value.raw != "" for value in values)
    if any(layouts.is_footer(key) for _, key in keys):
        # A remark beside a unit's figures may begin like a signature; "KT." is no code.
        own = has_values and looks_like_code and any(mark.isdigit() for mark in written)
        rows.has_ended = rows.has_ended or not own
        return own
    if rows.has_ended:
        # The names of those who sign stand below, in whatever column.
        return has_values and is_code
    return looks_like_code or (has_values and (code is not None or name is not None))


def _is_stray(rows: _Rows, row: int, keys: Keys) -> bool:
    """Tell whether a row holds figures, but nothing that says whose they are or what they add."""
    if rows.has_ended:
        return False
    raws = rows.table.sheet.rows[row]
    if any(column < rows.first for column, _ in keys) or is_numbering(raws):
        return False
    return any(
        column < len(raws) and raws[column].__class__ is float and raws[column]
        for column in rows.columns.values()
    )
