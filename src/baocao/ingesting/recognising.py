"""Which unit a report is of: its code and its name must agree, and the sender must be entitled.

The code decides and the name confirms. A name that resembles a unit's is only ever a proposal.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import SequenceMatcher
from functools import lru_cache

from baocao.ingesting.model import Both, Labelled, Problem, Text
from baocao.ingesting.text import fold
from baocao.ingesting.unit_history import UnitHistory
from baocao.registry import Registry, Unit
from baocao.registry.model import in_force
from baocao.territory.compiling import reporting_units

NEAR = 0.8
ONE_DAY = timedelta(days=1)
_ABBREVIATIONS = {
    "tp": "thanh pho", "tx": "thi xa", "tt": "thi tran", "h": "huyen", "x": "xa", "p": "phuong",
}  # fmt: skip
_TYPE_WORDS = ("thanh pho ", "thi xa ", "thi tran ", "huyen ", "xa ", "phuong ", "tinh ")
_OFFICES = ("uy ban nhan dan ", "ubnd ", "hdnd va ubnd ")


@lru_cache(maxsize=16384)
def name_key(name: str) -> str:
    """Return a unit name as it is compared: "UBND TX. Quí Lộc" and "thị xã Quý Lộc" are one."""
    key = fold(name)
    for office in _OFFICES:
        key = key.removeprefix(office)
    first, space, rest = key.partition(" ")
    if first in _ABBREVIATIONS and rest:
        key = _ABBREVIATIONS[first] + space + rest
    return key.replace("y", "i")


_TYPE_KEYS = tuple(word.replace("y", "i") for word in _TYPE_WORDS)


def bare_key(key: str) -> str:
    """Return a name key without the word for the kind of unit."""
    for word in _TYPE_KEYS:
        if key.startswith(word):
            return key.removeprefix(word)
    return key


def is_name_of(name: str, unit: Unit) -> bool:
    """Tell whether a written name is a unit's, the word for its kind left out or not."""
    key, own = name_key(name), name_key(unit.name_vi)
    return key == own or (key == bare_key(key) and key == bare_key(own))


@dataclass
class Recognised:
    """What is known of a report's unit.

    Attributes:
        unit: the unit, None when not known for sure.
        proposed: the code that the name (or the sender) suggests; never used for values.
    """

    unit: Unit | None
    proposed: str | None = None
    problems: list[Problem] = field(default_factory=list)


