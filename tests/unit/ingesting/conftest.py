"""A home of its own for every test, with the repository's configuration."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from baocao import landing
from baocao.ingesting.pipeline import IngestResult, ingest
from baocao.registry import Registry
from baocao.settings import Settings


@dataclass
class Office:
    """A place where files are taken in, and what has become of them."""

    settings: Settings
    registry: Registry

    def ingest(self, *paths: Path, **options: Any) -> IngestResult:
        """Run ingest over the inbox, or over the paths."""
        return ingest(self.settings, self.registry, list(paths) or None, **options)

    def inbox(self, unit_code: str) -> Path:
        """Return the inbox folder of a unit."""
        return self.settings.inbox / unit_code

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return everything that has landed in a table."""
        folder = landing.batches_folder(self.settings)
        return [
            row
            for batch in landing.batch_ids(self.settings)
            for row in pq.read_table(folder / batch / f"{table}.parquet").to_pylist()
        ]

    def codes(self, *, at_least: str = "warn") -> list[str]:
        """Return the codes of all findings from a severity on, sorted."""
        ranks = ("info", "warn", "error", "block")
        worth = ranks[ranks.index(at_least) :]
        return sorted(r["finding_code"] for r in self.rows("findings") if r["severity"] in worth)

    def outcomes(self) -> dict[str, str]:
        """Return the outcome of each report by unit code."""
        return {row["unit_code"]: row["outcome"] for row in self.rows("submissions")}

    def state(self) -> dict[str, bytes]:
        """Return every file under home by relative path."""
        files = (path for path in self.settings.home.rglob("*") if path.is_file())
        home = self.settings.home
        return {path.relative_to(home).as_posix(): path.read_bytes() for path in files}

    def receipts(self) -> list[Path]:
        """Return all pages of receipts."""
        return sorted(self.settings.receipts.rglob("*.html"))


@pytest.fixture
def settings(tmp_path: Path, root: Path) -> Settings:
    """Return settings with a home of their own, in October 2026."""
    home = tmp_path / "home"
    return Settings(
        home=home,
        seeds=root / "seeds",
        expectations=root / "expectations",
        inbox=home / "inbox",
        dbt_project=root / "dbt_project",
        now=datetime(2026, 9, 30, 17, tzinfo=UTC),
    )


@pytest.fixture
def office(settings: Settings, registry: Registry) -> Office:
    """Return an office without any file yet."""
    return Office(settings, registry)


@pytest.fixture
def office_at(root: Path, registry: Registry) -> Callable[[Path], Office]:
    """Return a maker of offices in given folders."""

    def make(home: Path) -> Office:
        now = datetime(2026, 9, 30, 17, tzinfo=UTC)
        folders = (root / "seeds", root / "expectations", home / "inbox", root / "dbt_project")
        return Office(Settings(home, *folders, now=now), registry)

    return make
