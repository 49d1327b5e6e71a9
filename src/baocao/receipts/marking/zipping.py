"""Writing a package whose untouched parts are not unpacked and packed again.

The standard library can only write what it packs itself, which would be most of the work here.
"""

import struct
import zipfile
import zlib
from typing import NamedTuple

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_LOCAL_FIXED, _VERSION, _UTF8 = 30, 20, 0x800
# 1 January 1980, the first day that the format knows: the same marks give the same bytes.
_DAY = 0x21
# Nothing but the size of a small file hangs on how hard it is pressed.
_LEVEL = 2


class Entry(NamedTuple):
    """One part, packed."""

    name: str
    method: int
    checksum: int
    size: int
    packed: bytes


def new_entry(name: str, content: bytes) -> Entry:
    """Return a part, packed."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(content) + packer.flush()
    return Entry(name, zipfile.ZIP_DEFLATED, zlib.crc32(content), len(content), packed)


def raw_entry(package: bytes, info: zipfile.ZipInfo) -> Entry:
    """Return a part of another package as it is packed there."""
    name_length, extra_length = struct.unpack_from("<HH", package, info.header_offset + 26)
    start = info.header_offset + _LOCAL_FIXED + name_length + extra_length
    packed = package[start : start + info.compress_size]
    return Entry(info.filename, info.compress_type, info.CRC, info.file_size, packed)


def written(entries: list[Entry]) -> bytes:
    """Return the bytes of a package."""
    body, directory = bytearray(), bytearray()
    for entry in entries:
        name = entry.name.encode()
        fields = struct.pack(
            "<HHHHHIIIHH",
            _VERSION, _UTF8, entry.method, 0, _DAY, entry.checksum, len(entry.packed), entry.size,
            len(name), 0,
        )  # fmt: skip
        directory += _CENTRAL + struct.pack("<H", _VERSION) + fields
        directory += struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name
        body += _LOCAL + fields + name + entry.packed
    count = len(entries)
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(body), 0)
    return bytes(body + directory) + _END + end
