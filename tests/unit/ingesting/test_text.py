"""Labels and names compare equal however they were typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baocao.ingesting.text import clean, fold, shorten


@pytest.mark.parametrize(
    "typed",
    [
        "Mã  số:", "MÃ SỐ", "ma so", unicodedata.normalize("NFD", "Mã số"), "Mã\u00a0số", "Mã\nsố",
        "M· sè", " Mã_số. ",
    ],
)  # fmt: skip
def test_one_label_typed_in_many_ways(typed: str) -> None:
    assert fold(typed) == "ma so"


def test_both_letters_d_with_stroke_and_full_width_digits() -> None:
    assert fold("Đơn vị ＢＫ１") == fold("Ðơn vị BK1") == "don vi bk1"


@given(st.text())
def test_cleaning_never_fails_and_is_fit_to_store(text: str) -> None:
    stored = clean(text)
    assert stored.encode("utf-8").decode("utf-8") == stored
    assert clean(stored) == stored
    fold(text)


def test_lone_surrogates_and_direction_marks_go() -> None:
    assert clean("a\ud800b") == "a?b"
    assert clean("a\u202exls.exe") == "a xls.exe"


def test_a_long_text_is_cut_and_says_so() -> None:
    assert shorten("x" * 300) == "x" * 199 + "…"
