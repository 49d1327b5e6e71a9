"""Reports that are wrong about themselves: each judged alone, with a remark for each fault."""

import re
from datetime import UTC, date, datetime

import pytest
from tests.unit.ingesting.conftest import Office
from tests.unit.ingesting.workbooks import (
    drop,
    items_book,
    make_report,
)

from baocao.registry import Registry


def good(registry: Registry, **changes: object) -> bytes:
    return items_book(make_report(registry, "BK-TTR", "F-TCD", "2024-Q1", **changes))


REPORTS: list[tuple[str, str, dict[str, object], list[str], str]] = [
    ("code and name disagree", "BK-TTR", {"unit_code": "BK-SNV"}, ["UNT02"], "rejected"),
    ("unknown unit", "BK-TTR", {"unit_code": "99999"}, ["UNT03"], "rejected"),
    ("no unit", "BK-TTR", {"unit_code": "", "unit_name": ""}, ["UNT03"], "rejected"),
    ("another sender", "BK-SNV", {}, ["UNT04"], "rejected"),
    ("a folder that is no unit", "linh tinh", {}, ["UNT04"], "rejected"),
    ("name misspelled", "BK-TTR", {"unit_name": "Thanh tra tỉn Bắc Kạn"}, ["UNT05"],
     "accepted_with_flags"),
    ("no such period", "BK-TTR", {"period_text": "Quý V năm 2024"}, ["PER07"], "rejected"),
    ("no period", "BK-TTR", {"period_text": "", "window": (date(2024, 1, 1), date(2024, 3, 31))},
     ["PER07"], "rejected"),
    ("a year without calendar", "BK-TTR", {"period_text": "Quý I năm 2019"}, ["PER07"], "rejected"),
    ("a period not begun", "BK-TTR", {"period_text": "Quý IV năm 2024", "window": None}, ["PER07"],
     "rejected"),
    ("a period the form is not for", "BK-TTR", {"period_text": "6 tháng đầu năm 2024"}, ["PER07"],
     "rejected"),
    ("calendar months", "BK-TTR", {"window": (date(2024, 1, 1), date(2024, 3, 31))}, ["REP08"],
     "accepted_with_flags"),
    ("dated early", "BK-TTR", {"signed": date(2024, 3, 9)}, ["REP07"], "accepted_with_flags"),
    ("negative", "BK-TTR", {"values": {"TD05": -2}}, ["VAL01"], "rejected"),
    ("fraction", "BK-TTR", {"values": {"TD05": "1,5"}}, ["VAL02"], "accepted_with_flags"),
    ("two readings", "BK-TTR", {"values": {"TD05": 1.045}}, ["VAL04"], "rejected"),
    ("no number", "BK-TTR", {"values": {"TD05": "đang tổng hợp"}}, ["VAL11"],
     "accepted_with_flags"),
    ("a date", "BK-TTR", {"values": {"TD05": date(2024, 5, 3)}}, ["VAL11"], "accepted_with_flags"),
    ("formula without result", "BK-TTR", {"values": {"TD03": "=E12+E13"}}, ["VAL12"],
     "accepted_with_flags"),
    ("blank", "BK-TTR", {"values": {"TD01": None}}, ["REP03"], "accepted_with_flags"),
    ("row left out", "BK-TTR", {"left_out": {"TD01"}}, ["ITM01"], "accepted_with_flags"),
]  # fmt: skip


def assert_whole(*messages: str) -> None:
    """Check that no part of a message was left blank."""
    for message in messages:
        assert message == message.strip()
        assert not re.search(r" [.;:,]|[:;]\.|“”|\(\)|  ", message), message


@pytest.mark.parametrize(
    ("sender", "changes", "codes", "outcome"),
    [case[1:] for case in REPORTS],
    ids=[case[0] for case in REPORTS],
)
def test_a_report_that_is_wrong_about_itself(
    sender: str,
    changes: dict[str, object],
    codes: list[str],
    outcome: str,
    office: Office,
    registry: Registry,
) -> None:
    drop(office.inbox(sender), "a.xlsx", good(registry, **changes))
    result = office.ingest()
    found = [code for code in office.codes() if code not in ("REP08", *codes)]
    assert found == []
    assert set(codes) <= set(office.codes())
    assert dict(result.reports) == {outcome: 1}
    landed = office.rows("cells")
    assert bool(landed) == (outcome != "rejected")
    (page,) = office.receipts()
    text = page.read_text(encoding="utf-8")
    for finding in office.rows("findings"):
        assert re.search(r"[à-ỹđ]", finding["message_vi"])
        assert finding["message_en"].isprintable()
        assert finding["finding_code"] in text
        assert_whole(finding["message_vi"], finding["message_en"])


def test_a_report_without_any_figure_is_no_report(office: Office, registry: Registry) -> None:
    report = make_report(registry, "BK-TTR", "F-TCD", "2024-Q1")
    report.values = {item.code: None for item in report.items}
    drop(office.inbox("BK-TTR"), "a.xlsx", items_book(report))
    office.ingest()
    assert office.codes() == ["FIL02"]
    assert office.outcomes() == {"BK-TTR": "rejected"}


