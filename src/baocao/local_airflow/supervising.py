"""The supervisor: one process that starts Airflow's components and ends them as a whole.

It leads a session of its own, so Ctrl-C reaches only the command in front, which then ends the
supervisor. It ends all components when one of them ends, when it is told to, and when the command
that started it is gone, however that command ended.
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

from baocao.errors import StateError
from baocao.files import write_atomic
from baocao.local_airflow.installation import Installation
from baocao.local_airflow.processes import Started, end_session

# Tasks' logs are read from disk: the log servers of these two would listen on every interface.
COMPONENTS = {
    "api-server": ["api-server"],
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
}
LOOK_EVERY_SECONDS = 0.3
PATIENCE_SECONDS = 10


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    with (home / "running.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StateError(f"an Airflow is running already with its state in {home}") from None
        yield


def _start(name: str, arguments: list[str], installation: Installation) -> subprocess.Popen[bytes]:
    with (installation.logs / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "airflow", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=installation.environment(os.environ),
        )


def _record(installation: Installation, known: dict[str, Started]) -> None:
    document = {
        "supervisor": asdict(Started.of(os.getpid())),
        "components": {name: asdict(started) for name, started in known.items()},
        "port": installation.port,
    }
    write_atomic(installation.run_file, json.dumps(document, indent=2))


def _watch(
    running: dict[str, subprocess.Popen[bytes]], parent: int | None, told_to_end: threading.Event
) -> int:
    while not told_to_end.wait(LOOK_EVERY_SECONDS):
        for name, process in running.items():
            if process.poll() is not None:
                print(f"{name} ended by itself with exit code {process.returncode}", flush=True)  # noqa: T201
                return 1
        if parent is not None and os.getppid() != parent:
            print("the command that started this Airflow is gone", flush=True)  # noqa: T201
            return 0
    return 0


def supervise(installation: Installation, parent: int | None) -> int:
    """Start the components and keep them until told to end; return 1 when one ended by itself.

    Args:
        installation: the Airflow to run.
        parent: end when this process is no longer the parent; None to go on without it.

    Raises:
        StateError: an Airflow is running on this state already.
    """
    told_to_end = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: told_to_end.set())
    installation.logs.mkdir(parents=True, exist_ok=True)
    with _only_one(installation.home):
        running: dict[str, subprocess.Popen[bytes]] = {}
        known: dict[str, Started] = {}
        try:
            for name, arguments in COMPONENTS.items():
                running[name] = _start(name, arguments, installation)
                known[name] = Started.of(running[name].pid)
            _record(installation, known)
            return _watch(running, parent, told_to_end)
        finally:
            end_session(os.getsid(0), known.values(), PATIENCE_SECONDS)
            with suppress(FileNotFoundError):
                installation.run_file.unlink()
