import dataclasses
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from tests.support.states import BATCH, checked_build, record_build, settings_in, write_warehouse

from baocao import publishing
from baocao.errors import StateError
from baocao.files import sha256_of
from baocao.reporting.reading import open_published


def test_a_version_holds_marts_and_reports_only(tmp_path):
    settings = settings_in(tmp_path)
    build_id = checked_build(settings, 1)

    published = publishing.publish(settings)

    assert (published.version, published.build_id, published.created) == ("v000001", build_id, True)
    assert published.tables == {"marts.fct_a": 100, "marts.fct_b": 100, "reports.rpt_a": 1}
    assert sorted(path.name for path in published.path.iterdir()) == [
        "baocao.duckdb",
        "fct_a.parquet",
        "fct_b.parquet",
        "manifest.json",
        "marts.duckdb",
        "rpt_a.parquet",
    ]
    with publishing.connect_published(settings) as connection:
        assert connection.execute("select total from reports.rpt_a").fetchall() == [(4950,)]
        schemas = connection.execute(
            "select distinct table_schema from information_schema.tables order by all"
        ).fetchall()
        assert schemas == [("marts",), ("reports",)]


def test_current_points_at_the_version_by_a_relative_link(tmp_path):
    settings = settings_in(tmp_path)
    checked_build(settings, 1)
    publishing.publish(settings)
    assert (settings.published / "current").readlink() == Path("v000001")
    assert publishing.current_version(settings) == "v000001"


def test_the_manifest_tells_the_truth_about_every_file(tmp_path):
    settings = settings_in(tmp_path)
    checked_build(settings, 1)
    published = publishing.publish(settings)

    manifest = publishing.read_manifest(settings)

    assert manifest["created_at"] == "2026-09-30T17:00:00+00:00"
    records = [manifest["database"], *manifest["tables"]]
    assert {record["file"] for record in records} | {"manifest.json", "baocao.duckdb"} == {
        path.name for path in published.path.iterdir()
    }
    for record in records:
        file = published.path / record["file"]
        assert (record["sha256"], record["bytes"]) == (sha256_of(file), file.stat().st_size)
    for table in manifest["tables"]:
        name = published.path / table["file"]
        relation = duckdb.sql(f"from '{name}'")
        assert relation.shape[0] == table["rows"]
        assert relation.columns == [column["name"] for column in table["columns"]]


def test_a_version_says_which_rules_judged_nobody(tmp_path):
    settings = settings_in(tmp_path)
    faults = ("expectations/rules/F-TCD.yml:7 [expression, column 30] TD92",)
    record_build(settings, checked_build(settings, 1), [BATCH], faults)
    publishing.publish(settings)
    with open_published(settings) as published:
        assert published.refused_rules == faults


def test_files_are_read_only_and_open_in_older_drivers(tmp_path):
    settings = settings_in(tmp_path)
    checked_build(settings, 1)
    path = publishing.publish(settings).path
    for file in path.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o444, file
    with publishing.connect_published(settings) as connection:
        tags = connection.execute(
            "select tags from duckdb_databases() where not internal"
        ).fetchall()
    assert tags[0][0]["storage_version"].startswith("v1.4.0")


def test_both_names_open_the_same_database(tmp_path):
    settings = settings_in(tmp_path)
    checked_build(settings, 1)
    publishing.publish(settings)
    current = settings.published / "current"
    assert (current / "baocao.duckdb").samefile(current / "marts.duckdb")
    with duckdb.connect(current / "baocao.duckdb", read_only=True) as connection:
        assert connection.execute("select count(*) from marts.fct_a").fetchall() == [(100,)]
    with duckdb.connect(current / "marts.duckdb", read_only=True) as connection:
        assert connection.execute("select count(*) from marts.marts.fct_a").fetchall() == [(100,)]


def test_without_hard_links_the_second_name_is_a_copy(tmp_path, monkeypatch):
    def refuse(*paths):
        raise OSError("not supported")

    monkeypatch.setattr(publishing.os, "link", refuse)
    settings = settings_in(tmp_path)
    checked_build(settings, 1)
    folder = publishing.publish(settings).path
    assert sha256_of(folder / "baocao.duckdb") == sha256_of(folder / "marts.duckdb")
    assert stat.S_IMODE((folder / "baocao.duckdb").stat().st_mode) == 0o444


def test_descriptions_travel_with_the_tables(tmp_path):
    settings = settings_in(tmp_path)
    checked_build(settings, 1)
    publishing.publish(settings)
    with publishing.connect_published(settings) as connection:
        tables = connection.execute(
            "select table_name, comment from duckdb_tables() where comment is not null order by all"
        )
        assert tables.fetchall() == [
            ("fct_a", "Một dòng mỗi đơn vị's report"),
            ("rpt_a", "Một dòng mỗi kho"),
        ]
        columns = connection.execute(
            "select column_name, comment from duckdb_columns() where comment is not null order by 1"
        )
        assert columns.fetchall() == [("total", "Tổng số"), ("value", "Trị số")]


def test_the_same_build_is_published_once(tmp_path):
    settings = settings_in(tmp_path)
    checked_build(settings, 1)
    first = publishing.publish(settings)
    before = {path: path.stat() for path in settings.published.rglob("v*/*")}
    again = publishing.publish(settings)
    assert again == dataclasses.replace(first, created=False)
    assert {path: path.stat() for path in settings.published.rglob("v*/*")} == before


