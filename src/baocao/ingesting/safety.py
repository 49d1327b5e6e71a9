"""Is a file what it says, and safe to open? Decided before any workbook reader sees it.

An OOXML workbook is unpacked once here, part by part, within limits: the sizes that a zip file
declares can lie, and a few bytes can unpack to gigabytes or claim a sheet of 17 billion cells.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from baocao.ingesting.model import Both, Text
from baocao.settings import MEBIBYTE

HEAD = 4096
LOCAL_HEADER = 30
ENCRYPTED = 1
MOST_PARTS = 2000
MOST_CELLS = 2_000_000
HIGHEST_RATIO = 200
RATIO_MATTERS_FROM = 4 * 1024 * 1024

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
# In an OLE2 file the stream names are UTF-16; an encrypted OOXML package is one of these streams.
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_KINDS_BY_SUFFIX = {".xlsx": "workbook", ".csv": "csv", ".json": "json"}
MEDIA_TYPES = {
    "workbook": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
    "other": "application/octet-stream",
}

_XML_PART = re.compile(r"xl/(?!theme/).*\.(?:xml|rels)", re.IGNORECASE)
# A sheet is known by its content: a reader of cells opens whatever part the workbook names, whether
# in the usual folder or not, and no element can stand in a sheet without this name.
_SHEET_MARK = b"sheetData"
# A sheet in which every row and cell has a short reference, written the usual way, spans at most
# 701,298 cells; the reader of cells counts those of all sheets.
_PREFIX = rb"<(?:[^\s<>/:]+:)?"
_TAG = re.compile(_PREFIX + rb"(?:c|row)(?=[\s/>])")
_USUAL_TAG = re.compile(rb'<(?:c|row) r="[A-Za-z]{0,2}[0-9]{1,3}"')
_ATTRIBUTE = rb"[^\s=<>/\"']+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*')"
_NAMED_TAG = re.compile(
    _PREFIX + rb"(?:c|row)(?:\s+(?!r\s*=)" + _ATTRIBUTE + rb")*\s+r\s*=\s*[\"'][A-Za-z]*[0-9]+[\"']"
)
_REFERENCE = re.compile(rb"[\s\"']r\s*=\s*[\"']([A-Za-z]*)([0-9]*)")
_BLANK_CELL, _BLANK_ROW = (
    re.compile(
        _PREFIX
        + name
        + rb"(?:\s+"
        + _ATTRIBUTE
        + rb")*\s*(?:/>|>\s*</(?:[^\s<>/:]+:)?"
        + name
        + rb"\s*>)"
    )
    for name in (b"c", b"row")
)
_ROW_START = re.compile(_PREFIX + rb"row(?=[\s/>])")
_CELL_END = re.compile(rb"</(?:\w+:)?c>")
_CELL_START = re.compile(rb"<(?:\w+:)?c\s([^<>]*)>")
_CELL_NAME = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"']")
_CACHED = re.compile(rb"<(?:\w+:)?v[^>]*>[^<]|<(?:\w+:)?is[\s>]")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


class FileRefused(Exception):  # noqa: N818 - it names the outcome, not a programming error
    """The whole file cannot be taken in; carries a finding code and what was found."""

    def __init__(self, finding_code: str, found: Text, expected: Text = "") -> None:
        """Keep the finding.

        Args:
            finding_code: FIL01 … FIL09.
            found: what the file is, for the finding's text.
            expected: what it should have been.
        """
        super().__init__(f"{finding_code}: {found}")
        self.finding_code = finding_code
        self.found = found
        self.expected = expected


@dataclass(frozen=True)
class Inspected:
    """A file that may be opened.

    Attributes:
        kind: workbook | csv | json.
        valueless: per part name, the cells (0-based row, column) that have a formula or an error
            in place of a value; empty for csv and json.
    """

    kind: str
    valueless: dict[str, frozenset[tuple[int, int]]]


def column_number(letters: bytes) -> int:
    """Return the 0-based number of a column from its letters, b"A" being 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1


def media_type(name: str) -> str:
    """Return the media type that a file's name claims."""
    return MEDIA_TYPES[_KINDS_BY_SUFFIX.get(_suffix(name), "other")]


def _suffix(name: str) -> str:
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""


def inspect(name: str, content: bytes, max_unpacked: int) -> Inspected:
    """Return what kind of file this is, once it is known to be safe to open.

    Args:
        name: the file's name; its ending says what the sender thinks it is.
        content: the bytes.
        max_unpacked: largest size in bytes of a workbook once unpacked.

    Raises:
        FileRefused: empty, encrypted, with macros, a bomb, of another kind, or damaged.
    """
    if not content.strip(b"\0 \r\n\t"):
        raise FileRefused("FIL02", f"{len(content)} byte")
    suffix = _suffix(name)
    if content.startswith(OLE2):
        code = "FIL04" if ENCRYPTED_STREAM in content else "FIL09"
        raise FileRefused(code, suffix or "OLE2")
    if suffix == ".xlsm" or suffix in {".xltm", ".xlsb", ".xlam"}:
        raise FileRefused("FIL05", suffix)
    kind = _KINDS_BY_SUFFIX.get(suffix)
    if kind is None:
        raise FileRefused("FIL09", suffix or Both("không có đuôi tệp", "no file ending"))
    if kind != "workbook":
        if content.startswith(ZIP):
            raise FileRefused("FIL09", f"{suffix} (zip)")
        return Inspected(kind, {})
    if not content.startswith(ZIP):
        raise FileRefused(
            "FIL01", Both("nội dung không phải tệp .xlsx", "its content is no .xlsx file")
        )
    return Inspected("workbook", _inspect_package(content, max_unpacked))


