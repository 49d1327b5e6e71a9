"""The list of printed facts: complete, typed, and refused row by row where it is not."""

from collections import Counter
from decimal import Decimal

import pytest

from baocao.errors import ConfigError
from baocao.facts.published import FILE, check_facts, read_facts


@pytest.fixture(scope="module")
def facts(root):
    return read_facts(root / "seeds")


@pytest.fixture
def edited(root, tmp_path):
    def edit(old: str, new: str):
        text = (root / "seeds" / FILE).read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / FILE
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return tmp_path

    return edit


def test_every_printed_fact_is_listed_by_how_it_can_be_tested(facts):
    assert Counter(fact.test for fact in facts) == {"exact": 14, "rate": 8, "list": 3, "none": 2}
    assert len({fact.fact_no for fact in facts}) == len(facts) == 27
    # Numbers 21 and 22 are religious hot spots, which this warehouse does not collect.
    assert {fact.fact_no for fact in facts} == {*range(1, 30)} - {21, 22}


def test_facts_are_shown_as_they_were_printed(facts):
    printed = {fact.fact_no: fact.printed for fact in facts}
    assert printed[1] == "15/15"
    assert printed[2] == "504"
    assert (printed[13], printed[19], printed[20]) == ("92 %", "97.57 %", "95.8 %")
    assert printed[23] == "0"
    assert printed[10] == printed[18] == ""


def test_a_whole_that_was_not_printed_is_unknown(facts):
    by_number = {fact.fact_no: fact for fact in facts}
    assert (by_number[2].value, by_number[2].denominator) == (Decimal(504), None)
    with_both = [fact.fact_no for fact in facts if fact.denominator is not None]
    assert with_both == [1]


def test_two_kinds_of_commended_people_never_add_up(registry):
    for rate in registry.components:
        parts = {
            row["component_code"]
            for row in registry.components
            if row["indicator_code"] == rate["indicator_code"]
        }
        assert not parts & {"KTH01", "KTH02", "KTH03"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("fact_no,province_code", "no,province_code", "fact_no,province_code"),
        ("3,60,2013/2014-R1,PARTY,QT01,_T,exact", "3,60,2013/2014-R1,PARTY,QT01,_T,about", "about"),
        ("QT01,_T,exact,0,472", "QT01,_T,exact,0,", "value"),
        ("VB03,_T,exact,0,15,15,15", "VB03,_T,exact,0,15,many,15", "many"),
        ("exact,0,1,,,2013-08-07", "exact,0,1,,,07/8/2013", "07/8/2013"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(edited, old, new, message):
    with pytest.raises(ConfigError, match=message) as caught:
        read_facts(edited(old, new))
    assert caught.value.faults[0].file == str(FILE)


def test_facts_about_nothing_known_are_named(facts, registry):
    # This province's own seeds know neither the reviews of other provinces nor their years.
    with pytest.raises(ConfigError, match="period_code"):
        check_facts(facts, registry)
