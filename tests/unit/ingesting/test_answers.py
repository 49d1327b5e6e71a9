"""Answers yes or no, as people type them; a blank is never a no."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baocao.ingesting.answers import read_answer
from baocao.ingesting.numbers import REASONS

YES = [
    "x", "X", " x ", "×", "☒", "✓", "√", "có", "Có", "CÓ", "co\u0301", "1", 1, 1.0, True, "đã có",
    "Đã ban hành", "12/KH-UBND", "12/KH-UBND ngày 05/3/2023", "số 20-NQ/TU", "2765/QĐ-UBND",
    "Kế hoạch số 15/KH-MTTQ-BTT ngày 01/02/2026", "01/2024/QĐ-UBND", "7 /KH", "cã", "coù",
]  # fmt: skip
NO = ["không", "Không", "KHÔNG", "0", 0, 0.0, False, "chưa", "Chưa ban hành", "ko", "-", "kh«ng"]
BLANK = [None, "☐", "□", "", "   ", "…", "n/a", "chưa có số liệu"]
NEITHER = [
    2, "2", "1,5", "trên 1", "đang xây dựng", "15/15", "12/2023", date(2026, 3, 5), float("nan"),
    "x" * 300, "UBND", "/KH-UBND",
]  # fmt: skip


@pytest.mark.parametrize("raw", YES)
def test_yes(raw: Any) -> None:
    assert (read_answer(raw).value, read_answer(raw).fault) == (1, None)


@pytest.mark.parametrize("raw", NO)
def test_no(raw: Any) -> None:
    reading = read_answer(raw)
    assert (reading.value, reading.status, reading.fault) == (0, "zero", None)


@pytest.mark.parametrize("raw", BLANK)
def test_blank_is_missing_and_never_a_no(raw: Any) -> None:
    reading = read_answer(raw)
    assert (reading.value, reading.status, reading.fault) == (None, "missing", None)


@pytest.mark.parametrize("raw", NEITHER)
def test_what_is_neither_is_named_and_not_counted(raw: Any) -> None:
    reading = read_answer(raw)
    assert (reading.value, reading.fault) == (None, "VAL11")
    assert reading.reason in REASONS


@given(st.one_of(st.text(max_size=80), st.floats(), st.integers(), st.booleans(), st.none()))
def test_every_cell_has_a_reading(raw: Any) -> None:
    reading = read_answer(raw)
    assert reading.value in (None, 0, 1)
    assert (reading.value is None) == (reading.status == "missing")
    assert reading.fault is None or reading.value is None


@given(st.integers(1, 9999), st.sampled_from(["KH", "QĐ", "NQ", "CTr"]), st.sampled_from("/-"))
def test_a_number_with_signs_is_a_document(number: int, kind: str, mark: str) -> None:
    assert read_answer(f"{number}{mark}{kind}").value == 1
    assert read_answer(f"{number}{mark}{number}").value is None
