"""Labels and names compare equal however they were typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baocao.ingesting.legacy import from_tcvn3, is_tcvn3, to_tcvn3
from baocao.ingesting.text import clean, fold, readable, shorten

VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậđeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"


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


@pytest.mark.parametrize(
    ("legacy", "text"),
    [
        ("§¶ng bé huyÖn x·", "Đảng bộ huyện xã"), ("BiÓu sè", "Biểu số"), ("X· C­ LÔ", "Xã Cư Lễ"),
        ("Kú b¸o c¸o: Quý I n¨m 2024", "Kỳ báo cáo: Quý I năm 2024"), ("Tæng céng", "Tổng cộng"),
    ],
)  # fmt: skip
def test_tcvn3_is_found_by_content(legacy: str, text: str) -> None:
    assert is_tcvn3(legacy)
    assert from_tcvn3(legacy) == text
    assert readable(legacy) == text


@pytest.mark.parametrize(
    "text",
    ["Quý I năm 2024", "Hà Nội", "CỘNG HÒA", "15×20", "© 2024", "½", "Bùi Thị Là", "Ý KIẾN", "abc"],
)
def test_unicode_is_not_taken_for_tcvn3(text: str) -> None:
    assert not is_tcvn3(text)


@given(st.text(alphabet=VIETNAMESE + "bcdghklmnpqrstvx ", max_size=40))
def test_small_letters_survive_tcvn3_and_back(text: str) -> None:
    assert from_tcvn3(to_tcvn3(text)) == text


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
