"""What a build has to make again, and the record it leaves."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from tests.support.landed import good_tables, land
from tests.support.states import settings_in

from baocao.building import records
from baocao.building.affected import affected_periods
from baocao.building.building import _configuration, _only_writer
from baocao.building.records import Build, NodeResult, config_hash
from baocao.building.reference import prepare_reference
from baocao.errors import StateError
from baocao.landing import SCHEMAS, batch_ids, batches_folder
from baocao.registry import Registry
from baocao.settings import Settings

REGISTRY = Registry.load(Path(__file__).resolve().parents[2] / "seeds")


def at(settings: Settings, day: date) -> Settings:
    """Return the settings at noon of a day in Vietnam."""
    return replace(settings, now=datetime(day.year, day.month, day.day, 5, tzinfo=UTC))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


def test_landed_periods_and_those_after_them_are_affected(settings: Settings) -> None:
    land(settings, "b1", good_tables())
    affected = affected_periods(settings, REGISTRY, ["b1"], settings.today)
    assert affected.periods == ["2024-9M", "2024-A1", "2024-Q1", "2024-S1"], "and what holds it"
    assert affected.unplaced, "the refused file of the batch names no period"
    assert {"2024-Q1", "2024-S1", "2024-A1", "2024-Q2", "2025-Q1"} <= set(affected.looking_back)
    assert not {"2023-Q4", "2023-A1"} & set(affected.looking_back)


def test_a_batch_already_built_affects_nothing(settings: Settings) -> None:
    land(settings, "b1", good_tables())
    assert affected_periods(settings, REGISTRY, [], settings.today).nothing


def test_a_period_unknown_to_the_calendar_has_no_rows_of_its_own(settings: Settings) -> None:
    tables = good_tables()
    for row in tables["submissions"]:
        row["period_code"] = "2031-Q1"
    land(settings, "b1", tables)
    affected = affected_periods(settings, REGISTRY, ["b1"], settings.today)
    assert affected.periods == []
    assert affected.looking_back == []
    assert affected.unplaced
    assert not affected.nothing


@pytest.mark.parametrize(
    ("since", "today", "expected"),
    [
        # 2024-Q1 ended on Thursday 14 March and was due on Monday 18 March.
        (date(2024, 3, 13), date(2024, 3, 14), []),
        (date(2024, 3, 14), date(2024, 3, 15), ["2024-Q1"]),
        (date(2024, 3, 15), date(2024, 3, 18), []),
        (date(2024, 3, 18), date(2024, 3, 19), ["2024-Q1"]),
        (date(2024, 3, 19), date(2024, 3, 31), []),
        (date(2024, 3, 13), date(2024, 3, 31), ["2024-Q1"]),
    ],
)
def test_periods_that_end_or_fall_due_are_affected_once_the_day_is_over(
    settings: Settings, since: date, today: date, expected: list[str]
) -> None:
    """A report due on the 18th is missing from the 19th on, whatever landed."""
    affected = affected_periods(at(settings, today), REGISTRY, [], since)
    assert [code for code in affected.periods if "-Q" in code] == expected


@limits(max_examples=20, deadline=None)
@given(
    start=st.dates(date(2023, 1, 1), date(2026, 6, 30)),
    first=st.integers(0, 200),
    second=st.integers(0, 200),
)
def test_no_day_is_lost_between_builds(
    tmp_path_factory: pytest.TempPathFactory, start: date, first: int, second: int
) -> None:
    """Building on the way affects, taken together, what building once at the end does."""
    settings = settings_in(tmp_path_factory.getbasetemp())
    middle, end = start + timedelta(first), start + timedelta(first + second)
    at_once = affected_periods(at(settings, end), REGISTRY, [], start)
    steps = [
        affected_periods(at(settings, middle), REGISTRY, [], start),
        affected_periods(at(settings, end), REGISTRY, [], middle),
    ]
    assert set(at_once.periods) == {code for step in steps for code in step.periods}
    assert set(at_once.periods) <= set(at_once.looking_back)


def test_reference_has_every_expected_report_and_an_empty_batch(settings: Settings) -> None:
    prepare_reference(settings, REGISTRY)
    folder = settings.landing / "reference"
    expected = pq.read_table(folder / "expected_reports.parquet")
    assert expected.num_rows == len(list(REGISTRY.expected_reports()))
    assert expected.schema.field("unit_code").type == "string"
    assert expected.schema.field("due_date").type == "date32"
    periods = pq.read_table(folder / "periods.parquet")
    assert periods.num_rows == len(REGISTRY.periods)
    for name, schema in SCHEMAS.items():
        empty = pq.read_table(batches_folder(settings) / "empty" / f"{name}.parquet")
        assert (empty.num_rows, empty.schema) == (0, schema)
    assert batch_ids(settings) == []


def test_reference_can_be_made_again(settings: Settings) -> None:
    prepare_reference(settings, REGISTRY)
    before = {path.name: path.read_bytes() for path in (settings.landing / "reference").iterdir()}
    prepare_reference(settings, REGISTRY)
    after = {path.name: path.read_bytes() for path in (settings.landing / "reference").iterdir()}
    assert before == after


def test_the_configuration_hash_follows_what_makes_rows(settings: Settings, tmp_path: Path) -> None:
    folders = {name: tmp_path / name for name in ("seeds", "expectations", "dbt_project")}
    for folder in folders.values():
        folder.mkdir()
        (folder / "a.csv").write_text("1")
    settings = replace(settings, **folders)
    first = config_hash(settings)
    for left_out in (
        *("expectations/suites/s.yml", "seeds/reports/summary_outline.yml"),
        *("dbt_project/target/x", "dbt_project/logs/y"),
    ):
        (tmp_path / left_out).parent.mkdir()
        (tmp_path / left_out).write_text("x")
    assert config_hash(settings) == first
    seen = {first}
    for folder in folders.values():
        (folder / "a.csv").write_text("2")
        seen.add(config_hash(settings))
    (folders["seeds"] / "a.csv").rename(folders["seeds"] / "b.csv")
    seen.add(config_hash(settings))
    assert len(seen) == 5


def test_a_day_that_changes_the_map_makes_every_period_anew(settings: Settings) -> None:
    """On 1 July 2025 all that was reported before counts on other units; on other days it stays."""
    days = [date(2025, 6, 29), date(2025, 6, 30), date(2025, 7, 1), date(2025, 7, 2)]
    hashes = [_configuration(at(settings, day), REGISTRY) for day in days]
    assert hashes[0] == hashes[1] != hashes[2] == hashes[3]


def test_the_record_is_read_as_it_was_written(settings: Settings) -> None:
    build = Build(
        build_id="x",
        as_of="2026-09-30T17:00:00+00:00",
        today="2026-10-01",
        batches=["b1"],
        config_hash="c",
        full=False,
        periods=["2024-Q1"],
        nodes=[NodeResult("model.baocao.dim_units", "success", 0.1)],
    )
    assert records.load(settings) is None
    records.save(settings, build)
    assert records.load(settings) == build
    assert build.day == date(2026, 10, 1)


@pytest.mark.parametrize("content", ["{", "[]", json.dumps({"build_id": "x"})])
def test_a_record_that_cannot_be_read_says_what_to_do(settings: Settings, content: str) -> None:
    path = records.record_file(settings)
    path.parent.mkdir(parents=True)
    path.write_text(content)
    with pytest.raises(StateError, match="baocao build --full"):
        records.load(settings)


HOLD = """
import sys
from baocao.building.building import _only_writer
from baocao.settings import Settings
with _only_writer(Settings.from_env()):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_only_one_process_writes_and_a_killed_one_lets_go(settings: Settings) -> None:
    command = [sys.executable, "-c", HOLD]
    env = {**os.environ, "BAOCAO_HOME": str(settings.home)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=env, **pipes) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(StateError, match="another process"), _only_writer(settings):
            pass
        other.kill()
        other.wait()
        with _only_writer(settings):
            pass
