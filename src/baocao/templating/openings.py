"""What a report opens with: the closing figures of the report before it, where they are known.

Which item opens with which is read from the rules (`DL01 == carried(DL04)`), so that a form gains
its openings with its rules.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from baocao import rules
from baocao.errors import StateError
from baocao.registry import ExpectedReport, Unit
from baocao.reporting.reading import Published, open_published
from baocao.rules.loading import parts_of
from baocao.rules.model import CARRIED, REPORTED, SAME, Comparison, RuleSet
from baocao.settings import Settings
from baocao.templating.request import Request

ONE_DAY = timedelta(days=1)
# Indicator and category.
Element = tuple[str, str]


@dataclass(frozen=True)
class Opening:
    """A figure that is carried over, and the reports (unit, period) that closed with it."""

    value: Decimal
    closed_by: tuple[tuple[str, str], ...]


# By unit and item code.
Openings = dict[tuple[str, str], Opening]


def known_openings(settings: Settings, request: Request) -> Openings:
    """Return what the reports of a request open with, as far as it is published.

    A unit that takes over from several opens with their sum; where one of their reports is not
    known, or a predecessor was split, nothing is.

    Args:
        settings: where rules and the published version are.
        request: the form, the units and the period.
    """
    pairs = carried_elements(rules.load_telling(settings.expectations, request.registry), request)
    if not pairs:
        return {}
    closings = Closings(request)
    try:
        with open_published(settings) as published:
            return {
                (unit.unit_code, code): opening
                for unit in request.rows
                for code, opening in _of_unit(published, request, pairs, closings.of(unit)).items()
            }
    except StateError:
        return {}


def carried_elements(ruleset: RuleSet, request: Request) -> dict[Element, Element]:
    """Return which element of a form opens with which closing element, by its rules."""
    return {
        (left.indicator_code, left.category_code): (right.indicator_code, right.category_code)
        for _, parts in parts_of(_of_form(ruleset, request), request.registry)
        for part in parts
        if part.form_code == request.form.form_code and _says_carried(part.comparison)
        for left, right in [part.terms]
    }


def _of_form(ruleset: RuleSet, request: Request) -> RuleSet:
    """Return the rules of a form that compare it with what was carried over."""
    return RuleSet(
        tuple(
            rule
            for rule in ruleset.rules
            if request.form.form_code in rule.form_codes
            and any(CARRIED in condition.expression for condition in rule.conditions)
        )
    )


def _says_carried(comparison: Comparison | None) -> bool:
    """Tell whether a comparison says that one figure is one carried figure, and nothing else."""
    if comparison is None or comparison.operator != "==":
        return False
    references = comparison.references
    plain = all(
        side.constant == 0 and [factor for factor, _ in side.terms] == [1]
        for side in (comparison.left, comparison.right)
    )
    return (
        plain
        and [one.period_relation for one in references] == [SAME, CARRIED]
        and all(one.source == REPORTED and not one.code_list for one in references)
    )


class Closings:
    """Which reports close on the eve of those of a request."""

    def __init__(self, request: Request) -> None:
        """Prepare the look-ups.

        Args:
            request: the form, the units and the period.
        """
        self._request = request
        self._registry = request.registry
        self._ending: dict[date, list[ExpectedReport]] = {}

    def of(self, unit: Unit) -> tuple[tuple[str, str], ...]:
        """Return (unit, period) of each report that a unit's opens with; none if not all are known.

        The unit's own where it goes on, and those of its predecessors where they went over whole.
        """
        start = max(self._request.period.start_date, unit.valid_from)
        steps = [one for one in self._registry.successions if one.effective_date == start]
        before = {one.from_unit_code for one in steps if one.to_unit_code == unit.unit_code}
        if any(one.weight != 1 for one in steps if one.from_unit_code in before):
            return ()
        units = before | ({unit.unit_code} if unit.valid_from < start else set())
        found = [self._closing(code, start - ONE_DAY) for code in sorted(units)]
        return tuple(one for one in found if one) if all(found) else ()

    def _closing(self, unit_code: str, eve: date) -> tuple[str, str] | None:
        """Return the report of a unit that ends on a day: of the same type, else the shortest."""
        ending = [one for one in self._reports_ending(eve) if one.unit_code == unit_code]
        kind = self._request.period.period_type
        best = min(ending, key=lambda one: (one.period_type != kind, self._days(one)), default=None)
        return (unit_code, best.period_code) if best else None

    def _days(self, report: ExpectedReport) -> int:
        period = self._registry.period(report.period_code, report.regime)
        return (period.end_date - period.start_date).days if period else 0

    def _reports_ending(self, day: date) -> list[ExpectedReport]:
        if day not in self._ending:
            self._ending[day] = [
                report
                for period in self._registry.periods
                if period.end_date == day
                for form in self._registry.forms
                if form.form_code == self._request.form.form_code
                for report in self._registry.reports_due(form, period)
            ]
        return self._ending[day]


def _of_unit(
    published: Published,
    request: Request,
    pairs: dict[Element, Element],
    closed_by: tuple[tuple[str, str], ...],
) -> dict[str, Opening]:
    """Return a unit's openings by item code."""
    figures = [_figures(published, request.form.form_code, *report) for report in closed_by]
    found = {}
    for item in request.form.items:
        closing = pairs.get((item.indicator_code, item.category_code))
        values = [figure[closing] for figure in figures if closing in figure]
        if values and len(values) == len(figures):
            found[item.code] = Opening(sum(values, Decimal(0)), closed_by)
    return found


def _figures(
    published: Published, form_code: str, unit_code: str, period_code: str
) -> dict[Element | None, Decimal]:
    """Return the figures in force of one report."""
    rows = published.rows(
        """
        select indicator_code, category_code, value
        from marts.fct_indicator_values
        where
            form_code = $form_code and unit_code = $unit_code and period_code = $period_code
            and known_to is null and value is not null
        """,
        {"form_code": form_code, "unit_code": unit_code, "period_code": period_code},
    )
    return {(row["indicator_code"], row["category_code"]): row["value"] for row in rows}
