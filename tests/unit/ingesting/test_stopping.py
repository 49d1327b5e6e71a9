"""A run repeated or stopped at any moment: the state ends up the same."""

import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.unit.ingesting.conftest import Office
from tests.unit.ingesting.workbooks import (
    RECEIVED,
    district_reports,
    drop,
    items_book,
    make_report,
    totals_of,
    units_book,
)

from baocao import landing
from baocao.ingesting import pipeline
from baocao.ingesting.archiving import archive_path
from baocao.ingesting.discovering import discover
from baocao.ingesting.pipeline import Ingest
from baocao.registry import Registry

LATER = RECEIVED + timedelta(hours=1)


def report(registry: Registry, **changes: Any) -> bytes:
    return items_book(make_report(registry, "BK-TTR", "F-TCD", "2024-Q1", **changes))


Files = list[tuple[str, str, bytes, datetime]]


@pytest.fixture(scope="module")
def files(registry: Registry) -> Files:
    """Return a file of every outcome; made once, for a workbook holds the time of its making."""
    district = district_reports(registry)
    flagged = report(registry, values={"TD05": "x"})
    notes = {"TD01": "CCCD 000000000000"}
    person = make_report(registry, "BK-STP", "F-TCD", "2024-Q1", notes=notes)
    return [
        ("060", "huyện.xlsx", units_book(district, totals_of(district)), RECEIVED),
        ("BK-TTR", "a.xlsx", flagged, RECEIVED),
        ("BK-TTR", "a (1).xlsx", flagged, LATER),
        ("BK-SNV", "b.pdf", b"%PDF", RECEIVED),
        ("BK-STP", "c.xlsx", items_book(person), RECEIVED),
    ]


def fill(office: Office, files: Files) -> None:
    """Put files into the inbox."""
    for sender, name, content, at in files:
        drop(office.inbox(sender), name, content, at)


def same_landing(one: Office, other: Office) -> bool:
    """Tell whether the same rows have landed, whatever the batches."""

    def rows(office: Office) -> list[list[str]]:
        return [
            sorted(str({**row, "batch_id": ""}) for row in office.rows(table))
            for table in landing.SCHEMAS
        ]

    return rows(one) == rows(other)


def test_nothing_is_left_in_the_inbox_and_every_byte_is_kept(office: Office, files: Files) -> None:
    fill(office, files)
    contents = [path.read_bytes() for path in office.settings.inbox.rglob("*") if path.is_file()]
    result = office.ingest()
    assert dict(result.files) == {
        "read": 2, "duplicate": 1, "refused": 1, "quarantined": 1, "finished": 0,
    }  # fmt: skip
    assert not any(path.is_file() for path in office.settings.inbox.rglob("*"))
    state = list(office.state().values())
    assert all(content in state for content in contents)
    assert len(office.receipts()) == 5


def test_a_second_run_changes_nothing(office: Office, files: Files) -> None:
    fill(office, files)
    office.ingest()
    before = office.state()
    result = office.ingest()
    assert not any(result.files.values())
    assert result.batch_id is None
    assert office.state() == before


def test_large_runs_land_in_several_batches(
    office: Office, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "FILES_PER_BATCH", 2)
    fill(office, files)
    result = office.ingest()
    assert len(result.batch_ids) == 3
    assert landing.batch_ids(office.settings) == sorted(result.batch_ids)
    assert result.files["duplicate"] == 1
    assert [row["batch_id"] for row in office.rows("files")].count(result.batch_ids[0]) == 2


class Stopped(Exception):  # noqa: N818 - it stands for a kill
    """Raised where a run is to be stopped."""


