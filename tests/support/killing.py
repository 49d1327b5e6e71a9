"""Killing a look at a channel: a process of its own, ended by SIGKILL before a line of our code."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from tests.unit.ingesting.conftest import Office

from baocao.channels import __file__ as package
from baocao.channels import collect
from baocao.registry.channels import Channel

CODE = str(Path(package).parent)
PATIENCE_SECONDS = 60


def killed_at(line: int) -> Callable[[FrameType, str, Any], Any]:
    """Return a tracer that kills this process before the nth line of the channels' code."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if not frame.f_code.co_filename.startswith(CODE):
            return None
        if event == "line":
            count += 1
            if count == line:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace


def collect_until(line: int, office: Office, channel: Channel) -> bool:
    """Collect in a process that is killed before a line; return whether it was."""
    child = os.fork()
    if child == 0:
        signal.alarm(PATIENCE_SECONDS)
        sys.settrace(killed_at(line))
        try:
            collect(office.settings, office.registry, channel)
        finally:
            sys.settrace(None)
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])
