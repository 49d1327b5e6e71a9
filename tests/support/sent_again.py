"""The small province in which the district 058 has sent its yearly report a second time."""

from collections.abc import Iterable

from tests.support import province_rows as rows
from tests.support.province_rows import Row

PERIOD, UNIT, FORM = "2024-A1", "058", "F-TCD"
# The first version had 999 receptions and nothing else.
FIRST = 999


def tables(communes: int = 6) -> dict[str, Iterable[Row]]:
    """Return the tables that hold both versions, to be published instead of the usual ones."""
    reports = list(rows.reports(list(rows.units(communes))))
    submissions = list(rows.submissions(reports))
    second = next(row for row in submissions if _is_asked(row))
    second["version"] = 2
    first = second | {
        "submission_id": f"{second['submission_id']}-old",
        "version": 1,
        "is_current": False,
        "file_name": "lần 1.xlsx",
    }
    values = (row | {"reported_value": row["value"]} for row in rows.values(reports))
    return {"fct_submissions": [*submissions, first], "fct_indicator_values": list(values)}


def _is_asked(row: Row) -> bool:
    return (row["period_code"], row["unit_code"], row["form_code"]) == (PERIOD, UNIT, FORM)
