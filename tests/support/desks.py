"""An upload page over a state of its own, with a clock that a test can set."""

import itertools
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import uvicorn
from fastapi.testclient import TestClient
from tests.unit.ingesting.workbooks import csv_lines, make_report

from baocao.desk.app import create_app
from baocao.desk.service import Desk
from baocao.ingesting.pipeline import ingest
from baocao.registry import Registry
from baocao.settings import Settings

HERE = "http://127.0.0.1"
OUTSIDE = "https://bao-cao.example"
# 1 October 2026 in Vietnam: the third quarter was due on 16 September.
NOW = datetime(2026, 9, 30, 17, tzinfo=UTC)
REFORM = date(2025, 7, 1)
ADDRESSES = itertools.count(1)


@dataclass
class Bench:
    """A desk under test.

    Attributes:
        home: its state.
        now: the present of the settings.
        seconds: the real clock.
        limit: the largest file in bytes.
    """

    root: Path
    home: Path
    now: datetime = NOW
    seconds: float = 1_000_000.0
    limit: int = 1024 * 1024
    secret: str = ""
    seeds: Path | None = None
    passwords: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.desk = Desk(self.settings, lambda: self.seconds)
        self.app = create_app(self.desk)

    def settings(self) -> Settings:
        """Return the settings of this moment."""
        return Settings(
            home=self.home,
            seeds=self.seeds or self.root / "seeds",
            expectations=self.root / "expectations",
            inbox=self.home / "inbox",
            dbt_project=self.root / "dbt_project",
            now=self.now,
            max_file_bytes=self.limit,
            desk_secret=self.secret,
        )

    @property
    def registry(self) -> Registry:
        """Return the reference data."""
        return Registry.load(self.settings().seeds)

    def account(self, unit_code: str, on: date | None = None) -> str:
        """Make an account for the unit that bears a code on a day, and return its password."""
        unit = self.registry.unit(unit_code, on or self.settings().today)
        assert unit is not None
        return self.desk.accounts.add(unit)

    def visitor(self, base: str = HERE) -> "Visitor":
        """Return a browser at an address of its own."""
        client = (f"10.0.{next(ADDRESSES) % 250}.{next(ADDRESSES) % 250}", 50000)
        return Visitor(self, TestClient(self.app, base_url=base, client=client))

    def office(self, unit_code: str, on: date | None = None) -> "Visitor":
        """Return the browser of a unit that has just got an account and logged in."""
        visitor = self.visitor()
        assert visitor.login(unit_code, self.account(unit_code, on)).status_code == 303
        return visitor

    def at(self, *moment: int) -> None:
        """Set the present, given in UTC."""
        year, month, day, *rest = moment
        self.now = datetime(year, month, day, *rest, tzinfo=UTC)

    def ingest(self) -> None:
        """Take in the inbox as the schedule does."""
        ingest(self.settings(), self.registry)

    def changed(self, **changes: object) -> "Bench":
        """Return a bench over the same state that differs, as after a restart."""
        return replace(self, **changes)  # pyright: ignore[reportArgumentType]

    def file(self, unit: str = "01840", period: str = "2026-Q3", **values: int) -> bytes:
        """Return a report of a unit as CSV, every figure 0 but those given by item code."""
        report = make_report(self.registry, unit, "F-TCD", period)
        report.values = {item.code: 0 for item in report.items} | values
        return csv_lines(report).encode()


@dataclass
class Visitor:
    """A browser: it keeps cookies, follows nothing by itself, and reads forms off pages."""

    bench: Bench
    client: TestClient

    def get(self, path: str) -> httpx.Response:
        """Open a page."""
        return self.client.get(path, follow_redirects=False)

    def csrf(self, path: str = "/") -> str:
        """Return the token in the first form of a page."""
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.get(path).text)
        assert found, path
        return found[1]

    def post(self, path: str, **fields: str) -> httpx.Response:
        """Send a form."""
        return self.client.post(path, data=fields, follow_redirects=False)

    def login(self, unit_code: str, password: str, **fields: str) -> httpx.Response:
        """Send the login form."""
        csrf = self.csrf("/login")
        return self.post("/login", csrf=csrf, unit_code=unit_code, password=password, **fields)

    def send(self, content: bytes, name: str = "bao cao.csv", csrf: str = "") -> httpx.Response:
        """Hand in a file."""
        return self.client.post(
            "/send",
            data={"csrf": csrf or self.csrf()},
            files={"file": (name, content)},
            follow_redirects=False,
        )

    def receipt_of(self, sent: httpx.Response) -> str:
        """Follow the answer to a file handed in and return the path of its receipt."""
        assert sent.status_code == 303, sent.text
        where = self.get(sent.headers["location"])
        assert where.status_code == 303, where.text
        return where.headers["location"]


@contextmanager
def serving(bench: Bench) -> Iterator[str]:
    """Serve a bench by a real server on a port of this machine; yield its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(bench.app, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)
        listener.close()
