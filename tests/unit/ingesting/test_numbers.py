"""The number grammar: one reading, a named fault, never a guess and never a crash."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baocao.ingesting.numbers import LARGEST, REASONS, Reading, read_number


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("53.486", 53486), ("53,486", 53486), ("53 486", 53486), ("53\u00a0486", 53486),
        ("1.234.567", 1234567), ("1.234,0", 1234), ("12,0", 12), ("05", 5), (" 15 ", 15),
        ("１２", 12), ("'12", 12), ("472 lớp", 472), (15.0, 15), (7, 7), (Decimal(3), 3),
        ("1.000", 1000),
    ],
)  # fmt: skip
def test_counts(raw: Any, value: int) -> None:
    assert read_number(raw, 0, "lớp") == Reading(Decimal(value), "reported")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("97,57", "97.57"), ("97.57", "97.57"), ("97,57%", "97.57"), ("97.57 %", "97.57"),
        ("1.234,5", "1234.5"), ("1,234.5", "1234.5"), ("1 234,5", "1234.5"), ("0,5", "0.5"),
        (0.1 + 0.2, "0.3"), ("1234,567", "1234.567"),
    ],
)  # fmt: skip
def test_decimals(raw: Any, value: str) -> None:
    assert read_number(raw, 2, "%").value == Decimal(value)


@pytest.mark.parametrize("raw", ["0", "-", "–", "—", "không", "Không có", "KHÔNG PHÁT SINH", 0.0])
def test_what_means_zero(raw: Any) -> None:
    assert read_number(raw, 0) == Reading(Decimal(0), "zero")


@pytest.mark.parametrize("raw", ["", "  ", "…", "...", "N/A", "n/a", "chưa có số liệu", None])
def test_what_means_missing(raw: Any) -> None:
    assert read_number(raw, 0) == Reading(None, "missing")


@pytest.mark.parametrize(
    ("raw", "value"),
    [("trên 1.900", 1900), ("gần 20", 20), ("hơn 11.000", 11000), ("khoảng 5", 5), ("~7", 7)],
)
def test_estimates(raw: str, value: int) -> None:
    assert read_number(raw, 0) == Reading(Decimal(value), "estimated")


@pytest.mark.parametrize(
    ("raw", "decimals", "fault"),
    [
        ("1.234", 2, "VAL04"), ("1,234", 2, "VAL04"), ("1.000", 2, "VAL04"), (53.486, 0, "VAL04"),
        ("97,57", 0, "VAL02"), (12.5, 0, "VAL02"), ("0.123", 0, "VAL02"), ("1.234,5", 0, "VAL02"),
        ("x", 0, "VAL11"), ("12/15", 0, "VAL11"), ("161/201 người", 0, "VAL11"),
        ("1O", 0, "VAL11"), ("1e3", 0, "VAL11"), ("97%", 0, "VAL11"), ("1.23.456", 0, "VAL11"),
        (True, 0, "VAL11"), (date(2024, 3, 5), 0, "VAL11"), (float("nan"), 0, "VAL11"),
        (1e30, 0, "VAL11"), ("9" * 70, 0, "VAL11"), (Decimal("NaN"), 0, "VAL11"),
        (10**400, 0, "VAL11"), ("0,12345", 2, "VAL11"),
    ],
)  # fmt: skip
def test_faults_withhold_the_value(raw: Any, decimals: int, fault: str) -> None:
    reading = read_number(raw, decimals, "lớp")
    assert (reading.fault, reading.value, reading.status) == (fault, None, "missing")
    assert reading.reason in REASONS


def test_negative_numbers_are_read_for_the_judge_to_refuse() -> None:
    assert read_number("-5", 0).value == read_number("−5", 0).value == Decimal(-5)


def grouped(number: int, mark: str) -> str:
    return f"{number:,}".replace(",", mark)


@given(st.integers(0, int(LARGEST) - 1), st.sampled_from([".", ",", " ", "\u00a0", ""]))
def test_every_way_of_grouping_a_count_reads_back(number: int, mark: str) -> None:
    assert read_number(grouped(number, mark), 0).value == number


@given(
    st.decimals(0, 10**9, places=2, allow_nan=False).filter(lambda d: d.as_tuple().digits[-1] != 0)
)
def test_decimal_comma_reads_back(number: Decimal) -> None:
    assert read_number(str(number).replace(".", ","), 2).value == number


@given(st.floats(allow_nan=True, allow_infinity=True) | st.text() | st.integers() | st.none())
def test_never_raises_and_never_both_value_and_fault(raw: Any) -> None:
    for decimals in (0, 2):
        reading = read_number(raw, decimals, "%")
        assert (reading.fault is None) or reading.value is None
        assert reading.value is None or abs(reading.value) < LARGEST


@given(st.text(alphabet="0123456789.,  -–%ktrêhơnglớp\u00a0", max_size=30))
def test_never_raises_on_text_near_the_grammar(raw: str) -> None:
    for decimals in (0, 1, 4):
        read_number(raw, decimals, "lớp")
