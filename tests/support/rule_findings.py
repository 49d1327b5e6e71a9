"""What a rule finds in random reports, looked up in plain dictionaries, without the warehouse."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.support.carried import closing_reports, whole_predecessors
from tests.support.random_reports import WITHHELD, Item, Key, Reports

from baocao.registry import Period
from baocao.rules.evaluating import Resolved
from baocao.rules.model import Reference

MISSING = Resolved(Decimal(0), present=0)


@dataclass
class Findings:
    """Looks figures up for the rules about one expected report."""

    reports: Reports
    key: Key

    def resolve(self, reference: Reference, items: list[Item]) -> Resolved:
        """Return what is there of a reference that stands for some items."""
        if reference.period_relation == "carried":
            return self._carried(items)
        places = self._places(reference)
        may_be_none = reference.period_relation == "parts" or reference.unit_relation == "children"
        if not places and not may_be_none:
            return Resolved(Decimal(0), due=len(items), present=0)
        found = [self._figure(place, item, reference.source) for place in places for item in items]
        return together(found)

    def _places(self, reference: Reference) -> list[Key]:
        """Return the expected reports in which a figure stands."""
        form = reference.form_code or self.key[1]
        relation, units = reference.period_relation, reference.unit_relation
        if units == "own":
            if form == self.key[1]:
                return self.related(relation)
            return self._of_units([self.key[0]], [self.key[2]], form)
        of_form = {key[2]: self.reports.period(key) for key in self.reports.of_form[form]}
        codes = [self.key[2]] if relation == "same" else self._related(relation, of_form)
        registry, day = self.reports.registry, self.reports.period(self.key).end_date
        if units == "parent":
            parent = registry.parent(self.key[0], day)
            return self._of_units([parent] if parent else [], codes, form)
        if units == "children":
            ends = {code: of_form[code].end_date for code in codes}
            return [
                key
                for code in codes
                for key in self._of_units(registry.children(self.key[0], ends[code]), [code], form)
            ]
        begun = self.reports.expected[self.key].unit_valid_from
        into = whole_predecessors(registry, self.key[0], begun) or set()
        return [
            key
            for key in self._of_units(into, codes, form)
            if self.reports.expected[key].unit_valid_from < begun
        ]

    def _of_units(self, units: Iterable[str], periods: list[str], form: str) -> list[Key]:
        keys = [(unit, form, period) for unit in units for period in periods]
        return [key for key in keys if key in self.reports.expected]

    def related(self, relation: str) -> list[Key]:
        """Return the expected reports of the same unit that a period relation leads to."""
        if relation == "same":
            return [self.key]
        report = self.reports.expected[self.key]
        own = {
            other[2]: self.reports.period(other)
            for other in self.reports.of_unit[self.key[:2]]
            if self.reports.expected[other].unit_valid_from == report.unit_valid_from
        }
        return [(*self.key[:2], code) for code in self._related(relation, own)]

    def _related(self, relation: str, own: dict[str, Period]) -> list[str]:
        period = self.reports.period(self.key)
        same_type = [code for code in own if own[code].period_type == period.period_type]
        if relation in ("previous", "history"):
            earlier = [code for code in same_type if own[code].end_date < period.start_date]
            earlier.sort(key=lambda code: own[code].start_date)
            return earlier[-1:] if relation == "previous" else earlier
        if relation == "year_ago":
            return [
                code
                for code in same_type
                if own[code].start_date
                == period.start_date.replace(year=period.start_date.year - 1)
            ]
        wanted = "Q" if relation == "parts" else "S"
        return [
            code
            for code, inner in own.items()
            if inner.period_type == wanted and inner.reporting_year == period.reporting_year
        ]

    def _carried(self, items: list[Item]) -> Resolved:
        """Return the closing figures on the eve; a source without a report is due and missing."""
        found = [
            _resolved(self.reports.figures.get(closing, {}).get(item)) if closing else MISSING
            for closing in closing_reports(self.reports, self.key)
            for item in items
        ] or [MISSING] * len(items)
        return together(found)

    def _figure(self, key: Key, item: Item, source: str) -> Resolved:
        if source == "claimed":
            return _resolved(self.reports.claimed.get(key, {}).get(item))
        if source == "file_rows":
            return self._rows(key, item)
        if source == "computed":
            return self._computed(key, item)
        found = _resolved(self.reports.figures.get(key, {}).get(item))
        if not found.present or not self.reports.is_rate(item):
            return found
        return replace(found, decimals=-int(found.value.as_tuple().exponent))

    def _rows(self, key: Key, item: Item) -> Resolved:
        if self.reports.claimed.get(key, {}).get(item) is None:
            return MISSING
        rows = [
            _resolved(self.reports.figures[other].get(item))
            for other in self.reports.same_file(key)
        ]
        if not any(row.present or row.withheld for row in rows):
            return MISSING
        withheld = sum(row.withheld for row in rows)
        total = sum((row.value for row in rows), Decimal(0))
        return Resolved(total, present=0 if withheld else 1, withheld=withheld)

    def _computed(self, key: Key, item: Item) -> Resolved:
        """Return a rate of a report, in percent to four decimals; of nothing there is none."""
        figures = self.reports.figures.get(key, {})
        parts: dict[str, Resolved] = {}
        for role in ("numerator", "denominator"):
            parts[role] = together(
                [
                    _resolved(figures.get((row["component_code"], "_T")))
                    for row in self.reports.registry.components
                    if row["indicator_code"] == item[0] and row["role"] == role
                ]
            )
        withheld = sum(part.withheld for part in parts.values())
        known = all(part.present == part.due for part in parts.values())
        if not known or parts["denominator"].value == 0:
            return Resolved(Decimal(0), present=0, withheld=withheld)
        rate = 100 * parts["numerator"].value / parts["denominator"].value
        return Resolved(rate.quantize(Decimal("0.0001"), ROUND_HALF_UP))


def together(found: list[Resolved]) -> Resolved:
    """Return the sum of figures, each of which is due as often as it says."""
    return Resolved(
        sum((one.value for one in found), Decimal(0)),
        due=sum(one.due for one in found),
        present=sum(one.present for one in found),
        withheld=sum(one.withheld for one in found),
        decimals=min((one.decimals for one in found if one.decimals is not None), default=None),
    )


def _resolved(value: Any) -> Resolved:
    if value is None:
        return MISSING
    if value == WITHHELD:
        return Resolved(Decimal(0), present=0, withheld=1)
    return Resolved(value)
