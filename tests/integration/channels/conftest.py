"""An office that collects; its Airflow connections stand in the environment."""

import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.support.servers import HOST, PASSWORD, USER
from tests.unit.ingesting.conftest import Office

from baocao.channels import Collected, collect
from baocao.registry import Registry
from baocao.registry.channels import Channel
from baocao.settings import Settings

# Looking for a connection imports Airflow, which must not leave an `~/airflow` behind.
os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="baocao-airflow-"))

UNIT, OTHER_UNIT = "01840", "01843"
SENT = datetime(2024, 3, 15, 2, 30, tzinfo=UTC)
NOW = datetime(2026, 9, 30, 17, tzinfo=UTC)


@dataclass
class CollectingOffice(Office):
    """An office with a clock that can be moved on, seeds and a limit that can be set."""

    seeds: Path | None = None
    most: int | None = None

    def collect(self, channel: Channel, now: datetime = NOW) -> Collected:
        """Look at a channel once."""
        seeds, most = self.seeds or self.settings.seeds, self.most or self.settings.max_file_bytes
        self.settings = replace(self.settings, now=now, seeds=seeds, max_file_bytes=most)
        return collect(self.settings, self.registry, channel)

    def inbox_files(self) -> dict[str, bytes]:
        """Return the inbox's files by unit and name, the folder of the delivery left out."""
        inbox = self.settings.inbox
        files = [path for path in sorted(inbox.rglob("*")) if path.is_file()]
        return {f"{p.relative_to(inbox).parts[0]}/{p.name}": p.read_bytes() for p in files}


@pytest.fixture
def office(tmp_path: Path, root: Path, registry: Registry) -> CollectingOffice:
    home = tmp_path / "home"
    folders = (root / "seeds", root / "expectations", home / "inbox", root / "dbt_project")
    return CollectingOffice(Settings(home, *folders, now=NOW), registry)


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return a maker of Airflow connections; it returns the connection's id."""

    def make(kind: str, port: int | None = None, **fields: Any) -> str:
        document = {"conn_type": kind, "host": HOST, "login": USER, "password": PASSWORD}
        document |= {"port": port} | fields
        monkeypatch.setenv("AIRFLOW_CONN_THU", json.dumps(document))
        return "thu"

    return make


def channel_of(kind: str, location: str, connection_id: str, **fields: Any) -> Channel:
    """Return an active channel that marks what it takes."""
    rule = "address" if kind == "imap" else "folder"
    usual: dict[str, Any] = {
        "channel_code": f"{kind}-thu",
        "sender_rule": rule,
        "unit_code": "",
        "after_taking": "mark",
        "trusted_authserv_id": "",
        "is_active": True,
    }
    named: dict[str, Any] = {"kind": kind, "location": location, "connection_id": connection_id}
    return Channel(**(usual | named | fields))
