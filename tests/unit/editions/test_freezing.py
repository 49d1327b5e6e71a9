import dataclasses
import json
import os
import stat
import subprocess
import sys
import time
from datetime import timedelta
from hashlib import sha256

import duckdb
import pytest
from tests.support.states import settings_in
from tests.support.versions import publish_next

from baocao.editions import current_edition, freeze, list_editions, reopen
from baocao.editions.store import load_editions, period_folder
from baocao.editions.verifying import verify
from baocao.errors import EditionRefused, StateError, UsageError
from baocao.files import sha256_of

PERIOD = "2025-Q1"
OFFICE = "Văn phòng UBND tỉnh"


def test_an_edition_holds_the_periods_rows_of_every_published_table(settings):
    edition = freeze(settings, PERIOD, OFFICE).edition

    tables = {table["name"]: table for table in edition.manifest["tables"]}
    with duckdb.connect(settings.published / "current/baocao.duckdb", read_only=True) as published:
        for schema, name in published.execute(
            "select table_schema, table_name from information_schema.tables"
        ).fetchall():
            columns = [row[0] for row in published.execute(f"describe {schema}.{name}").fetchall()]
            where = f"where period_code = '{PERIOD}'" if "period_code" in columns else ""
            count = published.execute(f"select count(*) from {schema}.{name} {where}").fetchall()
            assert count == [(tables[name]["rows"],)], name
            frozen = duckdb.sql(f"from '{edition.file(name)}'")
            assert frozen.columns == columns
            assert frozen.shape[0] == tables[name]["rows"]
    assert tables["fct_indicator_values"]["rows"] > 0
    assert edition.path == settings.home / "editions" / PERIOD / "001"


