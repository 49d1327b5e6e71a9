"""Which unit a report is of: its code and its name must agree, and the sender must be entitled.

The code decides and the name confirms. A name that resembles a unit's is only ever a proposal.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta

from baocao.ingesting.model import Both, Labelled, Problem, Text
from baocao.ingesting.unit_history import UnitHistory
from baocao.ingesting.unit_index import UnitIndex
from baocao.ingesting.unit_names import is_name_of, split_code
from baocao.registry import Registry, Unit

ONE_DAY = timedelta(days=1)
# What a keyboard or a scan puts for a digit.
_LETTERS_FOR_DIGITS = str.maketrans({"O": "0", "o": "0", "Q": "0", "l": "1", "I": "1", "|": "1"})
# How other programs write a number that is whole.
_FRACTION = re.compile(r"(?<=\d)[.,]0+$")
# A candidate is named in a question at most so often.
MOST_NAMED = 4


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
    """Recognises units by what reports say of them.

    Attributes:
        index: the units that report here.
    """

    def __init__(self, registry: Registry) -> None:
        """Prepare the look-ups.

        Args:
            registry: the reference data.
        """
        self._registry = registry
        self.index = UnitIndex(registry)
        self._history = UnitHistory(registry, self.index.units)

    def recognise(
        self,
        code: Labelled | None,
        name: Labelled | None,
        window: tuple[date, date],
        sender: str | None,
        *,
        has_codes: bool = True,
    ) -> Recognised:
        """Return the unit of a report for a window, with what is wrong about its code and name.

        Args:
            code: the code as written, None for none.
            name: the name as written, None for none.
            window: first and last day of the period; the last one decides which unit a code means.
            sender: the unit code of the inbox folder, None when not known.
            has_codes: whether the file has a place for codes at all.
        """
        written, name, inner = _taken_apart(code, name)
        where = code.place if code else (name.place if name else "")
        on = window[1]
        if inner and written and self.index.differ(inner, written, on):
            found = f"{written} – {inner}"
            expected = self.index.shown(written, on)
            return Recognised(None, sender, [Problem("UNT02", where, found, expected)])
        written = written or inner
        unit = self.index.unit(written, on)
        if unit is not None and (name is None or self.index.confirms(name.text, unit, on)):
            return Recognised(unit)
        mended = self._mended(written, name, on, sender, where) if written else None
        if mended is None and not written and name is not None:
            mended = self._by_name(name, on, sender, has_codes=has_codes)
        return mended or self._in_doubt(written, name, where, unit, on, sender)

    def _in_doubt(
        self,
        written: str,
        name: Labelled | None,
        where: str,
        unit: Unit | None,
        on: date,
        sender: str | None,
    ) -> Recognised:
        """Return a refusal with a proposal, or a unit whose name or time is not quite right."""
        proposed = self._proposal(name, on, sender)
        if unit is not None and name is not None:
            return self._disagreement(unit, name, on, proposed)
        expired = self.index.expired(written)
        if expired is not None and (name is None or is_name_of(name.text, expired)):
            over = "REP06" if expired.unit_type == "DISTRICT" else "REP05"
            until = self._history.validity_and_heirs(expired)
            return Recognised(expired, problems=[Problem(over, where, written, until)])
        elsewhere = self.index.elsewhere(written, on)
        if elsewhere is not None and name is not None and is_name_of(name.text, elsewhere):
            proposed = None
        candidates = [] if proposed else self.index.candidates(name, on)
        proposed = proposed or sender
        found: Text = " – ".join(text for text in (written, name.text if name else "") if text)
        found = found or Both("để trống", "blank")
        question = self._question(elsewhere, proposed, candidates, on)
        return Recognised(None, proposed, [Problem("UNT03", where, found, question)])

    def _mended(
        self, written: str, name: Labelled | None, on: date, sender: str | None, where: str
    ) -> Recognised | None:
        """Return the unit of a code with zeros lost or letters for digits, if others agree."""
        full = self.index.with_zeros(written, name, on, sender)
        if full is not None:
            return Recognised(full, problems=[Problem("UNT01", where, written, full.unit_code)])
        digits = unicodedata.normalize("NFKC", written).translate(_LETTERS_FOR_DIGITS)
        if digits == written:
            return None
        meant = self.index.unit(digits, on)
        if meant is None or not self.index.agrees(meant, name, on, sender):
            return None
        return Recognised(meant, problems=[Problem("UNT08", where, written, meant.unit_code)])

    def _by_name(
        self, name: Labelled, on: date, sender: str | None, *, has_codes: bool
    ) -> Recognised | None:
        """Return the one unit that bears just this name, if the sender is it or reports for it."""
        named = self.index.exactly_named(name.text, on)
        if len(named) != 1 or sender is None:
            return None
        unit = named[0]
        if sender not in (unit.unit_code, self._registry.parent(unit.unit_code, on)):
            return None
        shown = f"{unit.unit_code} – {unit.name_vi}"
        problems = [Problem("UNT09", name.place, name.text, shown)] if has_codes else []
        return Recognised(unit, problems=problems)

    def _question(
        self, elsewhere: Unit | None, proposed: str | None, candidates: list[Unit], on: date
    ) -> Text:
        """Return whom the code belongs to elsewhere in the country, and what may be meant."""
        unit = self.index.unit(proposed, on) if proposed else None
        meant = candidates[:MOST_NAMED] or ([unit] if unit else [])
        named = ", ".join(f"{one.unit_code} – {one.name_vi}" for one in meant)
        if len(candidates) > MOST_NAMED:
            named += ", …"
        question = Both(f"Có phải là {named}?", f"Is it {named}?") if named else Both("", "")
        if elsewhere is None:
            return question if named else ""
        province = self._registry.unit(elsewhere.province_code, on)
        whose = ", ".join(one.name_vi for one in (elsewhere, province) if one is not None)
        return Both(
            f"Mã này là của {whose}, không báo cáo ở đây. {question.vi}".strip(),
            f"The code is that of {whose}, which does not report here. {question.en}".strip(),
        )

    def _disagreement(
        self, unit: Unit, name: Labelled, on: date, proposed: str | None
    ) -> Recognised:
        """Return a misspelled or former name as a warning, another unit's name as a refusal."""
        named = self.index.named(name.text, on)
        expected: Text = f"{unit.unit_code} – {unit.name_vi}"
        other = self._history.of_another_time(unit, lambda one: is_name_of(name.text, one))
        if other is not None:
            expected = self._with_time(unit, other)
            # Code and name lead to one place, so nothing that merely sounds like it is meant.
            proposed = proposed if named else unit.unit_code
            if self._history.is_same_body(unit, other):
                problem = Problem("UNT05", name.place, name.text, expected)
                return Recognised(unit, problems=[problem])
        elif not named and (
            self.index.is_other_office(name.text, unit)
            or self.index.nearest(name.text, on) == unit.unit_code
        ):
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

    def _proposal(self, name: Labelled | None, on: date, sender: str | None) -> str | None:
        """Return the code of the one unit that a name suggests, or None.

        Of several units of one name it is the one written to the last diacritic, else the sender or
        the one that the sender reports for.
        """
        if name is None:
            return None
        named = self.index.exactly_named(name.text, on) or self.index.candidates(name, on)
        if len(named) > 1:
            named = [one for one in named if self.index.reports_for(sender, one, on)]
        if named:
            return named[0].unit_code if len(named) == 1 else None
        return None if self.index.candidates(name, on) else self.index.nearest(name.text, on)


def _taken_apart(code: Labelled | None, name: Labelled | None) -> tuple[str, Labelled | None, str]:
    """Return the code, the name, and a code that stood in the name's cell or blank."""
    written = _FRACTION.sub("", code.text.strip().lstrip("'’`").strip()) if code else ""
    if code is not None and " " in written:
        inner, rest = split_code(written)
        if inner:
            written, name = inner, name or code._replace(text=rest)
    if name is None:
        return written, None, ""
    inner, rest = split_code(name.text)
    return written, name._replace(text=rest) if inner else name, inner
