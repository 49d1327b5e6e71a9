"""Formulas of BIFF5/8 workbooks: which of them take their value from another file or program."""

import struct
from collections.abc import Iterator

EXTERNSHEET, SUPBOOK = 0x0017, 0x01AE
_LONGEST_FORMULA = 8192
_TEXT, _ATTRIBUTE = 0x17, 0x19
# References to a name or to cells of a sheet that a table numbers.
_NUMBERED = frozenset({0x39, 0x3A, 0x3B, 0x3C, 0x3D})
_ONE_BYTE = dict.fromkeys(range(0x03, 0x17), 1)
_COMMON = _ONE_BYTE | {
    0x01: 5, 0x02: 5, 0x1C: 2, 0x1D: 2, 0x1E: 3, 0x1F: 9, 0x20: 9, 0x21: 3, 0x22: 4, 0x26: 7,
    0x27: 7, 0x28: 7, 0x29: 3, 0x2E: 3, 0x2F: 3,
}  # fmt: skip
# Bytes of each token; one that is not here ends the search.
_BIFF8_SIZES = _COMMON | {
    0x23: 5, 0x24: 5, 0x25: 9, 0x2A: 5, 0x2B: 9, 0x2C: 5, 0x2D: 9, 0x39: 7, 0x3A: 7, 0x3B: 11,
    0x3C: 7, 0x3D: 11,
}  # fmt: skip
_BIFF5_SIZES = _COMMON | {
    0x23: 15, 0x24: 4, 0x25: 7, 0x2A: 4, 0x2B: 7, 0x2C: 4, 0x2D: 7, 0x39: 25, 0x3A: 18, 0x3B: 21,
    0x3C: 18, 0x3D: 21,
}  # fmt: skip
# What the table of BIFF8 calls this workbook, and functions of add-ins.
_NO_BOOK = (b"\x01\x04", b"\x01\x3a")


class Links:
    """Which references of formulas lead out of the workbook."""

    def __init__(self, *, is_biff8: bool) -> None:
        """Know of no other books yet.

        Args:
            is_biff8: references are written as in BIFF8, else as in BIFF5.
        """
        self._is_biff8 = is_biff8
        self._sizes = _BIFF8_SIZES if is_biff8 else _BIFF5_SIZES
        self._books: list[bool] = []
        self._outside: set[int] = set()

    def add(self, code: int, data: bytes) -> None:
        """Read which other books there are, or which references lead to them."""
        if code == SUPBOOK:
            self._books.append(data[2:4] not in _NO_BOOK)
        elif self._is_biff8:
            for number in range(struct.unpack_from("<H", data)[0]):
                book = struct.unpack_from("<H", data, 2 + 6 * number)[0]
                if book < len(self._books) and self._books[book]:
                    self._outside.add(number)
        else:
            # Numbered from 1; a second byte of 1 begins the name of another file.
            self._books.append(data[1:2] == b"\x01")
            if self._books[-1]:
                self._outside.add(len(self._books))

    def leads_out(self, formula: bytes) -> bool:
        """Tell whether a formula refers to another workbook or program."""
        if not self._outside or len(formula) > _LONGEST_FORMULA:
            return False
        return any(number in self._outside for number in self._references(formula))

    def _references(self, formula: bytes) -> Iterator[int]:
        at = 0
        while at < len(formula):
            token = formula[at] & 0x1F | (0x20 if formula[at] & 0x60 else 0)
            size = self._size(formula, at, token)
            if size == 0 or at + size > len(formula):
                return
            if token in _NUMBERED:
                yield struct.unpack_from("<H" if self._is_biff8 else "<h", formula, at + 1)[0]
            at += size

    def _size(self, formula: bytes, at: int, token: int) -> int:
        """Return the bytes of a token, 0 for one that is not known."""
        if token == _TEXT and at + 3 <= len(formula):
            length = formula[at + 1]
            if not self._is_biff8:
                return 2 + length
            return 3 + length * (2 if formula[at + 2] & 1 else 1)
        if token == _ATTRIBUTE and at + 4 <= len(formula):
            choices = struct.unpack_from("<H", formula, at + 2)[0]
            return 2 * choices + 6 if formula[at + 1] & 4 else 4
        return self._sizes.get(token, 0)
