import re

import pytest

from baocao.editions import freeze, reopen
from baocao.editions.store import period_folder
from baocao.editions.verifying import verify

PERIOD = "2025-Q1"


@pytest.fixture
def edition(settings):
    """Return a frozen edition."""
    return freeze(settings, PERIOD, "BK-S1").edition


def test_what_was_frozen_verifies(settings, edition):
    found = verify(settings)
    assert (found.editions, found.problems) == (1, [])
    assert found.files == len(edition.manifest["tables"]) + 1
    assert verify(settings, "2024-Q1").editions == 0


def _alter(path):
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b'"by": "BK-S1"', b'"by": "BK-S2"') + b" ")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda edition: _alter(edition.file("fct_indicator_values")), "parquet: .*was altered"),
        (lambda edition: edition.file("dim_units").unlink(), "dim_units.parquet: .*is missing"),
        (lambda edition: _alter(edition.path / "manifest.json"), "manifest.json: .*as in the log"),
        (lambda edition: (edition.path / "x").write_text("x"), "001/x: .*not in the manifest"),
        (
            lambda edition: edition.path.rename(edition.path.with_name("002")),
            "edition 1 is missing",
        ),
    ],
)
def test_each_change_is_named(settings, edition, change, says):
    change(edition)
    problems = verify(settings).problems
    assert any(re.search(says, problem) for problem in problems), problems


@pytest.mark.parametrize(
    ("said", "lines"),
    [("Gửi lại", [2, 3]), ("Chốt lại", [3])],
    ids=["a line within", "the last line"],
)
def test_a_line_of_the_log_cannot_be_rewritten(settings, edition, said, lines):
    reopen(settings, PERIOD, "BK-S1", "Gửi lại")
    freeze(settings, PERIOD, "BK-S1", "Chốt lại")
    assert verify(settings).problems == []
    log = period_folder(settings, PERIOD) / "log.jsonl"
    log.chmod(0o644)
    log.write_text(log.read_text("utf-8").replace(said, "Nhầm"), "utf-8")
    problems = verify(settings).problems
    assert [re.findall(r"log\.jsonl:(\d+)", problem) for problem in problems] == [
        [str(line)] for line in lines
    ]
