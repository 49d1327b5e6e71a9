"""The OLE2 container that an .xls file is: its directory, and one stream out of it.

Read here because a directory whose entries point at one another keeps other readers busy for ever.
Every chain of sectors is followed at most once through the file.
"""

import struct
from collections.abc import Sequence
from typing import NamedTuple

HEADER = 512
ENTRY = 128
_LAST = 0xFFFF_FFFA  # from here on a sector number is a mark, not a number
_STREAM, _STORAGE, _ROOT = 2, 1, 5
MOST_SECTORS = 1 << 20


class Ole2Error(Exception):
    """The container is damaged."""


class Entry(NamedTuple):
    """A stream or a storage of the directory."""

    name: str
    kind: int
    start: int
    size: int


class Ole2:
    """A container, its directory read.

    Attributes:
        entries: every stream and storage, wherever it stands in the tree.
    """

    def __init__(self, content: bytes) -> None:
        """Read the directory.

        Raises:
            Ole2Error: the container is damaged.
        """
        self._content = content
        try:
            shift, mini_shift = struct.unpack_from("<HH", content, 30)
            self._start_of_directory, _, self._mini_limit = struct.unpack_from("<I4sI", content, 48)
            mini_fat_start, _, more, more_count = struct.unpack_from("<IIII", content, 60)
        except struct.error as error:
            raise Ole2Error from error
        if not 7 <= shift <= 16 or mini_shift >= shift:
            raise Ole2Error
        self._size, self._mini_size = 1 << shift, 1 << mini_shift
        self._fat = self._read_fat(more, more_count)
        directory = self._chain(self._start_of_directory, self._fat)
        self.entries = [
            _entry(directory[at : at + ENTRY]) for at in range(0, len(directory) - ENTRY + 1, ENTRY)
        ]
        self.entries = [entry for entry in self.entries if entry.kind]
        root = next((entry for entry in self.entries if entry.kind == _ROOT), None)
        self._mini = self._chain(root.start, self._fat)[: root.size] if root and root.size else b""
        mini_fat = self._chain(mini_fat_start, self._fat) if self._mini else b""
        self._mini_fat = struct.unpack(
            f"<{len(mini_fat) // 4}I", mini_fat[: len(mini_fat) // 4 * 4]
        )

    def names(self) -> set[str]:
        """Return the names of all streams and storages."""
        return {entry.name for entry in self.entries}

    def stream(self, *names: str) -> bytes | None:
        """Return the first stream of some names, small and capital letters alike; None for none.

        Raises:
            Ole2Error: the container is damaged.
        """
        for name in names:
            for entry in self.entries:
                if entry.kind == _STREAM and entry.name.casefold() == name.casefold():
                    return self._read(entry)
        return None

    def _read(self, entry: Entry) -> bytes:
        if entry.size >= self._mini_limit:
            return self._chain(entry.start, self._fat)[: entry.size]
        size, mini = self._mini_size, self._mini
        sectors = _follow(entry.start, self._mini_fat)
        return b"".join(mini[at * size : (at + 1) * size] for at in sectors)[: entry.size]

    def _sector(self, number: int) -> bytes:
        start = HEADER + number * self._size
        if self._size > HEADER:
            start = (number + 1) * self._size
        return self._content[start : start + self._size]

    def _chain(self, start: int, fat: Sequence[int]) -> bytes:
        return b"".join(map(self._sector, _follow(start, fat)))

    def _read_fat(self, more: int, more_count: int) -> Sequence[int]:
        """Return the table that says which sector follows which."""
        count = self._size // 4
        sectors = list(struct.unpack_from("<109I", self._content.ljust(HEADER, b"\xff"), 76))
        seen: set[int] = set()
        while more < _LAST and len(seen) <= more_count:
            data = self._sector(more)
            if more in seen or len(data) < self._size:
                raise Ole2Error
            seen.add(more)
            numbers = struct.unpack(f"<{count}I", data)
            sectors += numbers[:-1]
            more = numbers[-1]
        wanted = [number for number in sectors if number < _LAST]
        most = len(self._content) // self._size + 1
        if len(set(wanted)) < len(wanted) or len(wanted) > most:
            raise Ole2Error
        table = b"".join(self._sector(number).ljust(self._size, b"\xff") for number in wanted)
        return struct.unpack(f"<{len(table) // 4}I", table)


def _follow(start: int, fat: Sequence[int]) -> list[int]:
    """Return the sectors of a chain; one that comes back to itself is damage."""
    found: list[int] = []
    seen: set[int] = set()
    number = start
    while number < _LAST:
        if number in seen or number >= len(fat) or len(found) >= MOST_SECTORS:
            raise Ole2Error
        seen.add(number)
        found.append(number)
        number = fat[number]
    return found


def _entry(data: bytes) -> Entry:
    length, kind = struct.unpack_from("<HB", data, 64)
    start, size = struct.unpack_from("<II", data, 116)
    name = data[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
    return Entry(name, kind if kind in (_STORAGE, _STREAM, _ROOT) else 0, start, size)
