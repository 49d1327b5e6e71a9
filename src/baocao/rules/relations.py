"""Which periods a period of a form looks back at: the one before, a year ago, its parts."""

from collections.abc import Iterator
from dataclasses import dataclass

from baocao.registry import Form, Period, Registry
from baocao.registry.calendars import MONTHS
from baocao.registry.period_parts import tiling
from baocao.rules.model import FIRST_HALF, HISTORY, PARTS, PREVIOUS, YEAR_AGO


@dataclass(frozen=True)
class PeriodRelation:
    """One related period; `distance` counts periods back for `previous` and `history`, else 0."""

    form_code: str
    regime: str
    period_code: str
    period_relation: str
    related_period_code: str
    distance: int


def related_period_type(form: Form, period_type: str, relation: str) -> str | None:
    """Return the type of the periods that a relation leads to, None where there is none."""
    if relation == PARTS:
        # Only types that fill the period and of which the form asks every number.
        length = MONTHS.get(period_type, 0)
        smaller = [
            kind
            for kind, number in form.periods
            if number is None and kind in MONTHS and MONTHS[kind] < length
            if length % MONTHS[kind] == 0
        ]
        return max(smaller, key=lambda kind: MONTHS[kind], default=None)
    if relation == FIRST_HALF:
        has_first_half = bool({("S", 1), ("S", None)} & set(form.periods))
        return "S" if period_type == "A" and has_first_half else None
    return period_type


def period_relations(registry: Registry, depth: int) -> list[PeriodRelation]:
    """Return the relations of every form, regime and period, each once.

    Args:
        registry: forms and periods.
        depth: how many comparable periods `history` goes back.
    """
    found = {
        relation: None
        for form in registry.forms
        for regime in dict.fromkeys(
            row.regime for row in registry.addressees if row.form_code == form.form_code
        )
        for relation in _of_form(form, regime, registry, depth)
    }
    return list(found)


def _of_form(form: Form, regime: str, registry: Registry, depth: int) -> Iterator[PeriodRelation]:
    periods = [
        period for period in registry.periods if period.regime == regime and form.is_due_for(period)
    ]
    for period in periods:
        for relation, related, distance in _related(period, periods, form, depth):
            yield PeriodRelation(
                form.form_code,
                regime,
                period.period_code,
                relation,
                related.period_code,
                distance,
            )


def _related(
    period: Period, periods: list[Period], form: Form, depth: int
) -> Iterator[tuple[str, Period, int]]:
    """Yield relation, related period and distance; `periods` are in order of their first day.

    Only periods of the calendar have a period before them, a year ago, or parts.
    """
    if period.period_type not in MONTHS:
        return
    same_type = [other for other in periods if other.period_type == period.period_type]
    earlier = [other for other in same_type if other.start_date < period.start_date]
    for distance, other in enumerate(reversed(earlier[-depth:] if depth else []), start=1):
        yield HISTORY, other, distance
    if earlier:
        yield PREVIOUS, earlier[-1], 1
    for other in earlier:
        if (other.reporting_year, other.period_no) == (period.reporting_year - 1, period.period_no):
            yield YEAR_AGO, other, 0
    kind = related_period_type(form, period.period_type, PARTS)
    for other in tiling(period, (other for other in periods if other.period_type == kind)):
        yield PARTS, other, 0
    kind = related_period_type(form, period.period_type, FIRST_HALF)
    for other in periods:
        same_year = other.reporting_year == period.reporting_year
        if other.period_type == kind and other.period_no == 1 and same_year:
            yield FIRST_HALF, other, 0
