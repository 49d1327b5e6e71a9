"""The judgements as people and machines see them."""

import json

import pytest

from baocao.facts.judging import NOT_TESTABLE, OFF, REPRODUCED, Judgement
from baocao.facts.printing import document, print_judgements, vietnamese
from baocao.facts.published import read_facts


@pytest.fixture
def judgements(root):
    first, second, *_, last = read_facts(root / "seeds")
    return [
        Judgement(first, REPRODUCED, found="15/15", where="marts.x: y"),
        Judgement(second, OFF, found="505", reason="another figure"),
        Judgement(last, NOT_TESTABLE, rows={"KTH01": "7"}),
    ]


@pytest.mark.parametrize(
    ("figure", "shown"),
    [
        ("97.57 %", "97,57 %"),
        ("53486", "53.486"),
        ("15/15", "15/15"),
        ("472", "472"),
        ("", ""),
    ],
)
def test_figures_bear_the_marks_of_the_articles(figure, shown):
    assert vietnamese(figure) == shown


def test_one_fact_that_is_off_makes_the_whole_bad(judgements):
    found = document(judgements)
    assert not found["is_good"]
    assert found["counts"] == {"reproduced": 1, "off": 1, "not_testable": 1}
    assert document(judgements[:1] + judgements[2:])["is_good"]
    json.dumps(found)


def test_the_page_tells_verdicts_lists_and_where_figures_come_from(judgements, capsys):
    print_judgements(judgements)
    printed = capsys.readouterr().out
    for text in ("15/15", "LỆCH", "another figure", "KTH01", "1. marts.x: y", "1 LỆCH / OFF"):
        assert text in printed
