"""Follows successions from unit to unit up to a day."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from baocao.registry.model import Succession, Unit
from baocao.territory.model import POPULATION


@dataclass(frozen=True)
class Destination:
    """The units of the day that hold a unit's history, and whether it had to move up the tree."""

    units: frozenset[Unit]
    moved_up: bool = False


def share(row: Succession, basis: str) -> Decimal | None:
    """Return the share that a succession hands on, on a basis; None where none is published."""
    return row.population_weight if basis == POPULATION else row.weight


def carriers(rows: Sequence[Succession], basis: str) -> list[Succession]:
    """Return the successions through which something of a unit may have passed.

    Shares add up to one: where those published already do, the others hold nothing.
    """
    shares = [share(row, basis) for row in rows]
    complete = sum((known for known in shares if known is not None), Decimal(0)) >= 1
    return [
        row
        for row, known in zip(rows, shares, strict=True)
        if (known is None and not complete) or (known is not None and known > 0)
    ]


@dataclass
class Successors:
    """Follows the successions of units up to a day, on one basis.

    Attributes:
        successions: all of them; those after the day play no part, for no unit has ended by them.
        bearer: who bears a code on a day.
        above: the unit above another on its last day, for those that ended without a successor.
        today: the day whose units are asked for.
        basis: `whole` or `population`.
    """

    successions: Iterable[Succession]
    bearer: Callable[[str, date], Unit | None]
    above: Callable[[Unit], Unit | None]
    today: date
    basis: str
    _rows: dict[tuple[str, date], list[Succession]] = field(init=False)
    _found: dict[Unit, Destination] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Order the successions by whom they follow."""
        rows: dict[tuple[str, date], list[Succession]] = defaultdict(list)
        for row in self.successions:
            rows[row.from_unit_code, row.effective_date].append(row)
        self._rows = dict(rows)

    def destination(self, unit: Unit) -> Destination:
        """Return where a unit's history stands; no unit at all where it has been lost."""
        if unit not in self._found:
            self._found[unit] = self._follow(unit)
        return self._found[unit]

    def _follow(self, unit: Unit) -> Destination:
        # A unit that begins later stands for itself from then on.
        if unit.valid_to is None or unit.valid_to > self.today:
            return Destination(frozenset({unit}))
        steps = [self.destination(following) for following in self._following(unit)]
        if not steps:
            above = self.above(unit)
            units = self.destination(above).units if above else frozenset()
            return Destination(units, moved_up=True)
        return Destination(
            frozenset().union(*(step.units for step in steps)), any(s.moved_up for s in steps)
        )

    def _following(self, unit: Unit) -> list[Unit]:
        """Return the units that took something over on the day on which a unit ended."""
        rows = self._rows.get((unit.unit_code, unit.valid_to or date.max), [])
        found = [
            self.bearer(row.to_unit_code, row.effective_date) for row in carriers(rows, self.basis)
        ]
        return [following for following in found if following is not None]