def test_what_is_withheld_keeps_its_raw_text(office: Office, registry: Registry) -> None:
    values = {"TD05": "đang tổng hợp", "TD06": "trên 1.900", "GQ06": "không"}
    drop(office.inbox("BK-TTR"), "a.xlsx", good(registry, values=values))
    office.ingest()
    cells = {row["indicator_code"]: row for row in office.rows("cells")}
    shown = {
        code: (cells[code]["value"], cells[code]["value_status"], cells[code]["raw_text"])
        for code in ("TD05", "TD06", "GQ06")
    }
    assert shown == {
        "TD05": (None, "missing", "đang tổng hợp"),
        "TD06": (1900, "estimated", "trên 1.900"),
        "GQ06": (0, "zero", "không"),
    }
    assert office.codes(at_least="info") == ["VAL11", "VAL13"]


def test_a_code_that_lost_its_zeros_is_taken_with_a_remark(
    office: Office, registry: Registry
) -> None:
    report = make_report(registry, "01864", "F-TCD", "2025-Q4", unit_code=1864)
    drop(office.inbox("01864"), "a.xlsx", items_book(report), datetime(2025, 12, 15, tzinfo=UTC))
    office.ingest()
    assert office.codes() == ["UNT01"]
    assert office.outcomes() == {"01864": "accepted_with_flags"}


def test_an_abolished_district(office: Office, registry: Registry) -> None:
    report = make_report(registry, "060", "F-TCD", "2025-Q2", period_text="Quý IV năm 2025")
    drop(office.inbox("060"), "a.xlsx", items_book(report), datetime(2025, 12, 15, tzinfo=UTC))
    office.ingest()
    (finding,) = [row for row in office.rows("findings") if row["finding_code"] == "REP06"]
    assert "; có hiệu lực đến hết 30/06/2025." in finding["message_vi"]
    assert "; it was valid up to 30/06/2025." in finding["message_en"]
    assert_whole(finding["message_vi"], finding["message_en"])
    assert office.outcomes() == {"060": "rejected"}


def test_the_name_of_the_file_contradicts_its_heading(office: Office, registry: Registry) -> None:
    drop(office.inbox("BK-TTR"), "F-TCD_2023-Q4_BK-TTR.xlsx", good(registry))
    office.ingest()
    (finding,) = office.rows("findings")
    assert (finding["finding_code"], finding["sheet"], finding["cell"]) == ("REP08", "", "")
    assert finding["message_vi"] == (
        "Kỳ báo cáo không thống nhất: tìm thấy 2023-Q4 trong tên tệp; kỳ ghi trong biểu là 2024-Q1."
    )
    assert finding["message_en"] == (
        "The period is not consistent: found 2023-Q4 in the file's name; the form says 2024-Q1."
    )


@pytest.mark.parametrize(
    "name", ["F-TCD ngay 15 thang 3 nam 2024.xlsx", "BC nam 2024.xlsx", "a (1).xlsx"]
)
def test_a_date_in_the_name_of_the_file_is_no_period(
    name: str, office: Office, registry: Registry
) -> None:
    drop(office.inbox("BK-TTR"), name, good(registry))
    office.ingest()
    assert office.codes() == []


def test_texts_of_a_file_are_escaped_in_its_receipt(office: Office, registry: Registry) -> None:
    attack = "<script>alert(1)</script>"
    values = {"TD05": attack, "TD06": '=HYPERLINK("http://x")'}
    drop(office.inbox("BK-TTR"), f"{attack.replace('/', '')}.xlsx", good(registry, values=values))
    office.ingest()
    (page,) = office.receipts()
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize(
    ("figure", "remark", "codes"),
    [
        (7, "Phối hợp với MTTQ xã tổ chức", ["HIE04"]),
        (0, "Phối hợp với MTTQ xã tổ chức", []),
        (None, "Phối hợp với MTTQ xã tổ chức", ["REP03"]),
        (7, "công tác phối hợp", []),
    ],
    ids=["counted", "left to the organiser", "blank", "other words"],
)
def test_a_joint_event_is_asked_about_where_it_is_counted(
    figure: object, remark: str, codes: list[str], office: Office, registry: Registry
) -> None:
    """Who leaves a joint event to its organiser has nothing to answer for."""
    values, notes = {"TD05": figure, "TD01": figure}, {"TD01": remark}
    drop(office.inbox("BK-TTR"), "a.xlsx", good(registry, values=values, notes=notes))
    office.ingest()
    found = [row for row in office.rows("findings") if row["finding_code"] in ("HIE04", "REP03")]
    assert [row["finding_code"] for row in found] == codes
    assert {row["indicator_code"] for row in found} <= {"TD01"}
    assert {row["severity"] for row in found} <= {"info", "error"}
