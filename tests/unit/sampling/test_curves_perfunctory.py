"""The chosen points of the checks of perfunctory reports are the rules' and keep their promise."""

from decimal import Decimal

import pytest

from baocao.registry import Registry
from baocao.rules import RuleSet, load
from baocao.rules.loading import parts_of
from baocao.rules.perfunctory import LAST_DIGIT, ROUND_FIGURES
from baocao.sampling.curves import Clean, clean_province
from baocao.sampling.curves_perfunctory import (
    COMPARED,
    COMPARED_FORMS,
    EXPECTED,
    ITEMS,
    LEAST_FIGURE,
    LEAST_FIGURES,
    STEP,
    Digits,
    LikeOtherUnit,
)

MOST_ALARMS = 5


@pytest.fixture(scope="module")
def rules(root, registry: Registry) -> RuleSet:
    return load(root / "expectations", registry)


@pytest.fixture(scope="module")
def clean(registry: Registry) -> Clean:
    return clean_province(registry, 1)


def test_the_settings_are_those_of_the_rules(rules: RuleSet, registry: Registry) -> None:
    by_kind = {rule.check_kind: rule for rule in rules.rules}
    alike = by_kind["like_other_unit"]
    assert alike.form_codes == COMPARED_FORMS
    wanted = COMPARED | {"min_share": Decimal(LikeOtherUnit().chosen)}
    assert {name: Decimal(str(value)) for name, value in alike.params.items()} == wanted
    for kind in (ROUND_FIGURES, LAST_DIGIT):
        params = by_kind[kind].params
        assert Decimal(str(params["alpha"])) == Decimal(Digits(kind, True).chosen)
        assert float(params["expected_share"]) == EXPECTED[kind]
        assert (params["least_figure"], params["min_values"]) == (LEAST_FIGURE, LEAST_FIGURES)
    assert by_kind[ROUND_FIGURES].params["multiple"] == STEP
    terms = {
        term.indicator_code + ("" if term.category_code == "_T" else f".{term.category_code}")
        for rule, parts in parts_of(rules, registry)
        if rule.check_kind == ROUND_FIGURES
        for part in parts
        for term in part.terms
    }
    assert terms == set(ITEMS)


def test_copies_are_found_and_right_reports_left_alone(clean: Clean) -> None:
    detector = LikeOtherUnit()
    trial = detector.trial(clean)
    assert trial.clean_reports > 3000
    assert 1000 * trial.alarms[detector.chosen] <= MOST_ALARMS * trial.clean_reports
    for size in ("100 %", "95 %", "90 %"):
        assert trial.found[detector.chosen, size] == trial.injected[size] > 100
    assert trial.found["0.90", "90 %"] < trial.found["0.75", "90 %"]


@pytest.mark.parametrize("check_kind", [ROUND_FIGURES, LAST_DIGIT])
def test_shaped_figures_are_found_oftener_the_more_there_are(clean: Clean, check_kind: str) -> None:
    detector = Digits(check_kind, is_drawn_anew=True)
    trial = detector.trial(clean)
    assert trial.clean_reports > 400
    assert 1000 * trial.alarms[detector.chosen] <= MOST_ALARMS * trial.clean_reports
    found = [trial.found[detector.chosen, size] for size in ("60 %", "70 %", "80 %", "90 %")]
    assert found == sorted(found)
    assert 2 * found[-1] > trial.injected["90 %"]
