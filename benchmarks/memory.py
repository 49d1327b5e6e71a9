"""How much memory a run of ingest takes: `python -m benchmarks.memory`, in a process of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

from baocao.ingesting.pipeline import ingest
from baocao.registry import Registry
from baocao.settings import Settings


def peak_mebibytes(settings: Settings) -> float:
    """Return the largest memory of a process that takes in the inbox of a state."""
    environment = os.environ | {
        "BAOCAO_HOME": str(settings.home),
        "BAOCAO_SEEDS": str(settings.seeds),
        "BAOCAO_EXPECTATIONS": str(settings.expectations),
        "BAOCAO_NOW": settings.now.isoformat(),
    }
    environment.pop("BAOCAO_INBOX", None)
    command = [sys.executable, "-m", "benchmarks.memory"]
    told = subprocess.run(
        command, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    return int(told) / 1024


def _own_peak() -> str:
    """Return the largest memory of this process in KiB.

    Not `ru_maxrss`: a process begins with that of the one that started it, here the larger one.
    """
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return re.findall(r"VmHWM:\s*(\d+) kB", status)[0]


if __name__ == "__main__":
    own = Settings.from_env()
    ingest(own, Registry.load(own.seeds))
    print(_own_peak())
