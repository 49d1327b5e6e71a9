"""Who owes what over time, and which units a unit took over."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from baocao.registry import ExpectedReport, Form, FormItem, Period, Registry, Unit


class ReportKey(NamedTuple):
    """One report; within a period a unit code names one unit."""

    unit_code: str
    form_code: str
    period_code: str


class Series(NamedTuple):
    """All reports of one form that one unit owes while it exists."""

    unit: Unit
    form_code: str
    periods: tuple[Period, ...]


@dataclass(frozen=True)
class Lineage:
    """Reports owed, as series in the order in which units began."""

    registry: Registry

    @cached_property
    def expected(self) -> dict[ReportKey, ExpectedReport]:
        """Return every report owed, by key."""
        return {
            ReportKey(report.unit_code, report.form_code, report.period_code): report
            for report in self.registry.expected_reports()
        }

    @cached_property
    def series(self) -> tuple[Series, ...]:
        """Return all series; those of predecessors come before those of successors."""
        owed: dict[tuple[Unit, str], list[Period]] = defaultdict(list)
        for key in self.expected:
            owed[self.unit(key), key.form_code].append(self.period(key))
        found = (
            Series(unit, form, tuple(sorted(periods, key=lambda p: (p.end_date, p.start_date))))
            for (unit, form), periods in owed.items()
        )
        return tuple(sorted(found, key=lambda s: (s.unit.valid_from, s.unit.unit_code)))

    @cached_property
    def by_report(self) -> dict[ReportKey, Series]:
        """Return the series that each report belongs to."""
        return {
            ReportKey(series.unit.unit_code, series.form_code, period.period_code): series
            for series in self.series
            for period in series.periods
        }

    def series_of(self, unit: Unit, form_code: str) -> Series:
        """Return the series of a unit and a form; without periods where nothing is owed."""
        return self._by_unit.get((unit, form_code), Series(unit, form_code, ()))

    @cached_property
    def _by_unit(self) -> dict[tuple[Unit, str], Series]:
        return {(series.unit, series.form_code): series for series in self.series}

    @cached_property
    def _predecessors(self) -> dict[tuple[str, str], list[Unit]]:
        found: dict[tuple[str, str], list[Unit]] = defaultdict(list)
        for link in self.registry.successions:
            day_before = link.effective_date - timedelta(days=1)
            unit = self.registry.unit(link.from_unit_code, day_before)
            if unit is not None:
                found[link.to_unit_code, link.effective_date.isoformat()].append(unit)
        return dict(found)

    def predecessors(self, unit: Unit) -> list[Unit]:
        """Return the units reporting here that a unit took over when it began."""
        return [one for one in self._taken_over(unit) if one in self._reporting]

    def _taken_over(self, unit: Unit) -> list[Unit]:
        return self._predecessors.get((unit.unit_code, unit.valid_from.isoformat()), [])

    @cached_property
    def _reporting(self) -> frozenset[Unit]:
        return frozenset(series.unit for series in self.series)

    def units_reporting(self, on: date) -> list[Unit]:
        """Return the units valid on a day that owe any report here, in the order of the seeds."""
        return [unit for unit in self.registry.units_on(on) if unit in self._reporting]

    def carried_from(self, key: ReportKey) -> list[ReportKey]:
        """Return the reports whose closing balances a report has to open with; none if unknown.

        Of the unit itself, or of all units that it took over: of the reports that end on the eve
        the one for the same type of period, else the shortest.
        """
        unit, period = self.unit(key), self.period(key)
        start = max(period.start_date, unit.valid_from)
        sources = [unit] if unit.valid_from < start else self._taken_over(unit)
        found: list[ReportKey] = []
        for source in sources:
            on_the_eve = [
                one
                for one in self.series_of(source, key.form_code).periods
                if one.end_date == start - timedelta(days=1)
            ]
            if not on_the_eve:
                return []
            best = max(
                on_the_eve, key=lambda one: (one.period_type == period.period_type, one.start_date)
            )
            found.append(ReportKey(source.unit_code, key.form_code, best.period_code))
        return found

    @cached_property
    def _carried_by(self) -> dict[ReportKey, list[ReportKey]]:
        found: dict[ReportKey, list[ReportKey]] = defaultdict(list)
        for key in self.expected:
            for source in self.carried_from(key):
                found[source].append(key)
        return dict(found)

    def carried_by(self, key: ReportKey) -> list[ReportKey]:
        """Return the reports that have to open with a report's closing balances."""
        return self._carried_by.get(key, [])

    def successor(self, unit: Unit) -> Unit | None:
        """Return the unit that took a unit over when it ended, or None."""
        for link in self.registry.successions:
            if link.from_unit_code == unit.unit_code and link.effective_date == unit.valid_to:
                return self.registry.unit(link.to_unit_code, link.effective_date)
        return None

    def period(self, key: ReportKey) -> Period:
        """Return the period of a report that is owed."""
        period = self.registry.period(key.period_code, self.expected[key].regime)
        if period is None:
            raise KeyError(key)
        return period

    def form(self, key: ReportKey) -> Form:
        """Return the version of the form that a report that is owed is made on."""
        form = self.registry.form(key.form_code, self.period(key).end_date)
        if form is None:
            raise KeyError(key)
        return form

    def items(self, key: ReportKey) -> list[FormItem]:
        """Return the figures that a report that is owed asks for."""
        return [item for item in self._due(key) if not self._is_rate(item)]

    def rates(self, key: ReportKey) -> list[FormItem]:
        """Return the rates that a report that is owed has room for."""
        return [item for item in self._due(key) if self._is_rate(item)]

    def _due(self, key: ReportKey) -> list[FormItem]:
        return self.registry.items_due(self.form(key), self.unit(key).unit_type, self.period(key))

    def _is_rate(self, item: FormItem) -> bool:
        return self.registry.indicators[item.indicator_code].kind == "rate"

    def unit(self, key: ReportKey) -> Unit:
        """Return the unit of a report that is owed."""
        unit = self.registry.unit(key.unit_code, self.period(key).end_date)
        if unit is None:
            raise KeyError(key)
        return unit

    def neighbour(self, key: ReportKey, step: int) -> ReportKey | None:
        """Return the unit's report for the period of the same type `step` places on, or None."""
        period_type = self.period(key).period_type
        codes = [p.period_code for p in self.by_report[key].periods if p.period_type == period_type]
        place = codes.index(key.period_code) + step
        return key._replace(period_code=codes[place]) if 0 <= place < len(codes) else None

    def within_year(self, key: ReportKey, period_type: str) -> list[ReportKey]:
        """Return the unit's reports of a period type in the same reporting year."""
        year = self.period(key).reporting_year
        return [
            key._replace(period_code=period.period_code)
            for period in self.by_report[key].periods
            if period.period_type == period_type and period.reporting_year == year
        ]
