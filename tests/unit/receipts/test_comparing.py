"""Rules judged on one file: what fails, with both sides, and nothing that looks elsewhere."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.ingesting.conftest import Office
from tests.unit.ingesting.workbooks import (
    district_reports,
    drop,
    items_book,
    totals_of,
    units_book,
)
from tests.unit.receipts.sound import SOUND, sound_report
from tests.unit.receipts.test_receipts import documents

from baocao.ingesting.model import CellRow, FileResult, Submission
from baocao.receipts import comparing
from baocao.receipts.comparing import Comparer
from baocao.registry import Registry
from baocao.rules import load

Broken = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def comparer(registry: Registry, root: Path) -> Comparer:
    return Comparer(registry, load(root / "expectations", registry))


@pytest.fixture
def broken(office: Office, registry: Registry) -> Callable[[dict[str, Any]], Broken]:
    """Return what the receipt of a report with these figures says of rules, by rule."""

    def send(values: dict[str, Any]) -> Broken:
        report = sound_report(registry, values=values)
        drop(office.inbox("BK-TTR"), "a.xlsx", items_book(report))
        office.ingest()
        (document,) = documents(office)
        return {rule["rule_code"]: rule for rule in document["reports"][0]["rules"]}

    return send


def test_sound_figures_break_nothing(broken: Callable[[dict[str, Any]], Broken]) -> None:
    assert broken({}) == {}


def test_both_sides_and_what_they_differ_by(broken: Callable[[dict[str, Any]], Broken]) -> None:
    rule = broken({"TD03": 7, "TD04": 9})["SUM01"]
    assert (rule["left"], rule["right"], rule["difference"], rule["sign"]) == ("7", "8", "-1", "=")
    assert (rule["cell"], rule["cells"]) == ("E14", ["E14", "E12", "E13"])
    assert rule["found"] == "TD03 = 7"
    assert rule["expected"] == "phải bằng 8 (TD01 + TD02)"
    assert "lệch 1" in rule["message_vi"]
    assert "gửi lại báo cáo" in rule["advice_vi"]


def test_nobody_is_judged_on_a_blank_or_on_what_could_not_be_read(
    broken: Callable[[dict[str, Any]], Broken],
) -> None:
    assert "SUM01" not in broken({"TD02": "", "TD03": 70, "TD04": 90})


def test_nobody_is_judged_on_a_figure_that_could_not_be_read(
    broken: Callable[[dict[str, Any]], Broken],
) -> None:
    assert "SUM01" not in broken({"TD02": "nhiều", "TD03": 70, "TD04": 90})


def test_days_are_measured_by_the_window(broken: Callable[[dict[str, Any]], Broken]) -> None:
    rule = broken({"TD06": 2})["LAW02"]
    assert (rule["left"], rule["right"], rule["right_vi"]) == ("2", "3", "số tháng trong kỳ")


def test_a_report_of_nothing_but_zeros(broken: Callable[[dict[str, Any]], Broken]) -> None:
    rule = broken(dict.fromkeys(SOUND, 0))["REP10"]
    assert (rule["left"], rule["cell"], rule["sign"]) == (None, "", "")


def test_a_total_row_is_compared_with_the_rows_of_its_file(
    office: Office, registry: Registry
) -> None:
    reports = district_reports(registry)
    totals = totals_of(reports)
    totals["TD01"] += 5
    drop(office.inbox("060"), "a.xlsx", units_book(reports, totals))
    office.ingest()
    (document,) = documents(office)
    found = [
        (report["unit_code"], rule["item_code"], rule["difference"])
        for report in document["reports"]
        for rule in report["rules"]
        if rule["rule_code"] == "SUM06"
    ]
    assert found == [("060", "TD01", "5")]


def test_rules_that_look_at_other_reports_are_left_out(comparer: Comparer) -> None:
    codes = comparer.rule_codes
    assert {"SUM01", "SUM06", "REP10", "LAW02"} <= codes
    assert codes.isdisjoint({"BAL03", "PER01", "PER02", "PER04", "REP09", "VAL07", "REP01"})


FIGURES = st.dictionaries(
    st.sampled_from(sorted(SOUND)),
    st.one_of(st.none(), st.integers(0, 4), st.just("không rõ")),
    max_size=8,
)


@given(FIGURES)
@settings(max_examples=150, deadline=None)
def test_the_short_way_judges_as_the_long_one(
    registry: Registry, comparer: Comparer, changed: dict[str, Any]
) -> None:
    report = sound_report(registry, values=changed)
    cells = [
        CellRow(
            item.indicator_code,
            item.category_code,
            "value",
            "Biểu",
            f"E{item.item_no}",
            str(report.value(item) or ""),
            "missing" if isinstance(report.value(item), (str, type(None))) else "reported",
            Decimal(report.value(item)) if isinstance(report.value(item), int) else None,
        )
        for item in report.items
    ]
    one = Submission(
        "s", "BK-TTR", None, "F-TCD", report.form.form_version, "2024-Q1",
        report.period.regime, "items_down", None, "Biểu", cells=cells,
    )  # fmt: skip
    result = FileResult.__new__(FileResult)
    result.submissions = [one]
    short = comparer.compare(result, one)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparing, "_plainly_holds", lambda *_: False)
        assert comparer.compare(result, one) == short
