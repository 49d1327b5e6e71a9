"""Workbooks of Excel since 2007 (.xlsx): inspected part by part, then read by calamine."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from baocao.ingesting.formats import comments, sheet_xml
from baocao.ingesting.formats.colours import read_colours
from baocao.ingesting.formats.foreign import refuse_package
from baocao.ingesting.formats.listed_sheets import (
    PACKAGE_RELATIONS,
    RELATIONS,
    STRINGS,
    STYLES,
    Listed,
    listed_sheets,
)
from baocao.ingesting.formats.package import (
    check_document_type,
    is_whole,
    unpack_and_sum,
)
from baocao.ingesting.formats.plain_sheets import (
    PlainSheet,
    plain_strings,
    read_plain,
)
from baocao.ingesting.formats.remembering import remembered
from baocao.ingesting.formats.styles import NO_STYLES, Styles, read_styles
from baocao.ingesting.grids import NO_CELLS, Colours, Sheet, unicode_rows
from baocao.ingesting.model import TextCell
from baocao.ingesting.refusing import FileRefused, check_extent, damaged
from baocao.ingesting.text import clean

_XML_PART = re.compile(r"xl/(?!theme/).*\.(?:xml|rels)", re.IGNORECASE)
# A sheet is known by its content: a reader of cells opens whatever part the workbook names, whether
# in the usual folder or not, and no element can stand in a sheet without this name.
_SHEET_MARK = b"sheetData"
_NO_MARKS = sheet_xml.Marks()
_MACRO_PARTS = ("vbaproject.bin", "xl/macrosheets/", "xl/intlmacrosheets/")
_MACRO_TYPE = b"macroEnabled"
# Letters in UTF-8 that stand in Vietnamese only when it was typed in an old font: signs (µ ¸ §),
# and letters of other languages (ä å æ ñ ö). Two expressions: each is found by its first byte.
_OLD_SIGN = re.compile(rb"\xc2[\xa1-\xaf\xb5-\xbe]")
_OLD_LETTER = re.compile(
    rb"\xc3[\x84-\x87\x8b\x8e-\x91\x96-\x99\x9b\x9c\x9e\x9f\xa4-\xa7\xab\xae-\xb1\xb6-\xb8\xbb\xbc\xbe]"
)


@dataclass
class Inspected:
    """A workbook that may be opened.

    Attributes:
        marks: per part name, what a sheet says of its cells; sheets without marks are left out.
        styles: the cell styles that mean something.
        has_old_letters: some text may have been typed in an old font.
        comments: the parts with comments on cells, by name.
        relations: the parts that say which part belongs to which, by name.
        cells: per part name, the cells of a sheet that is written the plain way.
        strings: the shared strings, None where they are not plain.
        is_sound: the directory and the check-sums of all parts are right.
    """

    marks: dict[str, sheet_xml.Marks] = field(default_factory=dict)
    styles: Styles = NO_STYLES
    has_old_letters: bool = False
    comments: dict[str, bytes] = field(default_factory=dict)
    relations: dict[str, bytes] = field(default_factory=dict)
    workbook: bytes = b""
    cells: dict[str, PlainSheet] = field(default_factory=dict)
    strings: list[str] | None = field(default_factory=list)
    is_sound: bool = True
    _extent: int = 0

    @property
    def listed(self) -> Listed:
        """Return the sheets that the workbook lists."""
        related = (self.relations.get(name, b"") for name in (RELATIONS, PACKAGE_RELATIONS))
        return listed_sheets(self.workbook, *related)

    def sheet_parts(self) -> dict[str, str]:
        """Return the part of each sheet by the sheet's name."""
        return {sheet.name: sheet.part for sheet in self.listed.sheets}

    def add(self, name: str, data: bytes) -> None:
        """Look into a part, the styles before the sheets."""
        is_sheet, has_old_letters = _inspected(data, name)
        if is_sheet:
            plain, extent, marks = _sheet(data, self.styles.wanted)
            self._extent += extent
            check_extent(self._extent)
            if plain is not None:
                self.cells[name] = plain
            if marks is not None:
                self.marks[name] = marks
        elif name == STYLES:
            self.styles = read_styles(data)
        elif name == "[Content_Types].xml" and _MACRO_TYPE in data:
            raise FileRefused("FIL05", "macroEnabled")
        elif name == "xl/workbook.xml":
            self.workbook = data
        elif name.endswith(".rels"):
            self.relations[name] = data
        elif name == STRINGS:
            self.strings = plain_strings(data)
        elif comments.is_part(name):
            self.comments[name] = data
        self.has_old_letters = self.has_old_letters or has_old_letters


def read(content: bytes, parts: list[zipfile.ZipInfo]) -> list[Sheet]:
    """Return the worksheets of a workbook, in order, the hidden ones marked.

    Args:
        content: the bytes of the package.
        parts: its parts, of a sum of sizes within the limit.

    Raises:
        FileRefused: it may not be opened, cannot be decoded (FIL01), or has no cells (FIL02).
    """
    return read_inspected(content, inspect(content, parts))


