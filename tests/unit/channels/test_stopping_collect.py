"""Whenever collecting is killed: every file of a channel becomes one delivery, none two or none."""

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.killing import collect_until
from tests.unit.ingesting.conftest import Office
from tests.unit.ingesting.workbooks import drop

from baocao.channels import collect
from baocao.files import sha256_of
from baocao.registry import Registry
from baocao.registry.channels import Channel
from baocao.settings import Settings

NOW = datetime(2026, 9, 30, 17, tzinfo=UTC)
# More lines than a look at three files runs through.
MOST_LINES = 900

ACTIONS = st.lists(
    st.one_of(st.integers(1, MOST_LINES), st.sampled_from(["collect", "ingest", "send"])),
    min_size=1,
    max_size=5,
)


def run(actions: list[int | str], office: Office, channel: Channel, shared: Path) -> int:
    """Do what is listed, then let one look and one ingest end well; return the kills."""
    sent = kills = 0
    for action in ["send", "send", *actions, "collect", "ingest"]:
        if isinstance(action, int):
            kills += collect_until(action, office, channel)
        elif action == "collect":
            collect(office.settings, office.registry, channel)
        elif action == "ingest":
            office.ingest()
        else:
            # Two units, files of one name, each with a time of its own; one not yet come.
            unit, at = ("01840", "01843")[sent % 2], NOW + timedelta(hours=3 * sent - 6)
            drop(shared / unit / str(sent), "bao cao.csv", f"{sent}".encode(), at)
            sent += 1
    return kills


def test_any_order_of_kills_gives_each_file_exactly_one_delivery(
    registry: Registry, root: Path, channel_at: Callable[[Path], Channel]
) -> None:
    all_kills = 0

    @settings(max_examples=12, deadline=None)
    @given(actions=ACTIONS)
    def check(actions: list[int | str]) -> None:
        nonlocal all_kills
        with tempfile.TemporaryDirectory() as folder:
            home, shared = Path(folder, "home"), Path(folder, "shared")
            folders = (root / "seeds", root / "expectations", home / "inbox", root / "dbt_project")
            office = Office(Settings(home, *folders, now=NOW), registry)
            all_kills += run(actions, office, channel_at(shared), shared)
            files = [path for path in shared.rglob("*") if path.is_file()]
            due = {sha256_of(p): p.stat().st_mtime for p in files if p.stat().st_mtime < settled()}
            rows = office.rows("files")
            assert sorted(row["file_sha256"] for row in rows) == sorted(due)
            assert {r["file_sha256"]: r["received_at"].timestamp() for r in rows} == due
            assert {row["outcome"] for row in rows} <= {"refused"}
            assert [path for path in office.settings.inbox.rglob("*") if path.is_file()] == []

    check()
    assert all_kills >= 3, "hardly anything was killed: the property was not put to the test"


def settled() -> float:
    """Return the time from which on files count as still being sent."""
    return (NOW - timedelta(seconds=60)).timestamp()
