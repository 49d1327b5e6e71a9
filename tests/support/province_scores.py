"""What the quality score of the small province is made of."""

from collections.abc import Iterable, Iterator

from tests.support.province_rows import PERIODS, Row

# Importance of the four binding rules of each report, and of the one that some break.
WEIGHT, BROKEN_WEIGHT = 20, 5


def scored(reports: Iterable[Row]) -> Iterator[Row]:
    """Yield reports with their binding rules: every fourth report in time breaks one (SUM01)."""
    for number, report in enumerate(reports):
        is_accepted = report["status"] in ("on_time", "late")
        fails = int(report["status"] == "on_time" and number % 4 == 0)
        yield report | {
            "period_type": report["period_code"][5],
            "rules_failed": fails,
            "binding_evaluated": 4 if is_accepted else 0,
            "binding_failed": fails,
            "weight_owed": WEIGHT,
            "weight_passed": WEIGHT - BROKEN_WEIGHT * fails if is_accepted else 0,
        }


def duties() -> Iterator[Row]:
    """Yield which rule says that a report is missing, and which that it is late."""
    yield {"rule_code": "REP01", "param_status": "missing"}
    yield {"rule_code": "REP02", "param_status": "late"}
    yield {"rule_code": "SUM01", "param_status": None}


def ancestors(units: list[Row]) -> Iterator[Row]:
    """Yield who stands above whom, the unit itself among them, as in `int_unit_ancestors`."""
    parents = {unit["unit_code"]: unit["parent_unit_code"] for unit in units}
    above = set(parents.values())
    for regime in ("ND09", "PARTY"):
        for period in PERIODS:
            for unit in parents:
                total: str | None = unit
                while total:
                    yield {
                        "regime": regime,
                        "period_code": period,
                        "unit_code": unit,
                        "ancestor_unit_code": total,
                        "is_total": total in above,
                    }
                    total = parents[total]
