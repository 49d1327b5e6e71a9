"""A workbook or a CSV file as sheets of cells, each with its place as the sender sees it."""

import csv
import io
import posixpath
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from defusedxml import ElementTree
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from baocao.ingesting.model import Both
from baocao.ingesting.safety import MOST_CELLS, FileRefused, Inspected, column_number
from baocao.ingesting.text import clean

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RELATION_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
DELIMITERS = ",;\t|"
MOST_COLUMNS = 2000


Cells = frozenset[tuple[int, int]]
NO_CELLS: Cells = frozenset()
NO_LINES: frozenset[int] = frozenset()


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
    """

    name: str
    rows: list[list[Any]]
    valueless: Cells = NO_CELLS
    hidden_rows: frozenset[int] = NO_LINES
    hidden_columns: frozenset[int] = NO_LINES
    percent: Cells = NO_CELLS
    linked: Cells = NO_CELLS
    converted: Cells = NO_CELLS


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


def read_workbook(content: bytes, inspected: Inspected) -> list[Sheet]:
    """Return the visible worksheets of an inspected workbook, in order.

    A hidden sheet is left out: it holds drop-down lists or last year's figures, and a sender who
    cannot see it has not reported it.

    Raises:
        FileRefused: the workbook cannot be decoded (FIL01) or has no visible sheet (FIL02).
    """
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            names = [
                sheet.name
                for sheet in workbook.sheets_metadata
                if sheet.visible == SheetVisibleEnum.Visible
                and sheet.typ == SheetTypeEnum.WorkSheet
            ]
            rows: dict[str, list[list[Any]]] = {}
            extent = 0
            for name in names:
                sheet = workbook.get_sheet_by_name(name)
                last_row, last_column = sheet.end or (0, 0)
                extent += (last_row + 1) * (last_column + 1)
                if extent > MOST_CELLS:
                    found = Both(f"{extent} ô", f"{extent} cells")
                    raise FileRefused("FIL07", found, f"{MOST_CELLS}")
                rows[name] = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise FileRefused("FIL01", type(error).__name__) from error
    except BaseException as error:
        # A panic inside the Rust reader is no Exception; it must not stop the other files.
        if type(error).__name__ != "PanicException":
            raise
        raise FileRefused("FIL01", "PanicException") from error
    if not any(any(row) for sheet in rows.values() for row in sheet):
        raise FileRefused("FIL02", Both("mọi ô đều trống", "every cell is blank"))
    parts = _sheet_parts(content) if inspected.valueless else {}
    return [
        Sheet(clean(name), rows[name], inspected.valueless.get(parts.get(name, ""), NO_CELLS))
        for name in names
    ]


def _sheet_parts(content: bytes) -> dict[str, str]:
    """Return the package part of each sheet by sheet name."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        workbook = ElementTree.fromstring(package.read("xl/workbook.xml"))
        relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    targets = {
        relation.get("Id"): posixpath.normpath(
            posixpath.join("/xl", relation.get("Target", ""))
        ).lstrip("/")
        for relation in relations
    }
    return {
        sheet.get("name", ""): targets.get(sheet.get(_RELATION) or sheet.get(_RELATION_STRICT), "")
        for sheet in workbook.iter()
        if sheet.tag.endswith("}sheet")
    }


def decode_text(content: bytes) -> str:
    """Return the text of a CSV or JSON file, which must be UTF-8, with or without a BOM.

    Raises:
        FileRefused: FIL08, the bytes are not UTF-8.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise FileRefused("FIL08", "UTF-16")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"byte 0x{content[error.start]:02X} @ {error.start + 1}"
        raise FileRefused("FIL08", found) from error
    if "\0" in text:
        raise FileRefused("FIL08", "byte 0x00")
    return text


def read_csv(content: bytes) -> Sheet:
    """Return a CSV file as one sheet; the delimiter is what the first line uses most.

    Raises:
        FileRefused: not UTF-8 (FIL08), or no table (FIL01).
    """
    text = decode_text(content)
    head = text.lstrip().split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise FileRefused("FIL01", f"CSV: {error}") from error
    if max((len(row) for row in rows), default=0) > MOST_COLUMNS:
        raise FileRefused("FIL01", f"CSV > {MOST_COLUMNS} columns")
    return Sheet("", rows)
