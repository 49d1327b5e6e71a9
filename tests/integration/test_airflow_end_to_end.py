"""One quarter of the sample under a real Airflow: scheduler, task processes, REST API, UI's login.

One story is played once (it costs a minute and a half); the tests look at what it left.
"""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.support.servers import HOST, PASSWORD, USER, Sftp, sftp_server

from baocao.files import sha256_of
from baocao.landing import batch_ids
from baocao.local_airflow.api import ApiError, Client
from baocao.local_airflow.smoke import listening, wait_for_dags
from baocao.local_airflow.starting import LocalAirflowError, Running, is_running, running
from baocao.local_airflow.watching import Run, follow, look
from baocao.publishing import current_version, published_versions, read_manifest
from baocao.reporting.reading import open_published
from baocao.reporting.status import period_folder
from baocao.sampling.writing_out import SampleRange, write_sample
from baocao.settings import Settings

# The story takes minutes; on a busy machine, where two closings each wait for a build, many.
pytestmark = [pytest.mark.airflow, pytest.mark.timeout(1500)]

PERIOD = "2026-Q3"
PATIENCE_SECONDS = 600
SENDER = "19"
SENT = 1_789_000_000


@dataclass
class Story:
    """What happened, chapter by chapter: the runs that each one added."""

    settings: Settings
    files: int
    runs: dict[str, list[Run]] = field(default_factory=dict)
    sockets: set[tuple[str, int]] = field(default_factory=set)
    events: list[dict] = field(default_factory=list)
    hashes: dict[str, dict[str, str]] = field(default_factory=dict)
    collected: dict[tuple[str, ...], float] = field(default_factory=dict)
    refused: str = ""
    failure: str = ""

    def of(self, chapter: str, dag_id: str) -> list[Run]:
        return [run for run in self.runs[chapter] if run.dag_id == dag_id]


class Teller:
    """Plays chapters: each one triggers a DAG and waits until nothing is under way."""

    def __init__(self, airflow: Running, story: Story) -> None:
        self.airflow = airflow
        self.story = story

    def play(self, chapter: str, dag_id: str, conf: dict | None = None) -> None:
        known = frozenset(run.run_id for run in look(self.airflow))
        self.airflow.client.unpause(dag_id)
        self.airflow.client.trigger(dag_id, conf)
        follow(self.airflow, silent, known, PATIENCE_SECONDS)
        self.story.runs[chapter] = look(self.airflow, known)


def account(sftp: Sftp) -> dict[str, str]:
    """Return the Airflow connection of the SFTP server, as an operator names it."""
    connection = {"conn_type": "sftp", "host": HOST, "port": sftp.port, "login": USER}
    connection |= {"password": PASSWORD, "extra": {"host_key": sftp.host_key}}
    return {"AIRFLOW_CONN_SFTP_TINH": json.dumps(connection)}


def silent(_: object) -> None:
    """Show nothing: a test has no one to show progress to."""


def states(run: Run) -> dict[str, str]:
    return {task.task_id: task.state for task in run.tasks}


