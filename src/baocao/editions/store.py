"""Where editions lie, what their manifests say, and the log of freezing and re-opening."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from baocao import chained_log
from baocao.chained_log import Entry
from baocao.errors import StateError, UsageError
from baocao.files import only_holder, sha256_of
from baocao.registry.period_names import code_of_folder, folder_name
from baocao.settings import Settings

MANIFEST = "manifest.json"
LOG = "log.jsonl"
FROZEN, REOPENED = "frozen", "reopened"
_NUMBER = re.compile(r"\d{3,}")


@dataclass(frozen=True)
class Edition:
    """One frozen edition of one period.

    Attributes:
        period: the period's code.
        number: 1 for the first.
        path: its folder.
        manifest: what it holds and what it was made from.
    """

    period: str
    number: int
    path: Path
    manifest: dict[str, Any]

    def file(self, table: str) -> Path:
        """Return the Parquet file of a table."""
        return self.path / f"{table}.parquet"


@dataclass(frozen=True)
class PeriodEditions:
    """The editions of one period, oldest first, and what was done when.

    Attributes:
        period: the period's code.
        editions: complete ones only.
        log: one entry per freezing and re-opening, oldest first.
    """

    period: str
    editions: list[Edition]
    log: list[Entry]

    @property
    def newest(self) -> Edition | None:
        """Return the edition that stands, or None before the first."""
        return self.editions[-1] if self.editions else None

    @property
    def is_frozen(self) -> bool:
        """Return whether the period has an edition and was not re-opened since."""
        return bool(self.log) and self.log[-1]["action"] == FROZEN

    def edition(self, number: int) -> Edition:
        """Return an edition by number.

        Raises:
            UsageError: there is no such edition.
        """
        for edition in self.editions:
            if edition.number == number:
                return edition
        known = ", ".join(str(edition.number) for edition in self.editions) or "-"
        raise UsageError(
            f"{self.period}: không có lần chốt {number}; đã có / no edition {number}; "
            f"there are: {known}"
        )


def editions_folder(settings: Settings) -> Path:
    """Return the folder of all editions."""
    return settings.home / "editions"


def period_folder(settings: Settings, period: str) -> Path:
    """Return the folder of a period's editions; the code of several years has a slash in it."""
    return editions_folder(settings) / folder_name(period)


def edition_folder(settings: Settings, period: str, number: int) -> Path:
    """Return the folder of one edition."""
    return period_folder(settings, period) / f"{number:03d}"


def load_editions(settings: Settings, period: str) -> PeriodEditions:
    """Return the editions of a period; none where it was never frozen.

    Raises:
        StateError: a manifest or the log cannot be read.
    """
    folder = period_folder(settings, period)
    names = [path.name for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
    numbers = sorted(int(name) for name in names if _NUMBER.fullmatch(name))
    editions = [_load(settings, period, number) for number in numbers]
    return PeriodEditions(period, editions, chained_log.read(log_path(settings, period)))


def list_editions(settings: Settings, period: str | None = None) -> list[PeriodEditions]:
    """Return the editions of a period, or of every period that has one, in order of period.

    Raises:
        StateError: a manifest or a log cannot be read.
    """
    if period is not None:
        found = load_editions(settings, period)
        return [found] if found.editions else []
    root = editions_folder(settings)
    folders = sorted(path.name for path in root.iterdir() if path.is_dir()) if root.is_dir() else []
    all_editions = (load_editions(settings, code_of_folder(name)) for name in folders)
    return [found for found in all_editions if found.editions]


def current_edition(settings: Settings, period: str) -> Edition | None:
    """Return the edition of a period that stands, or None where it was never frozen."""
    return load_editions(settings, period).newest


def _load(settings: Settings, period: str, number: int) -> Edition:
    folder = edition_folder(settings, period, number)
    return Edition(period, number, folder, _read_json(folder / MANIFEST))


def _read_json(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StateError(f"{path}: không đọc được / cannot be read: {error}") from error


def log_path(settings: Settings, period: str) -> Path:
    """Return the file of a period's log."""
    return period_folder(settings, period) / LOG


def append_log(settings: Settings, period: str, entry: Entry) -> None:
    """Add an entry to a period's log."""
    chained_log.append(log_path(settings, period), entry)


def frozen_entry(edition: Edition) -> Entry:
    """Return what the log says of an edition, from its manifest."""
    return {
        "action": FROZEN,
        "edition": edition.number,
        "at": edition.manifest["frozen_at"],
        "by": edition.manifest["by"],
        "why": edition.manifest["why"],
        "manifest_sha256": sha256_of(edition.path / MANIFEST),
    }


@contextmanager
def only_writer(settings: Settings, period: str) -> Iterator[PeriodEditions]:
    """Hold the lock of editions and yield those of a period, after mending what a kill left.

    A half-made edition goes; one that is whole but not in the log yet is entered there. The system
    frees the lock when the process ends, however it ends.
    """
    root = editions_folder(settings)
    root.mkdir(parents=True, exist_ok=True)
    with only_holder(root / ".lock"):
        _remove_half_made(period_folder(settings, period))
        found = load_editions(settings, period)
        logged = {entry["edition"] for entry in found.log if entry["action"] == FROZEN}
        for edition in found.editions:
            if edition.number not in logged:
                append_log(settings, period, frozen_entry(edition))
        yield load_editions(settings, period)


def _remove_half_made(folder: Path) -> None:
    for path in folder.glob(".*.tmp"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
