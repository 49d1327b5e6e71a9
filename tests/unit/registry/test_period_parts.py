"""Which periods make up a longer one, whatever the calendar says."""

from collections import defaultdict
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.registry.test_calendars import rule_of

from baocao.registry.calendars import MONTHS, TILING_TYPES, expand
from baocao.registry.model import Period
from baocao.registry.period_parts import period_parts


def days_of(period: Period) -> list[date]:
    length = (period.end_date - period.start_date).days + 1
    return [period.start_date + timedelta(days=n) for n in range(length)]


@given(
    year=st.integers(2020, 2040),
    cut_offs=st.fixed_dictionaries({kind: st.sampled_from([14, 15, 31]) for kind in MONTHS}),
)
def test_parts_fill_the_whole_to_the_day_or_there_are_none(
    year: int, cut_offs: dict[str, int]
) -> None:
    """Types with one cut-off have all their parts, types with different ones have none."""
    rules = [rule_of(kind, cut_off, 0) for kind, cut_off in cut_offs.items()]
    periods = {period.period_code: period for period in expand(rules, [year - 1, year], set())}
    parts: dict[tuple[str, str], list[Period]] = defaultdict(list)
    for part in period_parts(list(periods.values())):
        parts[part.period_code, part.part_period_type].append(periods[part.part_period_code])
        assert part.part_no == len(parts[part.period_code, part.part_period_type])
    for (code, _), found in parts.items():
        filled = [day for period in found for day in days_of(period)]
        assert filled == days_of(periods[code])
    for code, whole in periods.items():
        for kind in TILING_TYPES:
            fits = MONTHS[kind] < MONTHS[whole.period_type]
            divides = MONTHS[whole.period_type] % MONTHS[kind] == 0
            same = cut_offs[kind] == cut_offs[whole.period_type]
            assert bool(parts.get((code, kind))) == (fits and divides and same)
