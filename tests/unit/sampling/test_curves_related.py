"""Operating curves of checks against peers, related figures and the period before."""

from decimal import Decimal

import pytest

from baocao.registry import Registry
from baocao.rules import load
from baocao.rules.model import Rule
from baocao.sampling.curves import Clean, Trial, clean_province
from baocao.sampling.curves_related import Attendance, Denominators, Peers

MOST_ALARMS = 5
PEERS, ATTENDANCE, DENOMINATORS = Peers(), Attendance(), Denominators()


@pytest.fixture(scope="module")
def rules(root, registry: Registry) -> dict[str, Rule]:
    return {one.rule_code: one for one in load(root / "expectations", registry).rules}


@pytest.fixture(scope="module")
def clean(registry: Registry) -> Clean:
    return clean_province(registry, 1)


def test_the_chosen_settings_are_those_of_the_rules(rules: dict[str, Rule]) -> None:
    peers, band, jump = (rules[code].params for code in ("VAL08", "VAL09", "PER05"))
    assert peers["threshold"] == Decimal(PEERS.chosen)
    assert (peers["per"], peers["min_history"]) == (PEERS.size_of, PEERS.least_peers)
    assert (peers["method"], peers["least_spread"]) == ("modified_zscore", "count")
    assert (band["related"], band["high"]) == (ATTENDANCE.related, Decimal(ATTENDANCE.chosen))
    assert (jump["method"], jump["threshold"]) == ("consistency", Decimal(DENOMINATORS.chosen))
    named = rules["PER05"].conditions[0].for_each
    assert (named.forms, named.indicators) == (DENOMINATORS.forms, DENOMINATORS.items)


def _found(detector: Peers | Attendance | Denominators, trial: Trial, setting: str, size: str):
    assert setting in detector.settings
    return trial.found[setting, size] / trial.injected[size]


def test_the_chosen_points_hardly_bother_anybody(clean: Clean) -> None:
    for detector in (PEERS, ATTENDANCE, DENOMINATORS):
        trial = detector.trial(clean)
        assert trial.clean_reports > 200, detector.name
        assert 1000 * trial.alarms[detector.chosen] <= MOST_ALARMS * trial.clean_reports


def test_peers_tell_ten_times_as_many_and_the_bound_of_the_catalogue_asks_too_often(
    clean: Clean,
) -> None:
    trial = PEERS.trial(clean)
    assert _found(PEERS, trial, "15", "×10") > 0.8
    assert 1000 * trial.alarms["6"] > MOST_ALARMS * trial.clean_reports


def test_denominators_and_attendance_are_found_where_they_jump_far_enough(clean: Clean) -> None:
    jumps, attendance = DENOMINATORS.trial(clean), ATTENDANCE.trial(clean)
    assert _found(DENOMINATORS, jumps, "0.2", "×1.5") == 1
    assert _found(DENOMINATORS, jumps, "0.5", "×1.5") < 1
    assert _found(ATTENDANCE, attendance, "200", "×10") == 1
    assert _found(ATTENDANCE, attendance, "2000", "×3") == 0
