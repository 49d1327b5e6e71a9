"""What is due: the registry's expected reports, judged as the warehouse judges them."""

import re
from datetime import date

from tests.support.desks import Bench
from tests.unit.ingesting.workbooks import (
    district_reports,
    drop,
    items_book,
    make_report,
    totals_of,
    units_book,
)

from baocao.desk.duties import Duties, Duty
from baocao.desk.ledger import Ledger


def duties(bench: Bench, unit_code: str, on: date) -> dict[tuple[str, str], Duty]:
    """Return what a unit that bears a code on a day has to hand in, by form and period."""
    ledger = Ledger()
    ledger.refresh(bench.settings())
    unit = bench.registry.unit(unit_code, on)
    assert unit
    found = Duties(bench.registry).of(unit, ledger, bench.settings())
    return {(one.form.form_code, one.period.period_code): one for one in found}


def arrive(bench: Bench, unit: str, content: bytes, *moment: int, name: str = "x.csv") -> None:
    """Take in a file that arrived in the inbox at a moment."""
    bench.at(*moment)
    drop(bench.settings().inbox / unit, name, content, bench.now)
    bench.ingest()


def test_every_status_as_the_days_go_by(bench: Bench) -> None:
    """The third quarter ended on 14 September 2026 and was due on the 16th."""
    key = ("F-TCD", "2026-Q3")

    def state(*moment: int) -> tuple[str, bool, int]:
        bench.at(*moment)
        duty = duties(bench, "01840", date(2026, 1, 1))[key]
        return duty.status, duty.is_pressing, duty.days_left

    assert state(2026, 9, 14, 16, 59) == ("not_due", False, 2)
    assert state(2026, 9, 14, 17) == ("not_due", True, 1)
    assert state(2026, 9, 16, 16, 59) == ("not_due", True, 0)
    assert state(2026, 9, 16, 17) == ("missing", True, -1)
    arrive(bench, "01840", b"unit_code\n", 2026, 9, 18, name="F-TCD 2026-Q3.csv")
    assert state(2026, 9, 18) == ("rejected", True, -2)
    arrive(bench, "01840", bench.file(), 2026, 9, 19, 17)
    duty = duties(bench, "01840", date(2026, 1, 1))[key]
    assert (duty.status, duty.days_late, duty.is_done, duty.versions) == ("late", 4, True, 2)
    arrive(bench, "01840", bench.file(TD01=9), 2026, 9, 25)
    again = duties(bench, "01840", date(2026, 1, 1))[key]
    assert (again.status, again.days_late, again.versions) == ("late", 4, 3), "the first one counts"
    assert again.last
    assert duty.last
    assert again.last.received_at > duty.last.received_at
    bench.at(2026, 9, 15)
    assert duties(bench, "01840", date(2026, 1, 1))[key].last is None, "it has not come yet"


def test_a_report_in_time_stays_in_time(bench: Bench) -> None:
    arrive(bench, "01840", bench.file(), 2026, 9, 16, 16, 59)
    arrive(bench, "01840", bench.file(TD01=9), 2026, 9, 30)
    arrive(bench, "01840", bench.file(TD01=9), 2026, 10, 1)
    duty = duties(bench, "01840", date(2026, 1, 1))["F-TCD", "2026-Q3"]
    assert (duty.status, duty.days_late) == ("on_time", 0)
    assert duty.versions == 2, "the same bytes again are no version"


def test_a_report_of_nobody_known_is_nobodys_refusal_but_is_shown(bench: Bench) -> None:
    """The province sees it as missing, and so does the unit, which finds its receipt beside it."""
    report = make_report(bench.registry, "01840", "F-TCD", "2026-Q3", unit_name="Phường Mơ Hồ")
    arrive(bench, "01840", items_book(report), 2026, 9, 20, name="bao cao.xlsx")
    duty = duties(bench, "01840", date(2026, 1, 1))["F-TCD", "2026-Q3"]
    assert (duty.status, duty.accepted) == ("missing", 0)
    assert duty.last


