"""What leads from the totals of the small province to its reports."""

from collections.abc import Iterator
from datetime import date

from tests.support.province_rows import INDICATORS, Row


def _owed(report: Row) -> Row:
    """Return whose report it is and of what, as the tables behind a total say it."""
    return {
        "unit_code": report["unit_code"],
        "unit_valid_from": date(2022, 12, 15),
        "regime": report["regime"],
        "period_code": report["period_code"],
        "is_closing": False,
    }


def members(units: list[Row], reports: list[Row]) -> Iterator[Row]:
    """Yield in which totals each report counts: nothing ended here, so both maps are the same."""
    parents = {unit["unit_code"]: unit["parent_unit_code"] for unit in units}
    for report in (row for row in reports if row["form_code"] == "F-TCD"):
        for boundary in ("as_reported", "current"):
            total: str | None = report["unit_code"]
            while total:
                in_total = {"boundary": boundary, "basis": "whole", "total_unit_code": total}
                yield _owed(report) | in_total | {"keeps_opening": False}
                total = parents[total]


def sources(reports: list[Row]) -> Iterator[Row]:
    """Yield the report that each unit's figures of a period are made of, the one for it."""
    for report in (row for row in reports if row["form_code"] == "F-TCD"):
        yield _owed(report) | {
            "form_code": "F-TCD",
            "made_as": "report",
            "is_opening_replaced": False,
            "scope_code": "F-TCD",
            "part_period_code": report["period_code"],
            "part_no": 1,
            "is_first": True,
            "is_last": True,
        }


def scopes() -> Iterator[Row]:
    """Yield what a report owes, rates among it."""
    for code, *_ in INDICATORS:
        yield {
            "scope_code": "F-TCD",
            "indicator_code": code,
            "category_code": "_T",
            "time_basis": "reported",
            "basis": "whole",
            "is_opening": False,
        }
