"""What a statistical rule finds in random reports, from plain dictionaries."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tests.support.carried import whole_predecessors
from tests.support.random_reports import Item, Key, Reports

from baocao.rules.evaluating import FAIL, NOT_APPLICABLE, PASS, Outcome
from baocao.rules.statistic import RELATED_METHODS, related_range, usual_range


def judge_statistic(
    params: Mapping[str, Any], figure: tuple[Item, Decimal] | None, reports: Reports, key: Key
) -> Outcome:
    """Judge one figure of a report.

    Random reports all come after their peers were due, so that none has peers.
    """
    if figure is None or params.get("baseline") == "peers":
        return Outcome(NOT_APPLICABLE)
    item, value = figure
    if params["method"] in RELATED_METHODS:
        related = reports.figures[key].get((params["related"], item[1]))
        usual = related_range(params, related) if isinstance(related, Decimal) else None
    else:
        inherits = item[0] in params.get("predecessors", ())
        history = earlier_figures(reports, key, item, params["window_periods"], inherits)
        usual = usual_range(params, history)
    if usual is None:
        return Outcome(NOT_APPLICABLE)
    return Outcome(PASS if usual.holds(value) else FAIL, value, usual.centre)


def earlier_figures(
    reports: Reports, key: Key, item: Item, window: int, inherits: bool
) -> list[Decimal | None]:
    """Return the figures of the periods of the same type before a report, the latest first.

    Args:
        reports: what came.
        key: the report judged.
        item: the figure judged.
        window: how many periods to go back.
        inherits: whether what whole predecessors reported adds up.
    """
    report, period = reports.expected[key], reports.period(key)
    versions = [form for form in reports.registry.forms if form.form_code == key[1]]
    earlier = [
        other.period_code
        for other in reports.registry.periods
        if (other.regime, other.period_type) == (period.regime, period.period_type)
        and other.start_date < period.start_date
        and any(form.is_due_for(other) for form in versions)
    ]
    begun = report.unit_valid_from
    found: list[Decimal | None] = []
    for code in reversed(earlier[-window:]):
        own = reports.expected.get((key[0], key[1], code))
        if own is not None and own.unit_valid_from == begun:
            found.append(_figure(reports, (key[0], key[1], code), item))
            continue
        into = whole_predecessors(reports.registry, key[0], begun) if inherits else None
        known = [_figure(reports, (unit, key[1], code), item) for unit in into or ()]
        numbers = [one for one in known if one is not None]
        is_whole = bool(known) and len(numbers) == len(known)
        found.append(sum(numbers, Decimal(0)) if is_whole else None)
    return found


def _figure(reports: Reports, key: Key, item: Item) -> Decimal | None:
    value = reports.figures.get(key, {}).get(item)
    return value if isinstance(value, Decimal) else None
