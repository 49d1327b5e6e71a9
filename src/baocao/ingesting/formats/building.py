"""Cells found one by one, put together into sheets that stay within the limits."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from baocao.ingesting.grids import Sheet, unicode_rows
from baocao.ingesting.model import Both
from baocao.ingesting.refusing import MOST_CELLS, FileRefused, check_extent
from baocao.ingesting.text import clean

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
# Elements of markup that one file may have: a form of two thousand rows has some fifty thousand.
MOST_TAGS = 1_500_000
Place = tuple[int, int]


@dataclass
class Grid:
    """A sheet in the making; rows and columns are 0-based and may come in any order."""

    name: str = ""
    cells: dict[Place, Any] = field(default_factory=dict)
    valueless: set[Place] = field(default_factory=set)
    percent: set[Place] = field(default_factory=set)
    linked: set[Place] = field(default_factory=set)
    fonts: dict[Place, str] = field(default_factory=dict)
    hidden_rows: list[range] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)
    comments: dict[Place, str] = field(default_factory=dict)
    is_hidden: bool = False

    def put(self, row: int, column: int, value: Any) -> None:
        """Keep a cell's value; a blank one is left out.

        Raises:
            FileRefused: FIL07, the place is beyond any sheet, or there are too many cells.
        """
        if value == "" or value is None:
            return
        if row >= MOST_ROWS or column >= MOST_COLUMNS or len(self.cells) >= MOST_CELLS:
            raise FileRefused("FIL07", Both("ô ngoài bảng tính", "cells beyond a sheet"))
        self.cells[row, column] = value

    def extent(self) -> tuple[int, int]:
        """Return how many rows and columns hold something, from A1 on."""
        places = [*self.cells, *self.valueless]
        rows = max((row for row, _ in places), default=-1) + 1
        return rows, max((column for _, column in places), default=-1) + 1

    def sheet(self) -> Sheet:
        """Return the sheet, its text in Unicode."""
        height, width = self.extent()
        rows: list[list[Any]] = [[""] * width for _ in range(height)]
        for (row, column), value in self.cells.items():
            rows[row][column] = value
        return Sheet(
            clean(self.name),
            rows,
            valueless=frozenset(self.valueless),
            hidden_rows=_numbers(self.hidden_rows, height),
            hidden_columns=_numbers(self.hidden_columns, width),
            percent=frozenset(self.percent & self.cells.keys()),
            linked=frozenset(self.linked & (self.cells.keys() | self.valueless)),
            converted=unicode_rows(rows, self.fonts),
            comments=tuple(sorted(self.comments.items())),
            is_hidden=self.is_hidden,
        )


def _numbers(spans: Iterable[range], end: int) -> frozenset[int]:
    return frozenset(number for span in spans for number in range(span.start, min(span.stop, end)))


def sheets_of(grids: Iterable[Grid]) -> list[Sheet]:
    """Return finished sheets.

    Raises:
        FileRefused: FIL07, together they span more cells than any form.
    """
    grids = list(grids)
    extent = 0
    for grid in grids:
        height, width = grid.extent()
        extent += height * width
        check_extent(extent)
    return [grid.sheet() for grid in grids]


def check_tags(markup: bytes | str) -> None:
    """Refuse markup with more elements than any form has, before it is parsed.

    Raises:
        FileRefused: FIL07.
    """
    tags = markup.count(b"<") if isinstance(markup, bytes) else markup.count("<")
    if tags > 2 * MOST_TAGS:
        raise FileRefused("FIL07", Both(f"{tags} thẻ", f"{tags} tags"), f"{2 * MOST_TAGS}")


def number(text: str | None, default: int = 0, most: int = MOST_ROWS + 1) -> int:
    """Return a count or an index of markup, which may be anything, as a number in bounds.

    What is too large stays one beyond the last row, so that a cell there is refused.
    """
    if text and text.strip().isascii() and text.strip().isdigit() and len(text) < 12:
        return min(int(text), most)
    return default


def decimal_number(text: str | None) -> float | None:
    """Return a number of markup, None for what is none."""
    try:
        return float(text) if text and len(text) < 40 and "_" not in text else None
    except ValueError:
        return None


def day_or_time(text: str) -> date | datetime | str:
    """Return an ISO date or time as such: a day without a time is a date."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return text
    moment = moment.replace(tzinfo=None)
    return moment.date() if (moment.hour, moment.minute, moment.second) == (0, 0, 0) else moment
