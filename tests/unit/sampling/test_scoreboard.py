import json
from dataclasses import replace

import duckdb
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tests.support.states import checked_build, settings_in, write_green_check

from baocao.cli.sampling import scoreboard
from baocao.errors import UsageError
from baocao.publishing import publish
from baocao.sampling.scoreboard import FalseAlarm, by_size, combined, compare
from baocao.sampling.truth import TruthRow, read_truth, write_truth


def _row(number: int, fault_class: str = "sum", check_code: str = "SUM01") -> TruthRow:
    return TruthRow(
        f"{fault_class}-{number:03d}", fault_class, check_code, f"u{number}", "F-TCD", "2024-Q1",
        "TD03", f"u{number}/a.xlsx", "",
    )  # fmt: skip


def _flag(number: int, check_code: str = "SUM01") -> FalseAlarm:
    return FalseAlarm(check_code, f"u{number}", "F-TCD", "2024-Q1", "sai")


def test_all_found_and_nothing_else_is_good():
    board = compare([_row(1), _row(2)], [_flag(1), _flag(2), _flag(2)])
    assert board.is_good
    assert (board.total.found, board.total.missed, board.total.false_alarms) == (2, 0, 0)


def test_one_miss_is_below_the_bar_and_named():
    board = compare([_row(n) for n in range(100)], [_flag(n) for n in range(99)])
    assert not board.is_good
    assert [row.unit_code for row in board.misses] == ["u99"]


def test_precision_under_the_bar_in_one_class_is_below_the_bar():
    truth = [_row(n) for n in range(100)] + [_row(n, "late", "REP02") for n in range(10)]
    flags = [_flag(n) for n in range(100)] + [_flag(n, "REP02") for n in range(11)]
    board = compare(truth, flags)
    assert board.total.precision > 0.98
    assert not board.is_good
    assert [alarm.unit_code for alarm in board.false_alarms] == ["u10"]


def test_alarms_of_checks_that_nothing_was_put_in_for_count_in_the_whole():
    board = compare([_row(1)], [_flag(1), _flag(1, "UNT05")])
    assert board.total.false_alarms == 1
    assert not board.is_good


def test_an_alarm_of_another_unit_form_or_period_is_no_find():
    other = FalseAlarm("SUM01", "u1", "F-TCD", "2024-Q2", "sai")
    board = compare([_row(1)], [other])
    assert (board.total.found, board.total.false_alarms) == (0, 1)


@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)))
def test_counts_always_agree(put_in, raised):
    board = compare([_row(n) for n in put_in], [_flag(n) for n in raised])
    total = board.total
    assert total.injected == len(put_in) == total.found + total.missed
    assert total.found + total.false_alarms == len(raised)
    assert sum(score.injected for score in board.scores) == total.injected
    assert sum(score.false_alarms for score in board.scores) == total.false_alarms
    assert board.is_good == (put_in <= raised and len(raised) * 0.95 <= len(put_in))


def test_the_truth_file_comes_back_as_written(tmp_path):
    rows = [_row(2), _row(1, "late", "REP02")]
    write_truth(tmp_path / "truth.csv", rows)
    assert read_truth(tmp_path / "truth.csv") == sorted(rows)


@pytest.mark.parametrize(("check_kind", "unit", "alarms"), [
    ("statistical", 1, 0), ("perfunctory", 1, 0), ("rule", 1, 1), ("statistical", 2, 1),
])  # fmt: skip
def test_a_statistic_may_ask_about_a_report_that_bears_a_fault(check_kind, unit, alarms):
    other = FalseAlarm("VAL07", f"u{unit}", "F-TCD", "2024-Q1", "lạ", check_kind)
    assert compare([_row(1)], [_flag(1), other]).total.false_alarms == alarms


def test_scoreboards_of_several_seeds_add_up():
    one = compare([_row(1), _row(1, "late", "REP02")], [_flag(1)])
    other = compare([_row(2), _row(3)], [_flag(2), _flag(3), _flag(4)])
    both = combined([one, other])
    assert (both.total.injected, both.total.found, both.total.false_alarms) == (4, 3, 1)
    assert [(s.fault_class, s.injected, s.missed) for s in both.scores] == [
        ("late", 1, 1), ("sum", 3, 0),
    ]  # fmt: skip
    assert (both.misses, both.false_alarms) == (one.misses, other.false_alarms)


def test_faults_of_each_size_are_counted_apart():
    truth = [replace(_row(n), size=size) for n, size in enumerate(["1", "10", "2", "10", ""])]
    sizes = [(s.fault_class, s.injected, s.missed) for s in by_size(truth, truth[3:4])]
    assert sizes == [("1", 1, 0), ("2", 1, 0), ("10", 2, 1)]


def test_a_file_that_is_no_truth_file_is_refused(tmp_path):
    with pytest.raises(UsageError, match="no such file"):
        read_truth(tmp_path / "none.csv")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UsageError, match="columns"):
        read_truth(tmp_path / "other.csv")


@pytest.mark.parametrize(("flags", "exit_code"), [(1, 0), (0, 1)])
def test_the_command_reads_what_is_published_and_its_exit_code_tells(
    tmp_path, monkeypatch, flags, exit_code
):
    settings = settings_in(tmp_path)
    build_id = checked_build(settings, 1)
    with duckdb.connect(settings.warehouse_file) as connection:
        connection.execute(
            "create table marts.fct_quality_flags as select 'SUM01' as check_code,"
            " 'u1' as unit_code, 'F-TCD' as form_code, '2024-Q1' as period_code,"
            " 'sai' as message_vi, 'open' as status, 'rule' as check_kind"
            f" from range({flags})"
        )
    write_green_check(settings, build_id)
    publish(settings)
    write_truth(tmp_path / "truth.csv", [_row(1)])
    monkeypatch.setenv("BAOCAO_HOME", str(tmp_path))
    result = CliRunner().invoke(
        scoreboard, ["--truth", str(tmp_path / "truth.csv"), "--json"], catch_exceptions=False
    )
    assert result.exit_code == exit_code
    document = json.loads(result.output)
    assert document["total"]["injected"] == 1
    assert document["is_good"] is (exit_code == 0)
    plain = CliRunner().invoke(scoreboard, ["--truth", str(tmp_path / "truth.csv")])
    assert "sum" in plain.output
    assert ("u1" in plain.output) is (exit_code == 1)
