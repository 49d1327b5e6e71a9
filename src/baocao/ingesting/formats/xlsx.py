"""Workbooks of Excel since 2007 (.xlsx): inspected part by part, then read by calamine."""

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

from defusedxml import ElementTree
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from baocao.ingesting.formats import sheet_xml
from baocao.ingesting.formats.foreign import refuse_package
from baocao.ingesting.formats.package import check_document_type, unpack
from baocao.ingesting.formats.styles import NO_STYLES, Styles, read_styles
from baocao.ingesting.grids import Sheet, unicode_rows
from baocao.ingesting.refusing import FileRefused, check_extent, damaged

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RELATION_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_XML_PART = re.compile(r"xl/(?!theme/).*\.(?:xml|rels)", re.IGNORECASE)
# A sheet is known by its content: a reader of cells opens whatever part the workbook names, whether
# in the usual folder or not, and no element can stand in a sheet without this name.
_SHEET_MARK = b"sheetData"
_MACRO_PARTS = ("vbaproject.bin", "xl/macrosheets/", "xl/intlmacrosheets/")
_MACRO_TYPE = b"macroEnabled"
# Letters in UTF-8 that stand in Vietnamese only when it was typed in an old font: signs (µ ¸ §),
# and letters of other languages (ä å æ ñ ö).
_OLD_LETTERS = re.compile(
    rb"\xc2[\xa1-\xaf\xb5-\xbe\xb8]|\xc3[\x84-\x87\x8b\x8e-\x91\x96-\x99\x9b\x9c\x9e\x9f"
    rb"\xa4-\xa7\xab\xae-\xb1\xb6-\xb8\xbb\xbc\xbe]"
)


@dataclass
class Inspected:
    """A workbook that may be opened.

    Attributes:
        marks: per part name, what a sheet says of its cells; sheets without marks are left out.
        styles: the cell styles that mean something.
        has_old_letters: some text may have been typed in an old font.
    """

    marks: dict[str, sheet_xml.Marks] = field(default_factory=dict)
    styles: Styles = NO_STYLES
    has_old_letters: bool = False


def read(content: bytes, parts: list[zipfile.ZipInfo]) -> list[Sheet]:
    """Return the visible worksheets of a workbook, in order.

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
    macro = next((name for name in names if any(part in name for part in _MACRO_PARTS)), None)
    if macro is not None:
        raise FileRefused("FIL05", macro.rsplit("/", 1)[-1].replace("vbap", "vbaP"))
    if "xl/workbook.xml" not in names:
        refuse_package(names)
    found = Inspected()
    extent = 0
    for part in sorted(parts, key=_styles_first):
        data = unpack(content, part)
        is_sheet = _SHEET_MARK in data
        if is_sheet or _XML_PART.fullmatch(part.filename):
            check_document_type(part.filename, data)
        if is_sheet:
            extent += sheet_xml.extent(data)
            check_extent(extent)
            marks = sheet_xml.marks(data, found.styles.wanted)
            if marks is not None:
                found.marks[part.filename] = marks
        elif part.filename == "xl/styles.xml":
            found.styles = read_styles(data)
        elif part.filename == "[Content_Types].xml" and _MACRO_TYPE in data:
            raise FileRefused("FIL05", "macroEnabled")
        if is_sheet or part.filename.endswith("haredStrings.xml"):
            found.has_old_letters |= _OLD_LETTERS.search(data) is not None
    return found


def _styles_first(part: zipfile.ZipInfo) -> bool:
    return part.filename != "xl/styles.xml"


def read_inspected(content: bytes, inspected: Inspected) -> list[Sheet]:
    """Return the visible worksheets of an inspected workbook, in order.

    A hidden sheet is left out: it holds drop-down lists or last year's figures, and a sender who
    cannot see it has not reported it.

    Raises:
        FileRefused: the workbook cannot be decoded (FIL01) or is larger than any form (FIL07).
    """
    rows = _decode(content)
    parts = _sheet_parts(content) if inspected.marks else {}
    sheets = []
    for name, values in rows.items():
        marks = inspected.marks.get(parts.get(name, ""))
        sheets.append(_sheet(name, values, marks, inspected))
    return sheets


def _sheet(
    name: str, rows: list[list[Any]], marks: sheet_xml.Marks | None, inspected: Inspected
) -> Sheet:
    styles = inspected.styles
    fonts = {}
    if marks is not None and styles.fonts:
        fonts = {at: styles.fonts[one] for at, one in marks.styled.items() if one in styles.fonts}
    converted = unicode_rows(rows, fonts) if fonts or inspected.has_old_letters else frozenset()
    if marks is None:
        return Sheet.named(name, rows, converted=converted)
    return Sheet.named(
        name,
        rows,
        valueless=marks.valueless,
        hidden_rows=marks.hidden_rows,
        hidden_columns=marks.hidden_columns,
        percent=frozenset(at for at, one in marks.styled.items() if one in styles.percent),
        linked=marks.linked,
        converted=converted,
    )


def _decode(content: bytes) -> dict[str, list[list[Any]]]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            rows: dict[str, list[list[Any]]] = {}
            extent = 0
            for sheet in workbook.sheets_metadata:
                if (
                    sheet.visible != SheetVisibleEnum.Visible
                    or sheet.typ != SheetTypeEnum.WorkSheet
                ):
                    continue
                cells = workbook.get_sheet_by_name(sheet.name)
                last_row, last_column = cells.end or (0, 0)
                extent += (last_row + 1) * (last_column + 1)
                check_extent(extent)
                rows[sheet.name] = cells.to_python(skip_empty_area=False)
            return rows
    except (CalamineError, OSError, ValueError) as error:
        raise damaged(error) from error
    except BaseException as error:
        # A panic inside the Rust reader is no Exception; it must not stop the other files.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(error) from error


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
