"""`baocao config check`: every fault of the configuration in one call, before anything runs."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def province(tmp_path: Path, root: Path) -> Path:
    """Return a folder with a copy of the configuration."""
    for name in ("seeds", "expectations"):
        shutil.copytree(root / name, tmp_path / name)
    return tmp_path


def _baocao(province: Path, root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(province),
        "LANG": "C.UTF-8",
        "BAOCAO_DBT_PROJECT": str(root / "dbt_project"),
        "BAOCAO_NOW": "2026-09-15T03:00:00Z",
    }
    command = [sys.executable, "-c", "from baocao.cli import main; main()", *arguments]
    return subprocess.run(
        command, cwd=province, env=env, capture_output=True, text=True, timeout=120, check=False
    )


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_repository_s_own_configuration_is_valid(province: Path, root: Path) -> None:
    """Exit 0 and the counts of what was read."""
    done = _baocao(province, root, "config", "check", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    document = json.loads(done.stdout)
    assert document["warnings"] == []
    counts = document["counts"]
    assert counts["units"] > 14_000
    assert counts["forms"] >= 3
    assert counts["rules"] >= 15


def test_a_year_without_public_holidays_is_remarked_on(province: Path, root: Path) -> None:
    """No fault, but due dates around Tết would come out too early."""
    years = province / "seeds/reference/reporting_years.csv"
    years.write_text(years.read_text() + "2040\n")
    done = _baocao(province, root, "config", "check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no public holiday of 2040" in done.stdout


def test_faults_of_seeds_and_rules_are_named_together(province: Path, root: Path) -> None:
    """One call shows a wrong seed row and a wrong finding text, each with its place."""
    _replace(province / "seeds/reference/units.csv", "DVHC,002,2013-01-01", "DVHC,002,1/1/2013")
    _replace(province / "expectations/findings.yml", "severity: ", "severity: very ")
    done = _baocao(province, root, "config", "check", "--json")
    assert done.returncode == 2
    faults = json.loads(done.stdout)["faults"]
    units = [fault for fault in faults if fault["file"] == "seeds/reference/units.csv"]
    assert [(fault["row"], fault["column"]) for fault in units] == [(17, "valid_from")]
    assert any(
        fault["file"] == "expectations/findings.yml" and fault["row"] > 0 for fault in faults
    )


def test_a_broken_rule_is_named_with_line_and_column(province: Path, root: Path) -> None:
    """The place inside the expression is part of the message; good rules are not accused."""
    _replace(
        province / "expectations/rules/F-TCD.yml", "TD03 == TD01 + TD02", "TD03 == TD01 +* TD02"
    )
    done = _baocao(province, root, "config", "check")
    assert done.returncode == 2
    faults = [line for line in done.stderr.splitlines() if "expectations/rules/" in line]
    assert len(faults) == 1
    assert "F-TCD.yml:7 [expression, column 29]" in faults[0]


@pytest.mark.parametrize("command", [["ingest"], ["build"], ["run"]])
def test_nothing_runs_with_a_broken_configuration(
    province: Path, root: Path, command: list[str]
) -> None:
    """A unit's file waits in the inbox until the configuration is mended."""
    sent = province / "var/inbox/01840/tcd.csv"
    sent.parent.mkdir(parents=True)
    sent.write_text("unit_code,form_code\n", encoding="utf-8")
    _replace(province / "seeds/reference/calendars.csv", "ND09,Q,2019-03-12", "ND09,Q,12/3/2019")
    done = _baocao(province, root, *command)
    assert done.returncode == 2
    assert "seeds/reference/calendars.csv:8 [valid_from]" in done.stderr
    assert sent.exists()
    assert not (province / "var/landing/batches").exists()
    assert not (province / "var/warehouse/warehouse.duckdb").exists()


def test_a_wrong_call_ends_with_two(province: Path, root: Path) -> None:
    """A call that cannot be understood is not a result."""
    assert _baocao(province, root, "no-such-command").returncode == 2
    assert _baocao(province, root, "template", "--form", "F-TCD").returncode == 2


def test_errors_of_a_call_are_json_where_json_was_asked_for(province: Path, root: Path) -> None:
    """A program that reads the output gets a document whatever went wrong."""
    done = _baocao(province, root, "status", "--json", "--nope")
    assert done.returncode == 2
    assert "--nope" in json.loads(done.stdout)["message"]


def test_a_place_that_cannot_be_written_is_named(province: Path, root: Path) -> None:
    """No traceback, and not the exit code of a result."""
    where = "/proc/form.xlsx"
    arguments = ["--form", "F-TCD", "--unit", "01840", "--period", "2026-Q3", "-o", where]
    done = _baocao(province, root, "template", *arguments)
    assert done.returncode == 2
    assert "/proc/" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_form_is_a_workbook_by_name_too(province: Path, root: Path) -> None:
    """Excel would refuse a workbook that is called otherwise."""
    arguments = ["--form", "F-TCD", "--unit", "01840", "--period", "2026-Q3", "-o", "form.csv"]
    done = _baocao(province, root, "template", *arguments)
    assert done.returncode == 2
    assert "'form.csv'" in done.stderr
    assert not (province / "form.csv").exists()
