"""Figures in a category that is not in force in the period, and answers on parent documents."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.unit.ingesting.conftest import Office
from tests.unit.ingesting.workbooks import drop, items_book, make_report

from baocao.registry import FormItem, Registry


@pytest.fixture
def with_channels(office: Office) -> Office:
    """Return an office whose citizen reception form asks for receptions by channel."""
    registry = office.registry
    form = next(form for form in registry.forms if form.form_code == "F-TCD")
    items = tuple(
        FormItem("F-TCD", "1", 90 + number, "TD03", code, code, code, ("Q", "A"), False)
        for number, code in enumerate(("TTIEP", "TTUYEN"))
    )
    asking = replace(form, items=(*form.items, *items))
    forms = tuple(asking if one is form else one for one in registry.forms)
    office.registry = replace(registry, forms=forms)
    return office


@pytest.mark.parametrize(
    ("period", "received", "codes", "landed"),
    [
        ("2026-Q2", datetime(2026, 6, 16, 2, tzinfo=UTC), ["ITM02"], None),
        ("2026-Q3", datetime(2026, 9, 16, 2, tzinfo=UTC), [], 4),
    ],
)
def test_online_receptions_count_from_the_third_quarter_of_2026(
    with_channels: Office, period: str, received: datetime, codes: list[str], landed: int | None
) -> None:
    report = make_report(with_channels.registry, "01840", "F-TCD", period)
    report.values["TD03.TTUYEN"] = 4
    drop(with_channels.inbox("01840"), "a.xlsx", items_book(report), received)
    with_channels.ingest()
    assert with_channels.codes() == codes
    cells = [
        (cell["value_status"], cell["value"])
        for cell in with_channels.rows("cells")
        if cell["category_code"] == "TTUYEN"
    ]
    assert cells == [("reported", landed) if landed else ("not_applicable", None)]


@pytest.mark.parametrize(
    ("typed", "value", "status", "codes"),
    [
        ("12/KH-UBND ngày 05/3/2026", 1, "reported", []),
        ("x", 1, "reported", []),
        ("không", 0, "zero", []),
        (None, None, "missing", []),
        ("đang xây dựng", None, "missing", ["VAL11"]),
        (3, None, "missing", ["VAL11"]),
    ],
)
def test_an_answer_lands_as_yes_no_or_missing(
    office: Office, registry: Registry, typed: object, value: int | None, status: str, codes: list
) -> None:
    values = {"VB07.VBM01": typed, "VB07.VBM02": "x"}
    report = make_report(registry, "01840", "F-VB", "2026-S1", values=values)
    received = datetime(2026, 6, 16, 2, tzinfo=UTC)
    drop(office.inbox("01840"), "F-VB.xlsx", items_book(report), received)
    office.ingest()
    assert office.codes() == codes
    (cell,) = [cell for cell in office.rows("cells") if cell["category_code"] == "VBM01"]
    assert (cell["value"], cell["value_status"]) == (value, status)
