"""The zip package that an .xlsx or .ods file is: checked by its directory, unpacked part by part.

The sizes that a zip file declares can lie, and a few bytes can unpack to gigabytes.
"""

import io
import re
import zipfile
import zlib

from baocao.ingesting.formats.foreign import HEAD
from baocao.ingesting.formats.kinds import ZIP
from baocao.ingesting.formats.remembering import LONGEST_PART, remembered
from baocao.ingesting.model import Both
from baocao.ingesting.refusing import FileRefused
from baocao.settings import MEBIBYTE

LOCAL_HEADER = 30
_DIRECTORY_END = b"PK\x05\x06"
ENCRYPTED = 1
MOST_PARTS = 2000
HIGHEST_RATIO = 200
RATIO_MATTERS_FROM = 4 * 1024 * 1024
# What may stand before the root element, and then a document type.
_DOCUMENT_TYPE = re.compile(
    rb"(?>[^<]*(?:<\?.*?\?>[^<]*|<!--.*?-->[^<]*)*)<!(?:DOCTYPE|ENTITY)", re.DOTALL
)


def parts_of(content: bytes, limit: int) -> list[zipfile.ZipInfo]:
    """Return a package's parts once its directory is known to be in order.

    Args:
        content: the bytes of the package.
        limit: largest size in bytes of all parts once unpacked.

    Raises:
        FileRefused: damaged (FIL01) or a bomb (FIL07).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise _damaged() from error
    if len(parts) > MOST_PARTS:
        raise FileRefused("FIL07", f"{len(parts)} zip entries", f"{MOST_PARTS}")
    if len({part.filename.lower() for part in parts}) < len(parts):
        raise FileRefused("FIL01", Both("hai phần trùng tên", "two parts of one name"))
    _check_size(
        sum(part.file_size for part in parts), sum(part.compress_size for part in parts), limit
    )
    return parts


def is_whole(content: bytes, parts: list[zipfile.ZipInfo]) -> bool:
    """Tell whether a package's directory lists as many parts as its end says."""
    end = content.rfind(_DIRECTORY_END)
    return end >= 0 and int.from_bytes(content[end + 10 : end + 12], "little") == len(parts)


def check_document_type(name: str, data: bytes) -> None:
    """Refuse XML that begins with a document type: entities can swell, or name files of ours.

    Raises:
        FileRefused: FIL07.
    """
    if _DOCUMENT_TYPE.match(data, 0, HEAD):
        raise FileRefused("FIL07", f"{name}: DOCTYPE", "XML")


def refuse_document_type(name: str, data: bytes) -> None:
    """Refuse XML with a document type anywhere in it.

    Raises:
        FileRefused: FIL07.
    """
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise FileRefused("FIL07", f"{name}: DOCTYPE", "XML")


def _damaged() -> FileRefused:
    return FileRefused("FIL01", Both("phần nén của tệp bị hỏng", "its packed parts are damaged"))


def _check_size(unpacked: int, packed: int, limit: int) -> None:
    ratio = unpacked // max(packed, 1)
    if unpacked > limit or (unpacked > RATIO_MATTERS_FROM and ratio > HIGHEST_RATIO):
        raise FileRefused(
            "FIL07", f"{unpacked / MEBIBYTE:.0f} MiB (×{ratio})", f"{limit / MEBIBYTE:.0f} MiB"
        )


def unpack(content: bytes, part: zipfile.ZipInfo) -> bytes:
    """Return a part's bytes, no more than it declares; what all declare is within the limit.

    Raises:
        FileRefused: damaged (FIL01), encrypted (FIL04), or larger than it declares (FIL07).
    """
    return unpack_and_sum(content, part)[0]


def unpack_and_sum(content: bytes, part: zipfile.ZipInfo) -> tuple[bytes, bool]:
    """Return a part's bytes as `unpack` does, and whether their check-sum is what it should be.

    Unpacked by hand: over the ten parts of a small workbook `zipfile` takes longer than the reader
    takes to decode them.
    """
    if part.flag_bits & ENCRYPTED:
        raise FileRefused("FIL04", "zip")
    start = part.header_offset
    header = content[start : start + LOCAL_HEADER]
    if len(header) < LOCAL_HEADER or not header.startswith(ZIP):
        raise _damaged()
    start += LOCAL_HEADER + header[26] + header[27] * 256 + header[28] + header[29] * 256
    packed = content[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        return packed, zlib.crc32(packed) == part.CRC
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise _damaged()
    # A small part can swell to a large one, which is not to be remembered.
    inflate = _inflate if part.file_size <= LONGEST_PART else _inflate_once
    try:
        data, check_sum = inflate(packed, part.file_size)
    except zlib.error as error:
        raise _damaged() from error
    if len(data) > part.file_size:
        raise FileRefused("FIL07", part.filename, f"{part.file_size} byte")
    return data, check_sum == part.CRC


def _inflate_once(packed: bytes, size: int) -> tuple[bytes, int]:
    """Return what deflated bytes hold, one byte more than some size at most, and its check-sum."""
    data = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, size + 1)
    return data, zlib.crc32(data)


_inflate = remembered(_inflate_once)