def test_the_manifest_says_what_was_frozen_by_whom_and_why(settings):
    edition = freeze(settings, PERIOD, OFFICE, "Hết hạn báo cáo").edition
    manifest = json.loads((edition.path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest == edition.manifest
    assert {key: manifest[key] for key in ("edition", "period_code", "version", "build_id")} == {
        "edition": 1,
        "period_code": PERIOD,
        "version": "v000007",
        "build_id": "build0007",
    }
    assert (manifest["by"], manifest["why"]) == (OFFICE, "Hết hạn báo cáo")
    assert (manifest["as_of"], manifest["frozen_at"]) == (
        "2025-06-16T17:00:00+00:00",
        settings.now.isoformat(),
    )
    for table in manifest["tables"]:
        file = edition.path / table["file"]
        assert (table["sha256"], table["bytes"]) == (sha256_of(file), file.stat().st_size)
    for file in edition.path.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o444, file
    assert "delta" not in manifest


def test_the_same_rows_have_the_same_hashes(settings, tmp_path):
    first = freeze(settings, PERIOD, OFFICE).edition
    publish_next(settings, "create or replace table marts.dim_forms as from marts.dim_forms")
    reopen(settings, PERIOD, OFFICE, "Xem lại")
    second = freeze(settings, PERIOD, OFFICE).edition
    hashes = [
        {table["name"]: table["sha256"] for table in edition.manifest["tables"]}
        for edition in (first, second)
    ]
    assert hashes[0] == hashes[1]
    assert second.manifest["delta"]["rows"] == 0


def test_freezing_the_same_build_again_does_nothing(settings):
    freeze(settings, PERIOD, OFFICE)
    log = (period_folder(settings, PERIOD) / "log.jsonl").read_bytes()
    again = freeze(settings, PERIOD, "Sở Nội vụ", "lần nữa")
    assert (again.outcome, again.edition.number) == ("unchanged", 1)
    assert (period_folder(settings, PERIOD) / "log.jsonl").read_bytes() == log


def test_a_frozen_period_must_be_re_opened_first(settings):
    freeze(settings, PERIOD, OFFICE)
    publish_next(settings)
    with pytest.raises(EditionRefused, match="re-open it first: baocao edition reopen"):
        freeze(settings, PERIOD, OFFICE)
    standing = reopen(settings, PERIOD, "Sở Nội vụ", "Xã gửi bổ sung")
    assert standing.number == 1
    assert not load_editions(settings, PERIOD).is_frozen
    done = freeze(settings, PERIOD, OFFICE)
    assert (done.outcome, done.edition.number) == ("created", 2)
    assert done.edition.manifest["previous"] == 1
    assert [
        (entry["action"], entry["edition"], entry["by"], entry["why"])
        for entry in load_editions(settings, PERIOD).log
    ] == [
        ("frozen", 1, OFFICE, ""),
        ("reopened", 1, "Sở Nội vụ", "Xã gửi bổ sung"),
        ("frozen", 2, OFFICE, ""),
    ]


def test_re_opened_and_nothing_new_closes_again_without_a_new_edition(settings):
    freeze(settings, PERIOD, OFFICE)
    reopen(settings, PERIOD, OFFICE, "Nhầm")
    done = freeze(settings, PERIOD, OFFICE)
    assert (done.outcome, done.edition.number) == ("closed_again", 1)
    assert load_editions(settings, PERIOD).is_frozen
    assert verify(settings).problems == []


def test_nothing_published_no_period_not_ended(settings, tmp_path):
    with pytest.raises(StateError, match="nothing published yet"):
        freeze(settings_in(tmp_path / "other"), PERIOD, OFFICE)
    with pytest.raises(UsageError, match="there is no such period"):
        freeze(settings, "2031-Q9", OFFICE)
    # The published version's own present counts, not the clock of who asks.
    publish_next(settings, "update marts.dim_periods set end_date = '2025-06-17'")
    with pytest.raises(EditionRefused, match="has not ended in that published version"):
        freeze(settings, PERIOD, OFFICE)
    assert list_editions(settings) == []


@pytest.mark.parametrize("name", ["Nguyễn Văn An", "ông Hà", "an@example.org", "", "Sở 0912345678"])
def test_an_office_decides_never_a_person(settings, name):
    with pytest.raises(UsageError, match="never a person's name"):
        freeze(settings, PERIOD, name)
    freeze(settings, PERIOD, "BK-S1")
    with pytest.raises(UsageError, match="never a person's name"):
        reopen(settings, PERIOD, name, "Gửi lại")


def test_re_opening_needs_a_reason_and_a_frozen_period(settings):
    with pytest.raises(EditionRefused, match="was never frozen"):
        reopen(settings, PERIOD, OFFICE, "Gửi lại")
    freeze(settings, PERIOD, OFFICE)
    with pytest.raises(UsageError, match="needs a reason"):
        reopen(settings, PERIOD, OFFICE, "  ")
    with pytest.raises(UsageError, match="no names, identity or phone numbers"):
        reopen(settings, PERIOD, OFFICE, "Liên hệ 0912 345 678")
    reopen(settings, PERIOD, OFFICE, "Gửi lại")
    with pytest.raises(EditionRefused, match="is open"):
        reopen(settings, PERIOD, OFFICE, "Gửi lại")


def test_periods_have_editions_of_their_own(settings):
    freeze(settings, PERIOD, OFFICE)
    freeze(settings, "2024-A1", OFFICE)
    assert [(found.period, len(found.editions)) for found in list_editions(settings)] == [
        ("2024-A1", 1),
        (PERIOD, 1),
    ]
    edition = current_edition(settings, PERIOD)
    assert edition is not None
    assert edition.number == 1
    assert current_edition(settings, "2024-Q2") is None


def test_an_edition_whole_but_not_logged_is_entered_by_the_next_call(settings):
    """What is left by a kill between the rename and the log."""
    edition = freeze(settings, PERIOD, OFFICE).edition
    log = period_folder(settings, PERIOD) / "log.jsonl"
    before = log.read_bytes()
    log.unlink()
    assert freeze(settings, PERIOD, OFFICE).outcome == "unchanged"
    assert log.read_bytes() == before
    assert verify(settings).problems == []
    assert edition.number == 1


@pytest.mark.parametrize("moment", [".*.tmp", ".*.tmp/fct_*.parquet", ".*.tmp/delta.csv"])
def test_a_kill_leaves_no_half_edition(settings, moment):
    script = (
        "from tests.support.pausing import pause_at\n"
        "from tests.support.states import settings_in\n"
        "from tests.support.versions import publish_next\n"
        "from baocao.editions import freeze, reopen\n"
        "import sys, pathlib\n"
        "settings = settings_in(pathlib.Path(sys.argv[1]))\n"
        "pause_at(pathlib.Path(sys.argv[2]), sys.argv[3])\n"
        "while True:\n"
        "    freeze(settings, '2025-Q1', 'BK-S1')\n"
        "    publish_next(settings)\n"
        "    reopen(settings, '2025-Q1', 'BK-S1', 'again')\n"
    )
    folder = period_folder(settings, PERIOD)
    with subprocess.Popen(
        [sys.executable, "-c", script, str(settings.home), str(folder), moment],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            while not list(folder.glob(moment)):
                assert process.poll() is None
                time.sleep(0.001)
        finally:
            process.kill()
    assert list(folder.glob(".*.tmp"))
    before = len(load_editions(settings, PERIOD).editions)
    publish_next(settings)
    if load_editions(settings, PERIOD).is_frozen:
        reopen(settings, PERIOD, OFFICE, "Bị ngắt")
    done = freeze(settings, PERIOD, OFFICE)
    assert (done.outcome, done.edition.number) == ("created", before + 1)
    assert list(folder.glob(".*.tmp")) == []
    assert verify(settings).problems == []


def test_the_clock_is_the_settings_own(settings):
    later = dataclasses.replace(settings, now=settings.now + timedelta(days=2))
    freeze(settings, PERIOD, OFFICE)
    reopen(later, PERIOD, OFFICE, "Gửi lại")
    entries = load_editions(settings, PERIOD).log
    assert [entry["at"] for entry in entries] == [settings.now.isoformat(), later.now.isoformat()]
    lines = (period_folder(settings, PERIOD) / "log.jsonl").read_text("utf-8").splitlines()
    assert json.loads(lines[1])["before"] == sha256(lines[0].encode()).hexdigest()