class UnitRecogniser:
    """Look-ups of units by code and by name on a day."""

    def __init__(self, registry: Registry) -> None:
        """Index the units that report here, at whatever time.

        The register holds the whole country: names recur in it, and a district's code that lost a
        zero is that of a far province.

        Args:
            registry: the reference data.
        """
        self._registry = registry
        self._units = reporting_units(registry)
        self._history = UnitHistory(registry, self._units)
        self._intervals: dict[str, list[Unit]] = defaultdict(list)
        for unit in self._units:
            self._intervals[unit.unit_code.upper()].append(unit)
        lengths = {len(code) for code in self._intervals if code.isdigit()}
        self._lengths = sorted(lengths)
        self._names: dict[date, dict[str, list[Unit]]] = {}
        self._valid: dict[tuple[str, date], Unit | None] = {}

    def unit(self, code: str, on: date) -> Unit | None:
        """Return the unit that bears a code on a day, or None."""
        key = (code, on)
        if key not in self._valid:
            self._valid[key] = next(
                (
                    unit
                    for unit in self._intervals.get(code.upper(), [])
                    if in_force(on, unit.valid_from, unit.valid_to)
                ),
                None,
            )
        return self._valid[key]

    def recognise(
        self,
        code: Labelled | None,
        name: Labelled | None,
        window: tuple[date, date],
        sender: str | None,
    ) -> Recognised:
        """Return the unit of a report for a window, with what is wrong about its code and name.

        Args:
            code: the code as written, None for none.
            name: the name as written, None for none.
            window: first and last day of the period; the last one decides which unit a code means.
            sender: the unit code of the inbox folder, None when not known.
        """
        written = code.text.strip() if code else ""
        where = code.place if code else (name.place if name else "")
        unit = self.unit(written, window[1])
        if unit is not None and (name is None or is_name_of(name.text, unit)):
            return Recognised(unit)
        full = self._with_zeros(written, name, window[1], sender)
        if full is not None:
            return Recognised(full, problems=[Problem("UNT01", where, written, full.unit_code)])
        proposed = self._proposal(name, window[1])
        if unit is not None and name is not None:
            return self._disagreement(unit, name, window[1], proposed)
        expired = self._expired(written)
        if expired is not None and (name is None or is_name_of(name.text, expired)):
            over = "REP06" if expired.unit_type == "DISTRICT" else "REP05"
            until = self._history.validity_and_heirs(expired)
            return Recognised(expired, problems=[Problem(over, where, written, until)])
        elsewhere = self._elsewhere(written, window[1])
        if elsewhere is not None and name is not None and is_name_of(name.text, elsewhere):
            proposed = None
        proposed = proposed or sender
        found: Text = " – ".join(text for text in (written, name.text if name else "") if text)
        found = found or Both("để trống", "blank")
        question = self._question(elsewhere, proposed, window[1])
        return Recognised(None, proposed, [Problem("UNT03", where, found, question)])

    def _elsewhere(self, code: str, on: date) -> Unit | None:
        """Return the unit that bears a code on a day and does not report here."""
        return self._registry.unit(code, on) if self.unit(code, on) is None else None

    def _question(self, elsewhere: Unit | None, proposed: str | None, on: date) -> Text:
        """Return whom the code belongs to elsewhere in the country, else what may be meant."""
        if elsewhere is not None:
            province = self._registry.unit(elsewhere.province_code, on)
            named = ", ".join(one.name_vi for one in (elsewhere, province) if one is not None)
            return Both(
                f"Mã này là của {named}, không báo cáo ở đây.",
                f"The code is that of {named}, which does not report here.",
            )
        unit = self.unit(proposed, on) if proposed else None
        if unit is None:
            return ""
        named = f"{unit.unit_code} – {unit.name_vi}"
        return Both(f"Có phải là {named}?", f"Is it {named}?")

    def _expired(self, code: str) -> Unit | None:
        """Return the last unit that bore a code."""
        units = self._intervals.get(code.upper(), [])
        return max(units, key=lambda unit: unit.valid_from, default=None)

    def _with_zeros(
        self, code: str, name: Labelled | None, on: date, sender: str | None
    ) -> Unit | None:
        """Return the unit whose code lost its leading zeros, confirmed by name or sender."""
        if not code.isdigit():
            return None
        for length in self._lengths:
            full = code.zfill(length)
            unit = self.unit(full, on) if len(full) > len(code) else None
            if unit is None:
                continue
            if is_name_of(name.text, unit) if name else full == sender:
                return unit
        return None

    def _disagreement(
        self, unit: Unit, name: Labelled, on: date, proposed: str | None
    ) -> Recognised:
        """Return a misspelled or former name as a warning, another unit's name as a refusal."""
        named = self._named(name.text, on)
        expected: Text = f"{unit.unit_code} – {unit.name_vi}"
        other = self._history.of_another_time(unit, lambda one: is_name_of(name.text, one))
        if other is not None:
            expected = self._with_time(unit, other)
            # Code and name lead to one place, so nothing that merely sounds like it is meant.
            proposed = proposed if named else unit.unit_code
            if self._history.is_same_body(unit, other):
                problem = Problem("UNT05", name.place, name.text, expected)
                return Recognised(unit, problems=[problem])
        elif not named and self._nearest(name.text, on) == unit.unit_code:
            problem = Problem("UNT05", name.place, name.text, expected)
            return Recognised(unit, problems=[problem])
        problem = Problem("UNT02", name.place, f"{unit.unit_code} – {name.text}", expected)
        return Recognised(None, proposed, [problem])

    def _with_time(self, unit: Unit, other: Unit) -> Both:
        """Return who bears a code on the day, and whose name was written and when it was valid."""
        asked, named = (f"{one.unit_code} – {one.name_vi}" for one in (unit, other))
        days = self._history.validity(other)
        return Both(
            f"{asked}; tên đã viết là của {named}, có hiệu lực {days.vi}",
            f"{asked}; the name written is that of {named}, valid {days.en}",
        )

    def _names_on(self, on: date) -> dict[str, list[Unit]]:
        if on not in self._names:
            names: dict[str, list[Unit]] = defaultdict(list)
            for unit in self._units_on(on):
                key = name_key(unit.name_vi)
                names[key].append(unit)
                if bare_key(key) != key:
                    names[bare_key(key)].append(unit)
            self._names[on] = dict(names)
        return self._names[on]

    def _units_on(self, on: date) -> list[Unit]:
        return [unit for unit in self._units if in_force(on, unit.valid_from, unit.valid_to)]

    def _named(self, name: str, on: date) -> list[Unit]:
        return self._names_on(on).get(name_key(name), [])

    def _nearest(self, name: str, on: date) -> str | None:
        """Return the code of the unit whose name is nearest, if it is near at all and alone."""
        matcher = SequenceMatcher(b=name_key(name))
        scores: list[tuple[float, str]] = []
        for unit in self._units_on(on):
            matcher.set_seq1(name_key(unit.name_vi))
            if matcher.real_quick_ratio() >= NEAR and matcher.quick_ratio() >= NEAR:
                scores.append((matcher.ratio(), unit.unit_code))
        scores.sort(reverse=True)
        if not scores or scores[0][0] < NEAR:
            return None
        return None if len(scores) > 1 and scores[1][0] == scores[0][0] else scores[0][1]

    def _proposal(self, name: Labelled | None, on: date) -> str | None:
        """Return the code of the one unit that a name suggests, or None."""
        if name is None:
            return None
        named = self._named(name.text, on)
        if named:
            return named[0].unit_code if len(named) == 1 else None
        return self._nearest(name.text, on)
