"""How random reports come to be like others: by habit, by copying; and how rates are printed."""

import random
from collections.abc import Mapping
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from baocao.registry import Registry


def habit(unit_code: str) -> tuple[int, int]:
    """Return step and end of a unit's figures: some only report round ones, some end in 7."""
    return {"3": (5, 0), "7": (10, 7)}.get(unit_code[-1], (1, 0))


def nearly(figures: dict[tuple[str, str], Any], dice: random.Random) -> dict[tuple[str, str], Any]:
    """Return a copy in which up to three figures are one higher, most often none."""
    copy = dict(figures)
    for item in dice.sample(sorted(copy), min(dice.choice([0, 0, 0, 1, 3]), len(copy))):
        if isinstance(copy[item], Decimal):
            copy[item] += 1
    return copy


def printed(
    rate: str, figures: Mapping[tuple[str, str], Any], registry: Registry, dice: random.Random
) -> Decimal:
    """Return a rate as somebody prints it: right, or wrong in some way, with up to two decimals."""
    parts = {"numerator": Decimal(0), "denominator": Decimal(0)}
    for row in registry.components:
        figure = figures.get((row["component_code"], "_T"))
        if row["indicator_code"] == rate and isinstance(figure, Decimal):
            parts[row["role"]] += figure
    true = 100 * parts["numerator"] / (parts["denominator"] or 1)
    wrong = (true - 7, true + 1, true / 100, true * 100, Decimal(-3), Decimal(101))
    shown = true if dice.random() < 0.5 else dice.choice(wrong)
    step = Decimal(1).scaleb(-dice.randint(0, 2))
    return shown.quantize(step, dice.choice([ROUND_DOWN, ROUND_HALF_UP]))
