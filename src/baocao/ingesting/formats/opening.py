"""The one way from a file's bytes to its sheets, whatever kind of file it is."""

from collections.abc import Callable
from typing import NamedTuple

from baocao.ingesting.formats import delimited, html, ods, spreadsheetml, xls, xlsx
from baocao.ingesting.formats.encodings import (
    OLD_ENCODINGS,
    decode_text,
    is_binary,
    refuse_binary,
)
from baocao.ingesting.formats.kinds import (
    CSV,
    ENDINGS,
    HTML,
    JSON,
    ODS,
    XLS,
    XLSX,
    XML2003,
    ending,
    kind_of,
    name_problem,
)  # fmt: skip
from baocao.ingesting.formats.package import parts_of
from baocao.ingesting.grids import Sheet
from baocao.ingesting.model import Both, Problem
from baocao.ingesting.refusing import FileRefused

_WORKBOOKS = frozenset({XLSX, XLS, ODS})
_TEXTS = frozenset({CSV, JSON, HTML, XML2003})
_ONE_STREAM: dict[str, Callable[[bytes], list[Sheet]]] = {
    CSV: lambda content: [delimited.read(content)],
    XLS: xls.read,
    HTML: html.read,
    XML2003: spreadsheetml.read,
}


class Opened(NamedTuple):
    """A file that could be opened.

    Attributes:
        kind: what it is: one of `kinds`.
        sheets: its visible sheets with their cells; none for JSON.
        hidden: its hidden sheets: they hold drop-down lists, the mark of a template, or last year's
            figures, and a sender who cannot see them has not reported them.
        text: the text of a JSON file, "" for the others.
        problems: what there is to say of the file as a whole.
    """

    kind: str
    sheets: list[Sheet]
    hidden: list[Sheet]
    text: str
    problems: list[Problem]


def open_file(name: str, content: bytes, max_unpacked: int) -> Opened:
    """Return what is in a file, once it is known to be safe to open.

    Args:
        name: the file's name; what it promises is compared with what the file is.
        content: the bytes.
        max_unpacked: largest size in bytes of a package once unpacked.

    Raises:
        FileRefused: the file as a whole cannot be taken in.
    """
    kind = kind_of(name, content)
    if kind in (CSV, JSON) and is_binary(content):
        raise refuse_binary(ENDINGS.get(ending(name)) in _WORKBOOKS)
    text, encoding = decode_text(content) if kind in _TEXTS else ("", "")
    sheets: list[Sheet] = []
    if kind == XLSX:
        kind, sheets = _from_package(content, max_unpacked)
    elif kind != JSON:
        sheets = _ONE_STREAM[kind](content)
    hidden = [sheet for sheet in sheets if sheet.is_hidden]
    seen = [sheet for sheet in sheets if not sheet.is_hidden] if hidden else sheets
    if kind not in (CSV, JSON) and not any(any(row) for sheet in seen for row in sheet.rows):
        raise FileRefused("FIL02", Both("mọi ô đều trống", "every cell is blank"))
    problems = name_problem(name, kind) + _old_text(encoding, seen)
    return Opened(kind, seen, hidden, text if kind == JSON else "", problems)


def _from_package(content: bytes, max_unpacked: int) -> tuple[str, list[Sheet]]:
    parts = parts_of(content, max_unpacked)
    if any(part.filename == ods.CONTENT for part in parts):
        return ODS, ods.read(content, parts)
    return XLSX, xlsx.read(content, parts)


def _old_text(encoding: str, sheets: list[Sheet]) -> list[Problem]:
    """Return a remark on text that was turned into Unicode."""
    if encoding in OLD_ENCODINGS:
        return [Problem("FIL13", "", encoding, is_of_file=True)]
    count = sum(len(sheet.converted) for sheet in sheets)
    if not count:
        return []
    found = Both(f"phông chữ cũ ở {count} ô", f"old fonts in {count} cells")
    return [Problem("FIL13", "", found, is_of_file=True)]