def test_a_new_build_becomes_a_new_version_and_the_old_one_stays(tmp_path):
    settings = settings_in(tmp_path)
    checked_build(settings, 1)
    publishing.publish(settings)
    with publishing.connect_published(settings) as old_reader:
        checked_build(settings, 2)
        assert publishing.publish(settings).version == "v000002"
        number = "select distinct build_no from marts.fct_a"
        assert old_reader.execute(number).fetchall() == [(1,)]
        with publishing.connect_published(settings) as new_reader:
            assert new_reader.execute(number).fetchall() == [(2,)]
        with publishing.connect_published(settings, "v000001") as earlier:
            assert earlier.execute(number).fetchall() == [(1,)]
    assert publishing.published_versions(settings) == ["v000001", "v000002"]


def test_a_reader_can_neither_write_nor_reach_other_files(tmp_path):
    settings = settings_in(tmp_path)
    checked_build(settings, 1)
    publishing.publish(settings)
    elsewhere = tmp_path / "secret.csv"
    elsewhere.write_text("a\n1\n")
    with publishing.connect_published(settings) as connection:
        with pytest.raises(duckdb.Error, match="read-only"):
            connection.execute("create table marts.x as select 1")
        with pytest.raises(duckdb.PermissionException):
            connection.execute(f"select * from read_csv('{elsewhere}')")


def test_nothing_built_and_nothing_published_are_said_plainly(tmp_path):
    settings = settings_in(tmp_path)
    with pytest.raises(StateError, match="nothing built yet"):
        publishing.publish(settings)
    with pytest.raises(StateError, match="nothing published yet"):
        publishing.connect_published(settings)
    checked_build(settings, 1)
    publishing.publish(settings)
    with pytest.raises(StateError, match="no such version"):
        publishing.connect_published(settings, "v000009")


def test_what_a_killed_publish_left_is_removed_by_the_next(tmp_path):
    settings = settings_in(tmp_path)
    checked_build(settings, 1)
    half = settings.published / ".v000001.4711.tmp"
    half.mkdir(parents=True)
    (half / "marts.duckdb").write_bytes(b"half")
    (settings.published / ".current.tmp").symlink_to("v000001")
    publishing.publish(settings)
    names = sorted(path.name for path in settings.published.iterdir())
    assert names == [".lock", "current", "v000001"]


def test_killed_between_rename_and_swap_the_next_publish_only_swaps(tmp_path):
    settings = settings_in(tmp_path)
    checked_build(settings, 1)
    publishing.publish(settings)
    (settings.published / "current").unlink()
    published = publishing.publish(settings)
    assert (published.version, published.created) == ("v000001", False)
    assert publishing.current_version(settings) == "v000001"


def _half_made(published: Path) -> set[str]:
    """Return the names of what a publish that has not ended has left so far."""
    return {path.name for path in published.glob(".*.tmp")}


@pytest.mark.parametrize(
    "moment",
    [".v*.tmp", ".v*.tmp/marts.duckdb", ".v*.tmp/*.parquet", ".v*.tmp/manifest.json"],
)
def test_a_publisher_killed_inside_a_publish_leaves_a_whole_version(tmp_path, moment):
    settings = settings_in(tmp_path)
    checked_build(settings, 1)
    publishing.publish(settings)
    script = (
        "from tests.support.pausing import pause_at\n"
        "from tests.support.states import checked_build, settings_in\n"
        "from baocao import publishing\n"
        "import sys, pathlib\n"
        "settings = settings_in(pathlib.Path(sys.argv[1]))\n"
        "checked_build(settings, 2)\n"
        "pause_at(settings.published, sys.argv[2])\n"
        "publishing.publish(settings)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path), moment],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        try:
            while not list(settings.published.glob(moment)):
                assert process.poll() is None
                time.sleep(0.001)
        finally:
            process.kill()
    assert _half_made(settings.published)
    with publishing.connect_published(settings) as connection:
        mixed = connection.execute(
            "select count(distinct build_no) from (from marts.fct_a union all from marts.fct_b)"
        )
        assert mixed.fetchall() == [(1,)]
    checked_build(settings, 9_999)
    publishing.publish(settings)
    manifest = publishing.read_manifest(settings)
    database = settings.published / "current" / "marts.duckdb"
    assert manifest["database"]["sha256"] == sha256_of(database)
    assert not _half_made(settings.published)


def test_a_build_that_takes_the_place_meanwhile_is_not_published(tmp_path, monkeypatch):
    settings = settings_in(tmp_path)
    checked_build(settings, 1)
    publishing.publish(settings)
    checked_build(settings, 2)
    copy = publishing.copy_tables

    def copy_and_build(warehouse, database):
        records = copy(warehouse, database)
        write_warehouse(settings, 3)
        return records

    monkeypatch.setattr(publishing, "copy_tables", copy_and_build)
    with pytest.raises(StateError, match="changed while it was published"):
        publishing.publish(settings)
    assert publishing.published_versions(settings) == ["v000001"]
    assert publishing.current_version(settings) == "v000001"


def test_a_warehouse_being_written_is_not_published(tmp_path):
    settings = settings_in(tmp_path)
    checked_build(settings, 1)
    script = (
        "import duckdb, sys\n"
        "connection = duckdb.connect(sys.argv[1])\n"
        "print('open', flush=True)\n"
        "sys.stdin.read()\n"
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", script, str(settings.warehouse_file)],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
    )
    assert writer.stdout is not None
    writer.stdout.readline()
    try:
        with pytest.raises(StateError, match="the warehouse is being written"):
            publishing.publish(settings)
    finally:
        writer.communicate()
    assert publishing.publish(settings).created
