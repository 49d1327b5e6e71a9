"""The overlay: what it changes of the province's seeds, and what it leaves alone."""

from datetime import date

import pytest

from baocao.facts.composing import compose
from baocao.registry import Registry

PROVINCES = {"06", "42", "60", "87"}


def test_reviews_and_years_are_those_of_the_facts(book):
    periods = {(p.regime, p.period_code): p for p in book.registry.periods}
    review = periods["PARTY", "2017/2022-R5"]
    assert (review.start_date, review.end_date) == (date(2017, 5, 12), date(2022, 5, 30))
    assert not periods["PRE2019", "2017-S1"].is_window_known
    assert {p.reporting_year for p in book.registry.periods if p.period_type != "R"} == {2017, 2023}


def test_each_province_adds_up_its_own_communes_and_bodies(book):
    registry, day = book.registry, date(2023, 12, 14)
    for province, communes in (("06", 108), ("42", 209), ("60", 121), ("87", 141)):
        below = list(registry.below(province, day))
        assert len(set(below)) == len(below)
        types = [unit.unit_type for code in below if (unit := registry.unit(code, day))]
        assert types.count("COMMUNE") == communes
    assert registry.parent("BT-DU-593", day) == "60"


def test_a_tree_goes_over_into_the_province_s_own_without_a_gap(book):
    days = (date(2017, 6, 30), date(2022, 12, 14), date(2022, 12, 15), date(2023, 12, 14))
    assert [book.registry.parent("01834", day) for day in days] == ["058"] * 4


def test_only_the_facts_documents_are_asked_about(book):
    form = book.registry.form("F-VB", date(2014, 8, 28))
    asked = {item.category_code for item in form.items if item.indicator_code == "VB07"}
    assert asked == {"QD2765", "CTHD20", "NQ02", "KHDV24", "NQ01"} == set(book.issuers)


def test_bodies_are_marked_as_invented(book, registry):
    own = {unit.unit_code for unit in registry.units}
    added = [unit for unit in book.registry.units if unit.unit_code not in own]
    assert added
    assert all(unit.is_synthetic and unit.scheme == "MAU" for unit in added)
    assert {unit.province_code for unit in added} == PROVINCES - {"06"}


def test_the_province_s_own_seeds_stay_as_they_are(root, tmp_path):
    compose(root / "seeds", tmp_path / "seeds", PROVINCES)
    assert not (tmp_path / "seeds/facts").exists()
    left, composed = (
        (seeds / "indicators/indicators.csv").read_bytes()
        for seeds in (root / "seeds", tmp_path / "seeds")
    )
    assert left == composed


@pytest.mark.parametrize(
    ("form_code", "period_types"), [("F-QCDC", ("S", "A", "R")), ("F-TCD", ("Q", "A", "C"))]
)
def test_a_row_changes_only_the_columns_that_it_fills_in(book, registry, form_code, period_types):
    day = date(2023, 12, 14)
    own, over = (one.form(form_code, day) for one in (registry, book.registry))
    code = {"F-QCDC": "VB09", "F-TCD": "GQ06"}[form_code]
    before, after = (next(item for item in form.items if item.code == code) for form in (own, over))
    assert after.period_types == period_types
    assert (after.label_vi, after.item_no) == (before.label_vi, before.item_no)


def test_the_composed_seeds_pass_the_checks_of_all_seeds(evidence):
    assert Registry.load(evidence.settings.seeds).units
