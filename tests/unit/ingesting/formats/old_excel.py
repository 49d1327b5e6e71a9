"""Workbooks of Excel 5 to 2003 and the containers they lie in, written record by record."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SECTOR, MINI, SMALL = 512, 64, 4096
FREE, END, FAT = 0xFFFF_FFFF, 0xFFFF_FFFE, 0xFFFF_FFFD
ROOT, STORAGE, STREAM = 5, 1, 2


def record(code: int, data: bytes = b"") -> bytes:
    """Return a record of a workbook stream."""
    return struct.pack("<HH", code, len(data)) + data


@dataclass
class Biff:
    """A workbook stream with one sheet; every field can be spoiled.

    Attributes:
        cells: by (row, column): a value, or a value and the number of its style.
        fonts: the font of style 0, 1, …; each style is shown in format `formats[style]`.
        text: how text is turned into bytes (BIFF5).
    """

    cells: Mapping[tuple[int, int], Any]
    version: int = 0x0500
    code_page: int = 1252
    encoding: str = "latin-1"
    fonts: Sequence[str] = ("Arial",)
    formats: Mapping[int, int] = field(default_factory=dict)
    before: bytes = b""
    extra: bytes = b""
    hidden: int = 0
    kind: int = 0
    sheet_offset: int | None = None
    copies: int = 1

    def stream(self) -> bytes:
        """Return the bytes of the workbook stream."""
        head = self._bof(0x0005) + record(0x0042, struct.pack("<H", self.code_page)) + self.before
        for font in self.fonts:
            name = font.encode("ascii")
            flag = b"" if self.version == 0x0500 else b"\0"
            head += record(
                0x0031, b"\xc8\0\0\0\x08\0\x90\x01\0\0\0\0\0\0" + bytes([len(name)]) + flag + name
            )
        for style in range(len(self.fonts)):
            xf = struct.pack("<HHHBBIi", style, self.formats.get(style, 0), 1, 0, 0, 0, 0)
            head += record(0x00E0, xf if self.version == 0x0500 else xf.ljust(20, b"\0"))
        entry = 4 + 6 + 1 + 4 + (self.version != 0x0500)
        start = len(head) + entry * self.copies + 4
        offset = start if self.sheet_offset is None else self.sheet_offset
        name = b"\x04" + (b"" if self.version == 0x0500 else b"\0") + b"Bieu"
        listed = record(0x0085, struct.pack("<IBB", offset, self.hidden, self.kind) + name)
        return head + listed * self.copies + record(0x000A) + self._sheet()

    def _bof(self, kind: int) -> bytes:
        data = struct.pack("<HHHH", self.version, kind, 1, 1996)
        return record(0x0809, data if self.version == 0x0500 else data.ljust(16, b"\0"))

    def _sheet(self) -> bytes:
        body = b"".join(self._cell(*place, value) for place, value in self.cells.items())
        return self._bof(0x0010) + self.extra + body + record(0x000A)

    def _cell(self, row: int, column: int, cell: Any) -> bytes:
        value, style = cell if isinstance(cell, tuple) else (cell, 0)
        place = struct.pack("<HHH", row, column, style)
        if isinstance(value, bytes):
            return record(0x0006, place + value)
        if isinstance(value, str) and self.version == 0x0500:
            text = value.encode(self.encoding)
            return record(0x0204, place + struct.pack("<H", len(text)) + text)
        if isinstance(value, str):
            text = value.encode("utf-16-le")
            return record(0x0204, place + struct.pack("<HB", len(value), 1) + text)
        return record(0x0203, place + struct.pack("<d", value))


def formula(result: bytes, tokens: bytes) -> bytes:
    """Return what a formula's record holds behind its place: the stored result and the tokens."""
    return result + struct.pack("<HIH", 0, 0, len(tokens)) + tokens


def ole2(streams: Mapping[str, bytes], storages: Sequence[str] = ()) -> bytes:
    """Return an OLE2 container; small streams lie in the stream of small ones, as they should."""
    sectors: list[bytes] = []
    fat: list[int] = []

    def add(data: bytes) -> int:
        first = len(sectors)
        count = max(-(-len(data) // SECTOR), 1)
        for number in range(count):
            sectors.append(data[number * SECTOR : (number + 1) * SECTOR].ljust(SECTOR, b"\0"))
            fat.append(first + number + 1 if number + 1 < count else END)
        return first

    small = b""
    mini_fat: list[int] = []
    entries: list[bytes] = []
    for name, data in streams.items():
        if len(data) < SMALL:
            first = len(mini_fat)
            count = max(-(-len(data) // MINI), 1)
            mini_fat += [first + number + 1 for number in range(count - 1)] + [END]
            small += data.ljust(count * MINI, b"\0")
        else:
            first = add(data)
        entries.append(_entry(name, STREAM, first, len(data)))
    entries += [_entry(name, STORAGE, 0, 0) for name in storages]
    root = _entry("Root Entry", ROOT, add(small) if small else END, len(small))
    mini_start = add(struct.pack(f"<{len(mini_fat)}I", *mini_fat)) if mini_fat else END
    directory = add(b"".join([root, *entries]))
    fat_at = len(sectors)
    fat.append(FAT)
    sectors.append(struct.pack(f"<{len(fat)}I", *fat).ljust(SECTOR, b"\xff"))
    assert len(fat) <= SECTOR // 4
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIII4xIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, directory, SMALL,
                          mini_start, 1 if mini_fat else 0, END, 0)  # fmt: skip
    header += struct.pack("<I", fat_at) + b"\xff" * 432
    return header + b"".join(sectors)


def _entry(name: str, kind: int, first: int, size: int) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(written), kind, 1, FREE, FREE, FREE)
        + bytes(36)
        + struct.pack("<IQ", first, size)
    )
