"""Every hazard of submitted files has its stated outcome, end to end through the real ingest."""

import json
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
    pages = list(run.settings.receipts.rglob("*.html"))
    assert len(pages) == deliveries
    for page_path in pages:
        twin = json.loads(page_path.with_suffix(".json").read_text(encoding="utf-8"))
        assert twin["findings"] or twin["reports"]
        if twin["outcome"] == "quarantined":
            assert list(page_path.parent.glob(f"{page_path.stem}.marked*")) == []


def test_a_sum_within_a_form_that_was_typed_over_is_named_by_the_rules(run: Run) -> None:
    """Rules judge what was accepted: they raise no finding, and stand in the receipt."""
    twins = (path for path in run.settings.receipts.rglob("*.json") if "marked" not in path.name)
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in twins]
    rules = {
        document["file_name"]: {rule["finding_code"] for rule in document["reports"][0]["rules"]}
        for document in documents
        if document["outcome"].startswith("accepted")
    }
    assert "SUM01" in rules["31-sum-in-a-form-typed-over.xlsx"]
    assert "SUM01" not in rules["01-merged-heading.xlsx"]


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
