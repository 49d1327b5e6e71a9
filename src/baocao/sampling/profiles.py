"""What is usual for a unit: the level around which its figures move."""

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from baocao.registry import Period, Unit
from baocao.registry.calendars import CLOSING
from baocao.sampling.dice import Dice
from baocao.sampling.lineage import Lineage

# Quarters of a year sum to four times the usual figure, so that years are alike; the steps stay
# far inside what the outlier rule allows.
WIDE_WAVES = ((2, -2, 1, -1), (1, -1, 2, -2), (2, -1, 1, -2), (1, -2, 2, -1))
NARROW_WAVES = ((1, -1, 0, 0), (0, 1, -1, 0), (1, 0, -1, 0), (0, 1, 0, -1))
WIDE_FROM = 10
QUARTERS = 4
# The sixteen days of a closing period are about a sixth of a quarter.
CLOSING_SHARE = 6


@cache
def _ranges() -> dict[str, dict[str, Any]]:
    text = files("baocao.sampling").joinpath("profiles.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


@dataclass(frozen=True)
class Profiles:
    """Usual figures of all units, drawn once for each unit and item."""

    lineage: Lineage
    dice: Dice
    _drawn: dict[tuple[Unit, str], int] = field(default_factory=dict, compare=False)

    def usual(self, unit: Unit, item: str) -> int:
        """Return the usual figure of an item for a unit; 0 where the profile says nothing."""
        key = (unit, item)
        if key not in self._drawn:
            self._drawn[key] = self._draw(unit, item)
        return self._drawn[key]

    def _draw(self, unit: Unit, item: str) -> int:
        ranges = _ranges()[item]
        predecessors = self.lineage.predecessors(unit)
        if ranges["merges"] and predecessors:
            return sum(self.usual(one, item) for one in predecessors)
        low, high = ranges.get(unit.unit_type, (0, 0))
        return self.dice.number(low, high, "usual", item, unit.unit_code, unit.valid_from)

    def quarterly(self, unit: Unit, item: str, period: Period) -> int:
        """Return a quarter's figure; a year's four sum to four times the usual one, plus 0 to 2."""
        usual = self.usual(unit, item)
        dice = self.dice.at("quarter", item, unit.unit_code)
        year = period.reporting_year
        if period.period_type == CLOSING:
            return usual // CLOSING_SHARE + int(dice.chance(50, period.period_code))
        if usual == 0:
            return int(dice.number(1, QUARTERS, year) == period.period_no)
        waves = WIDE_WAVES if usual >= WIDE_FROM else NARROW_WAVES
        figure = usual + dice.pick(waves, year)[period.period_no - 1]
        if period.period_no == dice.number(1, QUARTERS, "extra", year):
            figure += self._turn(dice, year)
        return figure

    def days(self, unit: Unit, period: Period) -> int:
        """Return on how many days a head usually receives citizens in a period."""
        usual = self.usual(unit, "TD06")
        return usual // CLOSING_SHARE if period.period_type == CLOSING else usual

    def half_yearly(self, unit: Unit, item: str, year: int) -> tuple[int, int]:
        """Return the figures of the first half and of the year, the latter about the double."""
        dice = self.dice.at("half", item, unit.unit_code)
        usual = self.usual(unit, item)
        first = usual + self._turn(dice, year)
        return first, 2 * usual + 2 + self._turn(dice.at("year"), year)

    def turning(self, unit: Unit, item: str, year: int) -> int:
        """Return the usual figure plus 0 to 2, never the same in two years running."""
        return self.usual(unit, item) + self._turn(self.dice.at("turn", item, unit.unit_code), year)

    @staticmethod
    def _turn(dice: Dice, year: int) -> int:
        return (year + dice.number(0, 2, "turn")) % 3
