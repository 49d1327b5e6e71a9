"""Small batches become one: nobody who reads landing can tell, whenever it happens or stops."""

import json
import os
from dataclasses import replace
from datetime import timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from tests.support.states import record_build
from tests.unit.ingesting.conftest import Office
from tests.unit.ingesting.workbooks import RECEIVED, drop, items_book, make_report

from baocao import compacting, landing
from baocao.building.reference import freeze_landing, frozen_landing
from baocao.cli.housekeeping import compact as command
from baocao.compacting import GRACE_SECONDS, compact
from baocao.settings import Settings


@pytest.fixture
def office(tmp_path, registry):
    """Return an office in which five files have landed, each in a batch of its own."""
    settings = Settings.from_env(
        {"BAOCAO_HOME": str(tmp_path / "home"), "BAOCAO_NOW": "2026-09-30T17:00:00Z"}
    )
    office = Office(settings, registry)
    for period in ("2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4", "2024-Q1"):
        report = make_report(registry, "BK-TTR", "F-TCD", period)
        drop(office.inbox("BK-TTR"), f"{period}.xlsx", items_book(report))
        office.ingest()
    return office


def _build(office, batches=None):
    record_build(office.settings, "b1", batches or landing.batch_ids(office.settings))


def _rows(settings):
    """Return everything that has landed, by table, in an order that does not depend on folders."""
    places = sorted(set(landing.folders(settings).values()))
    return {
        name: sorted(
            pa.concat_tables(
                [pq.read_table(place / f"{name}.parquet") for place in places]
            ).to_pylist(),
            key=repr,
        )
        for name in landing.SCHEMAS
    }


def test_rows_batches_and_receipts_stay_what_they_were(office):
    settings = office.settings
    before = (_rows(settings), landing.batch_ids(settings), landing.receipts(settings))
    _build(office)
    done = compact(settings, fewest=2)
    assert (done.merged, done.folders, done.removed) == (5, 1, 0)
    assert (_rows(settings), landing.batch_ids(settings), landing.receipts(settings)) == before
    assert len(before[0]["files"]) == 5


def test_what_is_not_built_yet_is_left_as_it_is(office):
    ids = landing.batch_ids(office.settings)
    _build(office, ids[:3])
    assert compact(office.settings, fewest=2).merged == 3
    places = landing.folders(office.settings)
    assert {places[batch].name for batch in ids[3:]} == set(ids[3:])
    assert len({places[batch] for batch in ids[:3]}) == 1


def test_few_folders_are_not_worth_merging(office):
    _build(office)
    assert compact(office.settings).merged == 0
    assert compact(office.settings, fewest=2).merged == 5
    assert compact(office.settings, fewest=2).merged == 0


def test_a_landing_that_was_never_built_is_left_alone(office):
    assert compact(office.settings, fewest=2).merged == 0


def test_replaced_folders_stay_for_a_day(office):
    _build(office)
    compact(office.settings, fewest=2)
    folder = landing.batches_folder(office.settings)
    assert len([path for path in folder.iterdir() if path.name != landing.EMPTY_BATCH]) == 6
    (merged,) = set(landing.folders(office.settings).values())
    now = office.settings.now
    os.utime(merged, (now.timestamp(), now.timestamp()))
    early = replace(office.settings, now=now + timedelta(seconds=GRACE_SECONDS - 1))
    assert compact(early).removed == 0
    late = replace(office.settings, now=now + timedelta(seconds=GRACE_SECONDS))
    before = _rows(late)
    assert compact(late).removed == 5
    assert _rows(late) == before
    assert [path for path in folder.iterdir() if path.name != landing.EMPTY_BATCH] == [merged]


def test_merged_folders_are_merged_again(office, registry):
    _build(office)
    compact(office.settings, fewest=2)
    for period in ("2024-Q2", "2024-Q3"):
        report = make_report(registry, "BK-TTR", "F-TCD", period)
        drop(office.inbox("BK-TTR"), f"{period}.xlsx", items_book(report))
        office.ingest()
    before = _rows(office.settings)
    _build(office)
    assert compact(office.settings, fewest=2).merged == 3
    assert len(set(landing.folders(office.settings).values())) == 1
    assert _rows(office.settings) == before


@pytest.mark.parametrize("step", ["write_tables", "sync_directory"])
def test_a_kill_at_any_step_loses_and_doubles_nothing(office, monkeypatch, step):
    before = _rows(office.settings)
    _build(office)

    def killed(*_):
        raise KeyboardInterrupt

    owner = landing if step == "write_tables" else compacting
    with monkeypatch.context() as patched:
        patched.setattr(owner, step, killed)
        with pytest.raises(KeyboardInterrupt):
            compact(office.settings, fewest=2)
    assert _rows(office.settings) == before
    compact(office.settings, fewest=2)
    assert _rows(office.settings) == before
    assert len(set(landing.folders(office.settings).values())) == 1


def test_ingest_goes_on_and_knows_what_has_landed(office, registry):
    _build(office)
    compact(office.settings, fewest=2)
    report = make_report(registry, "BK-TTR", "F-TCD", "2024-Q1", values={"TD01": 7})
    later = RECEIVED + timedelta(days=1)
    drop(office.inbox("BK-TTR"), "again.xlsx", items_book(report), later)
    result = office.ingest()
    assert result.files["read"] == 1
    (receipt,) = [path for path in result.receipts if path.suffix == ".html"]
    assert '"version": 2' in receipt.with_suffix(".json").read_text(encoding="utf-8")


def test_a_build_sees_each_row_once_while_replaced_folders_are_still_there(office):
    settings = office.settings
    _build(office)
    compact(settings, fewest=2)
    freeze_landing(settings, landing.batch_ids(settings))
    linked = {path.name for path in (frozen_landing(settings) / "batches").iterdir()}
    (merged,) = set(landing.folders(settings).values())
    assert linked == {landing.EMPTY_BATCH, merged.name}


def test_the_command(office, monkeypatch):
    monkeypatch.setenv("BAOCAO_HOME", str(office.settings.home))
    _build(office)
    result = CliRunner().invoke(command, ["--fewest", "2", "--json"], catch_exceptions=False)
    assert json.loads(result.output) == {"merged": 5, "folders": 1, "removed": 0}
