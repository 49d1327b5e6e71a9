from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from baocao.reporting.charts import SEGMENTS, scaled, stacked

counts = st.fixed_dictionaries({status: st.integers(0, 5000) for status in SEGMENTS})


@given(counts)
def test_the_parts_of_a_bar_fill_it_without_gaps(row):
    segments = stacked(row)
    assert [segment.status for segment in segments] == [name for name in SEGMENTS if row[name]]
    assert sum(segment.count for segment in segments) == sum(row.values())
    edge = Decimal(0)
    for segment in segments:
        assert segment.start == edge
        assert segment.size >= 0
        edge += segment.size
    assert edge == (100 if any(row.values()) else 0)


def test_shares_by_hand():
    row = dict.fromkeys(SEGMENTS, 0) | {"on_time": 2, "missing": 1}
    assert [(s.status, str(s.start), str(s.size)) for s in stacked(row)] == [
        ("on_time", "0.00", "66.67"),
        ("missing", "66.67", "33.33"),
    ]


def test_lengths_are_relative_to_the_longest():
    assert scaled(5, 20) == 25
    assert scaled(0, 0) == 0
