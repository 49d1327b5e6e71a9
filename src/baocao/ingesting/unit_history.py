"""What a unit was at another time: when it was valid, who came before and after it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from baocao.ingesting.dates import shown_day
from baocao.ingesting.model import Both
from baocao.registry import Registry, Unit

ONE_DAY = timedelta(days=1)
# The unit goes on under the same code; only its name or its kind is another.
SAME_BODY = ("unchanged", "rename", "type_change")
# So many successors are named where a unit is no more.
NAMED_HEIRS = 3


class UnitHistory:
    """Look-ups of units across the days on which they changed."""

    def __init__(self, registry: Registry, units: Iterable[Unit]) -> None:
        """Index the units of interest.

        Args:
            registry: the reference data.
            units: those that report here, of any time.
        """
        self._of_code: dict[str, list[Unit]] = defaultdict(list)
        for unit in units:
            self._of_code[unit.unit_code].append(unit)
        # What began before this record did has no first day that anybody could vouch for.
        self._record_begins = min((unit.valid_from for unit in registry.units), default=date.min)
        self._before: dict[Unit, list[Unit]] = defaultdict(list)
        self._after: dict[Unit, list[Unit]] = defaultdict(list)
        self._renamed: set[tuple[Unit, Unit]] = set()
        for row in registry.successions:
            if row.from_unit_code in self._of_code or row.to_unit_code in self._of_code:
                old = registry.unit(row.from_unit_code, row.effective_date - ONE_DAY)
                new = registry.unit(row.to_unit_code, row.effective_date)
                if old is not None and new is not None:
                    self._before[new].append(old)
                    self._after[old].append(new)
                    if row.kind in SAME_BODY and row.from_unit_code == row.to_unit_code:
                        self._renamed.add((old, new))

    def validity(self, unit: Unit) -> Both:
        """Return the days on which a unit is valid, in words."""
        begins = shown_day(unit.valid_from)
        from_start = unit.valid_from == self._record_begins
        if unit.valid_to is None:
            return Both(f"từ {begins}", f"from {begins}")
        ends = shown_day(unit.valid_to - ONE_DAY)
        if from_start:
            return Both(f"đến hết {ends}", f"up to {ends}")
        return Both(f"từ {begins} đến {ends}", f"from {begins} to {ends}")

    def validity_and_heirs(self, unit: Unit) -> Both:
        """Return the days on which a unit is valid, and who has succeeded it."""
        days = self.validity(unit)
        heirs = self._after.get(unit, [])
        if not heirs:
            return days
        named = ", ".join(f"{heir.unit_code} – {heir.name_vi}" for heir in heirs[:NAMED_HEIRS])
        more = ", …" if len(heirs) > NAMED_HEIRS else ""
        return Both(
            f"{days.vi}; đơn vị kế thừa: {named}{more}", f"{days.en}; succeeded by: {named}{more}"
        )

    def of_another_time(self, unit: Unit, bears_name: Callable[[Unit], bool]) -> Unit | None:
        """Return the unit of another time that a name belongs to, if it has to do with a unit.

        The bearers of its code at other times, then its predecessors, then its successors.
        """
        others = [
            *(one for one in self._of_code.get(unit.unit_code, []) if one != unit),
            *self._before.get(unit, []),
            *self._after.get(unit, []),
        ]
        return next((one for one in others if bears_name(one)), None)

    def is_same_body(self, one: Unit, other: Unit) -> bool:
        """Return whether two rows are one body that changed its name or its kind only."""
        return (one, other) in self._renamed or (other, one) in self._renamed
