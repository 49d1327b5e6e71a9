"""The parsed dbt project is kept for exactly what it was parsed from."""

import shutil
from dataclasses import replace
from datetime import timedelta

import duckdb
import pytest
from tests.support.states import settings_in

from baocao.building.dbt import run_dbt
from baocao.building.parsed import KEPT, MOST_KEPT, load_parsed, parsed_file

PROJECT = """
name: small
version: "1.0.0"
config-version: 2
profile: baocao
model-paths: [models]
models:
  small: {+materialized: table}
"""
NONE = {"periods": [], "periods_looking_back": []}
SOME = {"periods": ["2026-Q1"], "periods_looking_back": ["2026-Q1", "2026-Q2"]}
OTHERS = {"periods": ["2026-Q2"], "periods_looking_back": ["2026-Q2"]}


@pytest.fixture
def settings(tmp_path, root):
    """Return a state with a project of two models, of which one looks at periods."""
    for name in ("seeds", "expectations"):
        (tmp_path / name).mkdir()
    project = tmp_path / "project"
    (project / "models").mkdir(parents=True)
    shutil.copyfile(root / "dbt_project" / "profiles.yml", project / "profiles.yml")
    (project / "dbt_project.yml").write_text(PROJECT)
    (project / "models" / "first.sql").write_text("select 1 as one, '{{ var('as_of') }}' as told")
    (project / "models" / "second.sql").write_text(
        "select one, told, '{{ var('periods') | join }}' as listed from {{ ref('first') }}"
    )
    folders = {name: tmp_path / name for name in ("seeds", "expectations")}
    return replace(settings_in(tmp_path / "home"), dbt_project=project, **folders)


def told(settings):
    """Return what the second model holds."""
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as connection:
        return connection.execute("select told, listed from main.second").fetchone()


def run(settings, variables):
    """Run both models and return the name of what was kept, and when it was written."""
    settings.warehouse.mkdir(parents=True, exist_ok=True)
    assert len(run_dbt(settings, ["run"], settings.warehouse_file, variables)) == 2
    kept = parsed_file(settings, settings.warehouse / "dbt" / "dbt_project", variables)
    return kept.name, kept.stat().st_mtime_ns


def test_what_was_parsed_serves_other_days_and_other_periods(settings):
    first = run(settings, NONE)
    later = replace(settings, now=settings.now + timedelta(days=1))
    assert run(later, NONE) == first
    assert told(later) == (later.now.isoformat(), "")
    some = run(settings, SOME)
    assert some[0] != first[0]
    assert run(later, OTHERS) == some
    assert told(later) == (later.now.isoformat(), "2026-Q2")


def test_a_changed_project_is_parsed_anew_and_old_ones_go(settings):
    names = []
    for number in range(MOST_KEPT + 1):
        second = settings.dbt_project / "models" / "second.sql"
        second.write_text(f"select '{number}' as told, 'x' as listed from {{{{ ref('first') }}}}")
        names.append(run(settings, NONE)[0])
        assert told(settings) == (str(number), "x")
    kept = {path.name for path in (settings.warehouse / "dbt" / KEPT).iterdir()}
    assert kept == set(names[1:])


def test_what_is_not_there_is_not_loaded(tmp_path):
    assert load_parsed(tmp_path / "none.msgpack") is None