def landed_hashes(settings: Settings) -> dict[str, str]:
    """Return the hash of every file of landing, published and receipts: what must not change."""
    folders = (settings.landing / "batches", settings.published, settings.receipts)
    files = (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path): sha256_of(path) for path in files}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[Story]:
    home = tmp_path_factory.mktemp("airflow")
    env = {
        **os.environ,
        "BAOCAO_HOME": str(home / "state"),
        "BAOCAO_NOW": "2026-09-30T17:00:00Z",
        "BAOCAO_SEEDS": str(home / "seeds"),
        "BAOCAO_EXPECTATIONS": str(root / "expectations"),
        "BAOCAO_DBT_PROJECT": str(root / "dbt_project"),
        "BAOCAO_DAGS": str(root / "dags"),
    }
    shutil.copytree(root / "seeds", home / "seeds")
    settings = Settings.from_env(env)
    wanted = SampleRange(first=PERIOD, last=PERIOD)
    story = Story(settings, write_sample(settings, wanted=wanted).files)
    # The sample needs the whole calendar, the warehouse only this year: half the work.
    (settings.seeds / "reference" / "reporting_years.csv").write_text("reporting_year\n2026\n")
    targets = settings.seeds / "indicators" / "targets.csv"
    targets.write_text("".join(targets.read_text(encoding="utf-8").splitlines(keepends=True)[:1]))
    kept = next(path for path in sorted(settings.inbox.rglob("*.xlsx")))
    copy, arrived = kept.read_bytes(), kept.stat().st_mtime_ns

    office = home / "sftp" / "nop" / SENDER
    office.mkdir(parents=True)
    (office / "bao cao.csv").write_bytes(b"x")
    os.utime(office / "bao cao.csv", (SENT, SENT))
    channels = settings.seeds / "reference" / "channels.csv"
    header = channels.read_text(encoding="utf-8").splitlines()[0]
    channels.write_text(f"{header}\nsftp,sftp,/nop,sftp_tinh,folder,,mark,,yes\n")
    with (
        sftp_server(home / "sftp") as sftp,
        running(settings, silent, env | account(sftp)) as airflow,
    ):
        teller = Teller(airflow, story)
        wait_for_dags(airflow)
        # Before ingest is switched on: what was collected is looked at, then taken away.
        teller.play("collect", "collect_submissions")
        for path in settings.inbox.rglob("@sftp/*/*"):
            story.collected[path.relative_to(settings.inbox).parts] = path.stat().st_mtime
            path.unlink()
        airflow.client.unpause("build_warehouse")
        teller.play("first", "ingest_submissions")
        story.hashes["first"] = landed_hashes(settings)

        # The very file again, as when a copy program repeats itself: same name, bytes and time.
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(copy)
        os.utime(kept, ns=(arrived, arrived))
        teller.play("again", "ingest_submissions")
        story.hashes["again"] = landed_hashes(settings)

        teller.play("close", "close_period", {"period_code": PERIOD})
        story.sockets = listening(airflow)
        story.events = airflow.client.asset_events()

        viewer = Client(airflow.client.port, "viewer", airflow.installation.passwords["viewer"])
        with pytest.raises(ApiError) as refused:
            viewer.trigger("ingest_submissions")
        story.refused = str(refused.value)

        units = settings.seeds / "reference" / "units.csv"
        units.write_text(units.read_text(encoding="utf-8") + "nonsense\n", encoding="utf-8")
        with pytest.raises(LocalAirflowError) as failed:
            teller.play("broken", "ingest_submissions")
        story.failure = str(failed.value)
        failures = [run for run in look(airflow) if run.state == "failed"]
        story.runs["broken"] = [run for run in failures if run.dag_id == "ingest_submissions"]
    yield story
    assert not is_running(airflow.installation.run_file)


def test_what_lies_at_a_channel_is_collected_by_a_mapped_task(story: Story) -> None:
    # Switched on, it also makes the run that its schedule had last; one of them finds the file.
    runs = story.of("collect", "collect_submissions")
    assert runs
    for run in runs:
        assert states(run) == {"active_channels": "success", "collect": "success"}
    ((place, arrived),) = story.collected.items()
    assert (place[:2], place[3]) == ((SENDER, "@sftp"), "bao cao.csv")
    assert arrived == SENT
    # Airflow's own database and configuration hold it as little as the logs do.
    kept = (path for path in story.settings.home.rglob("*") if path.is_file())
    assert [path.name for path in kept if PASSWORD.encode() in path.read_bytes()] == []


def test_every_run_of_the_first_chapter_succeeds(story: Story) -> None:
    assert {run.state for run in story.runs["first"]} == {"success"}
    (build,) = story.of("first", "build_warehouse")
    assert list(states(build)) == ["check_landing", "build", "check_marts", "publish", "reports"]
    assert set(states(build).values()) == {"success"}


def test_the_build_ran_because_of_the_asset_and_took_in_all_that_landed(story: Story) -> None:
    (build,) = story.of("first", "build_warehouse")
    assert build.run_type == "asset_triggered"
    (event,) = story.events
    assert event["source_task_id"] == "announce"
    assert event["extra"]["batch_ids"] == batch_ids(story.settings)
    assert PERIOD in event["extra"]["periods"]
    assert [run["run_id"] for run in event["created_dagruns"]] == [build.run_id]


