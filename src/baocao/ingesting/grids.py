"""A workbook or a CSV file as sheets of cells, each with its place as the sender sees it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from baocao.ingesting.legacy import decoded
from baocao.ingesting.model import TextCell
from baocao.ingesting.text import Remembered

Cells = frozenset[tuple[int, int]]
NO_CELLS: Cells = frozenset()
NO_LINES: frozenset[int] = frozenset()
# Comments on cells, by (row, column); the names of colours of a cell's letters and ground.
Comments = tuple[tuple[tuple[int, int], str], ...]
Colours = Mapping[tuple[int, int], frozenset[str]]
NO_FONTS: Mapping[tuple[int, int], str] = {}


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet from A1 on; numbers of rows and columns are 0-based.

    Text that was typed in a TCVN3 or VNI font is Unicode here. A sheet of a file that knows no
    formats (CSV) has none of the marks.

    Attributes:
        name: the sheet's name, empty for a CSV file.
        rows: rows of raw values: text, numbers, dates; an empty cell is "".
        valueless: (row, column) of cells with a formula or an error but no value.
        hidden_rows: rows that the sender hid or filtered out.
        hidden_columns: columns that the sender hid.
        percent: (row, column) of numbers shown as a percentage: 0.9757 is seen as 97,57%.
        linked: (row, column) of cells whose value comes from another workbook or program.
        converted: (row, column) of text that was typed in an old font, or in an old encoding.
        comments: comments on cells, as far as the kind of file tells.
        colours: looks for coloured cells, None where the kind of file does not tell.
        is_hidden: the sender hid the sheet, or never saw it.
        texts: the cells that hold text, row by row, where the reader has them at hand; None for all
            others.
    """

    name: str
    rows: list[list[Any]]
    valueless: Cells = NO_CELLS
    hidden_rows: frozenset[int] = NO_LINES
    hidden_columns: frozenset[int] = NO_LINES
    percent: Cells = NO_CELLS
    linked: Cells = NO_CELLS
    converted: Cells = NO_CELLS
    comments: Comments = ()
    colours: Callable[[], Colours] | None = field(default=None, compare=False, repr=False)
    is_hidden: bool = False
    texts: list[TextCell] | None = field(default=None, compare=False, repr=False)


@lru_cache(maxsize=4096)
def column_letters(column: int) -> str:
    """Return the letters of a 0-based column: 0 is A, 26 is AA."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def place(row: int, column: int) -> str:
    """Return a 0-based (row, column) as the sender sees it, e.g. D12."""
    return f"{column_letters(column)}{row + 1}"


def split_place(cell: str) -> tuple[int, int]:
    """Return the 0-based (row, column) of a place such as D12."""
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :]) - 1, column_number(letters.encode())


def column_number(letters: bytes) -> int:
    """Return the 0-based number of a column from its letters, b"A" being 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1


_BY_LETTERS = Remembered(decoded)


def unicode_rows(rows: list[list[Any]], fonts: Mapping[tuple[int, int], str] = NO_FONTS) -> Cells:
    """Turn text typed in old fonts into Unicode, in place, and return where.

    Args:
        rows: the rows of a sheet.
        fonts: the old fonts' encodings by (row, column), as far as the file names fonts; other text
            is judged by its letters.
    """
    converted: set[tuple[int, int]] = set()
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if value.__class__ is not str or not value:
                continue
            font = fonts.get((row, column))
            if font is None and value.isascii():
                continue
            text = _BY_LETTERS[value] if font is None else decoded(value, font)
            if text != value:
                values[column] = text
                converted.add((row, column))
    return frozenset(converted)
