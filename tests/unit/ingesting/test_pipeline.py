"""What a run leaves behind: once, whole, in order of arrival, however often it is stopped."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.unit.ingesting.conftest import Office
from tests.unit.ingesting.workbooks import (
    RECEIVED,
    csv_lines,
    district_reports,
    drop,
    items_book,
    make_report,
    totals_of,
    units_book,
    value_set,
)

from baocao import landing
from baocao.errors import UsageError
from baocao.ingesting import pipeline
from baocao.ingesting.archiving import archive_path
from baocao.ingesting.discovering import discover
from baocao.ingesting.pipeline import Ingest, IngestResult
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


def test_figures_land_with_their_places(office: Office, registry: Registry) -> None:
    drop(office.inbox("BK-TTR"), "a.xlsx", report(registry))
    result = office.ingest()
    assert (result.files["read"], result.reports["accepted"]) == (1, 1)
    assert result.affected == {("F-TCD", "2024-Q1")}
    cells = {(row["indicator_code"], row["category_code"]): row for row in office.rows("cells")}
    first = cells["TD01", "_T"]
    assert (first["sheet"], first["cell"], first["value"], first["role"]) == (
        "Biểu", "E12", 1, "value",
    )  # fmt: skip
    assert cells["DL02", "KN"]["value"] == 12
    (submission,) = office.rows("submissions")
    assert submission["report_date"] == registry.periods_with_code("2024-Q1")[0].end_date
    assert submission["received_at"] == RECEIVED
    assert submission["regime"] == "ND09"


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.csv", lambda one: csv_lines(one).encode()),
        ("a.csv", lambda one: csv_lines(one, ";").encode("utf-8-sig")),
        ("a.csv", lambda one: csv_lines(one, "\t").encode()),
        ("a.json", value_set),
    ],
)
def test_records_land_like_workbooks(
    name: str, make: Callable[..., bytes], office: Office, registry: Registry
) -> None:
    one = make_report(registry, "BK-TTR", "F-TCD", "2024-Q1")
    drop(office.inbox("BK-TTR"), name, make(one))
    office.ingest()
    assert office.codes(at_least="info") == []
    values = {
        (row["indicator_code"], row["category_code"]): row["value"] for row in office.rows("cells")
    }
    assert values == {(i.indicator_code, i.category_code): i.item_no for i in one.items}


def test_a_district_file_has_a_submission_for_each_unit(office: Office, registry: Registry) -> None:
    reports = district_reports(registry)
    totals = totals_of(reports)
    drop(office.inbox("060"), "a.xlsx", units_book(reports, totals))
    office.ingest()
    assert office.outcomes() == {one.unit.unit_code: "accepted" for one in reports}
    assert {row["sender_unit_code"] for row in office.rows("submissions")} == {"060"}
    claimed = [row for row in office.rows("cells") if row["role"] == "claimed_total"]
    assert {row["unit_code"] for row in claimed} == {"060"}
    assert {
        row["indicator_code"]: row["value"] for row in claimed if row["category_code"] == "_T"
    } == {code: total for code, total in totals.items() if "." not in code}


def test_one_bad_row_is_refused_alone_and_the_totals_are_left_out(
    office: Office, registry: Registry
) -> None:
    reports = district_reports(registry)
    reports[2].unit_code = reports[3].unit.unit_code
    drop(office.inbox("060"), "a.xlsx", units_book(reports, totals_of(reports)))
    office.ingest()
    outcomes = [row["outcome"] for row in office.rows("submissions")]
    assert sorted(outcomes) == ["accepted"] * (len(reports) - 1) + ["rejected"]
    (refused,) = [row for row in office.rows("submissions") if row["outcome"] == "rejected"]
    assert (refused["unit_code"], refused["proposed_unit_code"]) == (
        None, reports[2].unit.unit_code,
    )  # fmt: skip
    assert {row["role"] for row in office.rows("cells")} == {"value"}


def test_a_unit_that_stands_twice_in_a_file_counts_not_at_all(
    office: Office, registry: Registry
) -> None:
    reports = district_reports(registry)
    reports.insert(1, replace(reports[0], values={"TD01": 99}))
    drop(office.inbox("060"), "a.xlsx", units_book(reports, totals_of(reports)))
    office.ingest()
    refused = [
        row["unit_code"] for row in office.rows("submissions") if row["outcome"] == "rejected"
    ]
    assert refused == [reports[0].unit.unit_code] * 2
    assert office.codes() == ["UNT06", "UNT06"]


def test_an_item_that_does_not_apply(office: Office, registry: Registry) -> None:
    one = make_report(registry, "BK-TTR", "F-QCDC", "2024-S1")
    other = next(item for item in one.form.items if item not in one.items)
    one.items = [*one.items, other]
    at = datetime(2024, 6, 17, tzinfo=UTC)
    drop(office.inbox("BK-TTR"), "a.xlsx", items_book(one), at)
    one.values = {other.code: None}
    drop(office.inbox("BK-TTR"), "b.xlsx", items_book(one), at + timedelta(hours=1))
    office.ingest()
    assert office.codes() == ["ITM02"]
    cells = [row for row in office.rows("cells") if row["indicator_code"] == other.indicator_code]
    assert [(row["value"], row["value_status"]) for row in cells] == [(None, "not_applicable")] * 2


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


def test_the_same_file_twice_changes_nothing_and_says_so(
    office: Office, registry: Registry
) -> None:
    content = report(registry)
    drop(office.inbox("BK-TTR"), "a.xlsx", content)
    office.ingest()
    cells = office.rows("cells")
    drop(office.inbox("BK-TTR"), "tên khác.xlsx", content, LATER)
    result = office.ingest()
    assert (result.files["duplicate"], result.has_faults) == (1, False)
    assert office.rows("cells") == cells
    assert office.codes(at_least="info") == ["FIL10"]
    assert [row["outcome"] for row in office.rows("submissions")].count("duplicate") == 1
    assert any("đã nhận lúc 09:30 15/03/2024" in page.read_text() for page in office.receipts())


def test_the_same_bytes_from_another_sender_are_judged_on_their_own(
    office: Office, registry: Registry
) -> None:
    content = report(registry)
    drop(office.inbox("BK-SNV"), "a.xlsx", content)
    drop(office.inbox("BK-TTR"), "a.xlsx", content, LATER)
    office.ingest()
    assert [row["outcome"] for row in office.rows("submissions")] == ["rejected", "accepted"]


def test_a_report_sent_again_is_a_new_version(office: Office, registry: Registry) -> None:
    drop(office.inbox("BK-TTR"), "a.xlsx", report(registry))
    drop(office.inbox("BK-TTR"), "a sửa.xlsx", report(registry, values={"TD01": 9}), LATER)
    office.ingest()
    assert [row["outcome"] for row in office.rows("submissions")] == ["accepted"] * 2
    assert sorted("lần gửi thứ 2" in page.read_text() for page in office.receipts()) == [
        False,
        True,
    ]


def test_files_that_arrive_out_of_order_end_up_the_same(
    office_at: Callable[[Path], Office], tmp_path: Path, registry: Registry
) -> None:
    first, second = report(registry), report(registry, values={"TD01": 9})
    together, apart = office_at(tmp_path / "together"), office_at(tmp_path / "apart")
    for office, names in ((together, ("a", "b")), (apart, ("b",))):
        for name in names:
            content, at = {"a": (first, RECEIVED), "b": (second, LATER)}[name]
            drop(office.inbox("BK-TTR"), f"{name}.xlsx", content, at)
        office.ingest()
    drop(apart.inbox("BK-TTR"), "a.xlsx", first)
    apart.ingest()
    assert same_landing(together, apart)


def test_a_dry_run_says_the_same_and_writes_nothing(office: Office, files: Files) -> None:
    fill(office, files)
    before = office.state()
    dry = office.ingest(dry_run=True)
    assert office.state() == before
    real = office.ingest()
    same = ("files", "reports", "findings", "affected", "refused")
    assert [getattr(dry, name) for name in same] == [getattr(real, name) for name in same]
    assert (dry.batch_ids, dry.receipts) == ([], [])


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
    environment = os.environ | {
        "BAOCAO_HOME": str(settings.home),
        "BAOCAO_SEEDS": str(settings.seeds),
        "BAOCAO_EXPECTATIONS": str(settings.expectations),
        "BAOCAO_NOW": settings.now.isoformat(),
        "PYTHONPATH": str(root / "src"),
    }
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


def test_a_file_that_is_written_to_while_it_is_read_stays(
    office: Office, registry: Registry
) -> None:
    path = drop(office.inbox("BK-TTR"), "a.xlsx", report(registry))
    newer = report(registry, values={"TD01": 9})

    class Slow(Ingest):
        """A run during which the sender goes on."""

        def land(self, results: Any) -> None:
            super().land(results)
            drop(path.parent, path.name, newer, LATER)

    Slow(office.settings, registry).run(discover(office.settings, None, None, None))
    assert path.read_bytes() == newer
    office.ingest()
    assert len(office.rows("submissions")) == 2


def test_a_file_that_cannot_be_opened_stays_and_does_not_stop_the_others(
    office: Office, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = drop(office.inbox("BK-SNV"), "a.xlsx", report(registry))
    drop(office.inbox("BK-TTR"), "a.xlsx", report(registry))
    real = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path == locked:
            raise PermissionError(path)
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    result = office.ingest()
    assert (result.files["unreachable"], result.files["read"]) == (1, 1)
    assert result.has_faults
    assert locked.exists()


def test_what_is_no_delivery_is_left_alone(office: Office, tmp_path: Path) -> None:
    secret = tmp_path / "secret.xlsx"
    secret.write_bytes(b"secret")
    folder = office.inbox("BK-TTR")
    folder.mkdir(parents=True)
    (folder / "link.xlsx").symlink_to(secret)
    for name in ("~$a.xlsx", ".a.xlsx", "a.xlsx.part", "b.crdownload"):
        (folder / name).write_bytes(b"x")
    os.mkfifo(folder / "pipe.xlsx")
    assert not any(office.ingest().files.values())
    assert len(list(folder.iterdir())) == 6


def test_explicit_files_stay_where_they_are(
    office: Office, registry: Registry, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(report(registry))
    result = office.ingest(path, received_at=RECEIVED, unit="BK-TTR")
    assert result.files["read"] == 1
    assert path.exists()
    (row,) = office.rows("files")
    assert (row["received_at"], row["sender_unit_code"]) == (RECEIVED, "BK-TTR")
    again = office.ingest(path, received_at=RECEIVED, unit="BK-TTR")
    assert (again.files["finished"], again.batch_id) == (1, None)
    assert len(office.rows("files")) == 1


def test_without_a_sender_the_report_speaks_for_itself(
    office: Office, registry: Registry, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(report(registry))
    office.ingest(path)
    assert office.outcomes() == {"BK-TTR": "accepted"}
    (page,) = office.receipts()
    assert page.parent.name == "BK-TTR"


def test_a_path_that_does_not_exist_is_a_wrong_call(office: Office, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"không có tệp.*no such file"):
        office.ingest(tmp_path / "nowhere.xlsx")


def test_an_empty_or_missing_inbox_is_nothing_to_do(office: Office) -> None:
    assert isinstance(office.ingest(), IngestResult)
    assert landing.batch_ids(office.settings) == []


def test_a_sender_that_is_no_folder_name_cannot_leave_the_receipts(
    office: Office, registry: Registry, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(report(registry))
    office.ingest(path, unit="../../etc")
    (page,) = office.receipts()
    assert page.parent == office.settings.receipts / "_khac"


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
