"""Published totals as SDMX-CSV 2.0, one observation a row.

The layout is that of the SDMX technical specification (SDMX-CSV field guide 2.0.0): STRUCTURE,
STRUCTURE_ID and ACTION, then dimensions, the observation, attributes. Codes of OBS_STATUS are those
of the cross-domain code list CL_OBS_STATUS.
"""

import csv
from pathlib import Path
from typing import Any

from baocao.exporting.plain import plain_text
from baocao.exporting.selecting import Selection

TABLE = "fct_indicator_aggregates"
STRUCTURE_ID = "BAOCAO:DF_INDICATORS(1.0)"
COLUMNS = {
    "REF_AREA": "unit_code",
    "BOUNDARY": "boundary",
    "INDICATOR": "indicator_code",
    "CATEGORY": "category_code",
    "TIME_PERIOD": "period_code",
    "OBS_VALUE": "value",
    "OBS_STATUS": "",
    "UNIT_MEASURE": "unit_en",
    "DECIMALS": "decimals",
    "TIME_BASIS": "time_basis",
    "UNITS_EXPECTED": "units_expected",
    "UNITS_REPORTED": "units_reported",
}
MISSING, SERIES_BREAK, NORMAL = "O", "B", "A"


def write(selection: Selection, target: Path) -> int:
    """Write the observations; return their number."""
    count = 0
    joins = "left join dim_indicators as i on t.indicator_code = i.indicator_code"
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(["STRUCTURE", "STRUCTURE_ID", "ACTION", *COLUMNS])
        for row in selection.rows("t.*, i.unit_en, i.decimals", joins):
            values = [
                _status(row) if name == "OBS_STATUS" else plain_text(row[column])
                for name, column in COLUMNS.items()
            ]
            writer.writerow(["dataflow", STRUCTURE_ID, "I", *values])
            count += 1
    return count


def _status(row: dict[str, Any]) -> str:
    if row["value"] is None:
        return MISSING
    return SERIES_BREAK if row["is_series_break"] else NORMAL
