"""What a unit or the province is told: what is new, what is still open, what falls due."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from baocao.registry import Registry, Unit
from baocao.registry.channels import Sender
from baocao.registry.making import group
from baocao.registry.model import in_force
from baocao.reporting.flags import is_flag_of
from baocao.reporting.reading import Published, Row
from baocao.settings import Settings, vietnam_day

UNIT, SUMMARY = "unit", "summary"
# How many days ahead a due date is told.
AHEAD = 14
# What a letter tells, by which it is known again: a flag and since when, or a report due.
Ref = tuple[str, str]


@dataclass(frozen=True)
class Telling:
    """What one office is told.

    Attributes:
        kind: unit | summary.
        unit: the unit, or the province.
        addresses: to whom.
        fresh: open flags that it has not been told yet, the gravest first.
        standing: those that it was told before and can still do something about.
        due: reports that it sends and that fall due soon: form, period, due date.
        is_due_new: whether one of these has not been told yet.
        lines: of a summary: one row per unit with open flags, the most first.
        decided: of a summary: flags by how an office decided about them.
        ending: of a summary: decisions that run out soon.
        silent: of a summary: units with open flags and no address.
    """

    kind: str
    unit: Unit
    addresses: tuple[str, ...]
    fresh: list[Row]
    standing: list[Row]
    due: list[Row]
    is_due_new: bool
    lines: list[Row] = field(default_factory=list)
    decided: Counter[str] = field(default_factory=Counter)
    ending: int = 0
    silent: list[Unit] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Return who is told what kind of thing."""
        return telling_key(self.kind, self.unit)

    @property
    def says_something(self) -> bool:
        """Tell whether there is anything new in it."""
        return bool(self.fresh) or self.is_due_new

    @property
    def refs(self) -> list[Ref]:
        """Return what it tells."""
        return [*(flag_ref(one) for one in self.fresh), *(due_ref(one) for one in self.due)]


def telling_key(kind: str, unit: Unit) -> str:
    """Return who is told what kind of thing; a code may be another unit's later."""
    return f"{kind} {unit.unit_code} {unit.valid_from.isoformat()}"


def flag_ref(flag: Row) -> Ref:
    """Return by what a flag is known again; one that came back is news."""
    since = flag["reopened_at"] or flag["first_seen_at"]
    return (flag["flag_id"], since.isoformat())


def due_ref(report: Row) -> Ref:
    """Return by what a report that falls due is known again."""
    return (f"due {report['form_code']} {report['period_code']}", report["due_date"].isoformat())


class Tellings:
    """All that is to be told from one published version."""

    def __init__(
        self,
        settings: Settings,
        registry: Registry,
        senders: Iterable[Sender],
        published: Published,
    ) -> None:
        """Read what is open and what falls due.

        Args:
            settings: which day it is.
            registry: units and periods.
            senders: the offices' addresses.
            published: the version that is told about.
        """
        self._today = settings.today
        self._registry = registry
        self._senders = tuple(senders)
        self._flags = _by(published.rows(OPEN_FLAGS), "unit_code")
        last = settings.today + timedelta(days=AHEAD)
        due = published.rows(DUE, {"today": settings.today, "last": last})
        self._due = _by(due, "sender_unit_code")
        self._decided = published.rows(DECIDED)

    @cached_property
    def units(self) -> list[Unit]:
        """Return the units that are valid today, in order of codes."""
        return sorted(self._registry.units_on(self._today), key=lambda unit: unit.unit_code)

    def addresses(self, unit: Unit) -> tuple[str, ...]:
        """Return the addresses that speak for a unit today."""
        return tuple(
            sender.address
            for sender in self._senders
            if sender.unit_code == unit.unit_code
            and in_force(self._today, sender.valid_from, sender.valid_to)
        )

    def open_flags(self, unit: Unit) -> list[Row]:
        """Return the open flags that a unit itself can do something about, the gravest first."""
        rows = self._flags.get(unit.unit_code, [])
        return [row for row in rows if is_flag_of(row, unit, self._registry)]

    def of_unit(self, unit: Unit, told: set[Ref]) -> Telling:
        """Return what a unit is told.

        Args:
            unit: valid today.
            told: what it was told before.
        """
        flags, due = self.open_flags(unit), self._due.get(unit.unit_code, [])
        return Telling(
            UNIT,
            unit,
            self.addresses(unit),
            fresh=[one for one in flags if flag_ref(one) not in told],
            standing=[one for one in flags if flag_ref(one) in told and can_be_mended(one)],
            due=due,
            is_due_new=any(due_ref(one) not in told for one in due),
        )

    def of_province(self, province: Unit, told: set[Ref]) -> Telling:
        """Return what a province is told of the units below it.

        Args:
            province: valid today.
            told: what it was told before.
        """
        units = self._below(province)
        flags = {unit.unit_code: self.open_flags(unit) for unit in units}
        every = [one for unit in units for one in flags[unit.unit_code]]
        codes = {unit.unit_code for unit in units}
        decided = [one for one in self._decided if one["unit_code"] in codes]
        last = self._today + timedelta(days=AHEAD)
        lines = [
            _line(unit, flags[unit.unit_code], told) for unit in units if flags[unit.unit_code]
        ]
        return Telling(
            SUMMARY,
            province,
            self.addresses(province),
            fresh=[one for one in every if flag_ref(one) not in told],
            standing=[one for one in every if flag_ref(one) in told],
            due=self._due.get(province.unit_code, []),
            is_due_new=False,
            lines=sorted(lines, key=lambda line: (-line["open"], line["unit"].unit_code)),
            decided=Counter(one["status"] for one in decided),
            ending=sum(_ends_by(one, last) for one in decided),
            silent=[one for one in units if flags[one.unit_code] and not self.addresses(one)],
        )

    def _below(self, top: Unit) -> list[Unit]:
        """Return the units below a unit today, at any depth."""
        codes = self._registry.below(top.unit_code, self._today)
        units = (self._registry.unit(code, self._today) for code in codes)
        return [unit for unit in units if unit is not None and unit != top]


def can_be_mended(flag: Row) -> bool:
    """Tell whether a unit can still do something: a report that was late stays late."""
    return flag["check_kind"] != "reporting" or flag["submission_id"] is None


def _ends_by(decided: Row, day: date) -> bool:
    """Tell whether a decision runs out on a day in Vietnam or before it."""
    return decided["until_at"] is not None and vietnam_day(decided["until_at"]) <= day


def _line(unit: Unit, flags: list[Row], told: set[Ref]) -> Row:
    return {
        "unit": unit,
        "open": len(flags),
        "fresh": sum(flag_ref(one) not in told for one in flags),
        "missing": sum(one["check_kind"] == "reporting" and can_be_mended(one) for one in flags),
    }


def _by(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    return group((row[column], row) for row in rows)


OPEN_FLAGS = """
select * from reports.rpt_quality_flags
where status = 'open' and severity <> 'info' and who_fixes = 'unit' and unit_code is not null
order by severity_rank desc, importance desc nulls last, period_code desc, form_code, flag_id
"""
DECIDED = """
select unit_code, status, until_at from marts.fct_quality_flags
where status in ('explained', 'waived')
"""
DUE = """
select distinct sender_unit_code, form_code, period_code, due_date
from marts.fct_reporting_status
where status = 'not_due' and due_date between $today and $last
order by due_date, form_code, period_code
"""
