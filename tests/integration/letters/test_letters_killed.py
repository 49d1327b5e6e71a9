"""A round of letters is killed anywhere; the next one brings the rest."""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from tests.integration.letters.conftest import ADDRESSES, Round
from tests.support.letters import Postbox

from baocao.notifying import __file__ as package
from baocao.settings import Settings

# What notes and sends; what is told, and in which words, changes nothing.
CODE = {str(Path(package).with_name(name)) for name in ("ledger.py", "notifying.py", "sending.py")}


def killed_at(line: int) -> Callable[[FrameType, str, Any], Any]:
    """Return a tracer that kills this process before the nth line from the first letter on."""
    count, has_begun = 0, False

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count, has_begun
        has_begun = has_begun or frame.f_code.co_name == "write_down"
        if frame.f_code.co_filename not in CODE:
            return None
        if has_begun and event == "line":
            count += 1
            if count == line:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace


def in_a_process(work: Callable[[], object], line: int = 0) -> tuple[int, bool]:
    """Do something in a process, killed before a line; return its id and whether it was."""
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        if line:
            sys.settrace(killed_at(line))
        try:
            work()
        finally:
            sys.settrace(None)
            os._exit(0)
    return child, os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_whenever_a_round_is_killed_nobody_is_lost(
    send: Round, post: Postbox, settings: Settings
) -> None:
    send(rehearse=True)
    kills, line = 0, 1
    while True:
        shutil.rmtree(settings.notifications)
        _, was_killed = in_a_process(send, line)
        if not was_killed:
            break
        kills += 1
        send()
        letters = post.empty()
        assert set(letters) == set(ADDRESSES), f"killed before line {line}"
        twice = [copies for copies in letters.values() if len(copies) > 1]
        assert len(twice) <= 1, "only the one under way"
        assert all(len({copy["Message-ID"] for copy in copies}) == 1 for copies in twice)
        line += 37
    assert 3 < kills < 12


def test_a_letter_taken_but_not_noted_goes_again_as_it_was(send: Round, post: Postbox) -> None:
    """The one case in which a letter arrives twice: the server said yes, we did not note it."""
    pids: list[int] = []
    post.on_letter = lambda count: os.kill(pids[0], signal.SIGKILL) if count == 2 else None
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        try:
            send()
        finally:
            os._exit(0)
    pids.append(child)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    post.on_letter = lambda _count: None
    send()
    copies = sorted(len(letters) for letters in post.letters.values())
    assert copies == [1, 1, 1, 2]
    (twice,) = [letters for letters in post.letters.values() if len(letters) == 2]
    assert twice[0]["Message-ID"] == twice[1]["Message-ID"]
    assert twice[0].as_bytes() == twice[1].as_bytes()
