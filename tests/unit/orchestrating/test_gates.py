from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.states import checked_build, settings_in, write_warehouse

from baocao.orchestrating import gates
from baocao.quality import suites
from baocao.quality.verdict import CheckResult, Failure, SuiteResult, load_check, save_check
from baocao.settings import Settings

FAILURE = Failure("marts_x", "expect_x", "x", "critical", "vi", "en", "found 1")


@pytest.fixture
def settings(tmp_path: Path, root: Path) -> Settings:
    """Return a state whose warehouse was found good by the suites of the repository."""
    settings = replace(settings_in(tmp_path), expectations=root / "expectations")
    checked_build(settings, 1)
    _change_verdict(settings, suites_hash=suites.fingerprint(settings.expectations))
    return settings


def _change_verdict(settings: Settings, **changes: object) -> None:
    saved = load_check(settings)
    assert saved is not None
    stages = dict(saved.stages)
    stages["marts"] = replace(stages["marts"], **changes)  # pyright: ignore[reportArgumentType]
    save_check(settings, CheckResult(stages))


def test_a_green_verdict_on_this_warehouse_stands(settings: Settings) -> None:
    # The warehouse of this test has none of the tables that the suites ask for: checked again it
    # would be red.
    assert gates.check(settings, "marts")["failed_below_critical"] == []


@pytest.mark.parametrize("reason", ["other suites", "another warehouse", "red before"])
def test_any_other_verdict_is_reached_again(settings: Settings, reason: str) -> None:
    if reason == "other suites":
        _change_verdict(settings, suites_hash="others")
    elif reason == "another warehouse":
        write_warehouse(settings, 1, rows=101)
    else:
        _change_verdict(settings, suites=[SuiteResult("marts_x", "vi", "en", 1, 1, [FAILURE])])
    with pytest.raises(gates.GateClosedError, match="the gate is red") as closed:
        gates.check(settings, "marts")
    assert "marts_x" not in str(closed.value)
