"""Rates as units print them beside the figures that they come from: rounded, cut off, or not."""

from collections.abc import Mapping
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from baocao.registry import Registry
from baocao.sampling.dice import Dice
from baocao.sampling.lineage import Lineage, ReportKey

ONE_HUNDRED = 100
MOST_DECIMALS = 2
# Of every hundred rates so many are left to the reader.
LEFT_OUT = 30


def worked_out(registry: Registry, rate: str, figures: Mapping[str, int]) -> Decimal | None:
    """Return a rate in percent; None where a figure is not there, or of nothing."""
    parts = {"numerator": Decimal(0), "denominator": Decimal(0)}
    for row in registry.components:
        if row["indicator_code"] != rate:
            continue
        if row["component_code"] not in figures:
            return None
        parts[row["role"]] += Decimal(row["coefficient"]) * figures[row["component_code"]]
    return 100 * parts["numerator"] / parts["denominator"] if parts["denominator"] else None


def printed(rate: Decimal, dice: Dice) -> str | float:
    """Return how a unit prints a rate: with the sign or without, rounded or cut off."""
    decimals = dice.number(1, MOST_DECIMALS, "decimals")
    ways = (ROUND_HALF_UP, ROUND_HALF_UP, ROUND_DOWN)
    shown = rate.quantize(Decimal(1).scaleb(-decimals), dice.pick(ways, "rounding"))
    if dice.chance(40, "number"):
        return float(shown)
    return comma_text(shown) + dice.pick(("", "%", " %"), "sign")


def comma_text(rate: Decimal) -> str:
    """Return a rate with its decimal comma, without the noughts at its end: 97,57 and 100."""
    text = f"{rate:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def printed_rates(
    lineage: Lineage, key: ReportKey, figures: Mapping[str, int], dice: Dice
) -> dict[str, Any]:
    """Return what stands in the cells of a report's rates, by item code.

    Nobody prints a rate that cannot be one, or one so small that it looks like a part of one.
    """
    written: dict[str, Any] = {}
    for item in lineage.rates(key):
        draw = dice.at("rate", *key, item.code)
        rate = worked_out(lineage.registry, item.indicator_code, figures)
        is_printed = rate is not None and 2 <= rate <= ONE_HUNDRED
        if rate is None or not is_printed or draw.chance(LEFT_OUT, "left out"):
            written[item.code] = ""
        else:
            written[item.code] = printed(rate, draw)
    return written
