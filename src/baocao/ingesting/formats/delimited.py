"""Delimited text: CSV with comma, semicolon, tab or bar, as one sheet."""

import csv
import io
import re
from typing import NamedTuple

from baocao.ingesting.formats.encodings import OLD_ENCODINGS, decode_text
from baocao.ingesting.grids import Sheet, unicode_rows
from baocao.ingesting.model import Both
from baocao.ingesting.refusing import MOST_CELLS, FileRefused, check_extent

DELIMITERS = ";\t,|"
MOST_COLUMNS = 2000
MOST_ROWS = 1_048_576
LINES_LOOKED_AT = 50
# Excel's own first line, which names the delimiter and is no row of the table.
_SEPARATOR_LINE = re.compile(r"""["']?sep=(.)["']?""", re.IGNORECASE)


class Dialect(NamedTuple):
    """How a delimited file is written, so that an answer can be written the same way.

    Attributes:
        text: the whole text, decoded.
        encoding: as `encodings` names it.
        delimiter: one character.
        has_separator_line: the first line is Excel's "sep=;".
    """

    text: str
    encoding: str
    delimiter: str
    has_separator_line: bool


def dialect(content: bytes) -> Dialect:
    """Return how a delimited file is written.

    The delimiter is the one that stands in most of the first lines: a comma inside a number or a
    sentence stands in few.

    Raises:
        FileRefused: FIL08, in no encoding that is known.
    """
    text, encoding = decode_text(content)
    first = text.lstrip("\r\n").split("\n", 1)[0].strip()
    named = _SEPARATOR_LINE.fullmatch(first)
    if named and text.startswith(first[0]):
        return Dialect(text, encoding, named[1], has_separator_line=True)
    lines = [line for line in text[:100_000].splitlines() if line.strip()][:LINES_LOOKED_AT]
    delimiter = max(
        DELIMITERS,
        key=lambda mark: (sum(mark in line for line in lines), sum(map(_counter(mark), lines))),
    )
    return Dialect(text, encoding, delimiter, has_separator_line=False)


def _counter(mark: str):  # noqa: ANN202
    return lambda line: line.count(mark)


def read(content: bytes) -> Sheet:
    """Return a delimited file as one sheet, rows numbered as its lines.

    Raises:
        FileRefused: in no known encoding (FIL08), no table (FIL01), too many cells (FIL07).
    """
    written = dialect(content)
    text = written.text
    if text.count("\n") + text.count("\r") > 2 * MOST_ROWS:
        raise FileRefused("FIL07", Both("quá nhiều dòng", "too many lines"), f"{MOST_ROWS}")
    if (cells := text.count(written.delimiter)) > MOST_CELLS:
        check_extent(cells)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=written.delimiter, strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise FileRefused("FIL01", f"CSV: {error}") from error
    if max((len(row) for row in rows), default=0) > MOST_COLUMNS:
        raise FileRefused("FIL01", f"CSV > {MOST_COLUMNS} columns")
    if written.has_separator_line:
        rows[0] = []
    if written.encoding in OLD_ENCODINGS:
        return Sheet("", rows)
    return Sheet("", rows, converted=unicode_rows(rows))
