"""The log of decisions about flags: `decisions/flags.jsonl` in the state."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from baocao import chained_log
from baocao.errors import StateError
from baocao.files import only_holder
from baocao.settings import Settings, parse_instant

EXPLAINED, WAIVED, REOPENED = "explained", "waived", "reopened"
ACTIONS = (EXPLAINED, WAIVED, REOPENED)


@dataclass(frozen=True)
class Decision:
    """One decision about one flag.

    Attributes:
        decision_no: its line in the log, from 1; later lines are later decisions.
        flag_id: the flag.
        action: explained | waived | reopened.
        period_code: the flag's period; None where its file names none.
        decided_at: from when it counts, UTC.
        until_at: until when (excluded), UTC; None for as long as the fault stands.
        decided_by: an office.
        reason: why.
    """

    decision_no: int
    flag_id: str
    action: str
    period_code: str | None
    decided_at: datetime
    until_at: datetime | None
    decided_by: str
    reason: str

    def changes(self, after: datetime, until: datetime) -> bool:
        """Return whether it begins or ends after an instant and not later than another."""
        instants = (self.decided_at, self.until_at)
        return any(at is not None and after < at <= until for at in instants)

    def is_over(self, now: datetime) -> bool:
        """Return whether its time has run out."""
        return self.until_at is not None and self.until_at <= now

    @property
    def status(self) -> str:
        """Return the status that it gives the flag."""
        return "open" if self.action == REOPENED else self.action


def log_file(settings: Settings) -> Path:
    """Return the path of the log."""
    return settings.decisions / "flags.jsonl"


def load_decisions(settings: Settings, known_at: datetime | None = None) -> list[Decision]:
    """Return the decisions in the order in which they were taken.

    Args:
        settings: where the log is.
        known_at: only those taken by this instant; by default all.

    Raises:
        StateError: the log cannot be read, or a line of it was altered or taken out.
    """
    path = log_file(settings)
    found = [_decision(number, one) for number, one in enumerate(chained_log.read(path), start=1)]
    broken = next(chained_log.broken_lines(path), None)
    if broken is not None:
        raise StateError(
            f"{path}:{broken}: dòng này hoặc dòng trước đã bị sửa; hãy khôi phục tệp từ bản sao lưu"
            " / this line or the one before was altered; restore the file from a backup"
        )
    return [one for one in found if known_at is None or one.decided_at <= known_at]


def _decision(number: int, entry: chained_log.Entry) -> Decision:
    until = entry["until"]
    return Decision(
        decision_no=number,
        flag_id=entry["flag_id"],
        action=entry["action"],
        period_code=entry["period_code"],
        decided_at=parse_instant(entry["at"], "at"),
        until_at=None if until is None else parse_instant(until, "until"),
        decided_by=entry["by"],
        reason=entry["why"],
    )


@contextmanager
def only_writer(settings: Settings) -> Iterator[list[Decision]]:
    """Hold the lock of the log and yield what it holds; the system frees it with the process."""
    settings.decisions.mkdir(parents=True, exist_ok=True)
    with only_holder(settings.decisions / ".lock"):
        yield load_decisions(settings)


def append(settings: Settings, entry: dict[str, Any]) -> None:
    """Add a decision to the log; the caller holds its lock."""
    chained_log.append(log_file(settings), entry)
