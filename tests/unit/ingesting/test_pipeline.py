"""What lands: every figure with its place, each report of a file on its own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.unit.ingesting.conftest import Office
from tests.unit.ingesting.workbooks import (
    RECEIVED,
    csv_lines,
    district_reports,
    drop,
    items_book,
    make_report,
    totals_of,
    units_book,
    value_set,
)

from baocao.registry import Registry

LATER = RECEIVED + timedelta(hours=1)


def report(registry: Registry, **changes: Any) -> bytes:
    return items_book(make_report(registry, "BK-TTR", "F-TCD", "2024-Q1", **changes))


Files = list[tuple[str, str, bytes, datetime]]


def test_figures_land_with_their_places(office: Office, registry: Registry) -> None:
    drop(office.inbox("BK-TTR"), "a.xlsx", report(registry))
    result = office.ingest()
    assert (result.files["read"], result.reports["accepted"]) == (1, 1)
    assert result.affected == {("F-TCD", "2024-Q1")}
    cells = {(row["indicator_code"], row["category_code"]): row for row in office.rows("cells")}
    first = cells["TD01", "_T"]
    assert (first["sheet"], first["cell"], first["value"], first["role"]) == (
        "Biểu", "E12", 1, "value",
    )  # fmt: skip
    assert cells["DL02", "KN"]["value"] == 12
    (submission,) = office.rows("submissions")
    assert submission["report_date"] == registry.periods_with_code("2024-Q1")[0].end_date
    assert submission["received_at"] == RECEIVED
    assert submission["regime"] == "ND09"


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.csv", lambda one: csv_lines(one).encode()),
        ("a.csv", lambda one: csv_lines(one, ";").encode("utf-8-sig")),
        ("a.csv", lambda one: csv_lines(one, "\t").encode()),
        ("a.json", value_set),
    ],
)
def test_records_land_like_workbooks(
    name: str, make: Callable[..., bytes], office: Office, registry: Registry
) -> None:
    one = make_report(registry, "BK-TTR", "F-TCD", "2024-Q1")
    drop(office.inbox("BK-TTR"), name, make(one))
    office.ingest()
    assert office.codes(at_least="info") == []
    values = {
        (row["indicator_code"], row["category_code"]): row["value"] for row in office.rows("cells")
    }
    assert values == {(i.indicator_code, i.category_code): i.item_no for i in one.items}


def test_a_district_file_has_a_submission_for_each_unit(office: Office, registry: Registry) -> None:
    reports = district_reports(registry)
    totals = totals_of(reports)
    drop(office.inbox("060"), "a.xlsx", units_book(reports, totals))
    office.ingest()
    assert office.outcomes() == {one.unit.unit_code: "accepted" for one in reports}
    assert {row["sender_unit_code"] for row in office.rows("submissions")} == {"060"}
    claimed = [row for row in office.rows("cells") if row["role"] == "claimed_total"]
    assert {row["unit_code"] for row in claimed} == {"060"}
    assert {
        row["indicator_code"]: row["value"] for row in claimed if row["category_code"] == "_T"
    } == {code: total for code, total in totals.items() if "." not in code}


def test_one_bad_row_is_refused_alone_and_the_totals_are_left_out(
    office: Office, registry: Registry
) -> None:
    reports = district_reports(registry)
    reports[2].unit_code = reports[3].unit.unit_code
    drop(office.inbox("060"), "a.xlsx", units_book(reports, totals_of(reports)))
    office.ingest()
    outcomes = [row["outcome"] for row in office.rows("submissions")]
    assert sorted(outcomes) == ["accepted"] * (len(reports) - 1) + ["rejected"]
    (refused,) = [row for row in office.rows("submissions") if row["outcome"] == "rejected"]
    assert (refused["unit_code"], refused["proposed_unit_code"]) == (
        None, reports[2].unit.unit_code,
    )  # fmt: skip
    assert {row["role"] for row in office.rows("cells")} == {"value"}


def test_a_unit_that_stands_twice_in_a_file_counts_not_at_all(
    office: Office, registry: Registry
) -> None:
    reports = district_reports(registry)
    reports.insert(1, replace(reports[0], values={"TD01": 99}))
    drop(office.inbox("060"), "a.xlsx", units_book(reports, totals_of(reports)))
    office.ingest()
    refused = [
        row["unit_code"] for row in office.rows("submissions") if row["outcome"] == "rejected"
    ]
    assert refused == [reports[0].unit.unit_code] * 2
    assert office.codes() == ["UNT06", "UNT06"]


def test_an_item_that_does_not_apply(office: Office, registry: Registry) -> None:
    one = make_report(registry, "BK-TTR", "F-QCDC", "2024-S1")
    other = next(item for item in one.form.items if item not in one.items)
    one.items = [*one.items, other]
    at = datetime(2024, 6, 17, tzinfo=UTC)
    drop(office.inbox("BK-TTR"), "a.xlsx", items_book(one), at)
    one.values = {other.code: None}
    drop(office.inbox("BK-TTR"), "b.xlsx", items_book(one), at + timedelta(hours=1))
    office.ingest()
    assert office.codes() == ["ITM02"]
    cells = [row for row in office.rows("cells") if row["indicator_code"] == other.indicator_code]
    assert [(row["value"], row["value_status"]) for row in cells] == [(None, "not_applicable")] * 2


def test_the_same_file_twice_changes_nothing_and_says_so(
    office: Office, registry: Registry
) -> None:
    content = report(registry)
    drop(office.inbox("BK-TTR"), "a.xlsx", content)
    office.ingest()
    cells = office.rows("cells")
    drop(office.inbox("BK-TTR"), "tên khác.xlsx", content, LATER)
    result = office.ingest()
    assert (result.files["duplicate"], result.has_faults) == (1, False)
    assert office.rows("cells") == cells
    assert office.codes(at_least="info") == ["FIL10"]
    assert [row["outcome"] for row in office.rows("submissions")].count("duplicate") == 1
    assert any("đã nhận lúc 09:30 15/03/2024" in page.read_text() for page in office.receipts())


def test_the_same_bytes_from_another_sender_are_judged_on_their_own(
    office: Office, registry: Registry
) -> None:
    content = report(registry)
    drop(office.inbox("BK-SNV"), "a.xlsx", content)
    drop(office.inbox("BK-TTR"), "a.xlsx", content, LATER)
    office.ingest()
    assert [row["outcome"] for row in office.rows("submissions")] == ["rejected", "accepted"]


def test_a_report_sent_again_is_a_new_version(office: Office, registry: Registry) -> None:
    drop(office.inbox("BK-TTR"), "a.xlsx", report(registry))
    drop(office.inbox("BK-TTR"), "a sửa.xlsx", report(registry, values={"TD01": 9}), LATER)
    office.ingest()
    assert [row["outcome"] for row in office.rows("submissions")] == ["accepted"] * 2
    assert sorted("lần gửi thứ 2" in page.read_text() for page in office.receipts()) == [
        False,
        True,
    ]
