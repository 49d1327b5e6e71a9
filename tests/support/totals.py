"""Totals counted report by report in plain Python, to hold the warehouse's against.

Right as long as one form asks for all parts of a rate and every unit that ended has one successor,
as in the province's own seeds.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from tests.support.contributions import AS_REPORTED, Contribution, contributions

from baocao.registry import Registry
from baocao.settings import Settings

# boundary, unit, indicator, category, period
Key = tuple[str, str, str, str, str]
Total = tuple[Decimal | None, int]
# rate, category and its parts: role, component, amount
Rate = tuple[str, str, list[tuple[str, str, Decimal]]]


@dataclass
class Sum:
    """What has been counted of one figure so far."""

    value: Decimal = Decimal(0)
    numerator: Decimal = Decimal(0)
    denominator: Decimal = Decimal(0)
    components: set[str] = field(default_factory=set)
    units: int = 0


def count_totals(settings: Settings, registry: Registry) -> dict[Key, Total]:
    """Return value and number of units that gave it, by boundary, unit and figure.

    Only what somebody gave.
    """
    sums: dict[Key, Sum] = defaultdict(Sum)
    everything = list(contributions(settings, registry))
    asked = {
        (given.period.period_type, *item)
        for given in everything
        if not given.is_closing
        for item in given.owed
    }
    for given in everything:
        rates = list(_rates(given, asked, registry))
        for boundary, total in _totals_of(given, registry, settings.today):
            _add(sums, given, rates, boundary, total, registry)
    return {key: (_value(key, total, registry), total.units) for key, total in sums.items()}


def _add(
    sums: dict[Key, Sum],
    given: Contribution,
    rates: list[Rate],
    boundary: str,
    unit: str,
    registry: Registry,
) -> None:
    stands_for_itself = boundary == AS_REPORTED and unit == given.unit.unit_code

    def counts(indicator: str) -> bool:
        opening = registry.indicators[indicator].agg_periods == "first"
        return not opening or stands_for_itself or not given.is_opening_replaced

    for (indicator, category), value in given.figures.items():
        if counts(indicator):
            total = sums[boundary, unit, indicator, category, given.period.period_code]
            total.value += value
            total.units += 1
    for rate, category, parts in rates:
        total = sums[boundary, unit, rate, category, given.period.period_code]
        total.units += 1
        for role, code, amount in parts:
            if counts(code):
                setattr(total, role, getattr(total, role) + amount)
                total.components.add(f"{role} {code}")


def _rates(
    given: Contribution, asked: set[tuple[str, str, str]], registry: Registry
) -> Iterator[Rate]:
    """Yield each rate to which the unit gives all parts that it owes, with the parts.

    A rate exists in a category where somebody is asked for each of its components.
    """
    kind = given.period.period_type
    components: dict[str, list] = defaultdict(list)
    for row in registry.components:
        components[row["indicator_code"]].append(row)
    for category in sorted({category for _, category in given.figures}):
        for rate, rows in components.items():
            if not all((kind, row["component_code"], category) in asked for row in rows):
                continue
            owed = [row for row in rows if (row["component_code"], category) in given.owed]
            values = [given.figures.get((row["component_code"], category)) for row in owed]
            if owed and None not in values:
                parts = [
                    (row["role"], row["component_code"], row["coefficient"] * value)
                    for row, value in zip(owed, values, strict=True)
                ]
                yield rate, category, parts


def _totals_of(given: Contribution, registry: Registry, today: date) -> Iterator[tuple[str, str]]:
    """Yield the boundary and the unit of each total in which a contribution counts."""
    end = given.period.end_date
    if not given.is_closing:
        yield from ((AS_REPORTED, unit) for unit in _upwards(given.unit.unit_code, end, registry))
    else:
        yield from ((AS_REPORTED, unit) for unit in _closing(given.unit.unit_code, end, registry))
    last_day = min(end, today)
    if given.is_closing:
        assert given.unit.valid_to is not None
        last_day = _eve(given.unit.valid_to)
    target = _successor(given.unit.unit_code, last_day, today, registry)
    yield from (("current", unit) for unit in _upwards(target, today, registry))


def _closing(code: str, end: date, registry: Registry) -> Iterable[str]:
    """Return the totals of a period's last day that hold a unit which ended before it."""
    bearers = [row for row in registry.successions if row.from_unit_code == code]
    if bearers:
        return list(_upwards(bearers[0].to_unit_code, end, registry))[1:]
    return _upwards(_successor(code, date(2025, 6, 30), end, registry), end, registry)


def _successor(code: str, day: date, until: date, registry: Registry) -> str:
    """Return who holds on a later day what a unit of a day had: its successor, or its parent's."""
    unit = registry.unit(code, day)
    assert unit is not None, (code, day)
    if unit.valid_to is None or unit.valid_to > until:
        return code
    following = {
        row.to_unit_code
        for row in registry.successions
        if row.from_unit_code == code and row.effective_date == unit.valid_to
    }
    if following:
        (only,) = following
        return only
    parent = registry.parent(code, _eve(unit.valid_to))
    assert parent is not None
    return _successor(parent, _eve(unit.valid_to), until, registry)


def _eve(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _upwards(unit: str, day: date, registry: Registry) -> Iterator[str]:
    code: str | None = unit
    while code is not None:
        yield code
        code = registry.parent(code, day)


def _value(key: Key, total: Sum, registry: Registry) -> Decimal | None:
    indicator = registry.indicators[key[2]]
    if indicator.kind != "rate":
        return total.value
    rows = [row for row in registry.components if row["indicator_code"] == key[2]]
    if total.denominator <= 0 or len(total.components) < len(rows):
        return None
    places = Decimal(1).scaleb(-indicator.decimals)
    return (100 * total.numerator / total.denominator).quantize(places, ROUND_HALF_UP)
