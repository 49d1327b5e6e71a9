"""Reading in several processes, and several runs beside each other: the same comes of it."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.unit.ingesting.conftest import Office
from tests.unit.ingesting.test_stopping import files, fill, report, same_landing
from tests.unit.ingesting.workbooks import RECEIVED, drop

from baocao import landing
from baocao.errors import UsageError
from baocao.ingesting import pipeline, sharding, workers
from baocao.ingesting.discovering import discover
from baocao.ingesting.examining import Examined, Examiner, Job
from baocao.ingesting.pipeline import Ingest
from baocao.ingesting.sharding import Share, bucket_of, shares_for
from baocao.registry import Registry
from baocao.settings import Settings

__all__ = ["files"]

OfficeAt = Callable[[Path], Office]
DEADLY, UNLUCKY = "chết người.xlsx", "an xui.xlsx"


class Deadly(Examiner):
    """Dies of one file whenever it reads it, of another the first time."""

    def __init__(self, settings: Settings, *rest: Any) -> None:
        super().__init__(settings, *rest)
        self.mark = settings.home / "died"

    def examine(self, job: Job) -> Examined:
        unlucky = job.delivery.file_name == UNLUCKY and not self.mark.exists()
        if unlucky:
            self.mark.touch()
        if unlucky or job.delivery.file_name == DEADLY:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().examine(job)


def in_processes(office: Office, jobs: int = 2) -> Office:
    return Office(replace(office.settings, ingest_jobs=jobs), office.registry)


def pages(office: Office) -> dict[str, bytes]:
    """Return everything outside landing: the archive, the quarantine, the receipts."""
    return {path: data for path, data in office.state().items() if not path.startswith("landing/")}


def test_the_same_lands_whatever_the_number_of_processes(
    office_at: OfficeAt, tmp_path: Path, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = office_at(tmp_path / "one"), office_at(tmp_path / "two")
    for office in (one, two):
        fill(office, files)
    alone = one.ingest()
    monkeypatch.setattr(workers, "FILES_PER_PROCESS", 1)
    read_here = []
    monkeypatch.setattr(workers, "InThisProcess", lambda _: read_here.append(1))
    together = in_processes(two).ingest()
    assert not read_here
    assert same_landing(one, two)
    assert pages(one) == pages(two)
    assert (alone.files, alone.reports, alone.refused) == (
        together.files, together.reports, together.refused,
    )  # fmt: skip
    assert alone.batch_ids == together.batch_ids


def test_a_few_files_start_no_process(
    office: Office, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(workers, "_Worker")
    fill(office, files)
    assert in_processes(office, jobs=8).ingest().files["read"] == 2


def test_files_whose_process_dies_are_read_again_and_one_that_kills_again_is_refused(
    office: Office,
    registry: Registry,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(workers, "FILES_PER_PROCESS", 1)
    monkeypatch.setattr(pipeline, "Examiner", Deadly)
    for number, name in enumerate(["ba.xlsx", UNLUCKY, "bb.xlsx", DEADLY]):
        content = report(registry, values={"TD01": 100 + number})
        drop(office.inbox("BK-TTR"), name, content, RECEIVED)
    result = in_processes(office).ingest()
    outcomes = {row["file_name"]: row["outcome"] for row in office.rows("files")}
    assert outcomes == {"ba.xlsx": "read", DEADLY: "refused", "bb.xlsx": "read", UNLUCKY: "read"}
    assert [code for _, code, _, _ in result.refused] == ["FIL01"]
    assert len(office.receipts()) == 4
    assert f"{DEADLY}: the process that read it died" in caplog.text


def test_where_no_process_can_be_started_files_are_read_here(
    office: Office, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "FILES_PER_PROCESS", 1)
    monkeypatch.setattr(workers, "_work", os.abort)
    fill(office, files)
    assert in_processes(office).ingest().files["read"] == 2


STARTER = """
import time
from baocao.ingesting import workers
if __name__ == "__main__":
    (worker,) = workers._begun([workers._Worker(None)])
    print(worker._process.pid, flush=True)
    time.sleep(600)
"""


def test_processes_end_with_the_run_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "starter.py"
    script.write_text(STARTER)
    run = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    state = Path("/proc", run.stdout.readline().strip(), "stat")
    assert state.exists()
    run.kill()
    run.communicate()
    until = time.monotonic() + 30
    while is_running(state) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_running(state)


def is_running(state: Path) -> bool:
    """Tell whether a process lives: one that nobody has taken leave of is dead all the same."""
    try:
        return state.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class TestShares:
    def test_a_small_inbox_is_one_share(self, office: Office, files: Any) -> None:
        fill(office, files)
        assert shares_for(discover(office.settings, None, None, None)) == [Share(1, 1)]
        assert shares_for([]) == [Share(1, 1)]

    def test_each_sender_is_in_exactly_one_of_many(self) -> None:
        shares = [Share(number, 7) for number in range(1, 8)]
        buckets = sorted(bucket for share in shares for bucket in share.buckets)
        assert buckets == list(range(sharding.BUCKETS))
        senders = [None, "060", *(f"{number:05}" for number in range(200))]
        assert {bucket_of(sender) for sender in senders} <= set(buckets)
        assert len({bucket_of(sender) % 7 for sender in senders}) == 7

    @pytest.mark.parametrize("numbers", [(0, 1), (2, 1), (1, 65)])
    def test_what_is_no_share(self, numbers: tuple[int, int]) -> None:
        with pytest.raises(UsageError):
            Share(*numbers)

    def test_shares_at_once_land_what_one_run_lands(
        self, office_at: OfficeAt, tmp_path: Path, files: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        whole, shared = office_at(tmp_path / "whole"), office_at(tmp_path / "shared")
        for office in (whole, shared):
            fill(office, files)
        whole.ingest()
        monkeypatch.setattr(sharding, "FILES_PER_SHARE", 1)
        deliveries = discover(shared.settings, None, None, None)
        shares = shares_for(deliveries)
        assert len(shares) == len(files)

        def take_in(share: Share) -> None:
            Ingest(shared.settings, shared.registry, share=share).run(deliveries)

        with ThreadPoolExecutor(len(shares)) as pool:
            list(pool.map(take_in, shares))
        assert same_landing(whole, shared)
        assert pages(whole) == pages(shared)
        # One batch a share that had files, at most.
        assert len(landing.batch_ids(shared.settings)) <= len({sender for sender, *_ in files})

    def test_a_whole_run_waits_for_shares_and_shares_of_the_same_senders_for_each_other(
        self, office: Office
    ) -> None:
        share = Share(1, 3)
        with sharding.only_writer(office.settings, share):
            locks = office.settings.landing
            assert is_locked(locks / "ingest.lock")
            assert {bucket for bucket in range(64) if is_locked(locks / f"shares/{bucket:02}.lock")}
            assert not is_locked(locks / "shares" / "01.lock")
        assert not is_locked(locks / "ingest.lock")


def is_locked(path: Path) -> bool:
    """Tell whether another open file holds a lock."""
    if not path.exists():
        return False
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False
