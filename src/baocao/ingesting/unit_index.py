"""Look-ups of the units that report here, by code and by name, on a day."""

from bisect import bisect_right
from collections import defaultdict
from datetime import date
from difflib import SequenceMatcher

from baocao.ingesting.model import Labelled
from baocao.ingesting.superiors import Superiors
from baocao.ingesting.text import Remembered
from baocao.ingesting.unit_names import (
    NamesInText,
    bare_key,
    is_key_of,
    is_lengthened,
    is_name_of,
    is_shortened,
    is_written_as,
    name_key,
    parts_of,
    without_office,
)
from baocao.registry import Registry, Unit
from baocao.registry.model import in_force
from baocao.territory.compiling import reporting_units

NEAR = 0.8


class UnitIndex:
    """Units by code and by name; what is asked twice is looked up once.

    Attributes:
        units: those that report here, at whatever time.
    """

    def __init__(self, registry: Registry) -> None:
        """Index the units that report here, at whatever time.

        The register holds the whole country: names recur in it, and a district's code that lost a
        zero is that of a far province.

        Args:
            registry: the reference data.
        """
        self._registry = registry
        self.units = reporting_units(registry)
        self._intervals: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.units:
            self._intervals[unit.unit_code.upper()].append(unit)
        self._lengths = sorted({len(code) for code in self._intervals if code.isdigit()})
        # Between two days on which a unit begins or ends all days are alike.
        days = {day for unit in self.units for day in (unit.valid_from, unit.valid_to) if day}
        self._changes = sorted(days)
        self._names: dict[int, dict[str, list[Unit]]] = {}
        self._valid: dict[int, Remembered[Unit | None]] = {}
        self._texts: dict[int, Remembered[list[Unit]]] = {}
        self._superiors = Superiors(registry)

    def unit(self, code: str, on: date) -> Unit | None:
        """Return the unit that bears a code on a day, or None."""
        stretch = bisect_right(self._changes, on)
        if stretch not in self._valid:
            self._valid[stretch] = Remembered(lambda written: self._bearer(written, on))
        return self._valid[stretch][code]

    def _bearer(self, code: str, on: date) -> Unit | None:
        units = self._intervals.get(code.upper(), [])
        return next((one for one in units if in_force(on, one.valid_from, one.valid_to)), None)

    def elsewhere(self, code: str, on: date) -> Unit | None:
        """Return the unit that bears a code on a day and does not report here."""
        return self._registry.unit(code, on) if self.unit(code, on) is None else None

    def expired(self, code: str) -> Unit | None:
        """Return the last unit that bore a code."""
        units = self._intervals.get(code.upper(), [])
        return max(units, key=lambda unit: unit.valid_from, default=None)

    def differ(self, inner: str, written: str, on: date) -> bool:
        """Tell whether the code beside a name and the code in its own cell are of two units."""
        one, other = self.unit(inner, on), self.unit(written, on)
        return one is not None and other is not None and one != other

    def confirms(self, name: str, unit: Unit, on: date) -> bool:
        """Tell whether a name is that of the unit a code means, in any way that people write it."""
        if is_name_of(name, unit):
            return True
        key, own = name_key(name), name_key(unit.name_vi)
        if key in self.names_on(on):
            return False
        above = self._superiors.keys(unit, on)
        if is_shortened(key, own, above) or is_lengthened(key, own, above):
            return True
        if is_lengthened(key, bare_key(own), above):
            return True
        first, *rest = parts_of(name) or [""]
        return is_key_of(first, unit) and bool(rest) and all(part in above for part in rest)

    def is_other_office(self, name: str, unit: Unit) -> bool:
        """Tell whether a name is that of another office of the same place: "Đảng ủy xã …"."""
        key = name_key(name)
        bare = without_office(key)
        return bare != key and is_key_of(bare, unit)

    def agrees(self, unit: Unit, name: Labelled | None, on: date, sender: str | None) -> bool:
        """Tell whether the name, or with no name the sender, says the same as a doubtful code."""
        if name is not None:
            return self.confirms(name.text, unit, on)
        return unit.unit_code == sender

    def with_zeros(
        self, code: str, name: Labelled | None, on: date, sender: str | None
    ) -> Unit | None:
        """Return the unit whose code lost its leading zeros, confirmed by name or sender."""
        if not code.isdigit():
            return None
        for length in self._lengths:
            full = code.zfill(length)
            unit = self.unit(full, on) if len(full) > len(code) else None
            if unit is not None and self.agrees(unit, name, on, sender):
                return unit
        return None

    def named_in(self, on: date) -> Remembered[list[Unit]]:
        """Return, by longer folded text, the units of a day that it names in full."""
        stretch = bisect_right(self._changes, on)
        if stretch not in self._texts:
            self._texts[stretch] = Remembered(NamesInText(self.units_on(on)).find)
        return self._texts[stretch]

    def is_above(self, one: Unit, other: Unit, on: date) -> bool:
        """Tell whether a unit stands above another in any tree."""
        return one.unit_code in self._superiors.codes(other, on)

    def is_near(self, one: Unit, other: Unit, on: date) -> bool:
        """Tell whether two units are one, or one of them stands above the other in any tree."""
        return one == other or self.is_above(one, other, on) or self.is_above(other, one, on)

    def shown(self, code: str, on: date) -> str:
        """Return a code with its unit's name, as messages tell it."""
        unit = self.unit(code, on)
        return f"{unit.unit_code} – {unit.name_vi}" if unit else code

    def names_on(self, on: date) -> dict[str, list[Unit]]:
        """Return the units of a day by name, with and without the word for their kind."""
        stretch = bisect_right(self._changes, on)
        if stretch not in self._names:
            names: dict[str, list[Unit]] = defaultdict(list)
            for unit in self.units_on(on):
                key = name_key(unit.name_vi)
                names[key].append(unit)
                if bare_key(key) != key:
                    names[bare_key(key)].append(unit)
            self._names[stretch] = dict(names)
        return self._names[stretch]

    def units_on(self, on: date) -> list[Unit]:
        """Return the units that report here on a day."""
        return [unit for unit in self.units if in_force(on, unit.valid_from, unit.valid_to)]

    def named(self, name: str, on: date) -> list[Unit]:
        """Return the units that bear a name, diacritics aside."""
        return self.names_on(on).get(name_key(name), [])

    def exactly_named(self, name: str, on: date) -> list[Unit]:
        """Return the units that bear a name; where several do, those with the same diacritics."""
        named = self.named(name, on)
        return [one for one in named if is_written_as(name, one)] if len(named) > 1 else named

    def nearest(self, name: str, on: date) -> str | None:
        """Return the code of the unit whose name is nearest, if it is near at all and alone."""
        matcher = SequenceMatcher(b=name_key(name))
        scores: list[tuple[float, str]] = []
        for unit in self.units_on(on):
            matcher.set_seq1(name_key(unit.name_vi))
            if matcher.real_quick_ratio() >= NEAR and matcher.quick_ratio() >= NEAR:
                scores.append((matcher.ratio(), unit.unit_code))
        scores.sort(reverse=True)
        if not scores or scores[0][0] < NEAR:
            return None
        return None if len(scores) > 1 and scores[1][0] == scores[0][0] else scores[0][1]

    def candidates(self, name: Labelled | None, on: date) -> list[Unit]:
        """Return all units that a name may mean where it is not one unit's alone."""
        if name is None:
            return []
        first, *_ = parts_of(name.text) or [""]
        return self.named(name.text, on) or self.names_on(on).get(without_office(first), [])

    def reports_for(self, sender: str | None, unit: Unit, on: date) -> bool:
        """Tell whether a sender is a unit or stands above it."""
        return sender is not None and (
            sender == unit.unit_code or sender in self._superiors.codes(unit, on)
        )
