"""Which instants may be asked for, and how they are written."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baocao.as_of.instants import label, parse_as_of, require_past, stamp
from baocao.errors import UsageError
from baocao.reporting.language import version_name
from baocao.settings import vietnam_day

NOW = datetime(2026, 9, 30, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-06-20T08:30:00Z", datetime(2025, 6, 20, 8, 30, tzinfo=UTC)),
        ("2025-06-20T08:30:00+07:00", datetime(2025, 6, 20, 1, 30, tzinfo=UTC)),
        ("2025-06-20T08:30:00", datetime(2025, 6, 20, 8, 30, tzinfo=UTC)),
        ("2025-06-20", datetime(2025, 6, 20, 16, 59, 59, 999999, tzinfo=UTC)),
    ],
)
def test_instants_and_days_are_read(text: str, expected: datetime) -> None:
    assert parse_as_of(text) == expected


@pytest.mark.parametrize("text", ["", "tomorrow", "2025-02-30", "20/6/2025"])
def test_what_is_no_instant_is_a_wrong_call(text: str) -> None:
    with pytest.raises(UsageError, match="ISO 8601"):
        parse_as_of(text)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)))
def test_a_day_means_its_last_moment_in_vietnam(day: date) -> None:
    instant = parse_as_of(day.isoformat())
    assert vietnam_day(instant) == day
    assert vietnam_day(instant + timedelta(microseconds=1)) == day + timedelta(days=1)


@given(st.datetimes(timezones=st.just(UTC)))
def test_an_instant_reads_back_as_itself(instant: datetime) -> None:
    assert parse_as_of(stamp(instant)) == instant


def test_nobody_knows_the_future() -> None:
    require_past(NOW, NOW)
    with pytest.raises(UsageError, match="in the future"):
        require_past(parse_as_of("9999-12-31"), NOW)
    with pytest.raises(UsageError, match="in the future"):
        require_past(NOW + timedelta(microseconds=1), NOW)


def test_readers_are_told_that_it_is_a_replay() -> None:
    name = version_name(label(datetime(2025, 6, 20, tzinfo=UTC)))
    assert name.en == "Replayed as of 2025-06-20T00:00:00Z: what was known then"
    assert "2025-06-20T00:00:00Z" in name.vi
    assert version_name("v000012").en == "Published version v000012"
