"""Faults of the quality score's weights and thresholds that no single field shows."""

from decimal import Decimal

from baocao.registry.loading import Row, SeedReader
from baocao.registry.score_tables import THRESHOLDS, WEIGHTS
from baocao.registry.tables import TABLES

Rows = dict[str, list[Row]]

WHOLE = Decimal(100)
# What a threshold may be: a number of reports, a number of units, a quantile of 50 % to 99.99 %.
RANGES = {
    "min_reports": (Decimal(1), Decimal(100)),
    "min_peers": (Decimal(2), Decimal(100)),
    "interval_z": (Decimal("0.6"), Decimal(4)),
}


def check_scores(reader: SeedReader, rows: Rows) -> None:
    """Note what is missing or makes no sense, and weights that do not add up to 100."""
    table = TABLES["score_settings"]
    found = {row["setting_code"]: row for row in rows["score_settings"]}
    missing = [code for code in (*WEIGHTS, *THRESHOLDS) if code not in found]
    if missing:
        reader.fault(table, 1, "setting_code", f"thiếu / missing: {', '.join(missing)}")
        return
    for code, row in found.items():
        least, most = RANGES.get(code, (Decimal(0), WHOLE))
        if not least <= row["setting_value"] <= most:
            message = f"tìm thấy / found {row['setting_value']}; cần / expected {least}–{most}"
            reader.fault(table, row.line, "setting_value", message)
    total = sum(found[code]["setting_value"] for code in WEIGHTS)
    if total != WHOLE:
        message = f"tổng trọng số / weights add up to {total}; cần / expected 100"
        reader.fault(table, found[WEIGHTS[0]].line, "setting_value", message)
