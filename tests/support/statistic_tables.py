"""The columns of the tables that the statistical models read."""

from decimal import Decimal
from typing import Any

import pyarrow as pa

TEXT, NUMBER, COUNT = pa.string(), pa.decimal128(18, 4), pa.int32()
DAY, INSTANT = pa.date32(), pa.timestamp("us", tz="UTC")
TAKEN_OVER = {
    "unit_code": TEXT,
    "effective_date": DAY,
    "predecessor_unit_code": TEXT,
    "is_whole": pa.bool_(),
}
KEY = {"unit_code": TEXT, "form_code": TEXT, "period_code": TEXT, "epoch": COUNT}
ITEM = {"form_code": TEXT, "indicator_code": TEXT, "category_code": TEXT, "check_kind": TEXT}
PARTS = {"part_id": COUNT, "rule_code": TEXT, "part_no": COUNT, "part_code": TEXT, **ITEM}
GRID = {
    "part_id": COUNT,
    "rule_code": TEXT,
    "check_kind": TEXT,
    **KEY,
    "unit_valid_from": DAY,
    "unit_type": TEXT,
    "submission_id": TEXT,
    "known_from": INSTANT,
}
EXPECTED = {**KEY, "unit_valid_from": DAY, "unit_type": TEXT, "regime": TEXT} | dict.fromkeys(
    ("start_date", "end_date", "due_date"), DAY
)
RELATIONS = {
    **KEY,
    "regime": TEXT,
    "period_relation": TEXT,
    "related_unit_code": TEXT,
    "related_period_code": TEXT,
    "related_epoch": COUNT,
    "distance": COUNT,
}
VALUES = {
    **KEY,
    **ITEM,
    "submission_id": TEXT,
    "source": TEXT,
    "present": COUNT,
    "value": NUMBER,
    "known_from": INSTANT,
    "known_to": INSTANT,
}
CORRECTED = {
    "submission_id": TEXT,
    "indicator_code": TEXT,
    "category_code": TEXT,
    "correction_id": TEXT,
    "corrected_value": NUMBER,
    "known_from": INSTANT,
    "known_to": INSTANT,
}
RULES = {
    "rule_code": TEXT,
    "check_kind": TEXT,
    **dict.fromkeys(
        (
            "param_method",
            "param_baseline",
            "param_comparable",
            "param_least_spread",
            "param_per",
            "param_predecessors",
            "param_related",
        ),
        TEXT,
    ),
    "param_window_periods": COUNT,
    "param_min_history": COUNT,
    **dict.fromkeys(
        ("param_threshold", "param_allowance", "param_low", "param_high"), pa.decimal128(13, 4)
    ),
}


def table_of(rows: list[dict[str, Any]], columns: dict[str, pa.DataType]) -> pa.Table:
    """Return rows as a table, with decimals of the scale that Arrow asks for."""
    schema = pa.schema(list(columns.items()))
    exact = pa.decimal128(13, 4), NUMBER
    cleaned = [
        {
            name: Decimal(str(row[name])).quantize(Decimal("0.0001"))
            if kind in exact and row.get(name) is not None
            else row.get(name)
            for name, kind in columns.items()
        }
        for row in rows
    ]
    return pa.Table.from_pylist(cleaned, schema=schema)
