"""Units of measure behind a number: "472 lớp", "1,5 tỷ", "150 Trđ", as far as they are exact."""

import re
from functools import lru_cache
from typing import NamedTuple

from baocao.ingesting.text import fold

PERCENT = "%"
# Words for powers of ten, as Vietnamese writes them before a unit.
_POWERS = {"nghin": 3, "ngan": 3, "trieu": 6, "tr": 6, "ty": 9, "ti": 9}
# Abbreviations of amounts of money; "đ" folds to "d".
_ABBREVIATIONS = {
    "d": "dong", "vnd": "dong", "trd": "trieu dong", "trieud": "trieu dong", "tyd": "ty dong",
    "nghind": "nghin dong", "ngand": "ngan dong", "dong vn": "dong", "dong viet nam": "dong",
}  # fmt: skip


class Measure(NamedTuple):
    """A unit of measure: a power of ten and what is counted; `name` is empty for bare powers."""

    power: int
    name: str


@lru_cache(maxsize=4096)
def measure(text: str) -> Measure:
    """Return a unit as written: "Trđ" and "triệu đồng" are the same."""
    key = fold(text)
    words = _ABBREVIATIONS.get(key, key).split()
    power = 0
    while words and words[0] in _POWERS:
        power += _POWERS[words.pop(0)]
    rest = " ".join(words)
    return Measure(power, _ABBREVIATIONS.get(rest, rest))


@lru_cache(maxsize=4096)
def power_of(suffix: str, unit: str) -> int | None:
    """Return by which power of ten a number with a suffix is scaled to an item's unit.

    Args:
        suffix: what stands behind the number, empty for nothing.
        unit: the item's unit of measure; several names of it are parted by a comma or a slash.

    Returns:
        0 for the item's own unit or nothing, None where the suffix is another unit.
    """
    suffix = suffix.strip()
    if not suffix:
        return 0
    if suffix == PERCENT or unit.strip() == PERCENT:
        return 0 if suffix == unit.strip() else None
    written = measure(suffix)
    for name in [unit, *re.split(r"[,/]", unit)]:
        own = measure(name)
        if written.name == own.name and (written.name or written.power):
            return written.power - own.power
        if not written.name and written.power:
            return written.power - own.power
    return None
