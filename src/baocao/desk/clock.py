"""The clock of a page that is served for hours: a present that was set goes on from there."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from baocao.desk.store import Store
from baocao.settings import Settings


def running_settings(
    env: Mapping[str, str], seconds: Callable[[], float] = time.monotonic
) -> Callable[[], Settings]:
    """Return what reads the settings of each moment.

    Without BAOCAO_NOW that is the clock. With it the present is that instant at first and goes on
    from there, or from the last file handed in before a restart: were the clock to stand still,
    of two versions of a report nobody could tell which came later.

    Args:
        env: the environment.
        seconds: a clock that only goes forward.
    """
    if not env.get("BAOCAO_NOW"):
        return lambda: Settings.from_env(env)
    first = Settings.from_env(env)
    row = Store(first.desk).one("select max(received_at) as last from uploads")
    last = datetime.fromisoformat(row["last"]) if row and row["last"] else first.now
    begun, start = seconds(), max(first.now, last)
    return lambda: replace(Settings.from_env(env), now=start + timedelta(seconds=seconds() - begun))
