"""What an office decided about a flag, in the quality report."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
from tests.support.province import publish_province
from tests.support.province_rows import AS_OF
from tests.support.states import settings_in

from baocao.reporting.quality_report import write_quality_report


def test_who_decided_why_and_until_when_stands_in_page_and_workbook(tmp_path: Path) -> None:
    settings = replace(settings_in(tmp_path), now=AS_OF)
    flag = {
        "flag_id": "a" * 32,
        "check_code": "SUM01",
        "check_kind": "rule",
        "severity": "error",
        "unit_code": "058",
        "form_code": "F-TCD",
        "period_code": "2025-Q1",
        "message_vi": "Tổng số không khớp.",
        "first_seen_at": AS_OF,
        "times_seen": 2,
        "status": "waived",
        "decided_by": "Thanh tra tỉnh",
        "reason": "Chờ đối chiếu <b>số</b>",
        "until_at": datetime(2025, 12, 31, 17, tzinfo=UTC),
    }
    publish_province(settings, communes=1, others={"fct_quality_flags": [flag]})
    page_path, page = write_quality_report(settings, "2025-Q1")
    assert page.open_flags == []
    shown = page_path.read_text(encoding="utf-8")
    assert "Được miễn" in shown
    assert "Thanh tra tỉnh: Chờ đối chiếu &lt;b&gt;số&lt;/b&gt;" in shown
    assert "đến hết ngày 31/12/2025" in shown
    workbook_path, _ = write_quality_report(settings, "2025-Q1", file_format="xlsx")
    rows = [
        [cell.value for cell in row]
        for sheet in openpyxl.load_workbook(workbook_path)
        for row in sheet.iter_rows()
    ]
    (found,) = [row for row in rows if "SUM01" in row]
    assert found[-4:] == [2, "Thanh tra tỉnh", "Chờ đối chiếu <b>số</b>", "31/12/2025"]
