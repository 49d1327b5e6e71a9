"""What a history says of an instant is what a build at that instant would have said."""

import json
import shutil
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import duckdb
import pytest
from tests.support.decided import write_decisions
from tests.support.history import write_history
from tests.support.states import settings_in

from baocao.as_of.replaying import replay, replay_folder
from baocao.building import build
from baocao.cli import main
from baocao.errors import UsageError
from baocao.landing import receipts
from baocao.publishing import READERS_NAME
from baocao.registry import Registry
from baocao.settings import Settings, vietnam_day

BATCHES = 2

# Several builds of the whole project; on a busy machine they outlast the common limit.
pytestmark = pytest.mark.timeout(1200)

VERDICTS = (
    "rule_code, unit_code, form_code, period_code, check_kind, verdict, not_applicable_reason, "
    "part_code, indicator_code, category_code, submission_id, severity, left_value, right_value, "
    "imbalance, parts_expected, parts_failed, parts_passed, known_from"
)
VALUES = (
    "submission_id, unit_code, form_code, period_code, indicator_code, category_code, value, "
    "value_status, version, known_from"
)
# Columns; what a history says of an instant; what the tables of that instant say: rows must agree.
CHANGES = "submission_id, indicator_code, category_code, old_value, new_value, delta"
STATUSES = "unit_code, form_code, period_code, status, days_late, known_from"
FLAGS = "flag_id, check_code, unit_code, form_code, period_code, status, decided_by, known_from"
SUBMISSIONS = "submission_id, status, version, received_at"
HISTORIES = {
    "verdicts": (
        VERDICTS,
        "marts.fct_rule_verdict_history where {known}",
        "marts.fct_rule_verdicts where submission_id is not null",
    ),
    "statuses": (
        STATUSES,
        "marts.fct_reporting_status_history where {known}",
        "marts.fct_reporting_status",
    ),
    "flags": (
        FLAGS,
        "marts.fct_flag_history where {known}",
        "marts.fct_flag_history where known_to is null",
    ),
    "values": (
        VALUES,
        "marts.fct_indicator_values where {known}",
        "marts.fct_indicator_values where is_current",
    ),
    "submissions": (
        SUBMISSIONS,
        "marts.fct_submissions where received_at <= $instant",
        "marts.fct_submissions",
    ),
    "changes": (
        CHANGES,
        "reports.rpt_resubmissions where known_from <= $instant",
        "reports.rpt_resubmissions",
    ),
}
KNOWN = (
    "(known_from is null or known_from <= $instant) and (known_to is null or $instant < known_to)"
)


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Settings:
    """Return a state with a built history and a configuration that nobody edits meanwhile."""
    base = tmp_path_factory.mktemp("as_of")
    names = ("seeds", "expectations", "dbt_project")
    for name in names:
        shutil.copytree(root / name, base / name, ignore=shutil.ignore_patterns("target", "logs"))
    settings = replace(settings_in(base / "home"), **{name: base / name for name in names})
    registry = Registry.load(settings.seeds)
    write_history(settings, registry, BATCHES)
    write_decisions(settings, registry)
    build(settings, full=True, judged=False)
    return settings


@dataclass(frozen=True)
class Instants:
    """Instants to ask for: as a report comes in, as a due date is over, and any."""

    at_receipt: datetime
    at_midnight: datetime
    at_random: datetime


@pytest.fixture(scope="module")
def instants(province: Settings) -> Instants:
    dice = Random(20250701)  # noqa: S311 (reproducible instants, no secret)
    received = sorted(
        at for instants in receipts(province).values() for at in instants if at.year >= 2024
    )
    midnight = datetime(2025, 3, 18, 17, tzinfo=UTC)  # the end of the day in Vietnam
    span = (received[-1] - received[0]).total_seconds()
    return Instants(
        at_receipt=dice.choice(received),
        at_midnight=midnight,
        at_random=received[0] + timedelta(seconds=int(dice.random() * span)),
    )


def differing(province: Settings, instant: datetime) -> dict[str, tuple[int, int]]:
    """Return by table how many rows only the history has, and how many only the replay has."""
    file = replay(province, instant) / READERS_NAME
    found = {}
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        # Views bear the name of the catalog that they were made in, which is that of the file.
        connection.execute(f"attach '{province.warehouse_file}' as warehouse (read_only)")
        connection.execute(f"attach '{file}' as past (read_only)")
        for name, (columns, history, then) in HISTORIES.items():
            in_history = f"select {columns} from warehouse.{history.format(known=KNOWN)}"
            in_replay = f"select {columns} from past.{then}"
            counts = []
            for one, other in ((in_history, in_replay), (in_replay, in_history)):
                sql = f"select count(*) from ({one} except all {other})"
                counts += connection.execute(sql, {"instant": instant}).fetchall()[0]
            rows = connection.execute(f"select count(*) from ({in_replay})").fetchall()[0][0]
            assert rows > 0, name
            found[name] = tuple(counts)
    return {name: counts for name, counts in found.items() if counts != (0, 0)}


