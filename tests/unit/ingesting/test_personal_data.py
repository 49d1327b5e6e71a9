"""Personal data sends a file to quarantine; nothing of it stands anywhere else."""

import io
from collections.abc import Callable

import pytest
from openpyxl import load_workbook
from tests.unit.ingesting.conftest import Office
from tests.unit.ingesting.workbooks import (
    csv_lines,
    drop,
    items_book,
    make_report,
    saved,
    value_set,
)

from baocao.ingesting.archiving import archive_path, quarantine_path
from baocao.registry import Registry

PERSON = "CCCD 000000000000"


def good(registry: Registry, **changes: object) -> bytes:
    return items_book(make_report(registry, "BK-TTR", "F-TCD", "2024-Q1", **changes))


def test_personal_data_goes_to_quarantine_and_nowhere_else(
    office: Office, registry: Registry
) -> None:
    content = good(registry, notes={"TD01": f"bà Lò Thị Giả, {PERSON}"}, values={"TD05": "x"})
    drop(office.inbox("BK-TTR"), "a.xlsx", content)
    result = office.ingest()
    assert dict(result.files + result.reports) == {"quarantined": 2}
    (file,) = office.rows("files")
    kept = quarantine_path(office.settings, file["file_sha256"])
    assert kept.read_bytes() == content
    assert [oct(path.stat().st_mode)[-3:] for path in (kept, kept.parent, kept.parents[1])] == [
        "600", "700", "700",
    ]  # fmt: skip
    assert not archive_path(office.settings, file["file_sha256"]).exists()
    assert office.codes() == ["VAL10"]
    assert office.rows("cells") == []
    (finding,) = office.rows("findings")
    assert (finding["cell"], finding["raw_text"]) == ("F12", "")
    assert_nowhere(office, "000000000000", "Lò Thị Giả")


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.csv", lambda report: csv_lines(report).encode()),
        ("a.json", value_set),
    ],
)
def test_personal_data_in_notes_of_records(
    name: str, make: Callable[..., bytes], office: Office, registry: Registry
) -> None:
    report = make_report(registry, "BK-TTR", "F-TCD", "2024-Q1", notes={"TD02": PERSON})
    drop(office.inbox("BK-TTR"), name, make(report))
    office.ingest()
    assert office.codes() == ["VAL10"]
    assert_nowhere(office, "000000000000")


def test_personal_data_in_the_name_of_a_file_or_a_sheet(office: Office, registry: Registry) -> None:
    report = make_report(registry, "BK-TTR", "F-TCD", "2024-Q1", title="Bà A 0900000000")
    report.notes = {"TD01": PERSON}
    drop(office.inbox("BK-TTR"), "a.xlsx", items_book(report))
    drop(office.inbox("BK-TTR"), "đơn của 0900000000.xlsx", good(registry))
    office.ingest()
    assert office.codes() == ["VAL10", "VAL10", "VAL10"]
    assert_nowhere(office, "0900000000", "000000000000")


def test_personal_data_in_the_name_of_a_sheet_alone(office: Office, registry: Registry) -> None:
    drop(office.inbox("BK-TTR"), "a.xlsx", good(registry, title="Ong A 0912345678"))
    result = office.ingest()
    assert dict(result.files + result.reports) == {"quarantined": 2}
    (submission,) = office.rows("submissions")
    (finding,) = office.rows("findings")
    assert [submission["sheet"], finding["sheet"], finding["cell"]] == ["Ong A •••"] * 2 + [""]
    assert (finding["finding_code"], office.rows("cells")) == ("VAL10", [])
    assert_nowhere(office, "0912345678")


def test_personal_data_in_the_name_of_a_sheet_that_is_no_report(
    office: Office, registry: Registry
) -> None:
    book = load_workbook(io.BytesIO(good(registry)))
    book.create_sheet("Ong A 0912345678")
    drop(office.inbox("BK-TTR"), "a.xlsx", saved(book))
    office.ingest()
    assert office.outcomes() == {"BK-TTR": "quarantined"}
    assert_nowhere(office, "0912345678")


def test_personal_data_in_a_remark_of_a_finding_is_masked(
    office: Office, registry: Registry
) -> None:
    name = "Thanh tra tỉn Bắc Kạn, ĐT 0900000000"
    drop(office.inbox("BK-TTR"), "a.xlsx", good(registry, unit_name=name))
    office.ingest()
    assert_nowhere(office, "0900000000")


def assert_nowhere(office: Office, *texts: str) -> None:
    """Check that none of the texts stands in what is written outside the quarantine."""
    home = office.settings.home
    for path in home.rglob("*"):
        shown = path.relative_to(home).as_posix()
        assert not any(text in shown for text in texts), shown
        if path.is_file() and not path.is_relative_to(office.settings.quarantine):
            content = path.read_bytes()
            assert not any(text.encode() in content for text in texts), shown
    for table in ("files", "submissions", "cells", "findings"):
        assert not any(text in str(office.rows(table)) for text in texts), table
