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
        ("1.234,5", "1234.5"), ("1,234.5", "1234.5"), ("1 234,5", "1234.5"), ("0,5%", "0.5"),
        (3.1 + 0.2, "3.3"), ("1234,567", "1234.567"), (22 / 56 * 100, "39.2857"), (0.0, "0"),
    ],
)  # fmt: skip
def test_decimals(raw: Any, value: str) -> None:
    assert read_number(raw, 2, "%").value == Decimal(value)


@pytest.mark.parametrize("raw", [0.9757, "0,9757", "0.97", 1.0, "1", 1, Decimal("0.5")])
def test_a_rate_of_one_or_less_without_its_sign_has_two_readings(raw: Any) -> None:
    assert read_number(raw, 2, "%")[::2] == (None, "VAL04")
    assert read_number(raw, 2, "%").reason == "part_of_one"


@pytest.mark.parametrize(
    ("raw", "value"), [(0.9757, "97.57"), (1.0, "100"), (22 / 56, "39.2857"), (0.0, "0")]
)
def test_a_number_shown_as_a_percentage(raw: float, value: str) -> None:
    assert read_number(raw, 2, "%", is_percent=True).value == Decimal(value)


@pytest.mark.parametrize("raw", [0.97, 1.0, 15.0, float("nan")])
def test_a_count_is_no_percentage(raw: float) -> None:
    assert read_number(raw, 0, "lớp", is_percent=True).fault == "VAL11"


MONEY = "triệu đồng"


@pytest.mark.parametrize(
    ("raw", "unit", "value"),
    [
        ("1,5 tỷ", MONEY, 1500), ("1,5 tỷ đồng", MONEY, 1500), ("150 Trđ", MONEY, 150),
        ("150 triệu", MONEY, 150), ("1.500.000.000 đồng", MONEY, 1500), ("2000000đ", MONEY, 2),
        ("3.000 nghìn đồng", MONEY, 3), ("1,2 nghìn lượt", "lượt", 1200), ("53 ngàn", "hộ", 53000),
        ("0,5 nghìn tỷ", MONEY, 500_000), ("35 m²", "m2", 35), ("12 thôn", "thôn, TDP", 12),
    ],
)  # fmt: skip
def test_units_and_thousands_in_words(raw: str, unit: str, value: int) -> None:
    assert read_number(raw, 0, unit) == Reading(Decimal(value), "reported")


@pytest.mark.parametrize(
    ("raw", "unit", "fault"),
    [
        ("1.500 tỷ", MONEY, "VAL04"), ("1.234 nghìn", "lượt", "VAL04"), ("150 USD", MONEY, "VAL11"),
        ("1.234.567 đồng", MONEY, "VAL02"), ("1,5 tỷ", "lượt", None), ("150 Trđ", "ngày", "VAL11"),
        ("472 lớp", "lượt", "VAL11"), ("97 %", "lượt", "VAL11"), ("97 người", "%", "VAL11"),
    ],
)  # fmt: skip
def test_units_that_are_not_the_items_own(raw: str, unit: str, fault: str | None) -> None:
    assert read_number(raw, 0, unit).fault == fault


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("15/15", "pair"), ("161/201 người", "pair"), ("½", "digits"), ("10-12", "range"),
        ("10 đến 12", "range"), ("3-May", "date"), ("15/12/2024", "date"), ("1:30", "date"),
        ('"', "ditto"), ("nt", "ditto"), ("như trên", "ditto"), ("1O", "letters"),
        ("l2", "letters"), ("97%", "percent"), ("472 lớp", "unit"), ("(5)", "brackets"),
        ("nhiều", "unquantified"), ("vài chục", "unquantified"), ("②", "digits"), ("٣", "digits"),
        ("x", "text"), ("--", "text"), ("chưa rõ", "text"), ("đang tổng hợp", "text"),
        (date(2024, 5, 3), "date"),
    ],
)  # fmt: skip
def test_a_fault_says_what_was_seen(raw: Any, reason: str) -> None:
    assert read_number(raw, 0, "lượt").reason == reason


@pytest.mark.parametrize(
    "raw",
    ["0", "-", "–", "—", "không", "Không có", "KHÔNG PHÁT SINH", 0.0, "0 (không phát sinh)"],
)
def test_what_means_zero(raw: Any) -> None:
    assert read_number(raw, 0) == Reading(Decimal(0), "zero")


@pytest.mark.parametrize(
    "raw", ["", "  ", "…", "...", "N/A", "n/a", "chưa có số liệu", "không thống kê", None]
)
def test_what_means_missing(raw: Any) -> None:
    assert read_number(raw, 0) == Reading(None, "missing")


@pytest.mark.parametrize(
    ("raw", "value"),
    [("trên 1.900", 1900), ("gần 20", 20), ("hơn 11.000", 11000), ("khoảng 5", 5), ("~7", 7),
     ("≥ 20", 20), ("1.900 (ước)", 1900), ("1.900 lượt (ước tính)", 1900), ("5 tạm tính", 5)],
)  # fmt: skip
def test_estimates(raw: str, value: int) -> None:
    assert read_number(raw, 0, "lượt") == Reading(Decimal(value), "estimated")


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


@given(st.text(alphabet="0123456789.,  -–%ktrêhơnglớp()ước tỷđ/\u00a0", max_size=30))
def test_never_raises_on_text_near_the_grammar(raw: str) -> None:
    for decimals in (0, 1, 4):
        read_number(raw, decimals, "lớp")
