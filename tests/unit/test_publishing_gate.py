import dataclasses

import duckdb
import pytest
from tests.support.states import checked_build, record_build, settings_in, write_warehouse

from baocao import publishing
from baocao.errors import PublishRefused, StateError
from baocao.quality.verdict import Failure, SuiteResult, load_check, save_check


def _leave_unchecked(settings) -> None:
    write_warehouse(settings, 7)
    (settings.warehouse / "check.json").unlink()


def _check_another_build(settings) -> None:
    write_warehouse(settings, 7)


def _change_after_checking(settings) -> None:
    checked_build(settings, 7)
    with duckdb.connect(settings.warehouse_file) as connection:
        connection.execute("update marts.fct_a set value = value + 1")


def _build_an_unchecked_batch(settings) -> None:
    build_id = checked_build(settings, 7)
    record_build(settings, build_id, ["b2", "b0000000000000001"])


def _fail_a_critical_expectation(settings) -> None:
    checked_build(settings, 7)
    _fail(settings, "critical")


def _fail(settings, severity: str) -> None:
    check = load_check(settings)
    assert check is not None
    failure = Failure("marts_fct_a", "expect_x", "value", severity, "Trị số", "Value", "3 rows")
    suite = SuiteResult("marts_fct_a", "A", "A", 100, 4, [failure])
    marts = dataclasses.replace(check.stages["marts"], suites=[suite])
    save_check(settings, dataclasses.replace(check, stages={**check.stages, "marts": marts}))


@pytest.mark.parametrize(
    ("close_gate", "message"),
    [
        (_leave_unchecked, "not checked yet"),
        (_check_another_build, "is for build build0001, not build0007"),
        (_change_after_checking, "the warehouse changed after it was checked"),
        (_build_an_unchecked_batch, r"1 landed batch\(es\) not checked as good: b2"),
        (
            _fail_a_critical_expectation,
            r"marts_fct_a.value: Trị số / Value \(3 rows\)",
        ),
    ],
)
def test_a_closed_gate_leaves_the_published_version_standing(tmp_path, close_gate, message):
    settings = settings_in(tmp_path)
    checked_build(settings, 1)
    publishing.publish(settings)
    close_gate(settings)
    with pytest.raises(PublishRefused, match=message) as refused:
        publishing.publish(settings)
    assert refused.value.exit_code == 1
    assert "the version in use stands: v000001" in str(refused.value)
    assert publishing.current_version(settings) == "v000001"
    assert publishing.published_versions(settings) == ["v000001"]


@pytest.mark.parametrize("severity", ["warning", "info"])
def test_milder_failures_do_not_stop_publishing(tmp_path, severity):
    settings = settings_in(tmp_path)
    checked_build(settings, 1)
    _fail(settings, severity)
    assert publishing.publish(settings).created


def test_a_verdict_that_cannot_be_read_is_no_verdict(tmp_path):
    settings = settings_in(tmp_path)
    checked_build(settings, 1)
    (settings.warehouse / "check.json").write_text('{"stages": {"marts": {}}}')
    with pytest.raises(StateError, match="run `baocao check` again"):
        publishing.publish(settings)
