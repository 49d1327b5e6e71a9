"""`baocao ingest` as operators and machines call it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.unit.ingesting.conftest import Office
from tests.unit.ingesting.workbooks import drop, items_book, make_report

from baocao.registry import Registry


def call(office: Office, root: Path, *arguments: str) -> tuple[int, str, str]:
    environment = os.environ | {
        "BAOCAO_HOME": str(office.settings.home),
        "BAOCAO_SEEDS": str(office.settings.seeds),
        "BAOCAO_EXPECTATIONS": str(office.settings.expectations),
        "BAOCAO_NOW": office.settings.now.isoformat(),
        "PYTHONPATH": str(root / "src"),
    }
    code = "from baocao.cli import main; main()"
    command = [sys.executable, "-c", code, "ingest", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def content(registry: Registry) -> bytes:
    return items_book(make_report(registry, "BK-TTR", "F-TCD", "2024-Q1"))


def test_the_whole_inbox(office: Office, root: Path, content: bytes) -> None:
    drop(office.inbox("BK-TTR"), "a.xlsx", content)
    code, out, _ = call(office, root)
    assert code == 0
    assert "1  tệp / files: đã đọc / read" in out
    assert office.outcomes() == {"BK-TTR": "accepted"}
    assert call(office, root)[:2] == (0, f"Không có tệp nào / no files: {office.settings.inbox}\n")


def test_a_refusal_shows_in_the_exit_code(office: Office, root: Path) -> None:
    drop(office.inbox("BK-TTR"), "a.pdf", b"%PDF")
    code, out, _ = call(office, root)
    assert code == 1
    assert "FIL09 Loại tệp không được nhận" in out
    assert "This kind of file is not taken in" in out


def test_json_and_dry_run(office: Office, root: Path, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    options = ("--unit", "BK-TTR", "--received-at", "2024-03-15T02:30:00Z", "--json")
    code, out, _ = call(office, root, str(path), *options, "--dry-run")
    dry: dict[str, Any] = json.loads(out)
    assert (code, dry["dry_run"], dry["files"]["read"], dry["batch_ids"]) == (0, True, 1, [])
    assert not office.settings.home.exists()
    code, out, _ = call(office, root, str(path), *options)
    real = json.loads(out)
    same = ("files", "reports", "findings", "affected", "refused")
    assert {key: dry[key] for key in same} == {key: real[key] for key in same}
    assert len(real["receipts"]) == 1
    assert len(real["batch_ids"]) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere.xlsx",), "no such file"),
        (("--received-at", "hôm qua"), "ISO 8601"),
        (("--nothing",), "No such option"),
        (("--unit", "NOSUCH"), "NOSUCH"),
    ],
)
def test_a_wrong_call(office: Office, root: Path, arguments: tuple[str, ...], message: str) -> None:
    code, out, err = call(office, root, *arguments)
    assert (code, out) == (2, "")
    assert message in err