def inspect(content: bytes, parts: list[zipfile.ZipInfo]) -> Inspected:
    """Return what stands in the parts of a workbook beside the values.

    Raises:
        FileRefused: no workbook, encrypted, with macros, a bomb, or damaged.
    """
    names = {part.filename.lower() for part in parts}
    listed = "\n".join(names)
    for macro in _MACRO_PARTS:
        if macro in listed:
            raise FileRefused("FIL05", macro)
    if "xl/workbook.xml" not in names:
        refuse_package(names)
    found = Inspected(is_sound=is_whole(content, parts))
    for part in sorted(parts, key=_styles_first):
        data, is_sound = unpack_and_sum(content, part)
        found.is_sound = found.is_sound and is_sound
        found.add(part.filename, data)
    return found


@remembered
def _inspected(data: bytes, name: str) -> tuple[bool, bool]:
    """Tell whether a part is a sheet, and whether text in it may have been typed in an old font.

    Raises:
        FileRefused: FIL07, it has a document type.
    """
    is_sheet = _SHEET_MARK in data
    if is_sheet or _XML_PART.fullmatch(name):
        check_document_type(name, data)
    return is_sheet, (is_sheet or name.endswith("haredStrings.xml")) and _has_old_letters(data)


@remembered
def _sheet(
    data: bytes, styles: frozenset[int]
) -> tuple[PlainSheet | None, int, sheet_xml.Marks | None]:
    """Return the cells of a sheet if it is plain, and what `sheet_xml.look` says of it."""
    plain = read_plain(data)
    if plain is not None and not plain.needs_look and not styles:
        return plain, 0, None
    return plain, *sheet_xml.look(data, styles)


def _has_old_letters(xml: bytes) -> bool:
    if xml.isascii():
        # Some programs write every letter beyond ASCII as a reference.
        return b"&#" in xml
    return _OLD_SIGN.search(xml) is not None or _OLD_LETTER.search(xml) is not None


def _styles_first(part: zipfile.ZipInfo) -> bool:
    return part.filename != STYLES


def read_inspected(content: bytes, inspected: Inspected) -> list[Sheet]:
    """Return the worksheets of an inspected workbook, in order, the hidden ones marked.

    Raises:
        FileRefused: the workbook cannot be decoded (FIL01) or is larger than any form (FIL07).
    """
    parts = inspected.sheet_parts()
    sheets = []
    for name, is_hidden, rows, texts in _plainly(inspected) or _decode(content):
        part = parts.get(name, "")
        marks = inspected.marks.get(part, _NO_MARKS)
        styles = inspected.styles
        fonts = {at: styles.fonts[one] for at, one in marks.styled.items() if one in styles.fonts}
        noted = comments.part_of(part, inspected.relations, inspected.comments)
        needs_check = bool(fonts) or inspected.has_old_letters
        converted = unicode_rows(rows, fonts) if needs_check else NO_CELLS
        sheet = Sheet(
            clean(name),
            rows,
            valueless=marks.valueless,
            hidden_rows=marks.hidden_rows,
            hidden_columns=marks.hidden_columns,
            percent=frozenset(at for at, one in marks.styled.items() if one in styles.percent),
            linked=marks.linked,
            converted=converted,
            comments=comments.read_comments(noted) if noted else (),
            colours=partial(_colours, content, inspected, name),
            is_hidden=is_hidden,
            texts=None if converted else texts,
        )
        sheets.append(sheet)
    return sheets


def _colours(content: bytes, inspected: Inspected, sheet: str) -> Colours:
    return read_colours(content, inspected.sheet_parts().get(sheet, ""))


class _Decoded(NamedTuple):
    """A worksheet's name, whether it is hidden, its rows, and the texts in them if at hand."""

    name: str
    is_hidden: bool
    rows: list[list[Any]]
    texts: list[TextCell] | None = None


def _plainly(inspected: Inspected) -> list[_Decoded] | None:
    """Return what `_decode` returns, without it, where every sheet is written the plain way."""
    listed, strings = inspected.listed, inspected.strings
    if not listed.is_plain or not inspected.is_sound or strings is None:
        return None
    plain_styles = inspected.styles.plain | {""}
    found: list[_Decoded] = []
    extent = 0
    for sheet in listed.sheets:
        cells = inspected.cells.get(sheet.part)
        if cells is None or not cells.number_styles <= plain_styles:
            return None
        try:
            rows, texts = cells.rows(strings)
        except LookupError:
            return None
        extent += len(rows) * len(rows[0])
        check_extent(extent)
        found.append(_Decoded(sheet.name, sheet.is_hidden, rows, texts))
    return found


def _decode(content: bytes) -> list[_Decoded]:
    """Return the worksheets as the reader of cells reads them."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            found: list[_Decoded] = []
            extent = 0
            for sheet in workbook.sheets_metadata:
                if sheet.typ != SheetTypeEnum.WorkSheet:
                    continue
                cells = workbook.get_sheet_by_name(sheet.name)
                last_row, last_column = cells.end or (0, 0)
                extent += (last_row + 1) * (last_column + 1)
                check_extent(extent)
                is_hidden = sheet.visible != SheetVisibleEnum.Visible
                rows = cells.to_python(skip_empty_area=False)
                found.append(_Decoded(sheet.name, is_hidden, rows))
            return found
    except (CalamineError, OSError, ValueError) as error:
        raise damaged() from error
    except BaseException as error:
        # A panic inside the Rust reader is no Exception; it must not stop the other files.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged() from error
