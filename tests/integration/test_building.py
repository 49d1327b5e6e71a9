"""Building as an operator meets it: before anything has landed, after a fault, after a kill."""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from tests.support.landed import Tables, good_tables, land
from tests.support.states import settings_in

from baocao.building import build, records
from baocao.cli import cli
from baocao.errors import BuildFailed
from baocao.files import sha256_of
from baocao.registry import Registry
from baocao.settings import Settings

# Refused alone: the build goes on without it.
BROKEN_RULE = "\n- rule_code: SUM99\n  expression: TD03 ==\n"

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Settings:
    """Return a state with a configuration of its own, built before anything has landed."""
    base = tmp_path_factory.mktemp("building")
    names = ("seeds", "expectations", "dbt_project")
    for name in names:
        shutil.copytree(root / name, base / name, ignore=shutil.ignore_patterns("target", "logs"))
    settings = replace(settings_in(base / "home"), **{name: base / name for name in names})
    with (settings.expectations / "rules" / "F-TCD.yml").open("a", encoding="utf-8") as rules:
        rules.write(BROKEN_RULE)
    build(settings)
    return settings


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment in which the command line sees these settings."""
    return {
        "BAOCAO_HOME": str(settings.home),
        "BAOCAO_SEEDS": str(settings.seeds),
        "BAOCAO_EXPECTATIONS": str(settings.expectations),
        "BAOCAO_DBT_PROJECT": str(settings.dbt_project),
        "BAOCAO_NOW": settings.now.isoformat(),
    }


def rows(settings: Settings, query: str) -> list[tuple]:
    with duckdb.connect(settings.warehouse_file, read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_before_anything_has_landed_every_report_due_is_missing(
    settings: Settings, registry: Registry
) -> None:
    found = dict(
        rows(settings, "select status, count(*) from marts.fct_reporting_status group by 1")
    )
    expected = list(registry.expected_reports())
    missing = sum(report.due_date < settings.today for report in expected)
    assert found == {"missing": missing, "not_due": len(expected) - missing}
    for table in ("fct_submissions", "fct_indicator_values"):
        assert rows(settings, f"select count(*) from marts.{table}") == [(0,)]
    assert rows(
        settings,
        "select count(*), count(value), max(units_reported) from marts.fct_indicator_aggregates",
    )[0][1:] == (0, 0)
    assert rows(settings, "select max(completeness) from marts.agg_reporting_rates") == [(0,)]


def test_every_mart_says_what_its_rows_and_columns_are(settings: Settings) -> None:
    """The descriptions travel with the data: a BI tool shows them."""
    tables = rows(
        settings, "select table_name, comment from duckdb_tables() where schema_name = 'marts'"
    )
    assert tables
    assert [
        name for name, comment in tables if not (comment or "").startswith("One row per ")
    ] == []
    silent = rows(
        settings,
        "select table_name, column_name from duckdb_columns()"
        " where schema_name = 'marts' and comment is null",
    )
    assert silent == []


def test_a_second_call_says_that_there_is_nothing_to_do(settings: Settings) -> None:
    outcome = CliRunner().invoke(
        cli, ["build", "--json"], env=environment(settings), standalone_mode=False
    )
    assert outcome.return_value == 1, outcome.output
    document = json.loads(outcome.stdout)
    assert document["changed"] is False
    last = records.load(settings)
    assert last is not None
    assert document["build_id"] == last.build_id
    assert all("expectations/rules/F-TCD.yml:" in fault for fault in document["refused"])
    assert document["refused"] == last.refused != []
    spoken = CliRunner().invoke(cli, ["build"], env=environment(settings))
    assert "nothing to do" in spoken.stdout
    assert f"judges nobody: {last.refused[0]}" in spoken.stdout


def test_the_rules_that_are_not_broken_judge(settings: Settings) -> None:
    judged = {code for (code,) in rows(settings, "select check_code from marts.dim_checks")}
    assert "SUM01" in judged
    assert "SUM99" not in judged


def test_a_wrong_target_is_a_wrong_call() -> None:
    assert CliRunner().invoke(cli, ["build", "--target", "duckdb"]).exit_code == 2


def test_seeds_are_left_as_they_are(settings: Settings, root: Path) -> None:
    """dbt writes compiled files to paths made from those of its seeds."""
    for path in (root / "seeds").rglob("*.csv"):
        copy = settings.seeds / path.relative_to(root / "seeds")
        assert copy.read_bytes() == path.read_bytes()


def test_a_failed_build_shows_rows_and_leaves_the_warehouse(settings: Settings) -> None:
    before = sha256_of(settings.warehouse_file), records.load(settings)
    broken = replace(settings, dbt_project=settings.home / "broken_project")
    shutil.copytree(settings.dbt_project, broken.dbt_project)
    test = broken.dbt_project / "tests" / "assert_no_province.sql"
    test.parent.mkdir(exist_ok=True)
    test.write_text("select unit_code from {{ ref('dim_units') }} where unit_code = '06'\n")

    with pytest.raises(BuildFailed) as failure:
        build(broken)

    assert "test.baocao.assert_no_province" in str(failure.value)
    assert "{'unit_code': '06'}" in str(failure.value)
    assert (sha256_of(settings.warehouse_file), records.load(settings)) == before
    assert not list(settings.warehouse.glob("next-*"))


def test_a_model_that_does_not_parse_is_named(settings: Settings) -> None:
    broken = replace(settings, dbt_project=settings.home / "unparsable_project")
    shutil.copytree(settings.dbt_project, broken.dbt_project)
    (broken.dbt_project / "models" / "marts" / "fct_wrong.sql").write_text(
        "select 1 as one from {{ ref('no_such_model') }}\n"
    )
    with pytest.raises(BuildFailed, match="no_such_model"):
        build(broken)


def test_a_killed_build_is_made_again(settings: Settings) -> None:
    land(settings, "b1", good_tables())
    before = sha256_of(settings.warehouse_file)
    command = [sys.executable, "-c", "from baocao.cli import main; main()", "build"]
    with subprocess.Popen(command, env=os.environ | environment(settings)) as process:
        deadline = time.monotonic() + 120
        while not list(settings.warehouse.glob("next-*/*.duckdb")):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.kill()
    assert sha256_of(settings.warehouse_file) == before
    assert list(settings.warehouse.glob("next-*"))

    result = build(settings)

    # The quarter, and the periods that hold it.
    periods = ["2024-9M", "2024-A1", "2024-Q1", "2024-S1"]
    assert (result.full, result.periods, result.new_batches) == (False, periods, ["b1"])
    assert not list(settings.warehouse.glob("next-*"))
    assert rows(
        settings,
        "select indicator_code, value, value_status, known_to from marts.fct_indicator_values"
        " order by 1",
    ) == [
        ("TD01", 1234, "reported", None),
        ("TD02", 0, "zero", None),
        ("TD03", None, "missing", None),
    ]
    assert rows(
        settings,
        "select status, days_late from marts.fct_reporting_status"
        " where unit_code = '01834' and form_code = 'F-TCD' and period_code = '2024-Q1'",
    ) == [("on_time", None)]


def test_what_lands_while_a_build_runs_is_left_to_the_next_one(settings: Settings) -> None:
    """Else it would be in some tables of the build and not in others."""

    def land_meanwhile(done: int, total: int) -> None:
        if done == 1:
            land(settings, "b2", other_tables())

    result = build(settings, full=True, judged=False, progress=land_meanwhile)
    assert (settings.landing / "batches" / "b2").is_dir()
    assert result.new_batches == ["b1"]
    assert rows(settings, "select count(*) from marts.fct_submissions where file_name = 'b2'") == [
        (0,)
    ]
    result = build(settings, judged=False)
    assert result.new_batches == ["b2"]
    assert rows(settings, "select count(*) from marts.fct_submissions where file_name = 'b2'") != [
        (0,)
    ]
    shutil.rmtree(settings.landing / "batches" / "b2")


def other_tables() -> Tables:
    """Return a batch like the first one, of other files."""
    tables = good_tables()
    for table in tables.values():
        for row in table:
            for name in ("submission_id", "delivery_id", "finding_id"):
                if row.get(name):
                    row[name] = f"b2-{row[name]}"
            if "file_name" in row:
                row["file_name"] = "b2"
    return tables


def test_a_batch_that_vanished_makes_every_row_anew(settings: Settings) -> None:
    """As after restoring an older copy of the state."""
    shutil.rmtree(settings.landing / "batches" / "b1")
    result = build(settings)
    assert result.full
    assert rows(settings, "select count(*) from marts.fct_indicator_values") == [(0,)]
