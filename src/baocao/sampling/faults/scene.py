"""Where faults are put: the figures of all reports, what is taken already, and the truth so far.

A report bears at most one fault, and a series (a unit's reports of one form) at most one fault that
changes figures or leaves a report out. What follows from a fault is therefore known from how it is
made.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from baocao.registry import Period, Unit
from baocao.sampling.dice import Dice
from baocao.sampling.figures import FAMILIES, Figures, year_of_quarters
from baocao.sampling.lineage import Lineage, ReportKey

# By how much figures can be wrong: a slip of the pen, a line forgotten, zeros too many.
SIZES = (1, 2, 5, 10, 100, 1000)


@dataclass(frozen=True)
class Mark:
    """One flag that a fault must cause; `file_name` is filled in once files have names.

    `size` is by how much a figure is wrong, 0 where that is no amount.
    """

    check_code: str
    key: ReportKey
    indicator_code: str = ""
    note: str = ""
    file_name: str = ""
    size: int = 0


@dataclass(frozen=True)
class Fault:
    """One fault as injected, with every flag that it must cause."""

    fault_class: str
    marks: tuple[Mark, ...]


@dataclass
class Scene:
    """The figures of the reports within the range asked for, and what happened to them.

    Attributes:
        lineage: the reports owed.
        dice: the seed's choices.
        book: the figures of all reports, within the range or not.
        keys: the reports within the range.
        share: what part of the whole sample province the range is.
        mixes_sizes: whether figures are wrong by amounts of all sizes, or by the usual ones.
        faults: what was put in so far.
        left_out: reports that are never sent.
    """

    lineage: Lineage
    dice: Dice
    book: dict[ReportKey, Figures]
    keys: tuple[ReportKey, ...]
    share: Fraction = Fraction(1)
    mixes_sizes: bool = False
    faults: list[Fault] = field(default_factory=list)
    left_out: set[ReportKey] = field(default_factory=set)
    _taken_reports: set[ReportKey] = field(default_factory=set)
    _taken_series: set[tuple[Unit, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._in_range = frozenset(self.keys)

    def has(self, key: ReportKey | None) -> bool:
        """Return whether a report is owed within the range."""
        return key in self._in_range

    def scaled(self, count: int) -> int:
        """Return how many faults of a class to put where `count` go into the whole province."""
        return max(1, round(count * self.share))

    def size(self, usual: int, key: ReportKey, most: int = SIZES[-1]) -> int:
        """Return by how much to make a figure of a report wrong: the usual amount, or any size.

        Args:
            usual: what the sample province has by default.
            key: the report.
            most: the largest amount that has no other consequences.
        """
        if not self.mixes_sizes:
            return usual
        return self.dice.pick([size for size in SIZES if size <= max(1, most)], "size", key)

    def unit(self, key: ReportKey) -> Unit:
        """Return the unit of a report."""
        return self.lineage.unit(key)

    def period(self, key: ReportKey) -> Period:
        """Return the period of a report."""
        return self.lineage.period(key)

    def due_date(self, key: ReportKey) -> date:
        """Return the last day on which a report is in time."""
        return self.lineage.expected[key].due_date

    def where(
        self, form_code: str, period_types: str, unit_types: tuple[str, ...] = ()
    ) -> Iterator[ReportKey]:
        """Yield the reports of a form for period types such as "QA", of some unit types or all."""
        for key in self.keys:
            if key.form_code != form_code or self.period(key).period_type not in period_types:
                continue
            if not unit_types or self.unit(key).unit_type in unit_types:
                yield key

    def is_free(self, key: ReportKey) -> bool:
        """Return whether neither the report nor its series bears a fault."""
        return key not in self._taken_reports and self._series(key) not in self._taken_series

    def report_is_free(self, key: ReportKey) -> bool:
        """Return whether the report bears no fault, for faults that leave figures as they are."""
        return key not in self._taken_reports

    def take_report(self, key: ReportKey) -> None:
        """Keep other faults off a report."""
        self._taken_reports.add(key)

    def take(self, key: ReportKey) -> None:
        """Keep other faults that change figures off the whole series of a report."""
        self._taken_reports.add(key)
        self._taken_series.add(self._series(key))

    def _series(self, key: ReportKey) -> tuple[Unit, str]:
        return self.unit(key), key.form_code

    def quarters(self, key: ReportKey) -> list[ReportKey]:
        """Return all quarterly reports of a series that lie within the range, in order."""
        periods = self.lineage.by_report[key].periods
        keys = [key._replace(period_code=p.period_code) for p in periods if p.period_type == "Q"]
        return [quarter for quarter in keys if self.has(quarter)]

    def previous(self, key: ReportKey) -> ReportKey | None:
        """Return the report for the previous period of the same type, if within the range."""
        found = self.lineage.neighbour(key, -1)
        return found if self.has(found) else None

    def previous_rolling(self, key: ReportKey) -> ReportKey | None:
        """Return the unit's own report that a report carries balances over from, if in range."""
        own = [one for one in self.lineage.carried_from(key) if self.unit(one) == self.unit(key)]
        return own[0] if own and self.has(own[0]) else None

    def following(self, key: ReportKey) -> ReportKey | None:
        """Return the report for the next period of the same type, if within the range."""
        found = self.lineage.neighbour(key, 1)
        return found if self.has(found) else None

    def opened_by(self, key: ReportKey) -> list[ReportKey]:
        """Return the reports within the range that open with a report's closing balances.

        Only those of which every source is within the range and sent: else nobody can compare.
        """
        return [
            opened
            for opened in self.lineage.carried_by(key)
            if self.has(opened) and self.is_comparable(opened)
        ]

    def is_comparable(self, key: ReportKey) -> bool:
        """Return whether all reports are sent whose closing balances a report opens with."""
        sources = self.lineage.carried_from(key)
        return bool(sources) and all(
            self.has(source) and source not in self.left_out for source in sources
        )

    def year_of(self, key: ReportKey) -> ReportKey | None:
        """Return the yearly report that contains a report's period, if within the range."""
        found = [year for year in self.lineage.within_year(key, "A") if self.has(year)]
        return found[0] if found else None

    def half_of(self, key: ReportKey) -> ReportKey | None:
        """Return the half-yearly report within the year of a report, if within the range."""
        found = [half for half in self.lineage.within_year(key, "S") if self.has(half)]
        return found[0] if found else None

    def resum_flows(self, key: ReportKey) -> ReportKey | None:
        """Make the year's flows the sums of its quarters again; return the year if in range."""
        years = self.lineage.within_year(key, "A")
        if not years:
            return None
        year = year_of_quarters([self.book[q] for q in self.lineage.within_year(key, "Q")])
        flows = {code: figure for code, figure in year.items() if not is_balance(code)}
        self.book[years[0]].update(flows)
        return self.year_of(key)

    def resum_balances(self, key: ReportKey) -> None:
        """Make every year of a series open and close as its quarters do."""
        for period in self.lineage.by_report[key].periods:
            if period.period_type != "A":
                continue
            year_key = key._replace(period_code=period.period_code)
            quarters = [self.book[q] for q in self.lineage.within_year(year_key, "Q")]
            year = year_of_quarters(quarters)
            self.book[year_key].update({c: figure for c, figure in year.items() if is_balance(c)})

    def inject(
        self,
        fault_class: str,
        count: int,
        candidates: Iterable[ReportKey],
        change: Callable[[ReportKey], list[Mark] | None],
    ) -> None:
        """Put up to `count` faults into free reports, in an order drawn for the class.

        Args:
            fault_class: the name of the class in the truth file.
            count: how many in the whole province; fewer in a part of it.
            candidates: reports that suit the fault.
            change: makes the fault and returns its marks, or returns None and changes nothing.
        """
        put = 0
        for key in self.dice.shuffled(candidates, fault_class):
            if put == self.scaled(count):
                return
            if not self.is_free(key):
                continue
            marks = change(key)
            if marks is not None:
                self.take(key)
                for mark in marks:
                    take = self.take_report if mark.key.unit_code == key.unit_code else self.take
                    take(mark.key)
                self.faults.append(Fault(fault_class, tuple(marks)))
                put += 1


def is_balance(code: str) -> bool:
    """Return whether an item is an opening or closing balance."""
    return code[:2] in FAMILIES and code[2:4] in ("01", "04")
