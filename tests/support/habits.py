"""How random reports come to be like others: units with habits, and copies."""

import random
from decimal import Decimal
from typing import Any


def habit(unit_code: str) -> tuple[int, int]:
    """Return step and end of a unit's figures: some only report round ones, some end in 7."""
    return {"3": (5, 0), "7": (10, 7)}.get(unit_code[-1], (1, 0))


def nearly(figures: dict[tuple[str, str], Any], dice: random.Random) -> dict[tuple[str, str], Any]:
    """Return a copy in which up to three figures are one higher, most often none."""
    copy = dict(figures)
    for item in dice.sample(sorted(copy), dice.choice([0, 0, 0, 1, 3])):
        if isinstance(copy[item], Decimal):
            copy[item] += 1
    return copy