STEPS = ("archive", "land", "write_receipts", "remove")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_run_stopped_at_any_step_is_finished_by_the_next(
    step: str, when: str, office_at: Callable[[Path], Office], tmp_path: Path, files: Files
) -> None:
    whole, stopped = office_at(tmp_path / "whole"), office_at(tmp_path / "stopped")
    for office in (whole, stopped):
        fill(office, files)
    whole.ingest()

    class Fragile(Ingest):
        """A run that stops at a step."""

    def stop(self: Ingest, *arguments: Any) -> None:
        if when == "after":
            getattr(Ingest, step)(self, *arguments)
        raise Stopped

    setattr(Fragile, step, stop)
    run = Fragile(stopped.settings, stopped.registry)
    with pytest.raises(Stopped):
        run.run(discover(stopped.settings, None, None, None))
    stopped.ingest()

    assert same_landing(whole, stopped)
    landed = {path: content for path, content in whole.state().items() if "landing" not in path}
    assert {p: c for p, c in stopped.state().items() if "landing" not in p} == landed
    assert not any(path.name.endswith(".tmp") for path in stopped.settings.home.rglob("*"))


def environment_of(office: Office, root: Path) -> dict[str, str]:
    """Return the environment of a process that works on an office's state."""
    settings = office.settings
    return os.environ | {
        "BAOCAO_HOME": str(settings.home),
        "BAOCAO_SEEDS": str(settings.seeds),
        "BAOCAO_EXPECTATIONS": str(settings.expectations),
        "BAOCAO_NOW": settings.now.isoformat(),
        "PYTHONPATH": str(root / "src"),
    }


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from baocao.ingesting import batches, pipeline
    from baocao.registry import Registry
    from baocao.settings import Settings

    at, calls = int(sys.argv[1]), 0

    def watch(event, arguments):
        # Every rename and removal is a moment at which the machine may go down.
        global calls
        if event in ("os.rename", "os.remove") and "home" in str(arguments[0]):
            calls += 1
            if calls == at:
                os.kill(os.getpid(), signal.SIGKILL)

    settings = Settings.from_env()
    registry = Registry.load(settings.seeds)
    sys.addaudithook(watch)
    pipeline.ingest(settings, registry)
"""


def test_a_killed_process_leaves_nothing_that_the_next_run_does_not_finish(
    office_at: Callable[[Path], Office], tmp_path: Path, root: Path, files: Files
) -> None:
    whole, killed = office_at(tmp_path / "whole/home"), office_at(tmp_path / "killed/home")
    for office in (whole, killed):
        fill(office, files)
    whole.ingest()
    settings = killed.settings
    environment = environment_of(killed, root)
    kills = 0
    for at in (1, 4, 6, 2, 5, 7, 3, 3):
        command = [sys.executable, "-c", textwrap.dedent(KILLED), str(at)]
        kills += subprocess.run(command, env=environment, check=False).returncode == -signal.SIGKILL
        assert landing.batch_ids(settings) in ([], landing.batch_ids(whole.settings))
    assert kills >= 6
    killed.ingest()
    assert same_landing(whole, killed)
    assert [page.name for page in killed.receipts()] == [page.name for page in whole.receipts()]
    assert not any(path.is_file() for path in settings.inbox.rglob("*"))


def test_two_runs_at_once_take_each_file_in_once(
    office_at: Callable[[Path], Office], tmp_path: Path, root: Path, files: Files
) -> None:
    whole, shared = office_at(tmp_path / "whole"), office_at(tmp_path / "shared")
    for office in (whole, shared):
        fill(office, files)
    whole.ingest()
    code = "from baocao.cli import main; main()"
    command = [sys.executable, "-c", code, "ingest", "--json"]
    environment = environment_of(shared, root)
    runs = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    counts = [json.loads(run.communicate()[0])["files"] for run in runs]
    assert sum(sum(count.values()) for count in counts) == len(files)
    assert not any(count.get("unreachable") for count in counts)
    assert same_landing(whole, shared)


def test_bytes_cut_short_in_the_archive_are_written_again(
    office: Office, registry: Registry
) -> None:
    drop(office.inbox("BK-TTR"), "a.xlsx", report(registry))
    office.ingest(dry_run=True)
    (delivery,) = discover(office.settings, None, None, None)
    result, _ = fresh(office).take(delivery)
    kept = archive_path(office.settings, result.file_sha256)
    whole = kept.read_bytes()
    kept.write_bytes(b"")
    office.ingest()
    assert kept.read_bytes() == whole


def fresh(office: Office) -> Ingest:
    """Return a run that has looked at what has landed."""
    run = Ingest(office.settings, office.registry)
    run.run([])
    return run
