"""Rates as a unit prints them: read, kept apart from the figures, compared with them."""

import io
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from tests.unit.ingesting.conftest import Office
from tests.unit.ingesting.workbooks import csv_lines, drop, items_book, make_report
from tests.unit.receipts.test_receipts import documents

from baocao.registry import Registry

RECEIVED = datetime(2026, 6, 15, tzinfo=UTC)
# 26 of 29, which somebody printed as 89,65.
FIGURES = {"VH01": 1243, "VH02": 1213, "VH04": 29, "VH05": 26}


def report_of(registry: Registry, rates: dict[str, Any]):
    values = {**FIGURES, "VH03": None, "VH06": None, **rates}
    return make_report(registry, "01840", "F-VH", "2026-S1", values=values)


def taken_in(
    office: Office, registry: Registry, rates: dict[str, Any], formats: dict[str, str] | None = None
) -> dict[str, dict[str, Any]]:
    """Send a report with some rates; return its cells by item code."""
    book = openpyxl.load_workbook(io.BytesIO(items_book(report_of(registry, rates))))
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    for row in sheet.iter_rows():
        for code, number_format in (formats or {}).items():
            if row[2].value == code:
                row[4].number_format = number_format
    content = io.BytesIO()
    book.save(content)
    drop(office.inbox("01840"), "a.xlsx", content.getvalue(), RECEIVED)
    office.ingest()
    return {cell["indicator_code"]: cell for cell in office.rows("cells")}


@pytest.mark.parametrize(
    ("written", "number_format", "value", "raw_text"),
    [
        ("97,57", "", "97.57", "97,57"),
        ("97,57 %", "", "97.57", "97,57 %"),
        ("97.57%", "", "97.57", "97.57%"),
        (97.57, "", "97.57", "97.57"),
        (0.9757, "0.00%", "97.57", "97.57%"),
        (0.9, "0%", "90", "90%"),
        ("97,57", "0.00%", "97.57", "97,57"),
        (None, "0.00%", None, ""),
        (0.9757, "", "0.9757", "0.9757"),
        ("0,9757", "", "0.9757", "0,9757"),
        (1, "", "1", "1"),
        (None, "", None, ""),
    ],
)
def test_a_printed_rate_lands_as_what_it_is(
    office: Office,
    registry: Registry,
    written: Any,
    number_format: str,
    value: str | None,
    raw_text: str,
) -> None:
    formats = {"VH03": number_format} if number_format else {}
    cells = taken_in(office, registry, {"VH03": written}, formats)
    assert (cells["VH03"]["value"], cells["VH03"]["raw_text"]) == (
        None if value is None else Decimal(value),
        raw_text,
    )
    roles = {code: cell["role"] for code, cell in cells.items()}
    rates = dict.fromkeys(("VH03", "VH06"), "printed_rate")
    assert roles == dict.fromkeys(FIGURES, "value") | rates
    assert office.codes() == []


def test_what_can_be_read_in_two_ways_is_refused(office: Office, registry: Registry) -> None:
    assert taken_in(office, registry, {"VH03": "97,575"}) == {}
    assert office.codes() == ["VAL04"]


@pytest.mark.parametrize(
    ("written", "broken"),
    [
        ("89,65", []),
        ("89,66", []),
        ("89,7", []),
        ("90", []),
        ("89,6", []),
        (89.655172413793, []),
        (None, []),
        ("89,63", ["VAL06"]),
        ("96,55", ["VAL06"]),
        ("8965", ["VAL03"]),
        ("0,8965", ["VAL05"]),
    ],
)
def test_the_receipt_compares_it_with_its_figures(
    office: Office, registry: Registry, written: Any, broken: list[str]
) -> None:
    taken_in(office, registry, {"VH06": written})
    (document,) = documents(office)
    rules = document["reports"][0]["rules"]
    assert [rule["rule_code"] for rule in rules] == broken
    assert {rule["item_code"] for rule in rules} <= {"VH06"}


def test_the_receipt_says_what_the_figures_give(office: Office, registry: Registry) -> None:
    taken_in(office, registry, {"VH06": "96,55"})
    (document,) = documents(office)
    (rule,) = document["reports"][0]["rules"]
    assert "ghi 96,55%, tính từ số liệu cùng báo cáo được 89,6552%" in rule["message_vi"]
    assert "reported 96.55 %, the figures of the same report give 89.6552 %" in rule["message_en"]
    assert "Có thể để trống" in rule["advice_vi"]


def test_it_is_no_figure_of_the_report(office: Office, registry: Registry) -> None:
    """A list of records says it too; whoever counts figures does not count it."""
    report = report_of(registry, {"VH03": "97,5", "VH06": "89,65%"})
    drop(office.inbox("01840"), "a.csv", csv_lines(report, ";").encode(), RECEIVED)
    office.ingest()
    roles = {cell["indicator_code"]: cell["role"] for cell in office.rows("cells")}
    assert sorted(code for code, role in roles.items() if role == "value") == sorted(FIGURES)
    (document,) = documents(office)
    assert document["reports"][0]["figures"] == len(FIGURES)