def _inspect_package(content: bytes, limit: int) -> dict[str, frozenset[tuple[int, int]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise _damaged(error) from error
    _check_directory(parts, limit)
    valueless: dict[str, frozenset[tuple[int, int]]] = {}
    extent = 0
    for part in parts:
        data = _unpack(content, part)
        is_sheet = _SHEET_MARK in data
        if is_sheet or _XML_PART.fullmatch(part.filename):
            _check_document_type(part.filename, data)
        if is_sheet:
            extent += _extent(data)
            if extent > MOST_CELLS:
                raise FileRefused("FIL07", Both(f"{extent} ô", f"{extent} cells"), f"{MOST_CELLS}")
            cells = _valueless_cells(data)
            if cells:
                valueless[part.filename] = cells
    return valueless


def _check_document_type(name: str, data: bytes) -> None:
    if b"<!DOCTYPE" in data[:HEAD] or b"<!ENTITY" in data[:HEAD]:
        raise FileRefused("FIL07", f"{name}: DOCTYPE", "XML")


def _damaged(error: Exception) -> FileRefused:
    name = type(error).__name__
    return FileRefused("FIL01", Both(f"tệp nén hỏng ({name})", f"damaged archive ({name})"))


def _check_directory(parts: list[zipfile.ZipInfo], limit: int) -> None:
    """Refuse by the zip's own directory, before anything is unpacked."""
    if len(parts) > MOST_PARTS:
        raise FileRefused("FIL07", f"{len(parts)} zip entries", f"{MOST_PARTS}")
    names = {part.filename.lower() for part in parts}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise FileRefused("FIL05", "vbaProject.bin")
    if len(names) < len(parts):
        raise FileRefused("FIL01", Both("hai phần trùng tên", "two parts of one name"))
    _check_size(
        sum(part.file_size for part in parts), sum(part.compress_size for part in parts), limit
    )
    if "word/document.xml" in names:
        raise FileRefused("FIL09", "docx")
    if "xl/workbook.xml" not in names:
        raise FileRefused(
            "FIL01", Both("tệp nén không chứa bảng tính", "an archive without a workbook")
        )


def _check_size(unpacked: int, packed: int, limit: int) -> None:
    ratio = unpacked // max(packed, 1)
    if unpacked > limit or (unpacked > RATIO_MATTERS_FROM and ratio > HIGHEST_RATIO):
        raise FileRefused(
            "FIL07", f"{unpacked / MEBIBYTE:.0f} MiB (×{ratio})", f"{limit / MEBIBYTE:.0f} MiB"
        )


def _unpack(content: bytes, part: zipfile.ZipInfo) -> bytes:
    """Return a part's bytes, no more than it declares; what all declare is within the limit.

    Unpacked by hand: over the ten parts of a small workbook `zipfile` takes longer than the reader
    takes to decode them.
    """
    if part.flag_bits & ENCRYPTED:
        raise FileRefused("FIL04", "zip")
    header = content[part.header_offset : part.header_offset + LOCAL_HEADER]
    if len(header) < LOCAL_HEADER or not header.startswith(ZIP):
        raise _damaged(zipfile.BadZipFile())
    start = part.header_offset + LOCAL_HEADER + sum(struct.unpack("<HH", header[26:30]))
    packed = content[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        return packed
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise _damaged(NotImplementedError())
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = inflater.decompress(packed, part.file_size + 1)
    except zlib.error as error:
        raise _damaged(error) from error
    if len(data) > part.file_size:
        raise FileRefused("FIL07", part.filename, f"{part.file_size} byte")
    return data


def _extent(xml: bytes) -> int:
    """Return how many cells a reader may hold for a sheet: its filled area from A1 on.

    Small sheets, recognised by short references written the usual way, are not measured.
    """
    tags = len(_TAG.findall(xml))
    if tags == len(_USUAL_TAG.findall(xml)):
        return 0
    rows, columns = _far_corner(xml)
    if len(_NAMED_TAG.findall(xml)) < tags:
        # What has no reference stands behind what came before it.
        pieces = _ROW_START.split(xml)
        return (rows + len(pieces)) * (columns + max(len(_TAG.findall(one)) for one in pieces))
    if rows * columns > MOST_CELLS:
        # Formatting alone may reach the last row; only cells with content make the table large.
        rows, columns = _far_corner(_BLANK_ROW.sub(b"", _BLANK_CELL.sub(b"", xml)))
    return rows * columns


def _far_corner(xml: bytes) -> tuple[int, int]:
    """Return the last row and the last column, both from 1, that any reference names."""
    found = set(_REFERENCE.findall(xml))
    rows = max((int(row) for _, row in found if row), default=0)
    return rows, max((column_number(letters) + 1 for letters, _ in found if letters), default=1)


def _cells(xml: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    """Yield each cell's 0-based (row, column) and inner XML; cells without a reference are left."""
    for piece in _CELL_END.split(xml):
        starts = list(_CELL_START.finditer(piece))
        place = _CELL_NAME.search(b" " + starts[-1][1]) if starts else None
        if place:
            yield (int(place[2]) - 1, column_number(place[1])), piece[starts[-1].start() :]


def _valueless_cells(xml: bytes) -> frozenset[tuple[int, int]]:
    """Return the cells with a formula but no stored result, or with an error such as #REF!."""
    if not (b"<f" in xml or b":f" in xml or b't="e"' in xml):
        return frozenset()
    return frozenset(
        place
        for place, cell in _cells(xml)
        if b't="e"' in cell[: cell.find(b">")]
        or (_FORMULA.search(cell) and not _CACHED.search(cell))
    )
