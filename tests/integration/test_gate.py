"""From landing to a published version through the real gates, and what a red one stops."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.support.history import write_history
from tests.support.landed import good_tables, land

from baocao import cli, publishing
from baocao.building import records
from baocao.landing import batches_folder
from baocao.quality import check, suites
from baocao.quality.frames import open_frames
from baocao.registry import Registry
from baocao.settings import Settings

# The first quarter of the sample province was due, and nothing else yet.
NOW = "2023-03-20T02:00:00Z"
QUESTION = "select count(*) from marts.fct_submissions"


class Province:
    """A province driven by the command line, as its operator would."""

    def __init__(self, home: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.expectations = home / "expectations"
        shutil.copytree(root / "expectations", self.expectations, dirs_exist_ok=True)
        variables = {
            "BAOCAO_HOME": home / "state",
            "BAOCAO_SEEDS": root / "seeds",
            "BAOCAO_EXPECTATIONS": self.expectations,
            "BAOCAO_DBT_PROJECT": root / "dbt_project",
            "BAOCAO_NOW": NOW,
        }
        for name, value in variables.items():
            monkeypatch.setenv(name, str(value))
        self.settings = Settings.from_env()

    def run(self, *arguments: str) -> int:
        """Run `baocao` and return its exit code."""
        self._monkeypatch.setattr(sys, "argv", ["baocao", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0)


@pytest.fixture(scope="module")
def published_home(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """A province whose first quarter is landed, built, checked and published."""
    home = tmp_path_factory.mktemp("province")
    with pytest.MonkeyPatch.context() as monkeypatch:
        made = Province(home, root, monkeypatch)
        write_history(made.settings, Registry.load(made.settings.seeds), batches=1)
        for command in ("build", "check", "publish"):
            assert made.run(command, "--json") == 0, command
    return home


@pytest.fixture
def province(
    published_home: Path, tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> Province:
    """The same, free to be changed."""
    shutil.copytree(published_home, tmp_path, symlinks=True, dirs_exist_ok=True)
    return Province(tmp_path, root, monkeypatch)


def _last_json(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    output = capsys.readouterr().out
    return json.loads(output[output.index("{") :])


def _refusal(province: Province, capsys: pytest.CaptureFixture[str]) -> str:
    """Return why publishing is refused, once it has left everything as it was."""
    versions = publishing.published_versions(province.settings)
    capsys.readouterr()
    assert province.run("publish") == 1
    assert publishing.published_versions(province.settings) == versions
    assert publishing.current_version(province.settings) == versions[-1]
    return capsys.readouterr().err


def test_red_gates_stop_publishing_and_leave_the_version_standing(
    province: Province, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = province.settings
    reader = publishing.connect_published(settings)
    published = reader.execute(QUESTION).fetchall()
    tables = {table["name"] for table in publishing.read_manifest(settings)["tables"]}
    assert tables >= {"dim_units", "fct_quality_flags", "rpt_reporting_grid"}

    # Landing: an identity number slipped through.
    bad = good_tables()
    bad["cells"][0]["raw_text"] = "CCCD 006199012345"
    land(settings, "bad", bad)
    capsys.readouterr()
    assert province.run("check", "--stage", "landing", "--json") == 1
    verdict = _last_json(capsys)["stages"]["landing"]
    assert [suite["suite"] for suite in verdict["suites"] if suite["failures"]] == [
        "landing_privacy"
    ]
    assert "landing_privacy.personal_numbers" in _refusal(province, capsys)

    # The operator takes the batch away: the gate opens again, and there is nothing to publish.
    shutil.rmtree(batches_folder(settings) / "bad")
    assert province.run("check", "--stage", "landing", "--json") == 0
    assert province.run("publish", "--json") == 0
    assert publishing.published_versions(settings) == ["v000001"]

    # A build that nobody has looked at.
    good = good_tables()
    for row in (*good["files"], *good["submissions"]):
        row["received_at"] = row["ingested_at"] = settings.now
    land(settings, "good", good)
    assert province.run("build", "--json") == 0
    assert "the check is for build" in _refusal(province, capsys)

    # Marts: a promise that the warehouse does not keep.
    suite = province.expectations / "suites" / "marts_dim_units.yml"
    kept = suite.read_text()
    suite.write_text(kept.replace("max_value: 3", "max_value: 2"))
    capsys.readouterr()
    assert province.run("check") == 1
    shown = capsys.readouterr().out
    assert "[critical] marts_dim_units.level" in shown
    assert "unit_code=" in shown
    assert "marts_dim_units.level" in _refusal(province, capsys)
    assert reader.execute(QUESTION).fetchall() == published

    # Mended. Checking the marts alone is enough: what landed is looked at as well, where it was
    # not yet. The next version appears, and the reader goes on reading the one it opened.
    suite.write_text(kept)
    assert province.run("check", "--stage", "marts", "--json") == 0
    assert province.run("publish", "--json") == 0
    assert publishing.current_version(settings) == "v000002"
    assert reader.execute(QUESTION).fetchall() == published
    reader.close()
    with publishing.connect_published(settings) as fresh:
        assert fresh.execute(QUESTION).fetchall()[0][0] == published[0][0] + 2


# What befalls one row of each table, and the columns and the expectation that must say so.
BREACHES = [
    ("update dim_units set name_vi = null", "name_vi", "not_be_null"),
    (
        "update dim_periods set due_date = end_date, is_window_known = true",
        "due_date, end_date",
        "be_greater_than_b",
    ),
    ("update dim_indicators set kind = 'sum'", "kind", "be_in_set"),
    ("update dim_categories set name_en = null", "name_en", "not_be_null"),
    ("insert into dim_forms from dim_forms limit 1", "form_code, form_version", "be_unique"),
    ("update fct_submissions set status = 'lost'", "status", "be_in_set"),
    ("update fct_reporting_status set rules_failed = 999", "rules_evaluated, rules_failed", ""),
    ("update fct_reporting_status set status = 'late', days_late = 0", "days_late", "be_between"),
    ("update fct_indicator_values set value_status = 'zero', value = null", "value", "not_be_null"),
    ("update fct_indicator_aggregates set boundary = 'old'", "boundary", "be_in_set"),
    ("update fct_rule_verdicts set verdict = 'maybe'", "verdict", "be_in_set"),
    ("update fct_rule_verdicts set rule_code = 'XXX99'", "rule_code", "be_in_set"),
    ("update fct_quality_flags set message_vi = '{found}'", "message_vi", "not_match_regex"),
    ("update fct_quality_flags set status = 'closed'", "status", "be_in_set"),
    ("update agg_reporting_rates set completeness = 101", "completeness", "be_between"),
    ("update agg_reporting_rates set on_time = received + 1", "received, on_time", ""),
    ("alter table agg_reporting_rates drop column timeliness_raw", "", "match_set"),
]


def test_each_breach_of_the_marts_is_named(province: Province) -> None:
    with duckdb.connect(province.settings.warehouse_file) as connection:
        connection.execute("set search_path = 'marts'")
        for statement, *_ in BREACHES:
            first = f" where rowid = (select min(rowid) from {statement.split()[1]})"
            connection.execute(statement + (first if statement.startswith("update") else ""))
    result = check(province.settings, "marts")
    blamed = {(one.suite, one.subject, one.expectation) for one in result.failures}
    for statement, subject, what in BREACHES:
        table = next(word for word in statement.split() if word.startswith(("dim", "fct", "agg")))
        assert any(
            (suite, columns) == (f"marts_{table}", subject) and what in expectation
            for suite, columns, expectation in blamed
        ), statement
    assert result.red


def test_what_is_lost_between_landing_and_marts_is_counted(province: Province) -> None:
    lost = "(select min(submission_id) from fct_indicator_values where value > 0)"
    with duckdb.connect(province.settings.warehouse_file) as connection:
        connection.execute("set search_path = 'marts'")
        connection.execute(f"delete from fct_indicator_values where submission_id = {lost}")
        one = "(select min(submission_id) from fct_submissions)"
        connection.execute(f"delete from fct_submissions where submission_id = {one}")
        connection.execute("delete from fct_quality_flags where check_code = 'REP01'")
        connection.execute("delete from fct_rule_verdicts where verdict = 'fail'")
        rate = "(select min(rowid) from agg_reporting_rates where unit_code = '06')"
        connection.execute(f"delete from agg_reporting_rates where rowid = {rate}")
    failures = check(province.settings, "marts").failures
    (of_form,) = {one.suite for one in failures} - {"marts_conservation", "marts_relations"}
    assert of_form.startswith("marts_form_")
    lines = {line for line, count in _conserved(province).items() if count}
    assert lines >= {
        "landed reports that are not in fct_submissions",
        "landed figures less figures in fct_indicator_values",
        "sum of landed values less sum of reported values of fct_indicator_values",
        "reports whose counts of rules differ from their verdicts",
        "statuses less the statuses counted in agg_reporting_rates",
        "missing reports without a flag",
    }


def test_totals_that_differ_between_the_two_maps_are_counted(province: Province) -> None:
    with duckdb.connect(province.settings.warehouse_file) as connection:
        connection.execute(
            "update marts.fct_indicator_aggregates set value = value + 1"
            " where boundary = 'current' and value is not null"
        )
    failures = check(province.settings, "marts").failures
    assert {one.suite for one in failures} == {"marts_conservation_totals"}
    lines = _conserved(province, "marts_conservation_totals")
    assert lines["sums over the country or a province that differ between the two maps"] > 0


def test_what_was_lost_since_former_builds_closes_the_gate(province: Province) -> None:
    kept = province.settings.warehouse / "measures"
    (own,) = kept.iterdir()
    former = own.rename(own.with_name(f"{own.stem.partition('_')[0]}_former.parquet"))
    with duckdb.connect(province.settings.warehouse_file) as connection:
        connection.execute("delete from marts.fct_total_members where hash(unit_code) % 4 > 0")
    result = check(province.settings, "marts")
    drifted = {one.severity: one.rows for one in result.failures if one.suite == "marts_drift"}
    assert [row["subject"] for row in drifted["critical"]] == ["fct_total_members"]
    assert [row["subject"] for row in drifted["warning"]] == ["fct_total_members"]
    assert list(kept.iterdir()) == [former], "what went wrong is not kept"


def _conserved(province: Province, suite: str = "marts_conservation") -> dict[str, float]:
    """Return every line of a suite on conservation, with what is broken in it."""
    chosen = [one for one in suites.load(province.expectations) if one.name == suite]
    build = records.load(province.settings)
    assert build is not None
    registry = Registry.load(province.settings.seeds)
    with open_frames(province.settings, registry, build.batches, build) as frames:
        frame = frames.of(chosen[0])
    return dict(zip(frame["conserved"], frame["broken"], strict=True))
