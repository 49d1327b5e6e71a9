"""The record of the last good build, `warehouse/build.json`, and the hash of its configuration."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from baocao import __version__
from baocao.errors import StateError
from baocao.files import sha256_of, write_atomic
from baocao.settings import Settings

# What lies in the folders without making rows: dbt's own output, suites, which judge rows, the
# reference data of the published facts, which is composed elsewhere, where files come from, and
# what a report shows of the rows.
NOT_CONFIGURATION = (
    "target",
    "logs",
    "dbt_packages",
    "__pycache__",
    "channels.csv",
    "senders.csv",
    "facts",
    "summary_outline.yml",
    "suites",
    "suites.schema.json",
)


@dataclass(frozen=True)
class NodeResult:
    """One dbt node of a build: its unique id, how it ended and how long it took."""

    unique_id: str
    status: str
    seconds: float


@dataclass(frozen=True)
class Build:
    """A good build: what it was made of and how.

    Attributes:
        build_id: hash of the inputs; the same inputs give the same id.
        as_of: the instant that it took as the present, ISO 8601 UTC.
        today: the day in Vietnam of that instant, ISO 8601.
        batches: every landed batch in it.
        config_hash: hash of seeds, expectations, dbt project and the map on which history stands.
        full: whether every row was made anew.
        periods: the periods that were made anew, empty for all.
        nodes: one entry a dbt node.
        pending: batches of which something had not been received yet at `as_of`.
        decisions: how many decisions about flags it took in.
        refused: the faults of the rules that were left out, each with file, line and column.
    """

    build_id: str
    as_of: str
    today: str
    batches: list[str]
    config_hash: str
    full: bool
    periods: list[str] = field(default_factory=list)
    nodes: list[NodeResult] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    decisions: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def day(self) -> date:
        """Return the day in Vietnam as of which it was made."""
        return date.fromisoformat(self.today)


def record_file(settings: Settings) -> Path:
    """Return the path of the record."""
    return settings.warehouse / "build.json"


def save(settings: Settings, build: Build) -> None:
    """Write the record in one atomic step."""
    document = json.dumps(asdict(build), ensure_ascii=False, indent=2)
    write_atomic(record_file(settings), document + "\n")


def load(settings: Settings) -> Build | None:
    """Return the record of the last good build, or None when nothing was built yet.

    Raises:
        StateError: the record is there but cannot be read.
    """
    path = record_file(settings)
    if not path.exists():
        return None
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        nodes = [NodeResult(**node) for node in document.pop("nodes")]
        return Build(**document, nodes=nodes)
    except (ValueError, KeyError, TypeError) as error:
        raise StateError(
            f"{path}: không đọc được, hãy chạy `baocao build --full` / "
            f"cannot be read ({error!r}); run `baocao build --full`"
        ) from error


def config_hash(settings: Settings) -> str:
    """Return a hash over everything but data that decides what a build holds."""
    digest = hashlib.sha256(__version__.encode())
    for folder in (settings.seeds, settings.expectations, settings.dbt_project):
        for path in _files(folder):
            digest.update(f"{path.relative_to(folder)}\x1f{sha256_of(path)}\x1e".encode())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not set(path.relative_to(folder).parts) & set(NOT_CONFIGURATION):
            yield path
