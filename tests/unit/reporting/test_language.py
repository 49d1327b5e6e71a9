import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

import baocao.reporting
from baocao.reporting.language import (
    Text,
    catalogue,
    day,
    instant,
    known,
    names,
    number,
    percent,
    period_label,
    period_name,
    text,
)

SOURCES = Path(baocao.reporting.__file__).parent


def _placeholders(words):
    return {name for _, name, _, _ in Formatter().parse(words) if name}


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_both_languages_say_the_same_with_the_same_placeholders(key):
    entry = catalogue()[key]
    assert entry.vi.strip() == entry.vi
    assert entry.vi
    assert entry.en
    assert _placeholders(entry.vi) == _placeholders(entry.en)


def test_every_text_asked_for_exists_and_every_text_is_asked_for():
    code = "\n".join(path.read_text() for path in SOURCES.rglob("*.py"))
    code += "\n".join(path.read_text() for path in SOURCES.rglob("*.j2"))
    code += (SOURCES.parent / "cli" / "reading.py").read_text()
    asked = set(re.findall(r'text\(\s*"([a-z_]+\.[a-z_]+)"[,)]', code))
    assert asked - set(catalogue()) == set()
    # The rest is put together from a prefix and a code or a column of the data.
    composed = {"status", "severity", "kind", "flag", "fixer", "regime", "role", "notes", "lists"}
    composed |= {
        "change",
        "answer",
        "cell",
        "clause",
        "comparison",
        "implemented",
        "part",
        "parts",
        "report",
        "whole",
    }
    by_name = {"word", "head", "method", "summary", "say"}
    for key in catalogue():
        prefix, _, name = key.partition(".")
        is_word = prefix in by_name and f'"{name}"' in code
        assert prefix in composed or is_word or f'"{key}"' in code, key


def test_a_text_renders_both_languages_marked_and_escaped():
    html = Markup("{}").format(Text("Xã <b>", "Commune"))
    assert html == (
        '<span class="vi" lang="vi">Xã &lt;b&gt;</span><span class="en" lang="en">Commune</span>'
    )
    assert escape(Text("F-TCD", "F-TCD")) == "F-TCD"


def test_a_placeholder_is_filled_in_its_own_language():
    assert text("word.days", count=number(1234)) == Text("1.234 ngày", "1,234 days")


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (0, None, "0", "0"),
        (53486, None, "53.486", "53,486"),
        (Decimal("97.5700"), None, "97,57", "97.57"),
        (Decimal("1E+3"), None, "1.000", "1,000"),
        (Decimal("-1234.5"), None, "-1.234,5", "-1,234.5"),
        (Decimal(12), 2, "12,00", "12.00"),
    ],
)
def test_numbers_as_each_language_writes_them(value, decimals, vi, en):
    assert number(value, decimals) == Text(vi, en)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_a_number_shown_is_the_number(value):
    shown = number(value)
    assert Decimal(shown.en.replace(",", "")) == value
    assert Decimal(shown.vi.replace(".", "").replace(",", ".")) == value


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"),
        (Decimal(0), "0,0%"),
        (Decimal("84.91"), "84,9%"),
        (Decimal("84.95"), "85,0%"),
        (Decimal(100), "100,0%"),
    ],
)
def test_percentages_round_half_up(value, shown):
    assert percent(value).vi == shown


def test_days_and_instants_are_vietnamese():
    assert day(date(2025, 3, 4)) == Text("4/3/2025", "4 Mar 2025")
    assert day(None) == Text("", "")
    late_evening_utc = datetime(2025, 3, 4, 17, 5, tzinfo=UTC)
    assert instant(late_evening_utc) == Text("00:05 ngày 5/3/2025", "00:05, 5 Mar 2025")


@pytest.mark.parametrize(
    ("code", "vi", "en"),
    [
        ("2025-Q1", "quý I năm 2025", "Q1 2025"),
        ("2025-S1", "6 tháng đầu năm 2025", "first half of 2025"),
        ("2025-S2", "6 tháng cuối năm 2025", "second half of 2025"),
        ("2025-A1", "năm 2025", "year 2025"),
        ("2025", "năm 2025", "year 2025"),
        ("2025-9M", "9 tháng năm 2025", "nine months of 2025"),
        ("2025-M03", "tháng 3 năm 2025", "Mar 2025"),
        ("2017/2022-R5", "5 năm 2017–2022", "5 years 2017–2022"),
        ("2013/2014-R1", "1 năm 2013–2014", "2013–2014"),
        ("2025-C1", "kỳ chốt số 1 năm 2025", "closing period 1 of 2025"),
        ("đột xuất", "đột xuất", "đột xuất"),
    ],
)
def test_periods_have_names(code, vi, en):
    assert period_name(code) == Text(vi, en)


@pytest.mark.parametrize(
    ("code", "vi", "year"),
    [
        ("2025-Q3", "Quý III", "2025"),
        ("2025-S1", "6T đầu", "2025"),
        ("2025-S2", "6T cuối", "2025"),
        ("2025-A1", "Năm", "2025"),
        ("2025-M03", "M03", "2025"),
        ("2025-C1", "Chốt số 1", "2025"),
        ("2017/2022-R5", "5 năm", "2017–2022"),
    ],
)
def test_periods_have_short_labels(code, vi, year):
    label, shown_year = period_label(code)
    assert (label.vi, shown_year) == (vi, year)


def test_what_has_no_name_keeps_its_code():
    assert known("status", "odd") == Text("odd", "odd")
    assert known("status", None) == Text("", "")
    row = {"unit_name_vi": None, "unit_name_en": None, "form_name_vi": "Biểu", "form_name_en": None}
    assert names(row, "unit_name", "058") == Text("058", "058")
    assert names(row, "form_name") == Text("Biểu", "Biểu")
