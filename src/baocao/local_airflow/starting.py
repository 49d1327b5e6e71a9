"""Starting a local Airflow, waiting until it is healthy, and stopping it as a whole."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from baocao.errors import BaocaoError, StateError
from baocao.files import write_atomic
from baocao.local_airflow.api import ApiError, Client, call
from baocao.local_airflow.installation import USUAL_PORT, Installation, free_port
from baocao.local_airflow.processes import Started, end_session
from baocao.local_airflow.supervising import COMPONENTS, PATIENCE_SECONDS
from baocao.settings import Settings

HEALTHY_WITHIN_SECONDS = 180
TAIL_LINES = 30
Say = Callable[[str], None]


class LocalAirflowError(BaocaoError):
    """Airflow did not start, or a run failed; the message carries the end of the log."""

    exit_code = 1


@dataclass(frozen=True)
class Running:
    """An Airflow that answers, with a client that is logged in as its operator."""

    installation: Installation
    client: Client


def log_tail(path: Path, lines: int = TAIL_LINES) -> str:
    """Return the last lines of a log under a heading, empty when there is no such file."""
    if not path.exists():
        return ""
    tail = path.read_text(errors="replace").splitlines()[-lines:]
    return "\n".join([f"--- {path} (last {len(tail)} lines)", *tail])


def _module(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "baocao.local_airflow", *arguments]


def _prepare_once(installation: Installation, env: Mapping[str, str], say: Say) -> None:
    """Create the database, unless this very installation did so before."""
    done = installation.home / "prepared.json"
    made = {"airflow": version("apache-airflow-core"), "database": installation.database}
    what = json.dumps(made)
    if done.exists() and done.read_text() == what:
        return
    say("creating Airflow's database")
    log = installation.logs / "prepare.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        ended = subprocess.run(
            _module("prepare"),
            env=installation.environment(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if ended.returncode:
        raise LocalAirflowError(f"Airflow's database could not be created\n{log_tail(log)}")
    write_atomic(done, what, mode=0o600)


def _spawn_supervisor(
    installation: Installation, env: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    log = installation.logs / "supervisor.log"
    with log.open("wb") as output:
        parent = [] if installation.stays else ["--parent", str(os.getpid())]
        return subprocess.Popen(
            _module("serve", "--port", str(installation.port), *parent),
            env=installation.environment(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _not_yet_healthy(port: int, since: datetime) -> list[str]:
    """Return the components without a heartbeat since the start; all of them without an answer."""
    try:
        # What tasks talk to is put together on the first request and lets everybody wait meanwhile.
        call(port, "GET", "/execution/health", timeout_seconds=HEALTHY_WITHIN_SECONDS)
        health = call(port, "GET", "/api/v2/monitor/health")
    except ApiError:
        return list(COMPONENTS)
    beats = {
        "scheduler": health["scheduler"]["latest_scheduler_heartbeat"],
        "triggerer": health["triggerer"]["latest_triggerer_heartbeat"],
        "dag-processor": (health["dag_processor"] or {}).get("latest_dag_processor_heartbeat"),
    }
    return [name for name, at in beats.items() if not at or datetime.fromisoformat(at) < since]


def ended(installation: Installation, headline: str, *names: str) -> LocalAirflowError:
    """Return the error for an Airflow that is gone or not healthy, with the ends of its logs.

    Args:
        installation: where the logs are.
        headline: what was noticed.
        names: the components whose logs are shown, by default all.
    """
    tails = [
        log_tail(installation.logs / f"{name}.log")
        for name in ("supervisor", *(names or COMPONENTS))
    ]
    return LocalAirflowError("\n".join([headline, *filter(None, tails)]))


def _wait_until_healthy(
    installation: Installation, supervisor: subprocess.Popen[bytes], say: Say
) -> None:
    # The machine's own clock, for it is heartbeats of this machine that are waited for.
    since = datetime.now(UTC)
    deadline = time.monotonic() + HEALTHY_WITHIN_SECONDS
    waiting: list[str] = []
    while missing := _not_yet_healthy(installation.port, since):
        if supervisor.poll() is not None:
            raise ended(installation, "Airflow ended while starting")
        if time.monotonic() > deadline:
            headline = f"not healthy after {HEALTHY_WITHIN_SECONDS} s: {', '.join(missing)}"
            raise ended(installation, headline, *missing)
        if missing != waiting:
            say(f"waiting for {', '.join(missing)}")
            waiting = missing
        time.sleep(0.5)


def start(settings: Settings, *, stays: bool, say: Say, env: Mapping[str, str]) -> Running:
    """Start Airflow and return once every component is healthy.

    Args:
        settings: whose state Airflow works on.
        stays: go on after the caller ends (`up`), or end with it (`demo`).
        say: shows one line of progress.
        env: what the processes inherit; BAOCAO_AIRFLOW_PORT and BAOCAO_AIRFLOW_DB are read here.

    Raises:
        StateError: one runs on this state already.
        LocalAirflowError: it did not become healthy; nothing is left running.
    """
    port = int(env.get("BAOCAO_AIRFLOW_PORT") or free_port(USUAL_PORT if stays else 0))
    installation = Installation.at(settings, port, env, stays=stays)
    if is_running(installation.run_file):
        raise StateError(f"an Airflow is running already with its state in {installation.home}")
    _prepare_once(installation, env, say)
    supervisor = _spawn_supervisor(installation, env)
    try:
        _wait_until_healthy(installation, supervisor, say)
        client = Client(port, "operator", installation.passwords["operator"])
    except BaseException:
        stop(installation.run_file, supervisor.pid)
        raise
    return Running(installation, client)


@contextmanager
def running(settings: Settings, say: Say, env: Mapping[str, str]) -> Iterator[Running]:
    """Run a healthy Airflow for the length of the block and end it however the block ends."""
    airflow = start(settings, stays=False, say=say, env=env)
    try:
        yield airflow
    finally:
        stop(airflow.installation.run_file)


def recorded(run_file: Path) -> tuple[Started | None, list[Started]]:
    """Return the supervisor and the components of the record of a run."""
    if not run_file.exists():
        return None, []
    document = json.loads(run_file.read_text())
    components = [Started(**entry) for entry in document["components"].values()]
    return Started(**document["supervisor"]), components


def is_running(run_file: Path) -> bool:
    """Return whether a recorded process of a local Airflow lives."""
    supervisor, components = recorded(run_file)
    return any(known.process() for known in [supervisor, *components] if known)


def stop(run_file: Path, supervisor_pid: int | None = None) -> bool:
    """End a local Airflow and return whether one was running.

    Only processes that the record names by pid and start time are touched, and the members of
    their session. Works also when the supervisor itself was killed.

    Args:
        run_file: the record that the supervisor keeps.
        supervisor_pid: our own child, for when it ended or hangs before it wrote the record.
    """
    supervisor, components = recorded(run_file)
    if supervisor is None and supervisor_pid is not None and psutil.pid_exists(supervisor_pid):
        supervisor = Started.of(supervisor_pid)
    known = [one for one in [supervisor, *components] if one and one.process()]
    if not known:
        run_file.unlink(missing_ok=True)
        return False
    session = os.getsid(known[0].pid)
    if supervisor and (process := supervisor.process()):
        process.terminate()
        psutil.wait_procs([process], timeout=PATIENCE_SECONDS + 5)
    end_session(session, components, PATIENCE_SECONDS)
    run_file.unlink(missing_ok=True)
    return True
