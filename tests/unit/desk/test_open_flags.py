"""A unit's open flags on its own page, with what an office decided about them."""

from datetime import UTC, datetime
from typing import Any

from tests.support.desks import Bench
from tests.support.province import publish_province
from tests.support.province_rows import AS_OF

FLAG = {
    "check_code": "SUM01",
    "check_kind": "rule",
    "severity": "error",
    "unit_code": "01840",
    "form_code": "F-TCD",
    "period_code": "2026-Q2",
    "message_vi": "Tổng số không khớp. Cần làm: Cộng lại.",
    "advice_vi": "Cộng lại.",
    "status": "open",
    "first_seen_at": AS_OF,
}
DECIDED = {
    "status": "waived",
    "decided_by": "Thanh tra tỉnh",
    "reason": "Chờ đối chiếu <b>số</b>",
    "until_at": datetime(2026, 12, 31, 17, tzinfo=UTC),
}


def _flag(number: int, **more: Any) -> dict[str, Any]:
    return {**FLAG, "flag_id": f"{number:032x}", **more}


def test_a_unit_sees_its_open_flags_and_what_was_decided(bench: Bench) -> None:
    flags = [
        _flag(1),
        _flag(2, **DECIDED),
        _flag(3, unit_code="01843"),
        _flag(4, status="resolved"),
        _flag(5, severity="info"),
        _flag(6, period_code="2024-Q1"),
        _flag(7, period_code=None, form_code=None, file_name="<i>hỏng</i>.xlsx",
              first_seen_at=datetime(2026, 9, 1, tzinfo=UTC)),
    ]  # fmt: skip
    publish_province(bench.settings(), communes=1, others={"fct_quality_flags": flags})
    page = bench.office("01840").get("/").text
    shown = [number for number in range(1, 8) if f'data-flag="{number:032x}"' in page]
    assert shown == [1, 2, 7], "the code was another unit's in 2024"
    assert "Điểm cần xem lại" in page
    assert "Tổng số không khớp." in page
    assert "Thanh tra tỉnh: Chờ đối chiếu &lt;b&gt;số&lt;/b&gt;" in page
    assert "đến hết ngày 31/12/2026" in page
    assert "<i>hỏng" not in page
    other = bench.office("01843").get("/").text
    assert f'data-flag="{3:032x}"' in other
    assert f'data-flag="{1:032x}"' not in other


def test_without_flags_and_before_anything_is_published_there_is_no_such_part(
    bench: Bench,
) -> None:
    office = bench.office("01840")
    assert 'id="flags"' not in office.get("/").text
    publish_province(bench.settings(), communes=1, others={"fct_quality_flags": []})
    assert 'id="flags"' not in office.get("/").text
