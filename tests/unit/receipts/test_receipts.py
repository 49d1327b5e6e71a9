"""What a sender is told: the outcome, the version, each fault with its remedy, what is owed."""

import json
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from tests.unit.ingesting.conftest import Office
from tests.unit.ingesting.workbooks import (
    RECEIVED,
    district_reports,
    drop,
    items_book,
    totals_of,
    units_book,
)
from tests.unit.receipts.sound import sound_report

from baocao.registry import Registry


class Balance(HTMLParser):
    """Counts tags that are opened and not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def documents(office: Office) -> list[dict[str, Any]]:
    return [json.loads(page.with_suffix(".json").read_text()) for page in office.receipts()]


def owed(document: dict[str, Any], form_code: str, period_code: str) -> dict[str, Any] | None:
    return next(
        (
            one
            for one in document["owed"]
            if (one["form_code"], one["period_code"]) == (form_code, period_code)
        ),
        None,
    )


def test_an_accepted_report(office: Office, registry: Registry) -> None:
    report = sound_report(registry)
    drop(office.inbox("BK-TTR"), "a.xlsx", items_book(report))
    office.ingest()
    (page,) = office.receipts()
    assert page.parent == office.settings.receipts / "BK-TTR"
    assert page.name.startswith("20240315-093000-")
    text = page.read_text(encoding="utf-8")
    for part in (
        "Đã nhận báo cáo", "Report accepted", "BK-TTR – Thanh tra tỉnh Bắc Kạn", "Quý I năm 2024",
        "lần gửi thứ 1", f"{len(report.items)} số liệu", "Nhận lúc", "09:30 ngày 15/03/2024",
        "khớp cả", "Còn phải gửi, tính đến 01/10/2026",
    ):  # fmt: skip
        assert part in text
    balance = Balance()
    balance.feed(text)
    assert balance.open == []
    (document,) = documents(office)
    assert (document["tone"], document["marked"], document["rule_counts"]) == ("accepted", None, {})
    assert owed(document, "F-TCD", "2024-Q1") is None


def test_a_fault_says_where_what_and_how(office: Office, registry: Registry) -> None:
    report = sound_report(registry, values={"TD05": -2})
    drop(office.inbox("BK-TTR"), "a.xlsx", items_book(report))
    office.ingest()
    (document,) = documents(office)
    assert (document["outcome"], document["counts"]) == ("rejected", {"block": 1})
    (finding,) = document["reports"][0]["findings"]
    assert {
        key: finding[key] for key in ("finding_code", "sheet", "cell", "found", "item_code")
    } == {
        "finding_code": "VAL01",
        "sheet": "Biểu",
        "cell": "E16",
        "found": "-2",
        "item_code": "TD05",
    }
    text = office.receipts()[0].read_text(encoding="utf-8")
    assert "Biểu, ô E16" in text
    assert "Sửa lại số liệu rồi gửi lại" in text


def test_what_is_owed_is_what_has_not_been_accepted(office: Office, registry: Registry) -> None:
    reports = district_reports(registry)
    missing = reports.pop(0)
    reports[0].values = {"TD05": -1}
    drop(office.inbox("060"), "a.xlsx", units_book(reports, totals_of(reports)))
    office.ingest()
    (document,) = documents(office)
    assert document["outcome"] == "partly"
    left = owed(document, "F-TCD", "2024-Q1")
    assert left is not None
    assert left["state"] == "overdue"
    assert [unit["unit_code"] for unit in left["units"]] == sorted(
        [missing.unit.unit_code, reports[0].unit.unit_code]
    )


def test_a_later_version_clears_what_was_owed(office: Office, registry: Registry) -> None:
    for hours, value in ((0, -1), (1, 1)):
        report = sound_report(registry, values={"TD05": value})
        at = RECEIVED + timedelta(hours=hours)
        drop(office.inbox("BK-TTR"), f"{hours}.xlsx", items_book(report), at)
        office.ingest()
    first, second = documents(office)
    assert owed(first, "F-TCD", "2024-Q1") is not None
    assert owed(second, "F-TCD", "2024-Q1") is None
    assert second["reports"][0]["version"] == 2


def test_a_proposal_is_shown_as_a_question(office: Office, registry: Registry) -> None:
    report = sound_report(registry, unit_code="BK-SNV")
    drop(office.inbox("BK-TTR"), "a.xlsx", items_book(report))
    office.ingest()
    text = office.receipts()[0].read_text(encoding="utf-8")
    assert "Có phải là BK-TTR – Thanh tra tỉnh Bắc Kạn?" in text
    assert "Nothing was recorded for that unit" in text


@pytest.mark.parametrize("lost", [".html", ".json", ".marked.xlsx"])
def test_a_receipt_that_is_lost_before_the_file_is_removed_is_written_again(
    lost: str, office: Office, registry: Registry
) -> None:
    report = sound_report(registry, values={"TD05": "x"})
    content = items_book(report)
    drop(office.inbox("BK-TTR"), "a.xlsx", content)
    office.ingest()
    (page,) = office.receipts()
    before = page.read_text()
    page.unlink()
    if lost != ".html":
        page.with_suffix(lost).unlink()
    drop(office.inbox("BK-TTR"), "a.xlsx", content)
    result = office.ingest()
    assert (result.files["finished"], len(result.receipts)) == (1, 1)
    assert page.read_text() == before
    assert page.with_suffix(".json").exists()
    assert page.with_suffix(".marked.xlsx").exists()
