"""Rows that number the columns of a table: (1), (2) … or MS, 1, 2, 3=1+2."""

import re
from collections.abc import Iterable
from typing import Any

FEWEST = 3
_NUMBER = re.compile(r"\(?([0-9]{1,3})\)?(?:\s*=[\s0-9+\-x*:/().=]+)?")
_LETTER = re.compile(r"\(?[A-ZĐ]{1,2}\)?|MS|[Mm]ã số")


def is_numbering(raws: Iterable[Any]) -> bool:
    """Tell whether the cells of a row count the columns: each number is one more than the last.

    Letters for the columns before the figures may stand in front, and a number may be followed by
    how its column is computed, "9=11+12+13".
    """
    last: int | None = None
    count = 0
    for raw in raws:
        if raw == "":
            continue
        number = _number(raw)
        if number is None:
            if count or not (isinstance(raw, str) and _LETTER.fullmatch(raw.strip())):
                return False
            continue
        if last is not None and number != last + 1:
            return False
        last, count = number, count + 1
    return count >= FEWEST


def _number(raw: Any) -> int | None:
    if raw.__class__ is float:
        return int(raw) if raw.is_integer() and 0 <= raw < 1000 else None
    match = _NUMBER.fullmatch(raw.strip()) if raw.__class__ is str else None
    return int(match[1]) if match else None
