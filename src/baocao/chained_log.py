"""A log of who did what, in which a line that was altered or taken out shows.

One JSON object a line. Each carries the hash of the line before (`before`) and its own (`hash`), so
that the last line is held as well. What this cannot show is a log that somebody wrote anew whole.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from baocao.errors import StateError
from baocao.files import write_atomic

READ_ONLY = 0o444
Entry = dict[str, Any]


def read(path: Path) -> list[Entry]:
    """Return the entries of a log, oldest first; none where there is no log.

    Raises:
        StateError: the log cannot be read.
    """
    try:
        return [json.loads(line) for line in _lines(path)]
    except (OSError, ValueError) as error:
        raise StateError(f"{path}: không đọc được / cannot be read: {error}") from error


def append(path: Path, entry: Entry, mode: int = READ_ONLY) -> None:
    """Add an entry. The file is replaced whole: a kill leaves the old log or the new one.

    Args:
        path: the log.
        entry: what to say; `before` and `hash` are added.
        mode: permission bits of the file.
    """
    lines = _lines(path)
    held = {**entry, "before": _hash(lines[-1] if lines else "")}
    line = json.dumps({**held, "hash": _own_hash(held)}, ensure_ascii=False)
    write_atomic(path, "".join(f"{one}\n" for one in (*lines, line)), mode)


def broken_lines(path: Path) -> Iterator[int]:
    """Yield the numbers, from 1, of lines that were altered or whose line before is not theirs."""
    before = ""
    for number, line in enumerate(_lines(path), start=1):
        entry = json.loads(line)
        own = entry.pop("hash", None)
        if own != _own_hash(entry) or entry.get("before") != _hash(before):
            yield number
        before = line


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _hash(line: str) -> str:
    return sha256(line.encode()).hexdigest()


def _own_hash(entry: Entry) -> str:
    return _hash(json.dumps(entry, ensure_ascii=False, sort_keys=True))
