"""The supervisor with small commands in the place of Airflow's components: real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from baocao.local_airflow.installation import Installation
from baocao.local_airflow.processes import session_members
from baocao.local_airflow.starting import is_running, recorded, stop
from baocao.settings import Settings

# `python -m airflow sleep` of this module's own making: found first on the path.
AIRFLOW = """
import sys, time
time.sleep(float(sys.argv[1]))
"""
SUPERVISOR = """
import os, sys
from baocao.local_airflow import supervising
from baocao.local_airflow.installation import Installation
from baocao.settings import Settings
supervising.COMPONENTS = {"a": [sys.argv[1]], "b": ["60"]}
parent = int(sys.argv[2]) or None
sys.exit(supervising.supervise(Installation.at(Settings.from_env(), 1, os.environ), parent))
"""


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 45
    while not condition():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.05)


@pytest.fixture
def installation(tmp_path: Path, root: Path) -> Installation:
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "airflow.py").write_text(AIRFLOW)
    settings = Settings.from_env({"BAOCAO_HOME": str(tmp_path / "home")})
    return Installation.at(settings, 1, {"BAOCAO_DAGS": str(root / "dags")})


Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start(installation: Installation, tmp_path: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[bytes]] = []

    def start(first_component_seconds: float = 60, parent: int = 0) -> subprocess.Popen[bytes]:
        env = os.environ | installation._baocao() | {"PYTHONPATH": str(tmp_path / "path")}
        arguments = [sys.executable, "-c", SUPERVISOR, str(first_component_seconds), str(parent)]
        process = subprocess.Popen(arguments, env=env, start_new_session=True)
        started.append(process)
        wait_for(lambda: installation.run_file.exists() or process.poll() is not None)
        return process

    yield start
    for process in started:
        for member in session_members(process.pid):
            member.kill()
        process.kill()
        process.wait()


def test_it_runs_until_told_and_ends_everything(start: Start, installation: Installation) -> None:
    supervisor = start()
    assert is_running(installation.run_file)
    assert len(session_members(supervisor.pid)) == 3
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(timeout=45) == 0
    assert session_members(supervisor.pid) == []
    assert not installation.run_file.exists()


def test_one_component_that_ends_ends_all(start: Start) -> None:
    supervisor = start(first_component_seconds=1)
    assert supervisor.wait(timeout=45) == 1
    assert session_members(supervisor.pid) == []


def test_it_does_not_outlive_the_command_that_started_it(start: Start) -> None:
    supervisor = start(parent=os.getpid() + 1)
    assert supervisor.wait(timeout=45) == 0
    assert session_members(supervisor.pid) == []


def test_a_second_one_on_the_same_state_is_refused(
    start: Start, installation: Installation
) -> None:
    first = start()
    before = installation.run_file.read_text()
    assert start().wait(timeout=45) == 1
    assert first.poll() is None
    assert installation.run_file.read_text() == before


def test_down_ends_what_was_recorded(start: Start, installation: Installation) -> None:
    supervisor = start()
    assert stop(installation.run_file) is True
    assert supervisor.wait(timeout=45) == 0
    assert stop(installation.run_file) is False


def test_down_ends_the_components_of_a_killed_supervisor(
    start: Start, installation: Installation
) -> None:
    supervisor = start()
    supervisor.kill()
    supervisor.wait()
    assert len(session_members(supervisor.pid)) == 2
    assert stop(installation.run_file) is True
    assert session_members(supervisor.pid) == []


def test_down_touches_nothing_under_a_reused_pid(start: Start, installation: Installation) -> None:
    supervisor = start()
    text = installation.run_file.read_text()
    known, components = recorded(installation.run_file)
    assert known is not None
    for entry in [known, *components]:
        text = text.replace(str(entry.started), str(entry.started - 5))
    installation.run_file.write_text(text)
    assert stop(installation.run_file) is False
    assert supervisor.poll() is None
