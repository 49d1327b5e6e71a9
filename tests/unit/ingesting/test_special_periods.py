"""Closing reports of units that ended, and reviews over several years, as they are taken in."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.unit.ingesting.conftest import Office
from tests.unit.ingesting.workbooks import drop, items_book, make_report

from baocao.registry import Period, Registry

JULY = datetime(2025, 7, 1, 8, tzinfo=UTC)
REVIEW = Period(
    regime="ND09",
    period_code="2023/2024-R2",
    period_type="R",
    period_no=2,
    reporting_year=2024,
    start_date=date(2022, 12, 15),
    end_date=date(2024, 12, 14),
    due_date=date(2024, 12, 20),
    province_due_date=date(2024, 12, 25),
    is_window_known=True,
    name_vi="Tổng kết hai năm thực hiện dân chủ ở cơ sở",
    name_en="Review of two years of grassroots democracy",
)


@pytest.mark.parametrize(
    "text",
    [
        None,  # the name as the template prints it
        "KỲ CHỐT SỐ 15/6-30/6/2025",
        "2025-C1",
        "Closing period 15-30 June 2025",
        "Báo cáo kết thúc hoạt động",  # no period that anybody knows: the window tells
    ],
)
def test_a_closing_report_is_known_by_name_code_or_window(
    office: Office, registry: Registry, text: str | None
) -> None:
    report = make_report(registry, "060", "F-TCD", "2025-C1", period_text=text)
    drop(office.inbox("060"), "a.xlsx", items_book(report), JULY)
    office.ingest()
    (landed,) = office.rows("submissions")
    assert (landed["unit_code"], landed["period_code"]) == ("060", "2025-C1")
    assert not {"PER07", "REP08", "REP07", "UNT03"} & set(office.codes())


def test_a_quarter_that_does_not_exist_is_not_saved_by_its_window(
    office: Office, registry: Registry
) -> None:
    report = make_report(registry, "060", "F-TCD", "2025-C1", period_text="Quý V năm 2025")
    drop(office.inbox("060"), "a.xlsx", items_book(report), JULY)
    office.ingest()
    assert "PER07" in office.codes()


def test_a_unit_that_goes_on_sends_no_closing_report(office: Office, registry: Registry) -> None:
    going_on = next(
        report
        for report in registry.expected_reports()
        if (report.form_code, report.period_code) == ("F-QCDC", "2025-A1")
        and report.unit_valid_from < date(2025, 6, 1)
    )
    report = make_report(registry, going_on.unit_code, "F-QCDC", "2025-C1")
    drop(office.inbox(going_on.unit_code), "a.xlsx", items_book(report), JULY)
    office.ingest()
    (finding,) = [row for row in office.rows("findings") if row["finding_code"] == "PER07"]
    assert "kết thúc hoạt động hết ngày 30/06/2025" in finding["expected"]


@pytest.mark.parametrize("period", ["2025-Q3", "2025-A1"])
def test_a_unit_that_ended_within_a_period_has_closed_already(
    office: Office, registry: Registry, period: str
) -> None:
    """Its days up to the end are in its closing report; taken again they would count nowhere."""
    ended = registry.unit("01834", date(2025, 6, 30))
    assert ended is not None
    assert registry.unit("01834", date(2025, 7, 1)) is None
    report = make_report(registry, "01834", "F-TCD", "2025-C1", period_text=period)
    drop(office.inbox("01834"), "a.xlsx", items_book(report), JULY)
    office.ingest()
    (finding,) = [row for row in office.rows("findings") if row["finding_code"] == "REP05"]
    assert "01840" in finding["expected"]
    (submission,) = office.rows("submissions")
    assert submission["outcome"] == "rejected"


@pytest.mark.parametrize("text", [None, "2023/2024-R2", "Tổng kết 2 năm 2023–2024"])
def test_a_review_is_known_by_its_name_or_its_code_with_a_slash(
    office: Office, registry: Registry, text: str | None
) -> None:
    form = registry.form("F-TCD", date(2024, 12, 14))
    assert form is not None
    asked = replace(
        form,
        periods=(*form.periods, ("R", None)),
        items=tuple(replace(i, period_types=(*i.period_types, "R")) for i in form.items),
    )
    office.registry = replace(
        registry,
        calendar=(*registry.calendar, REVIEW),
        forms=tuple(asked if one is form else one for one in registry.forms),
    )
    report = make_report(office.registry, "060", "F-TCD", REVIEW.period_code, period_text=text)
    arrived = datetime(2024, 12, 16, 2, tzinfo=UTC)
    drop(office.inbox("060"), "F-TCD_2023_2024-R2_060.xlsx", items_book(report), arrived)
    office.ingest()
    (landed,) = office.rows("submissions")
    assert (landed["unit_code"], landed["period_code"]) == ("060", "2023/2024-R2")
    assert not {"PER07", "REP08", "REP07"} & set(office.codes())
