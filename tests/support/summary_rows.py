"""Figures of the small province for its summary report, each another case, worked out by hand.

The period is 2025-Q1, beside 2024-Q1; the province's tree owes each figure from 16 units.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from tests.support import province_rows
from tests.support.province_rows import Row

PERIOD, BEFORE = "2025-Q1", "2024-Q1"

# code: names, unit of measure, kind, direction
INDICATORS = {
    "VB01": ("Đảng bộ trực thuộc tỉnh", "Party committees", "đảng bộ", "stock", "neutral"),
    "TD01": ("Lượt tiếp thường xuyên", "Regular receptions", "lượt", "flow", "neutral"),
    "TD02": ("Lượt tiếp của người đứng đầu", "Receptions by the head", "lượt", "flow", "higher"),
    "TD03": ("Tổng lượt tiếp công dân", "Total receptions", "lượt", "flow", "neutral"),
    "TD04": ("Số người được tiếp", "People received", "lượt người", "flow", "neutral"),
    "TD05": ("Đoàn đông người", "Large groups", "đoàn", "flow", "lower"),
    "TD06": ("Ngày người đứng đầu tiếp dân", "Days of the head", "ngày", "flow", "higher"),
    "DL02": ("Đơn tiếp nhận", "Petitions received", "đơn", "flow", "neutral"),
    "GQ05": ("Tỷ lệ giải quyết", "Settlement rate", "%", "rate", "higher"),
    "DVK04": ("Tỷ lệ có báo cáo kết quả", "Rate with a result", "%", "rate", "higher"),
    "VH03": ("Tỷ lệ hộ đăng ký", "Rate of households", "%", "rate", "higher"),
    "XX01": ("=1+1 <b>chỉ tiêu lạ</b>", "=1+1 <b>odd</b>", "cái", "flow", "neutral"),
}

# (indicator, category): now (value, units reported) and a year before; a rate has its parts too.
FIGURES = {
    ("VB01", "_T"): ((12, 16), (5, 16)),
    ("TD01", "_T"): ((None, 0), (9, 16)),
    ("TD02", "_T"): ((12, 16), (12, 16)),
    ("TD03", "_T"): ((1727, 16), (1700, 16)),
    ("TD04", "_T"): ((30, 16), (0, 16)),
    ("TD05", "_T"): ((0, 15), (5, 16)),
    ("TD06", "_T"): ((0, 16), (0, 16)),
    ("DL02", "_T"): ((100, 15), (120, 16)),
    ("DL02", "KN"): ((60, 15), (70, 16)),
    ("DL02", "TC"): ((40, 14), (50, 16)),
    ("GQ05", "_T"): ((Decimal("50.00"), 16, 5, 10), (Decimal("75.25"), 16, 301, 400)),
    ("DVK04", "_T"): ((Decimal("96.00"), 16, 96, 100), (None, 0, None, None)),
    ("VH03", "_T"): ((None, 3, 4, 0), (None, 0, None, None)),
    ("XX01", "_T"): ((1, 16), (4, 16)),
}


def tables(units: list[Row]) -> Mapping[str, list[Row]]:
    """Return the tables of the province that differ for the summary report."""
    return {
        "dim_units": units,
        "dim_indicators": list(_indicators()),
        "dim_categories": list(_categories()),
        "fct_indicator_aggregates": list(_aggregates()),
        "fct_indicator_values": list(_model_values()),
        "dim_indicator_definitions": [
            {
                "indicator_code": "VB01",
                "is_break": True,
                "note_vi": "đảng bộ xã trực thuộc tỉnh",
                "note_en": "communes come directly under the province",
                "valid_from": date(2024, 12, 20),
            }
        ],
        "fct_indicator_targets": [
            {
                "unit_code": "06",
                "indicator_code": "DVK04",
                "category_code": "_T",
                "period_code": PERIOD,
                "target_value": Decimal(95),
            }
        ],
        "dim_documents": [
            {"document_code": "VBM01", "name_vi": "Văn bản mẫu", "name_en": "Sample document"}
        ],
        "fct_document_answers": list(_answers()),
    }


def _indicators() -> Iterator[Row]:
    for code, (vi, en, measure, kind, direction) in INDICATORS.items():
        yield {
            "indicator_code": code,
            "name_vi": vi,
            "name_en": en,
            "unit_vi": measure,
            "unit_en": "%" if measure == "%" else "count",
            "kind": kind,
            "direction": direction,
            "decimals": 2 if kind == "rate" else 0,
            "code_lists": "CL_PETITION" if code == "DL02" else None,
        }


def _categories() -> Iterator[Row]:
    listed = (
        ("CL_TOTAL", "_T", "Tổng số", "Total"),
        ("CL_PETITION", "KN", "Khiếu nại", "Complaint"),
        ("CL_PETITION", "TC", "Tố cáo", "Denunciation"),
    )
    for order, (code_list, code, vi, en) in enumerate(listed):
        yield province_rows.category(code_list, code, vi, en) | {"sort_order": order}


def _aggregates() -> Iterator[Row]:
    for (indicator, category), both in FIGURES.items():
        for period, (value, reported, *parts) in zip((PERIOD, BEFORE), both, strict=True):
            numerator, denominator = parts or (None, None)
            figure = {
                "unit_code": "06",
                "boundary": "as_reported",
                "indicator_code": indicator,
                "category_code": category,
                "period_code": period,
                "value": _exact(value),
                "numerator": _exact(numerator),
                "denominator": _exact(denominator),
                "units_expected": 16,
                "units_reported": reported,
            }
            yield figure
            # Restated on other borders: not what the province reported.
            yield figure | {"boundary": "current", "value": _exact(999_999)}


# Registered models and those with a result, by unit: fewer, left blank, as many, none registered,
# not asked for the result, gone by then.
MODELS = {
    "058": {"DVK01": 6, "DVK02": 4},
    "060": {"DVK01": 3, "DVK02": None},
    "BK-S1": {"DVK01": 5, "DVK02": 5},
    "BK-S2": {"DVK01": 0, "DVK02": None},
    "BK-DU-1": {"DVK01": 5},
    "01800": {"DVK01": 5, "DVK02": 1},
}


def _model_values() -> Iterator[Row]:
    for unit, figures in MODELS.items():
        for indicator, value in figures.items():
            figure = {
                "unit_code": unit,
                "form_code": "F-DVK",
                "period_code": PERIOD,
                "indicator_code": indicator,
                "category_code": "_T",
                "value_status": "missing" if value is None else "reported",
                "value": _exact(value),
                "is_current": True,
            }
            yield figure
            # None of these counts: a former version, a breakdown, another period.
            yield figure | {"value": _exact(99), "is_current": False}
            yield figure | {"value": _exact(99), "category_code": "KT"}
            yield figure | {"value": _exact(99), "period_code": BEFORE}


def _answers() -> Iterator[Row]:
    for unit, answer in (("058", "yes"), ("060", "no"), ("BK-S1", "blank"), ("BK-S2", "no_report")):
        yield {
            "document_code": "VBM01",
            "unit_code": unit,
            "unit_type": "AGENCY",
            "period_code": PERIOD,
            "regime": "ND09",
            "answer": answer,
            "end_date": date(2025, 3, 14),
        }


def _exact(value: Decimal | int | None) -> Decimal | None:
    """Return a figure as the tables hold it, with four decimals."""
    return None if value is None else Decimal(value).quantize(Decimal("0.0001"))
