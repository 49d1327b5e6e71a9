"""Offices with addresses, what is published about them, and a mail server on loopback."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.support.letters import Postbox, mail_server
from tests.support.province import publish_province
from tests.support.province_rows import AS_OF
from tests.support.servers import HOST
from tests.support.states import settings_in

from baocao.notifying.notifying import Notified, notify_all
from baocao.notifying.sending import CONNECTION
from baocao.publishing import READERS_NAME
from baocao.registry import Registry
from baocao.registry.channels import Sender
from baocao.settings import Settings

# Looking for a connection imports Airflow, which must not leave an `~/airflow` behind.
os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="baocao-airflow-"))

FROM = "bao-cao@tinh.example.org"
DISTRICT, TOWN, PROVINCE = "060", "058", "06"
ADDRESSES = {
    "pacnam@example.org": DISTRICT,
    "pacnam.2@example.org": DISTRICT,
    "thanhpho@example.org": TOWN,
    "tinh@example.org": PROVINCE,
}
SCRIPT = "<script>alert(1)</script>"


def _flag(number: int, unit: str, **more: Any) -> dict[str, Any]:
    return {
        "flag_id": f"{number:032x}",
        "check_code": "SUM01",
        "check_kind": "rule",
        "severity": "error",
        "importance": 4,
        "unit_code": unit,
        "form_code": "F-TCD",
        "period_code": "2025-Q1",
        "message_vi": f"Tổng số {number} không khớp {SCRIPT}. Cần làm: Cộng lại.",
        "message_en": f"Total {number} does not add up. What to do: Add again.",
        "advice_vi": "Cộng lại.",
        "advice_en": "Add again.",
        "status": "open",
        "who_fixes": "unit",
        "first_seen_at": AS_OF - timedelta(days=90),
        **more,
    }


FLAGS = [
    _flag(1, DISTRICT),
    _flag(2, DISTRICT, check_code="REP02", check_kind="reporting", submission_id="s"),
    _flag(3, DISTRICT, severity="info"),
    _flag(4, DISTRICT, status="explained", decided_by="Thanh tra tỉnh", reason="Số đúng"),
    _flag(5, DISTRICT, who_fixes="province"),
    _flag(6, TOWN, period_code=None, file_name="hỏng.xlsx"),
    _flag(7, "062"),
]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("published")
    reports = [
        {"unit_code": unit, "sender_unit_code": DISTRICT, "form_code": "F-TCD", "status": "not_due"}
        | {"period_code": "2025-Q2", "due_date": date(2025, 6, 17)}
        for unit in (DISTRICT, "01864")
    ]
    others = {"fct_quality_flags": FLAGS, "fct_reporting_status": reports}
    publish_province(settings_in(home), communes=1, others=others)
    return home


@pytest.fixture
def settings(published: Path, tmp_path: Path) -> Settings:
    shutil.copytree(published, tmp_path, symlinks=True, dirs_exist_ok=True)
    return replace(settings_in(tmp_path), now=AS_OF + timedelta(hours=1))


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Postbox]:
    with mail_server() as postbox:
        connect(monkeypatch, port=postbox.port)
        yield postbox


def connect(monkeypatch: pytest.MonkeyPatch, host: str = HOST, **fields: Any) -> None:
    extra = {"disable_ssl": True, "disable_tls": True, "from_email": FROM, "retry_limit": 0}
    document = {"conn_type": "smtp", "host": host, **fields}
    document["extra"] = extra | fields.pop("extra", {})
    monkeypatch.setenv(f"AIRFLOW_CONN_{CONNECTION.upper()}", json.dumps(document))


Round = Callable[..., Notified]


@pytest.fixture
def send(settings: Settings, registry: Registry) -> Round:
    """Return what does one round, some days after the first."""

    def round_of(days: int = 0, addresses: dict[str, str] | None = None, **more: Any) -> Notified:
        senders = [
            Sender(address, unit, date(2023, 1, 1), None)
            for address, unit in (addresses or ADDRESSES).items()
        ]
        later = replace(settings, now=settings.now + timedelta(days=days))
        return notify_all(later, registry, senders, **more)

    return round_of


def change(settings: Settings, sql: str) -> None:
    """Change what is published."""
    with duckdb.connect(settings.published / "current" / READERS_NAME) as connection:
        connection.execute(sql)
