"""Every hazard of submitted files has its stated outcome, end to end through the real ingest."""

from pathlib import Path

import pytest
from tests.hazards.desk import CASES
from tests.hazards.page import page
from tests.hazards.running import Run, differences, load_fixtures
from tests.hazards.tables import Expected, cases, hazards

TABLE = cases()
HAZARDS = range(1, 41)
PERSONAL = ("006089012345", "095123456", "0912 345 678", "Nguyễn Văn Mẫu", "Trần Thị Mẫu",
            "Nguyen Van Mau", "HOÀNG THỊ MẪU", "Hoàng Thị Mẫu", "Nguyễn Thị Mẫu",
            "Nông Thị Mẫu", "Hà Văn Mẫu", "0912 000 000")  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return one run of ingest over the files of the whole table."""
    return Run(tmp_path_factory.mktemp("hazards") / "home")


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case.file)
def test_outcome_is_what_the_table_states(run: Run, case: Expected) -> None:
    assert differences(case, run.found(case.file)) == []


def test_every_hazard_has_files_and_every_file_a_fixture() -> None:
    load_fixtures()
    assert [hazard.number for hazard in hazards()] == list(HAZARDS)
    assert {case.hazard for case in TABLE} == set(HAZARDS)
    assert sorted(case.file for case in TABLE) == sorted(CASES)
    assert all(case.file.startswith(f"{case.hazard:02d}-") for case in TABLE)


def test_every_file_gets_a_receipt(run: Run) -> None:
    deliveries = sum(len(sent) for sent in run.sent.values())
    receipts = run.settings.receipts
    assert len(list(receipts.rglob("*.html"))) == len(list(receipts.rglob("*.json"))) == deliveries


def test_nobody_is_named_outside_the_original_files(run: Run) -> None:
    settings = run.settings
    kept = (settings.quarantine, settings.archive)
    for path in settings.home.rglob("*"):
        shown = path.relative_to(settings.home).as_posix()
        assert not any(text in shown for text in PERSONAL), shown
        if path.is_file() and not any(path.is_relative_to(folder) for folder in kept):
            content = path.read_bytes()
            assert not any(text.encode() in content for text in PERSONAL), shown


def test_the_page_says_what_the_tables_say(root: Path) -> None:
    written = (root / "docs" / "hazards.md").read_text(encoding="utf-8")
    assert written == page(), "python -m tests.hazards --page"
