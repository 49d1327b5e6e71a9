"""Where a report breaks rules, the receipt says which cells would explain it, and as what slip."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.unit.ingesting.conftest import Office
from tests.unit.ingesting.workbooks import drop, items_book, make_report
from tests.unit.receipts.sound import sound_report
from tests.unit.receipts.test_receipts import documents

from baocao.receipts.comparing import Suspects
from baocao.registry import Registry


@pytest.fixture
def suspected(office: Office, registry: Registry) -> Callable[[dict[str, Any]], Suspects]:
    """Return which cells of a report with these figures its receipt suspects."""

    def send(values: dict[str, Any]) -> Suspects:
        report = sound_report(registry, values=values)
        drop(office.inbox("BK-TTR"), "a.xlsx", items_book(report))
        office.ingest()
        (document,) = documents(office)
        return document["reports"][0]["suspects"]

    return send


def _short(suspects: list[list[dict[str, Any]]]) -> list[list[tuple[str, str, str, str]]]:
    return [
        [(one["item_code"], one["reported_vi"], one["expected_vi"], one["cause"]) for one in cells]
        for cells in suspects
    ]


def test_sound_figures_are_not_suspected(suspected: Callable[[dict[str, Any]], Suspects]) -> None:
    assert suspected({}) == []


def test_a_zero_too_many_is_named_first(suspected: Callable[[dict[str, Any]], Suspects]) -> None:
    (found,) = suspected({"TD03": 80, "TD04": 90})
    assert _short(found)[0] == [("TD03", "80", "8", "scale")]
    assert found[0][0]["cell"] == "E14"
    assert "thừa" in found[0][0]["cause_vi"]


def test_the_cell_that_breaks_several_rules_is_the_only_suspect(
    suspected: Callable[[dict[str, Any]], Suspects],
) -> None:
    (found,) = suspected({"DL02": 90})
    assert [cells[0]["item_code"] for cells in found] == ["DL02"]


def test_faults_that_have_nothing_to_do_with_each_other_are_answered_apart(
    suspected: Callable[[dict[str, Any]], Suspects],
) -> None:
    receptions, cases = suspected({"TD03": 80, "TD04": 90, "GQ02": 50})
    assert {cells[0]["item_code"] for cells in receptions} == {"TD01", "TD02", "TD03"}
    assert cases[0][0]["item_code"] == "GQ02"


def test_a_rule_that_only_asks_to_check_suspects_nobody(
    suspected: Callable[[dict[str, Any]], Suspects],
) -> None:
    # Fewer people than receptions: may be so, please check.
    assert suspected({"TD04": 1}) == []


def test_the_page_shows_the_cells_in_both_languages(office: Office, registry: Registry) -> None:
    report = sound_report(registry, values={"TD03": 80, "TD04": 90})
    drop(office.inbox("BK-TTR"), "a.xlsx", items_book(report))
    office.ingest()
    (page,) = office.receipts()
    text = page.read_text(encoding="utf-8")
    assert "Ô có thể sai" in text
    assert "Cells that may be wrong" in text
    assert "đang ghi 80, nếu là 8 thì khớp" in text
    assert "says 80, 8 would fit" in text


def test_a_page_without_suspects_does_not_speak_of_them(office: Office, registry: Registry) -> None:
    drop(office.inbox("BK-TTR"), "a.xlsx", items_book(sound_report(registry)))
    office.ingest()
    (page,) = office.receipts()
    assert "Ô có thể sai" not in page.read_text(encoding="utf-8")


def test_a_blank_cell_is_said_to_be_blank_and_not_to_hold_nothing(
    office: Office, registry: Registry
) -> None:
    report = make_report(registry, "BK-TTR", "F-DVK", "2023-A1")
    values = {item.code: 0 for item in report.items} | {"DVK01": 7, "DVK01.KT": 7, "DVK01.TT": 7}
    drop(
        office.inbox("BK-TTR"), "a.xlsx", items_book(replace(report, values=values | {"DVK02": ""}))
    )
    office.ingest()
    (document,) = documents(office)
    blank = [
        (cell["item_code"], cell["reported_vi"], cell["reported_en"])
        for found in document["reports"][0]["suspects"]
        for cells in found
        for cell in cells
        if not cell["reported_vi"]
    ]
    assert blank == [("DVK02", "", "")]
    (page,) = office.receipts()
    text = page.read_text(encoding="utf-8")
    assert "DVK02</b>: đang để trống" in text
    assert "DVK02: is blank" in text
