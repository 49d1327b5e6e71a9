"""Documents, enterprises, dialogue, commendation, culture: their forms as the sample fills them."""

from collections import Counter

import pytest

from baocao.ingesting.answers import read_answer
from baocao.sampling.dice import Dice
from baocao.sampling.lineage import ReportKey
from baocao.sampling.other_forms import written_answers

PARTS_OF = {
    "VB05": "VB04", "DN02": "DN01", "DN05": "DN04", "DN07": "DN04", "DN09": "DN04", "DN04": "DN11",
    "VH02": "VH01", "VH05": "VH04", "DT03": "DT02",
}  # fmt: skip
HALF, YEAR = "2026-S1", "2026-A1"


@pytest.fixture(scope="module")
def book(clean_book):
    """Return the figures of the five forms for the first half and the year 2026."""
    forms = {"F-VB", "F-DN", "F-GS", "F-KTH", "F-VH"}
    found = {key: figures for key, figures in clean_book.items() if key.form_code in forms}
    assert {key.period_code for key in found} == {HALF, YEAR}
    assert {key.form_code for key in found} == forms
    return found


def test_no_part_is_larger_than_what_it_is_part_of(book):
    for figures in book.values():
        for part, whole in PARTS_OF.items():
            if part in figures and whole in figures:
                assert figures[part] <= figures[whole]


def test_committees_with_a_plan_are_among_those_that_the_province_counts(book):
    for period in (HALF, YEAR):
        reports = {key: figures for key, figures in book.items() if key.period_code == period}
        issued = sum(figures.get("VB02", 0) for figures in reports.values())
        assert 0 < issued <= book[ReportKey("19", "F-VB", period)]["VB01"]


def test_people_attend_classes_where_classes_are_held(book):
    for figures in book.values():
        if figures.get("QT01"):
            assert 1 <= figures["QT02"] / figures["QT01"] <= 2000


def test_levels_of_commendation_add_up(book):
    seen = Counter()
    for figures in book.values():
        for item in ("KTH01", "KTH02"):
            if item in figures:
                levels = [count for code, count in figures.items() if code.startswith(f"{item}.")]
                assert sum(levels) == figures[item]
                seen[figures[item]] += 1
    assert len(seen) > 5


def test_the_half_stays_below_the_year(book, registry):
    for key, figures in book.items():
        if key.period_code == HALF:
            year = book[key._replace(period_code=YEAR)]
            for code, figure in figures.items():
                if registry.indicators[code.split(".")[0]].kind in ("flow", "ytd"):
                    assert figure <= year[code], (key, code)


def test_units_differ(book):
    households = {figures["VH01"] for figures in book.values() if "VH01" in figures}
    assert len(households) > 80


def test_answers_are_written_in_ways_that_are_read(book):
    ways = Counter()
    for key, figures in book.items():
        written = written_answers(key, figures, Dice("7"))
        for code, text in written.items():
            reading = read_answer(text)
            assert reading.value == (None if text == "" else figures[code] == 1)
            ways["/" in text, text == ""] += 1
    assert len(ways) == 3
    assert min(ways.values()) > 10
