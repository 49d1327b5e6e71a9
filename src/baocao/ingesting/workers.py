"""Examining files in other processes, of which each gets the reference data once.

Only reading and judging goes there; whoever starts a job takes the results in the order of the
files, so what lands does not depend on the number of processes.
"""

import gc
import logging
import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from typing import Protocol

from baocao.ingesting.examining import Examined, Examiner, Job

# A process takes a second or two to start, in which a few hundred files are read.
FILES_PER_PROCESS = 250
# Files opened for each process, so that none is idle while an earlier file is slow.
AHEAD = 4
FILES_BETWEEN_SEARCHES = 500
PATIENCE_SECONDS = 5

log = logging.getLogger(__name__)


class Examination(Protocol):
    """Where files are examined."""

    ahead: int

    def start(self, job: Job) -> Callable[[], Examined]:
        """Start a job and return what waits for its result."""
        ...


class InThisProcess:
    """Examines a file when its result is asked for."""

    ahead = 0

    def __init__(self, examiner: Examiner) -> None:
        """Keep the examiner."""
        self._examiner = examiner

    def start(self, job: Job) -> Callable[[], Examined]:
        """Return what examines the file."""
        return lambda: self._examiner.examine(job)


class InProcesses:
    """Examines several files at once, one in each process.

    A file whose process dies is given to another one; one that ends that too is refused.
    """

    def __init__(self, examiner: Examiner, workers: list["_Worker"]) -> None:
        """Keep processes that have shown that they work."""
        self._examiner = examiner
        self._workers = workers
        self._waiting: deque[tuple[int, Job]] = deque()
        self._done: dict[int, Examined] = {}
        self._tried: set[int] = set()
        self._number = 0
        self.ahead = len(workers) * AHEAD

    def start(self, job: Job) -> Callable[[], Examined]:
        """Put a file into the queue and return what waits for its result."""
        self._number += 1
        number = self._number
        self._waiting.append((number, job))
        self._turn(0)
        return lambda: self._result(number)

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers:
            worker.close()

    def _result(self, number: int) -> Examined:
        while number not in self._done:
            self._turn(None)
        return self._done.pop(number)

    def _turn(self, seconds: float | None) -> None:
        """Hand out what waits and take what is done, after at most some seconds; None for any."""
        self._hand_out()
        busy = {worker.connection: worker for worker in self._workers if worker.given}
        if busy:
            for connection in wait(list(busy), seconds):
                self._take(busy[connection])  # pyright: ignore[reportArgumentType]
            self._hand_out()

    def _hand_out(self) -> None:
        for worker in self._workers:
            if self._waiting and worker.given is None:
                worker.give(*self._waiting.popleft())
        while self._waiting and not self._workers:
            number, job = self._waiting.popleft()
            self._done[number] = self._examiner.examine(job)

    def _take(self, worker: "_Worker") -> None:
        """Take a worker's result; replace one that has died."""
        if worker.given is None:
            return
        number, job = worker.given
        try:
            self._done[number] = worker.connection.recv()
            worker.given = None
        except (EOFError, OSError):
            self._workers.remove(worker)
            worker.close()
            if number in self._tried:
                self._done[number] = self._examiner.lost(job)
            else:
                self._tried.add(number)
                self._waiting.appendleft((number, job))
            self._workers += _begun([_Worker(self._examiner)])


class _Worker:
    """A process, and the file that it was given."""

    def __init__(self, examiner: Examiner) -> None:
        # Not forked: this process has threads, and a fork copies their locks as they are.
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.given: tuple[int, Job] | None = None
        self._process = context.Process(target=_work, args=(theirs, examiner), daemon=True)
        try:
            self._process.start()
        except OSError as error:
            # It died before it had taken in what it works with.
            log.warning("a process for reading: %s", type(error).__name__)
        theirs.close()

    def begins(self) -> bool:
        """Wait until the process is ready; tell whether it is."""
        try:
            return self.connection.recv()
        except (EOFError, OSError):
            return False

    def give(self, number: int, job: Job) -> None:
        """Hand over a file; that the process has died shows when its result is taken."""
        self.given = (number, job)
        try:
            self.connection.send(job)
        except OSError as error:
            log.warning("a process for reading: %s", type(error).__name__)

    def close(self) -> None:
        """End the process."""
        self.connection.close()
        if self._process.pid is None:
            return
        if self.given is not None:
            self._process.kill()
        self._process.join(PATIENCE_SECONDS)
        if self._process.is_alive():
            self._process.kill()


def _begun(workers: list[_Worker]) -> list[_Worker]:
    """Return those of some new processes that work."""
    begun = []
    for worker in workers:
        if worker.begins():
            begun.append(worker)
        else:
            worker.close()
    return begun


@contextmanager
def examination(examiner: Examiner, files: int, jobs: int) -> Iterator[Examination]:
    """Yield where to examine some files: here, or in as many processes as are worth starting.

    Args:
        examiner: holds the reference data.
        files: how many there are.
        jobs: the most processes to start.
    """
    processes = min(jobs, files // FILES_PER_PROCESS)
    if processes < 2:
        yield InThisProcess(examiner)
        return
    workers = _begun([_Worker(examiner) for _ in range(processes)])
    if len(workers) < processes:
        log.warning("%s of %s processes could be started", len(workers), processes)
    running = InProcesses(examiner, workers)
    try:
        yield running
    finally:
        running.close()


def _work(connection: Connection, examiner: Examiner) -> None:
    """Examine files until the one who gives them is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.collect()
    gc.freeze()
    gc.disable()
    done = 0
    try:
        connection.send(True)
        while True:
            connection.send(examiner.examine(connection.recv()))
            done += 1
            if done % FILES_BETWEEN_SEARCHES == 0:
                gc.collect()
    except (EOFError, OSError):
        return