def test_every_file_left_the_inbox_and_has_a_receipt(story: Story) -> None:
    assert [path for path in story.settings.inbox.rglob("*") if path.is_file()] == []
    receipts = [path for path in story.settings.receipts.rglob("*.html") if path.is_file()]
    assert len(receipts) >= story.files


def test_a_version_is_published_with_reports_of_this_quarter(story: Story) -> None:
    assert published_versions(story.settings) == [current_version(story.settings)] == ["v000001"]
    assert read_manifest(story.settings)["as_of"] == "2026-09-30T17:00:00+00:00"
    with open_published(story.settings) as published:
        counts = published.rows(
            "select status, count(*) as reports from marts.fct_reporting_status "
            "where period_code = $period group by status",
            {"period": PERIOD},
        )
    by_status = {row["status"]: row["reports"] for row in counts}
    assert by_status["on_time"] > by_status["missing"] > 0
    assert "not_due" not in by_status


def test_the_quality_report_of_the_quarter_is_there(story: Story) -> None:
    folder = period_folder(story.settings, PERIOD)
    assert "2026" in (folder / "quality.html").read_text(encoding="utf-8")
    assert (folder / "quality.xlsx").stat().st_size > 0
    assert (story.settings.data_docs / "index.html").exists()


def test_the_same_file_again_changes_nothing_and_builds_nothing(story: Story) -> None:
    assert story.of("again", "build_warehouse") == []
    (ingest,) = story.of("again", "ingest_submissions")
    assert ingest.state == "success"
    assert states(ingest)["announce"] == "skipped"
    assert story.hashes["again"] == story.hashes["first"]
    assert len(story.events) == 1


def test_closing_lists_those_who_did_not_report(story: Story) -> None:
    closed = [run for run in story.of("close", "close_period") if run.run_type == "manual"]
    (run,) = closed
    assert set(states(run).values()) == {"success"}
    with open_published(story.settings) as published:
        missing = published.rows(
            "select unit_code from marts.fct_reporting_status "
            "where period_code = $period and status = 'missing' order by unit_code",
            {"period": PERIOD},
        )
    listing = period_folder(story.settings, PERIOD) / "non_reporters.csv"
    lines = listing.read_text(encoding="utf-8-sig").splitlines()[1:]
    assert sorted(line.split(",")[0] for line in lines) == [row["unit_code"] for row in missing]
    record = json.loads((listing.parent / "closing.json").read_text())
    assert record["due_dates"] == {"ND09": ["2026-09-16"]}


def test_the_calendar_plans_a_run_for_the_period_that_fell_due_last(story: Story) -> None:
    planned = [run for run in story.of("close", "close_period") if run.run_type == "scheduled"]
    # Due on 16 September, closed on the day after; the year's other periods fell due before it.
    assert [run.run_id.rsplit("__", 1)[0] for run in planned] == [
        f"scheduled__2026-09-17__{PERIOD}"
    ]
    assert {run.state for run in planned} == {"success"}


def test_closing_built_nothing_that_was_built(story: Story) -> None:
    assert story.of("close", "build_warehouse")
    assert {run.state for run in story.runs["close"]} == {"success"}
    assert published_versions(story.settings) == ["v000001"]


def test_nothing_listens_for_other_machines(story: Story) -> None:
    assert {address for address, _ in story.sockets} == {"127.0.0.1"}


def test_the_viewer_only_looks(story: Story) -> None:
    assert "403" in story.refused


def test_a_broken_seeds_file_stops_at_the_first_task_and_names_the_row(story: Story) -> None:
    (run,) = story.runs["broken"]
    assert states(run)["check_config"] == "failed"
    assert states(run)["ingest"] == "upstream_failed"
    task = run.task("check_config")
    assert task is not None
    assert task.try_number == 1, "a broken configuration does not heal by trying again"
    assert "units.csv:" in story.failure
    assert current_version(story.settings) == "v000001"
