"""Which periods a period of a form looks back at: the one before, a year ago, its parts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from baocao.registry import Form, Period, Registry
from baocao.registry.calendars import MONTHS
from baocao.registry.period_parts import tiling
from baocao.rules.model import (
    FIRST_HALF,
    HISTORY,
    OWN,
    PARTS,
    PREVIOUS,
    SAME,
    SEASON,
    YEAR_AGO,
    Reference,
)


@dataclass(frozen=True)
class Relation:
    """One way in which rules about a form look at other reports; `label` names it in the tables."""

    form_code: str
    label: str
    related_form_code: str
    unit_relation: str
    period_relation: str


@dataclass(frozen=True)
class PeriodRelation:
    """One related period of one relation; `distance` counts periods back, 0 where it does not."""

    form_code: str
    regime: str
    period_code: str
    period_relation: str
    unit_relation: str
    related_form_code: str
    related_period_code: str
    distance: int


def relation_of(form_code: str, reference: Reference) -> Relation:
    """Return the relation in which a figure of a rule about a form stands."""
    return Relation(
        form_code,
        reference.relation,
        reference.form_code or form_code,
        reference.unit_relation,
        reference.period_relation,
    )


def labelled(form_code: str, label: str) -> Relation:
    """Return the relation of a form's own reports that a label names: `predecessors history`."""
    *units, period = label.split()
    return Relation(form_code, label, form_code, units[0] if units else OWN, period)


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


def period_relations(
    registry: Registry, relations: Iterable[Relation], depth: int
) -> list[PeriodRelation]:
    """Return the related periods of every relation, regime and period, each once.

    Args:
        registry: forms and periods.
        relations: those that rules use.
        depth: how many comparable periods `history` goes back.
    """
    found = {
        related: None
        for relation in dict.fromkeys(relations)
        for regime in dict.fromkeys(
            row.regime for row in registry.addressees if row.form_code == relation.form_code
        )
        for related in _of_relation(relation, regime, registry, depth)
    }
    return list(found)


def _of_relation(
    relation: Relation, regime: str, registry: Registry, depth: int
) -> Iterator[PeriodRelation]:
    own = _periods(relation.form_code, regime, registry)
    periods = _periods(relation.related_form_code, regime, registry)
    form = registry_form(relation.related_form_code, registry)
    for period in own:
        steps = _related(period, periods, form, relation.period_relation, depth)
        for related, distance in steps:
            yield PeriodRelation(
                relation.form_code,
                regime,
                period.period_code,
                relation.label,
                relation.unit_relation,
                relation.related_form_code,
                related.period_code,
                distance,
            )


def registry_form(form_code: str, registry: Registry) -> Form:
    """Return the last version of a form."""
    return [form for form in registry.forms if form.form_code == form_code][-1]


def _periods(form_code: str, regime: str, registry: Registry) -> list[Period]:
    """Return the periods of a regime for which some version of a form is due, in order."""
    versions = [form for form in registry.forms if form.form_code == form_code]
    return [
        period
        for period in registry.periods
        if period.regime == regime and any(form.is_due_for(period) for form in versions)
    ]


def _related(
    period: Period, periods: list[Period], form: Form, relation: str, depth: int
) -> Iterator[tuple[Period, int]]:
    """Yield related periods and distances; `periods` are in order of their first day.

    Only periods of the calendar have a period before them, a year ago, or parts.
    """
    if relation == SAME:
        yield from ((other, 0) for other in periods if other.period_code == period.period_code)
        return
    if period.period_type not in MONTHS:
        return
    earlier = [
        other
        for other in periods
        if other.period_type == period.period_type and other.start_date < period.start_date
    ]
    if relation in (HISTORY, SEASON):
        alike = [
            other for other in earlier if relation == HISTORY or other.period_no == period.period_no
        ]
        found = reversed(alike[-depth:] if depth else [])
        yield from ((other, distance) for distance, other in enumerate(found, start=1))
    elif relation == PREVIOUS:
        yield from ((other, 1) for other in earlier[-1:])
    elif relation == YEAR_AGO:
        wanted = (period.reporting_year - 1, period.period_no)
        yield from (
            (other, 0) for other in earlier if (other.reporting_year, other.period_no) == wanted
        )
    else:
        yield from ((other, 0) for other in _inside(period, periods, form, relation))


def _inside(period: Period, periods: list[Period], form: Form, relation: str) -> Iterator[Period]:
    """Yield the parts of a period, or the first half of its year."""
    kind = related_period_type(form, period.period_type, relation)
    if relation == PARTS:
        yield from tiling(period, (other for other in periods if other.period_type == kind))
    elif relation == FIRST_HALF:
        for other in periods:
            same_year = other.reporting_year == period.reporting_year
            if other.period_type == kind and other.period_no == 1 and same_year:
                yield other
