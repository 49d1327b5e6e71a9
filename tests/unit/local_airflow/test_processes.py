import os
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import pytest

from baocao.local_airflow.processes import Started, end_session, session_members

# A leader with a child that has a process group of its own and ignores SIGTERM: the worst case.
FAMILY = """
import os, signal, subprocess, sys, time
subprocess.Popen([sys.executable, "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('ready', flush=True); time.sleep(60)"], process_group=0)
time.sleep(60)
"""


@pytest.fixture
def family() -> Iterator[subprocess.Popen[str]]:
    leader = subprocess.Popen(
        [sys.executable, "-c", FAMILY], start_new_session=True, stdout=subprocess.PIPE, text=True
    )
    assert leader.stdout is not None
    assert leader.stdout.readline() == "ready\n"
    yield leader
    for process in session_members(leader.pid):
        process.kill()
    leader.kill()
    leader.wait()
    leader.stdout.close()


def test_a_living_process_is_found_again(family: subprocess.Popen[str]) -> None:
    process = Started.of(family.pid).process()
    assert process is not None
    assert process.pid == family.pid


def test_another_process_under_the_same_pid_is_not_ours(family: subprocess.Popen[str]) -> None:
    recorded = Started.of(family.pid)
    assert Started(recorded.pid, recorded.started - 1).process() is None


def test_an_ended_process_is_gone_even_before_its_parent_has_noticed() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    recorded = Started.of(child.pid)
    child.kill()
    deadline = time.monotonic() + 60
    while psutil.Process(child.pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert recorded.process() is None
    child.communicate()


def test_a_session_ends_whole_with_groups_of_its_own_and_deaf_members(
    family: subprocess.Popen[str],
) -> None:
    members = session_members(family.pid)
    assert len(members) == 2
    assert len({os.getpgid(member.pid) for member in members}) == 2
    end_session(family.pid, [Started.of(family.pid)], patience_seconds=0.5)
    assert session_members(family.pid) == []


def test_ending_a_session_leaves_all_others_alone(family: subprocess.Popen[str]) -> None:
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    end_session(family.pid, [], patience_seconds=0)
    assert other.poll() is None
    other.communicate(b"\n")
