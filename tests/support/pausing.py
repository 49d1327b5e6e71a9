"""A process that waits to be killed at a moment, however quickly it would pass."""

import sys
import time
from pathlib import Path
from typing import Any

# Steps of Python that touch files; what DuckDB writes by itself lies between two of them.
STEPS = {"open", "os.rename", "os.remove", "os.mkdir", "os.chmod", "os.link", "os.symlink"}


def pause_at(folder: Path, moment: str) -> None:
    """From now on, wait for good before the first step at which a file matches in the folder."""
    is_looking = False

    def look(event: str, _: tuple[Any, ...]) -> None:
        nonlocal is_looking
        if is_looking or event not in STEPS:
            return
        is_looking = True
        while any(folder.glob(moment)):
            time.sleep(1)
        is_looking = False

    sys.addaudithook(look)
