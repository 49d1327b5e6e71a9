"""Processes that this package started, known by pid *and* start time, and ended as a whole.

A pid alone is not enough: the system gives it away again. Every process of a local Airflow is a
member of one session (that of the supervisor), also tasks, which have process groups of their own.
"""

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass

import psutil

START_TOLERANCE_SECONDS = 0.01


@dataclass(frozen=True)
class Started:
    """A process as it was when it was recorded.

    Attributes:
        pid: process id.
        started: start time in seconds since 1970.
    """

    pid: int
    started: float

    @classmethod
    def of(cls, pid: int) -> "Started":
        """Record a living process.

        Raises:
            psutil.NoSuchProcess: it has ended already.
        """
        return cls(pid, psutil.Process(pid).create_time())

    def process(self) -> psutil.Process | None:
        """Return the process while it lives; None once it ended, also when its pid lives again."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started) < START_TOLERANCE_SECONDS
            return process if same and process.status() != psutil.STATUS_ZOMBIE else None
        except psutil.NoSuchProcess:
            return None


def session_members(session: int) -> list[psutil.Process]:
    """Return the living processes of a session, without the calling process."""
    members = []
    for process in psutil.process_iter():
        try:
            inside = process.pid != os.getpid() and os.getsid(process.pid) == session
            if inside and process.status() != psutil.STATUS_ZOMBIE:
                members.append(process)
        except (psutil.NoSuchProcess, ProcessLookupError):
            continue
    return members


def _signal(processes: Iterable[psutil.Process], how: str) -> None:
    for process in processes:
        try:
            getattr(process, how)()
        except psutil.NoSuchProcess:
            continue


def end_session(session: int, first: Iterable[Started], patience_seconds: float) -> None:
    """End every process of a session but the caller.

    Args:
        session: session id; the caller vouches that it is still the one that was started.
        first: processes asked to end in good order, so that they end their own children.
        patience_seconds: how long they may take before all that is left is killed.
    """
    _signal((process for known in first if (process := known.process())), "terminate")
    deadline = time.monotonic() + patience_seconds
    while (left := session_members(session)) and time.monotonic() < deadline:
        time.sleep(0.1)
    while left:
        _signal(left, "kill")
        psutil.wait_procs(left, timeout=2)
        left = session_members(session)