@pytest.mark.parametrize("name", ["at_receipt", "at_midnight", "at_random"])
def test_histories_agree_with_a_replay(province: Settings, instants: Instants, name: str) -> None:
    assert differing(province, getattr(instants, name)) == {}


def test_the_histories_have_a_past_to_speak_of(province: Settings) -> None:
    """Else the test above would compare the present with itself."""
    with duckdb.connect(province.warehouse_file, read_only=True) as connection:
        changes = connection.execute(
            "select change, count(*) filter (where known_to is not null) "
            "from marts.fct_flag_history group by change"
        ).fetchall()
        past, turned = connection.execute(
            "select count(*), count(*) filter (where past.verdict <> present.verdict) "
            "from marts.fct_rule_verdict_history as past inner join marts.fct_rule_verdicts as "
            "present using (rule_code, unit_code, form_code, period_code) where past.epoch > 0"
        ).fetchall()[0]
    passed = {change for change, past_rows in changes if past_rows}
    assert passed >= {"found", "explained", "waived", "reopened"}
    assert {change for change, _ in changes} >= passed | {"corrected", "ran_out"}
    assert past > 100
    assert turned > 10


def test_a_replay_is_made_once_and_kept_by_its_inputs(
    province: Settings, instants: Instants
) -> None:
    before = province.warehouse_file.stat().st_mtime_ns
    folder = replay(province, instants.at_random)
    made = (folder / "manifest.json").stat().st_mtime_ns
    assert replay(province, instants.at_random) == folder
    assert (folder / "manifest.json").stat().st_mtime_ns == made
    assert list(folder.parent.glob(".state-*")) == []
    assert province.warehouse_file.stat().st_mtime_ns == before, "the present is left alone"
    assert replay_folder(province, instants.at_random + timedelta(seconds=1)) != folder
    remark = province.expectations / "rules" / "remark.txt"
    remark.write_text("another configuration", encoding="utf-8")
    try:
        assert replay_folder(province, instants.at_random) != folder
    finally:
        remark.unlink()


@pytest.mark.parametrize(
    ("instant", "message"),
    [
        (datetime(2020, 1, 1, tzinfo=UTC), "nothing had been received"),
        (datetime(2026, 10, 1, tzinfo=UTC), "in the future"),
    ],
)
def test_instants_without_an_answer_are_wrong_calls(
    province: Settings, instant: datetime, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        replay(province, instant)


@pytest.fixture
def baocao(province: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    """Return a function that runs a command and returns its exit code and what it printed."""
    for name in ("home", "seeds", "expectations", "dbt_project"):
        monkeypatch.setenv(f"BAOCAO_{name.upper()}", str(getattr(province, name)))
    monkeypatch.setenv("BAOCAO_NOW", province.now.isoformat())

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["baocao", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out + captured.err

    return run


def test_every_reading_command_answers_as_of_an_instant(
    province: Settings, instants: Instants, baocao
) -> None:
    at = instants.at_midnight.isoformat()
    label = "as of 2025-03-18T17:00:00Z"
    _, printed = baocao("status", "--period", "2025-Q1", "--as-of", at, "--json")
    assert json.loads(printed)["version"] == label
    _, printed = baocao("status", "--period", "2025-Q1", "--as-of", at, "--lang", "en")
    assert printed.startswith("Replayed as of 2025-03-18T17:00:00Z")
    _, printed = baocao("flags", "--period", "2024-Q4", "--as-of", at, "--json")
    assert json.loads(printed)["version"] == label
    sql = "select max(received_at) as last from fct_submissions"
    code, printed = baocao("query", sql, "--as-of", at, "--json")
    assert code == 0
    assert json.loads(printed)["rows"][0]["last"] <= "2025-03-18 17:00:00+00:00"
    code, printed = baocao("changes", "--as-of", at, "--json")
    assert code == 0
    assert all(row["known_from"] <= "2025-03-18 17" for row in json.loads(printed)["changes"])
    figure = ("--unit", "06", "--indicator", "TD03", "--period", "2024-Q4")
    code, printed = baocao("trace", *figure, "--as-of", at, "--json")
    assert code == 0
    assert json.loads(printed)["version"] == label
    code, printed = baocao("report", "quality", "--period", "2024-Q4", "--as-of", at)
    assert code == 0
    path = Path(printed.strip())
    assert path.is_relative_to(province.home / "reports" / "as_of")
    assert "2025-03-18T17:00:00Z" in path.read_text(encoding="utf-8")


def test_a_day_means_its_end_in_vietnam(baocao) -> None:
    sql = "select 1 as one"
    code, printed = baocao("query", sql, "--as-of", "not-a-day", "--json")
    assert code == 2
    assert "ISO 8601" in printed
    code, printed = baocao("query", sql, "--as-of", "2026-10-01", "--json")
    assert code == 2, "the end of today is in the future"
    assert "2026-10-01T16:59:59.999999Z" in printed
    code, printed = baocao("query", sql, "--as-of", "2019-01-01")
    assert code == 2
    assert "chưa nhận được" in printed
    assert vietnam_day(datetime(2026, 10, 1, 16, 59, 59, tzinfo=UTC)).isoformat() == "2026-10-01"
