"""What counts as a delivery, when it arrived, who sent it, and what is left alone."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.unit.ingesting.conftest import Office
from tests.unit.ingesting.workbooks import (
    RECEIVED,
    drop,
    items_book,
    make_report,
)

from baocao import landing
from baocao.errors import UsageError
from baocao.ingesting.discovering import discover
from baocao.ingesting.pipeline import Ingest, IngestResult
from baocao.registry import Registry

LATER = RECEIVED + timedelta(hours=1)


def report(registry: Registry, **changes: Any) -> bytes:
    return items_book(make_report(registry, "BK-TTR", "F-TCD", "2024-Q1", **changes))


Files = list[tuple[str, str, bytes, datetime]]


def test_a_file_that_is_written_to_while_it_is_read_stays(
    office: Office, registry: Registry
) -> None:
    path = drop(office.inbox("BK-TTR"), "a.xlsx", report(registry))
    newer = report(registry, values={"TD01": 9})

    class Slow(Ingest):
        """A run during which the sender goes on."""

        def land(self, results: Any) -> None:
            super().land(results)
            drop(path.parent, path.name, newer, LATER)

    Slow(office.settings, registry).run(discover(office.settings, None, None, None))
    assert path.read_bytes() == newer
    office.ingest()
    assert len(office.rows("submissions")) == 2


def test_a_file_that_cannot_be_opened_stays_and_does_not_stop_the_others(
    office: Office, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = drop(office.inbox("BK-SNV"), "a.xlsx", report(registry))
    drop(office.inbox("BK-TTR"), "a.xlsx", report(registry))
    real = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path == locked:
            raise PermissionError(path)
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    result = office.ingest()
    assert (result.files["unreachable"], result.files["read"]) == (1, 1)
    assert result.has_faults
    assert locked.exists()


def test_what_is_no_delivery_is_left_alone(office: Office, tmp_path: Path) -> None:
    secret = tmp_path / "secret.xlsx"
    secret.write_bytes(b"secret")
    folder = office.inbox("BK-TTR")
    folder.mkdir(parents=True)
    (folder / "link.xlsx").symlink_to(secret)
    for name in ("~$a.xlsx", ".a.xlsx", "a.xlsx.part", "b.crdownload"):
        (folder / name).write_bytes(b"x")
    os.mkfifo(folder / "pipe.xlsx")
    assert not any(office.ingest().files.values())
    assert len(list(folder.iterdir())) == 6


def test_explicit_files_stay_where_they_are(
    office: Office, registry: Registry, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(report(registry))
    result = office.ingest(path, received_at=RECEIVED, unit="BK-TTR")
    assert result.files["read"] == 1
    assert path.exists()
    (row,) = office.rows("files")
    assert (row["received_at"], row["sender_unit_code"]) == (RECEIVED, "BK-TTR")
    again = office.ingest(path, received_at=RECEIVED, unit="BK-TTR")
    assert (again.files["finished"], again.batch_id) == (1, None)
    assert len(office.rows("files")) == 1


def test_without_a_sender_the_report_speaks_for_itself(
    office: Office, registry: Registry, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(report(registry))
    office.ingest(path)
    assert office.outcomes() == {"BK-TTR": "accepted"}
    (page,) = office.receipts()
    assert page.parent.name == "BK-TTR"


def test_a_path_that_does_not_exist_is_a_wrong_call(office: Office, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"không có tệp.*no such file"):
        office.ingest(tmp_path / "nowhere.xlsx")


def test_an_empty_or_missing_inbox_is_nothing_to_do(office: Office) -> None:
    assert isinstance(office.ingest(), IngestResult)
    assert landing.batch_ids(office.settings) == []


@pytest.mark.parametrize("unit", ["NOSUCH", "../../etc", ""])
def test_a_sender_that_is_no_unit_is_a_wrong_call(
    unit: str, office: Office, registry: Registry, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(report(registry))
    with pytest.raises(UsageError, match="no such unit") as error:
        office.ingest(path, unit=unit)
    assert unit in str(error.value)
    assert not office.settings.home.exists()


def test_a_sender_that_is_no_folder_name_cannot_leave_the_receipts(
    office: Office, registry: Registry
) -> None:
    drop(office.inbox("linh tinh"), "a.xlsx", report(registry))
    office.ingest()
    (page,) = office.receipts()
    assert page.parent == office.settings.receipts / "_khac"
