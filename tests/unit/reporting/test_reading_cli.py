import json
import os
import pty
import subprocess
import sys
from dataclasses import dataclass

import pytest

from baocao.cli import main


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def baocao(province, monkeypatch, capsys):
    """Return a function that runs the command line as the console script does."""

    def run(*arguments):
        monkeypatch.setenv("BAOCAO_HOME", str(province.home))
        monkeypatch.setattr(sys, "argv", ["baocao", *arguments])
        with pytest.raises(SystemExit) as exit_of:
            main()
        captured = capsys.readouterr()
        return Done(int(exit_of.value.code or 0), captured.out, captured.err)

    return run


def test_status_shows_who_is_not_on_time(baocao):
    done = baocao("status", "--period", "2024-A1")
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert lines[1][:6] == ["2024-A1", "F-DVK", "18", "14", "1", "2"]
    assert [line[0] for line in lines].count("Chưa nộp") == 5
    assert "Đúng hạn" not in [line[0] for line in lines]


def test_status_is_clean_when_nothing_is_missing(baocao):
    done = baocao("status", "--period", "2025-Q2", "--json")
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert answer["summary"][0]["not_due"] == 8
    assert len(answer["reports"]) == 16


def test_flags_at_error_end_with_one(baocao):
    assert baocao("flags", "--status", "resolved").returncode == 0
    done = baocao("flags", "--unit", "01800", "--lang", "en")
    assert done.returncode == 1
    assert "Error\tREP05\t2024-A1" in done.stdout
    assert json.loads(baocao("flags", "--period", "2024-A1", "--json").stdout)["count"] == 29


def test_trace_leads_to_file_sheet_and_cell(baocao):
    done = baocao("trace", "--unit", "058000", "--indicator", "TD03", "--period", "2024-A1")
    assert done.returncode == 0
    assert "F-TCD_2024-A1_058.xlsx" in done.stdout
    assert "đúng bằng số công bố" in done.stdout
    answer = json.loads(
        baocao(
            "trace", "--unit", "06", "--indicator", "GQ05", "--period", "2024-A1", "--json"
        ).stdout
    )
    assert answer["reconciles"] is True
    assert [part["role"] for part in answer["parts"]] == ["numerator", "denominator", "denominator"]


def test_report_writes_and_names_the_file(baocao, tmp_path):
    target = tmp_path / "q.html"
    done = baocao("report", "quality", "--period", "2024-A1", "-o", str(target), "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["path"]) == (0, str(target))
    assert answer["figures"]["missing"] == 5
    assert target.exists()


def test_query_answers_in_both_shapes(baocao):
    assert baocao("query", "select 1 as a, 'x' as b").stdout == "a\tb\n1\tx\n"
    answer = json.loads(baocao("query", "select 1.50 as a", "--json").stdout)
    assert answer["rows"] == [{"a": "1.50"}]


@pytest.mark.parametrize(
    "arguments",
    [
        ["status", "--period", "2030-Q1"],
        ["status", "--status", "asleep"],
        ["flags", "--unit", "nobody"],
        ["trace", "--unit", "06", "--indicator", "TD03"],
        ["report", "quality", "--period", "2030-Q1"],
        ["query", "drop table marts.dim_units"],
        ["query", "select"],
    ],
)
def test_a_wrong_call_ends_with_two_and_says_why(baocao, arguments):
    done = baocao(*arguments)
    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_a_terminal_gets_a_table_and_no_foreign_control_characters(province):
    primary, secondary = pty.openpty()
    sql = "select chr(27) || '[2J' as a"
    command = [sys.executable, "-c", "from baocao.cli import main; main()", "query", sql]
    environment = os.environ | {"BAOCAO_HOME": str(province.home), "TERM": "xterm", "COLUMNS": "80"}
    with subprocess.Popen(command, env=environment, stdout=secondary) as done:
        assert done.wait() == 0
    shown = os.read(primary, 10_000).decode()
    os.close(primary)
    os.close(secondary)
    assert "─" in shown or "━" in shown
    assert "\x1b[2J" not in shown
