"""Random histories of a province's map: units merge, split, are renamed, or end without successor.

The generator writes down by itself which units of the last day may hold something of each unit that
ever was, so that what the program finds can be compared with it.
"""

import random
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from baocao.registry import Registry, Unit
from baocao.registry.model import ParentLink, Succession

FIRST_DAY = date(2020, 1, 1)
PROVINCE = "P"
# Ways to hand a unit on to two: shares of everything and of people, blank where not published.
SPLITS = (
    ((None, None), (None, None)),
    ((None, None), (Decimal(1), Decimal(0))),
    ((Decimal("0.6"), Decimal("0.4")), (None, None)),
)


@dataclass
class RandomMap:
    """A map that changes on a few days, and who holds what of whom on each basis."""

    dice: random.Random
    day: date = FIRST_DAY
    units: list[Unit] = field(default_factory=list)
    successions: list[Succession] = field(default_factory=list)
    present: list[Unit] = field(default_factory=list)
    held: dict[str, dict[Unit, set[Unit]]] = field(
        default_factory=lambda: {"whole": {}, "population": {}}
    )

    def begin(self, code: str) -> Unit:
        """Return a new unit that is there from the present day on."""
        unit = _unit(code, self.day)
        self.present.append(unit)
        for held in self.held.values():
            held[unit] = {unit}
        return unit

    def end(self, unit: Unit) -> Unit:
        """Note the last day of a unit; it is replaced wherever it is known."""
        ended = replace(unit, valid_to=self.day)
        self.present.remove(unit)
        self.units.append(ended)
        for held in self.held.values():
            held[ended] = held.pop(unit) - {unit} | {ended}
        return ended

    def hand_over(
        self, ended: Unit, to: Unit, weight: Decimal | None, people: Decimal | None
    ) -> None:
        """Write one succession and note who may hold what from now on."""
        code = (ended.unit_code, to.unit_code)
        self.successions.append(Succession(*code, self.day, "partial", weight, people))
        for basis, share in (("whole", weight), ("population", people)):
            if share != 0:
                self.held[basis][to] |= self.held[basis][ended]

    def change(self) -> None:
        """Let something happen to some units, on a day later than the last."""
        self.day += timedelta(days=self.dice.randint(1, 400))
        units = [unit for unit in self.present if unit.unit_code != PROVINCE]
        self.dice.shuffle(units)
        while units:
            happening = self.dice.choice(("merge", "join", "split", "rename", "end", *["stay"] * 5))
            getattr(self, f"_{happening}")(units)

    def _stay(self, units: list[Unit]) -> None:
        units.pop()

    def _end(self, units: list[Unit]) -> None:
        ended = self.end(units.pop())
        province = next(unit for unit in self.present if unit.unit_code == PROVINCE)
        for held in self.held.values():
            held[province] |= held[ended]

    def _rename(self, units: list[Unit]) -> None:
        old = self.end(units.pop())
        self.hand_over(old, self.begin(old.unit_code), Decimal(1), Decimal(1))

    def _merge(self, units: list[Unit]) -> None:
        taken = [self.end(units.pop()) for _ in range(min(len(units), 3))]
        heir = self.begin(taken[0].unit_code)
        for old in taken:
            self.hand_over(old, heir, Decimal(1), Decimal(1))

    def _join(self, units: list[Unit]) -> None:
        """Let one become part of another that goes on as it is."""
        if len(units) < 2:
            return self._stay(units)
        heir = units.pop()
        return self.hand_over(self.end(units.pop()), heir, Decimal(1), Decimal(1))

    def _split(self, units: list[Unit]) -> None:
        old = self.end(units.pop())
        heirs = [self.begin(old.unit_code), self.begin(f"{old.unit_code}{self.day:%y%j}")]
        if units and self.dice.random() < 0.5:
            heirs[1] = self._swallow(heirs[1], self.end(units.pop()))
        weights, people = self.dice.choice(SPLITS)
        for heir, weight, share in zip(heirs, weights, people, strict=True):
            self.hand_over(old, heir, weight, share)

    def _swallow(self, heir: Unit, other: Unit) -> Unit:
        self.hand_over(other, heir, Decimal(1), Decimal(1))
        return heir

    def holders(self, basis: str) -> dict[Unit, set[Unit]]:
        """Return for each unit of any day the units of the last day that may hold some of it."""
        found: dict[Unit, set[Unit]] = {unit: set() for unit in (*self.units, *self.present)}
        for unit in self.present:
            for held in self.held[basis][unit]:
                found[held].add(unit)
        return found


def random_map(dice: random.Random, units: int = 8, changes: int = 3) -> RandomMap:
    """Return a province whose communes have gone through some changes."""
    made = RandomMap(dice)
    for code in (PROVINCE, *(f"{number:02d}" for number in range(units))):
        made.begin(code)
    for _ in range(changes):
        made.change()
    return made


def registry_of(made: RandomMap) -> Registry:
    """Return a registry with the units, the tree and the successions of a random map only."""
    units = (*made.units, *made.present)
    codes = {unit.unit_code for unit in units} - {PROVINCE}
    links = tuple(
        ParentLink("reporting", code, PROVINCE, FIRST_DAY, None) for code in sorted(codes)
    )
    nothing: dict[str, Any] = {name.name: () for name in fields(Registry)}
    return Registry(
        **nothing | {"units": units, "parents": links, "successions": tuple(made.successions)}
    )


def _unit(code: str, valid_from: date) -> Unit:
    return Unit(
        scheme="S",
        unit_code=code,
        valid_from=valid_from,
        valid_to=None,
        name_vi=f"Xã {code}",
        name_en=f"{code} Commune",
        designation_vi="Xã",
        unit_type="PROVINCE" if code == PROVINCE else "COMMUNE",
        level=1 if code == PROVINCE else 3,
        province_code=PROVINCE,
        is_synthetic=True,
    )