def test_a_district_sends_for_its_communes(bench: Bench) -> None:
    reports = district_reports(bench.registry)
    some = reports[2:]
    book = units_book(some, totals_of(some))
    arrive(bench, "060", book, 2024, 3, 15, name="huyen.xlsx")
    duty = duties(bench, "060", date(2024, 1, 1))["F-TCD", "2024-Q1"]
    assert (duty.expected, duty.accepted, duty.status) == (len(reports), len(some), "not_due")
    assert set(duty.lacking) == {report.code for report in reports[:2]}
    assert not duty.is_done
    lacking, sent = reports[0].code, reports[3].code
    own = duties(bench, sent, date(2024, 1, 1))["F-TCD", "2024-Q1"]
    assert (own.status, own.sender, own.is_sent_by_other) == ("on_time", "060", True)
    assert duties(bench, lacking, date(2024, 1, 1))["F-TCD", "2024-Q1"].status == "not_due"


def test_what_a_later_file_leaves_out_was_never_sent(bench: Bench) -> None:
    """A damaged workbook stands for all that its sender owes, until a good one comes."""
    reports = district_reports(bench.registry)
    lacking, some = reports[0].code, reports[1:]
    arrive(bench, "060", b"PK no workbook", 2024, 3, 14, name="F-TCD_2024-Q1_060.xlsx")
    assert duties(bench, lacking, date(2024, 1, 1))["F-TCD", "2024-Q1"].status == "rejected"
    arrive(bench, "060", units_book(some, totals_of(some)), 2024, 3, 15, name="huyen.xlsx")
    assert duties(bench, lacking, date(2024, 1, 1))["F-TCD", "2024-Q1"].status == "not_due"
    bench.at(2024, 3, 20)
    assert duties(bench, lacking, date(2024, 1, 1))["F-TCD", "2024-Q1"].status == "missing"


def test_a_unit_sends_until_the_last_report_of_its_last_days_is_due(bench: Bench) -> None:
    """Thanh tra tỉnh Bắc Kạn ended with 30 June 2025; its closing reports were due on 2 July."""
    unit = bench.registry.unit("BK-TTR", date(2025, 6, 30))
    assert unit
    owed = Duties(bench.registry)
    days = {
        date(2022, 12, 14): False,
        date(2022, 12, 15): True,
        date(2025, 6, 30): True,
        date(2025, 7, 2): True,
        date(2025, 7, 3): False,
    }
    assert {day: owed.may_send(unit, day) for day in days} == days


def test_what_another_unit_with_the_code_owes_is_not_shown(bench: Bench) -> None:
    before = duties(bench, "01843", date(2025, 1, 1))
    after = duties(bench, "01843", date(2026, 1, 1))
    assert ("F-TCD", "2025-Q1") in before
    assert ("F-TCD", "2026-Q1") in after
    assert not before.keys() & after.keys()


def test_the_page_says_how_many_days_are_left(bench: Bench) -> None:
    bench.at(2026, 9, 15)
    office = bench.office("01840")

    def shown() -> str:
        row = r'data-form="F-TCD" data-period="2026-Q3".*?</tr>'
        rows = re.findall(row, office.get("/").text, re.DOTALL)
        assert len(rows) == 1
        return rows[0]

    assert "còn 1 ngày" in shown()
    bench.at(2026, 9, 16)
    assert "hết hạn hôm nay" in shown()
    bench.at(2026, 9, 20)
    assert "quá hạn 4 ngày" in shown()
    assert "Chưa nộp" in shown()
    office.receipt_of(office.send(bench.file()))
    assert "muộn 4 ngày" in shown()
    assert "Nộp muộn" in shown()
    bench.at(2026, 9, 21)
    office.receipt_of(office.send(bench.file(TD01=7)))
    assert "lần gửi thứ 2" in shown()


def test_batches_that_are_merged_are_read_again(bench: Bench) -> None:
    """What the page knows follows landing: batches come, and are merged into others."""
    ledger = Ledger()
    arrive(bench, "01840", bench.file(), 2026, 9, 16)
    arrive(bench, "05860", bench.file("05860"), 2026, 9, 16)
    ledger.refresh(bench.settings())
    report = next(
        one
        for one in bench.registry.expected_reports()
        if (one.unit_code, one.form_code, one.period_code) == ("05860", "F-TCD", "2026-Q3")
    )
    found = ledger.arrivals(report, bench.now)
    assert len(found) == 1
    batches = sorted((bench.settings().landing / "batches").iterdir())
    assert len(batches) == 2
    for batch in batches:
        batch.rename(batch.with_name(f"z{batch.name}"))
    ledger.refresh(bench.settings())
    assert ledger.arrivals(report, bench.now) == found
