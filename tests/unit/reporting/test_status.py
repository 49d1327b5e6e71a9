import csv
import dataclasses

import pytest
from openpyxl import load_workbook

from baocao.errors import StateError, UsageError
from baocao.reporting.status import non_reporters, reporting_status, write_non_reporters


def test_counts_by_period_and_form(province):
    report = reporting_status(province)
    assert report.version == "v000007"
    totals = {
        row["period_code"]: (row["expected"], row["missing"])
        for row in report.summary
        if row["form_code"] == "_T"
    }
    assert totals["2024-A1"] == (53, 5)
    assert totals["2025-Q2"] == (16, 0)
    assert len(report.reports) == sum(expected for expected, _ in totals.values())


def test_period_form_and_status_narrow_the_reports(province):
    report = reporting_status(province, "2024-A1", "F-TCD", "late")
    assert [(row["unit_code"], row["days_late"]) for row in report.reports] == [
        ("058002", 4),
        ("060005", 2),
    ]
    assert [(row["form_code"], row["expected"]) for row in report.summary] == [("F-TCD", 16)]


def test_non_reporters_name_who_has_to_send(province):
    listed = non_reporters(province, "2024-A1")
    assert [row["form_code"] for row in listed].count("F-TCD") == 1
    assert {row["status"] for row in listed} == {"missing"}
    first = next(row for row in listed if row["form_code"] == "F-TCD")
    assert (first["unit_code"], first["sender_unit_code"], first["sender_name_vi"]) == (
        "058006" if first["group_code"] == "058" else first["unit_code"],
        first["group_code"],
        first["group_name_vi"],
    )
    assert first["days_late"] == 182


def test_the_list_of_non_reporters_is_written_twice_alike(province, tmp_path):
    settings = dataclasses.replace(province, home=tmp_path)
    (tmp_path / "published").symlink_to(province.published)

    listing, workbook = write_non_reporters(settings, "2024-A1")

    assert listing == settings.reports / "2024-A1" / "non_reporters.csv"
    content = listing.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    sheet = load_workbook(workbook).active
    assert sheet is not None
    shown = [row for row in sheet.iter_rows(values_only=True) if row[0] and row[2]]
    assert [row["unit_code"] for row in rows] == [row[0] for row in shown[1:]]
    assert len(rows) == 5
    assert rows[0]["due_date"] == "2024-12-17"
    before = content, workbook.read_bytes()
    write_non_reporters(settings, "2024-A1")
    assert (listing.read_bytes(), workbook.read_bytes()) == before


def test_an_empty_list_is_written_too(province, tmp_path):
    settings = dataclasses.replace(province, home=tmp_path)
    (tmp_path / "published").symlink_to(province.published)
    listing, _ = write_non_reporters(settings, "2025-Q2")
    assert len(listing.read_text().splitlines()) == 1


def test_an_unknown_period_is_a_wrong_call_that_names_near_ones(province):
    with pytest.raises(UsageError, match=r"2024-A2.*2024-A1"):
        reporting_status(province, period="2024-A2")
    with pytest.raises(UsageError, match=r"F-TCĐ.*F-TCD"):
        reporting_status(province, form="F-TCĐ")


def test_nothing_published_is_said_so(tmp_path):
    from tests.support.states import settings_in

    with pytest.raises(StateError, match="publish"):
        reporting_status(settings_in(tmp_path))
