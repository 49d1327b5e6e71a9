"""Where the rows of a table tell their period: in one column, or a year and a part of it in two."""

import re
from dataclasses import dataclass

from baocao.ingesting.grids import place
from baocao.ingesting.headings import labelled, plain
from baocao.ingesting.layouts import Labels
from baocao.ingesting.model import Labelled
from baocao.ingesting.tables import Table
from baocao.ingesting.text import fold

_YEAR = re.compile(r"20[0-9]{2}")


@dataclass(frozen=True)
class RowPeriods:
    """The columns of periods of one table.

    Attributes:
        whole: the column of whole periods, such as "mars 2024"; None for none.
        part, year: the columns of a month or quarter and of its year; None for none.
        heading_year: the year above the table, where the rows tell only the month.
    """

    table: Table
    whole: int | None
    part: int | None
    year: int | None
    heading_year: str

    def of(self, row: int) -> Labelled | None:
        """Return the period of a row as written, with the year from elsewhere if it has none.

        None where the row is blank about it.
        """
        column = self.part if self.whole is None else self.whole
        if column is None or (raw := self.table.value(row, column)) == "":
            return None
        text, where = plain(raw), place(row, column)
        if self.table.layouts.periods.code_in_cell(raw, fold(text)) is not None:
            return Labelled(raw, text, where)
        own = plain(self.table.value(row, self.year)) if self.year is not None else ""
        dated = f"{text} {own or self.heading_year}".strip()
        return Labelled(dated, dated, where)


def row_periods(table: Table) -> RowPeriods | None:
    """Return where the rows of a table tell their period, None if they do not."""
    layouts = table.layouts
    whole = table.header_column(layouts.period_headers)
    part = table.header_column(layouts.part_labels)
    if whole is None and part is None:
        return None
    year = table.header_column(layouts.year_labels)
    return RowPeriods(table, whole, part, year, _heading_year(table, layouts.year_labels))


def _heading_year(table: Table, labels: Labels) -> str:
    """Return the year that the heading states, by its label or alone; blank for none."""
    above = [cell for cell in table.cells if cell[0] < table.line - 1]
    found = labelled(table.sheet, above, labels, table.layouts) if labels else None
    text = found.text if found else (table.heading.period.text if table.heading.period else "")
    years = set(_YEAR.findall(text))
    return years.pop() if len(years) == 1 else ""
