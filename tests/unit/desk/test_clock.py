"""The present of a page that runs for hours."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from baocao.desk.clock import running_settings
from baocao.desk.store import Store

T = "2026-09-30T17:00:00Z"
START = datetime(2026, 9, 30, 17, tzinfo=UTC)


def test_without_a_set_present_it_is_the_clock(tmp_path: Path) -> None:
    read = running_settings({"BAOCAO_HOME": str(tmp_path)})
    before = datetime.now(UTC)
    assert before <= read().now <= datetime.now(UTC)
    assert not (tmp_path / "desk").exists()


def test_a_set_present_goes_on_also_after_a_restart(tmp_path: Path) -> None:
    seconds = [100.0]
    env = {"BAOCAO_HOME": str(tmp_path), "BAOCAO_NOW": T}
    read = running_settings(env, lambda: seconds[0])
    assert read().now == START
    seconds[0] += 90
    assert read().now == START + timedelta(seconds=90)
    store = Store(tmp_path / "desk")
    store.write("insert into accounts values (1, '01840', '2025-07-01', 'x', 0, 0)")
    arrived = read().now.isoformat()
    store.write("insert into uploads values ('a', 1, '01840/a', 'x.csv', ?)", arrived)
    seconds[0] = 5.0
    assert running_settings(env, lambda: seconds[0])().now == START + timedelta(seconds=90)
