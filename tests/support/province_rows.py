"""The rows of a small province: units, calendar, reports, figures and their totals."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from baocao.settings import VIETNAM

Row = dict[str, Any]

# The day on which reports of 2025-Q2 are due: those not received yet are not late yet.
AS_OF = datetime(2025, 6, 16, 17, tzinfo=UTC)
TODAY = date(2025, 6, 17)

PERIODS = {
    "2024-Q1": (date(2023, 12, 15), date(2024, 3, 14), date(2024, 3, 18)),
    "2024-Q2": (date(2024, 3, 15), date(2024, 6, 14), date(2024, 6, 18)),
    "2024-Q3": (date(2024, 6, 15), date(2024, 9, 14), date(2024, 9, 17)),
    "2024-Q4": (date(2024, 9, 15), date(2024, 12, 14), date(2024, 12, 17)),
    "2024-A1": (date(2023, 12, 15), date(2024, 12, 14), date(2024, 12, 17)),
    "2025-Q1": (date(2024, 12, 15), date(2025, 3, 14), date(2025, 3, 18)),
    "2025-Q2": (date(2025, 3, 15), date(2025, 6, 14), date(2025, 6, 17)),
}
FORMS = {
    "F-TCD": ("Báo cáo tiếp công dân, xử lý đơn", "Citizen reception and petitions"),
    "F-QCDC": ("Báo cáo thực hiện dân chủ ở cơ sở", "Grassroots democracy"),
    "F-DVK": ('Báo cáo mô hình "Dân vận khéo"', '"Dân vận khéo" models'),
}
FORM_TYPES = {
    "F-TCD": ("COMMUNE", "DISTRICT", "AGENCY"),
    "F-QCDC": ("COMMUNE", "DISTRICT", "AGENCY", "PARTY_COMMITTEE", "ENTERPRISE"),
    "F-DVK": ("COMMUNE", "DISTRICT", "AGENCY", "PARTY_COMMITTEE"),
}
INDICATORS = (
    ("TD03", "Tổng lượt tiếp công dân", "Total receptions", "flow", None, None),
    ("GQ01", "Vụ việc đầu kỳ", "Cases at the start", "stock", None, None),
    ("GQ02", "Vụ việc phát sinh", "New cases", "flow", None, None),
    ("GQ03", "Vụ việc đã giải quyết", "Cases settled", "flow", None, None),
    ("GQ05", "Tỷ lệ giải quyết", "Rate of settlement", "rate", "GQ03", "GQ01+GQ02"),
)


def _unit(code: str, name: str, unit_type: str, level: int, parent: str | None) -> Row:
    return {
        "scheme": "DVHC",
        "unit_code": code,
        "name_vi": name,
        "name_en": f"{name} (en)",
        "unit_type": unit_type,
        "level": level,
        "parent_unit_code": parent,
        "province_code": "06",
        "is_synthetic": unit_type == "ENTERPRISE",
        "valid_from": date(2022, 12, 15),
    }


def units(communes: int) -> Iterator[Row]:
    yield _unit("06", "Tỉnh Bắc Kạn", "PROVINCE", 1, None)
    # Gone before any period here: its old name is all that a flag can show.
    yield _unit("01800", "Xã Cũ", "COMMUNE", 3, "058") | {"valid_to": date(2023, 12, 1)}
    for district, name in (("058", "Thành phố Bắc Kạn"), ("060", "Huyện Pác Nặm")):
        yield _unit(district, name, "DISTRICT", 2, "06")
        for number in range(communes):
            code = f"0{int(district) * 1000 + number}"[:6]
            yield _unit(code, f"Xã Đồng {number + 1} {name[-3:]}", "COMMUNE", 3, district)
    for number in (1, 2):
        yield _unit(f"BK-S{number}", f"Sở số {number}", "AGENCY", 2, "06")
        yield _unit(f"BK-DU-{number}", f"Đảng bộ số {number}", "PARTY_COMMITTEE", 2, "06")
    yield _unit("BK-DN-1", "Công ty Giả lập", "ENTERPRISE", 2, "06")


def periods() -> Iterator[Row]:
    for regime in ("ND09", "PARTY"):
        for code, (start, end, due) in PERIODS.items():
            yield {
                "regime": regime,
                "period_code": code,
                "period_type": code[5],
                "period_no": int(code[6]),
                "reporting_year": int(code[:4]),
                "start_date": start,
                "end_date": end,
                "due_date": due,
            }


def forms() -> Iterator[Row]:
    for code, (vi, en) in FORMS.items():
        yield {"form_code": code, "form_version": "1", "name_vi": vi, "name_en": en}


def indicators() -> Iterator[Row]:
    for code, vi, en, kind, numerator, denominator in INDICATORS:
        yield {
            "indicator_code": code,
            "name_vi": vi,
            "name_en": en,
            "unit_vi": "%" if kind == "rate" else "vụ",
            "unit_en": "%" if kind == "rate" else "case",
            "kind": kind,
            "agg_units": "ratio" if kind == "rate" else "sum",
            "agg_periods": {"flow": "sum", "stock": "last"}.get(kind, kind),
            "succession_basis": "whole",
            "decimals": 2 if kind == "rate" else 0,
            "numerator": numerator,
            "denominator": denominator,
        }


def category(code_list: str, code: str, vi: str, en: str) -> Row:
    return {"code_list": code_list, "category_code": code, "name_vi": vi, "name_en": en}


def _forms_due(period: str) -> list[str]:
    return list(FORMS) if period.endswith("A1") else ["F-TCD"]


def reports(units: list[Row]) -> Iterator[Row]:
    for period, (_, end, due) in PERIODS.items():
        place = 0
        for form in _forms_due(period):
            for unit in units:
                if unit["unit_type"] in FORM_TYPES[form] and "valid_to" not in unit:
                    yield _report(unit, form, period, due, place) | {"end_date": end}
                    place += 1


def _report(unit: Row, form: str, period: str, due: date, place: int) -> Row:
    """Return one expected report: of 20, one is rejected, two are missing, two are late."""
    status, days = "on_time", None
    if period == "2025-Q2" and place % 2:
        status = "not_due"
    elif place % 20 == 5:
        status = "rejected"
    elif place % 10 == 7:
        status = "missing"
    elif place % 10 == 3:
        status, days = "late", 1 + place % 4
    accepted = status in ("on_time", "late")
    received = datetime.combine(due + timedelta(days or -2), time(9, 30), VIETNAM).astimezone(UTC)
    sent_by_district = unit["unit_type"] == "COMMUNE"
    return {
        "unit_code": unit["unit_code"],
        "unit_type": unit["unit_type"],
        "form_code": form,
        "form_version": "1",
        "period_code": period,
        "regime": "PARTY" if unit["unit_type"] == "PARTY_COMMITTEE" else "ND09",
        "sender_unit_code": unit["parent_unit_code"] if sent_by_district else unit["unit_code"],
        "submission_id": f"s-{period}-{form}-{unit['unit_code']}" if accepted else None,
        "status": status,
        "days_late": days,
        "compulsory_expected": 10,
        "compulsory_filled": 10 if accepted else 0,
        "rules_evaluated": 5 if accepted else 0,
        "rules_failed": 0,
        "due_date": due,
        "received_at": received if accepted or status == "rejected" else None,
    }


def rates(reports: list[Row], units: list[Row]) -> Iterator[Row]:
    """Return the counts of reports by unit of the tree, form and period."""
    parents = {unit["unit_code"]: unit["parent_unit_code"] for unit in units}
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    for report in reports:
        unit: str | None = report["unit_code"]
        while unit:
            key = (unit, report["form_code"], report["period_code"])
            counts.setdefault(key, Counter())[report["status"]] += 1
            unit = parents[unit]
    for (unit_code, form, period), states in counts.items():
        expected, received = states.total(), states["on_time"] + states["late"]
        yield {
            "unit_code": unit_code,
            "form_code": form,
            "period_code": period,
            "expected": expected,
            "received": received,
            **{s: states[s] for s in ("on_time", "late", "missing", "rejected", "not_due")},
            "completeness": (Decimal(100 * received) / expected).quantize(Decimal("0.01")),
        }


def _file_name(report: Row) -> str:
    return f"{report['form_code']}_{report['period_code']}_{report['sender_unit_code']}.xlsx"


def _sha256(report: Row) -> str:
    return _file_name(report).encode().hex().ljust(64, "0")[-64:]


def submissions(reports: list[Row]) -> Iterator[Row]:
    for report in reports:
        if report["submission_id"]:
            yield {
                "submission_id": report["submission_id"],
                "delivery_id": f"d-{report['sender_unit_code']}",
                "file_sha256": _sha256(report),
                "file_name": _file_name(report),
                "sender_unit_code": report["sender_unit_code"],
                "unit_code": report["unit_code"],
                "form_code": report["form_code"],
                "period_code": report["period_code"],
                "sheet": "Biểu",
                "status": "accepted",
                "version": 1,
                "is_current": True,
                "received_at": report["received_at"],
            }


def values(reports: list[Row]) -> Iterator[Row]:
    accepted = [row for row in reports if row["submission_id"] and row["form_code"] == "F-TCD"]
    for place, report in enumerate(accepted):
        figures = {"TD03": 10 + place, "GQ01": 4, "GQ02": 2 + place % 3, "GQ03": 3 + place % 2}
        for row, (indicator, figure) in enumerate(figures.items(), start=12):
            yield {
                "submission_id": report["submission_id"],
                "sender_unit_code": report["sender_unit_code"],
                "unit_code": report["unit_code"],
                "form_code": "F-TCD",
                "period_code": report["period_code"],
                "indicator_code": indicator,
                "category_code": "_T",
                "value_status": "reported",
                "sheet": "Biểu",
                "cell": f"E{row}",
                "raw_text": f"{figure},0",
                "value": Decimal(figure),
                "version": 1,
                "is_current": True,
                "known_from": report["received_at"],
            }
            if indicator == "TD03" and report["unit_code"] == "058":
                yield _superseded(report)


def _superseded(report: Row) -> Row:
    """Return an older figure of the same cell: no total may count it."""
    return {
        "submission_id": f"{report['submission_id']}-old",
        "sender_unit_code": report["sender_unit_code"],
        "unit_code": report["unit_code"],
        "form_code": "F-TCD",
        "period_code": report["period_code"],
        "indicator_code": "TD03",
        "category_code": "_T",
        "value_status": "reported",
        "sheet": "Biểu",
        "cell": "E12",
        "raw_text": "999",
        "value": Decimal(999),
        "version": 0,
        "is_current": False,
        "known_from": report["received_at"] - timedelta(hours=2),
        "known_to": report["received_at"],
    }


def aggregates(units: list[Row], values: list[Row]) -> Iterator[Row]:
    parents = {unit["unit_code"]: unit["parent_unit_code"] for unit in units}
    totals: dict[tuple[str, str, str], list[Decimal]] = {}
    for row in (row for row in values if row["is_current"]):
        unit: str | None = row["unit_code"]
        while unit:
            key = (unit, row["period_code"], row["indicator_code"])
            totals.setdefault(key, []).append(row["value"])
            unit = parents[unit]
    for (unit, period, indicator), figures in totals.items():
        counted = {"units_expected": len(figures) + 1, "units_reported": len(figures)}
        yield _aggregate(unit, period, indicator) | counted | {"value": sum(figures)}
        if indicator == "GQ03":
            cases = sum(totals[unit, period, "GQ01"]) + sum(totals[unit, period, "GQ02"])
            rate = (100 * sum(figures, Decimal(0)) / cases).quantize(Decimal("0.01"))
            parts = {"value": rate, "numerator": sum(figures), "denominator": cases}
            yield _aggregate(unit, period, "GQ05") | counted | parts


def _aggregate(unit: str, period: str, indicator: str) -> Row:
    return {
        "unit_code": unit,
        "boundary": "as_reported",
        "indicator_code": indicator,
        "category_code": "_T",
        "period_code": period,
        "time_basis": "reported",
        "exact_unit_code": unit,
        "allocated_share": Decimal(0),
        "definition_version": "1",
        "is_series_break": False,
    }
