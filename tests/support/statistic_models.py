"""The statistical models of the warehouse on tables at hand, in DuckDB alone.

Twelve quarters of one item, `A`, of communes; households (`VH01`) once; the related item `B`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import duckdb
import pyarrow as pa
from tests.support.models import EVERY_PERIOD, PROJECT, render_model
from tests.support.statistic_tables import (
    CORRECTED,
    EXPECTED,
    GRID,
    PARTS,
    RELATIONS,
    RULES,
    TAKEN_OVER,
    VALUES,
    table_of,
)

FOLDER = PROJECT / "models" / "intermediate" / "statistics"
MODELS = (
    "int_history_baselines",
    "int_peer_windows",
    "int_unit_sizes",
    "int_peer_baselines",
    "int_statistic_baselines",
    "int_statistic_measures",
    "int_statistic_verdicts",
)
QUARTERS = 12
SEASON = 4
# A year's households are reported with these quarters.
SIZES_IN = (0, 4, 8)
# Formed of the next two when this quarter began; they ended then.
FORMED_IN = 6
WHOLE, FIRST, SECOND = range(3)
# Reports with a figure above this came when their peers had been looked at already.
LATE_ABOVE = 4000

Figures = Sequence[Sequence[int | None]]
Verdict = tuple[str, Decimal | None, Decimal | None, Decimal | None]


@dataclass(frozen=True)
class World:
    """What the units reported, by unit and quarter; None where nothing was."""

    figures: Figures
    related: Figures
    sizes: Sequence[int | None]

    def exists(self, unit: int, quarter: int) -> bool:
        """Return whether a unit was there in a quarter."""
        if unit == WHOLE:
            return quarter >= FORMED_IN
        return unit not in (FIRST, SECOND) or quarter < FORMED_IN

    def figure(self, unit: int, quarter: int) -> Decimal | None:
        """Return what a unit reported for a quarter."""
        if quarter < 0 or not self.exists(unit, quarter):
            return None
        value = self.figures[unit][quarter]
        return None if value is None else Decimal(value)


def quarter_code(quarter: int) -> str:
    """Return a code that sorts by time."""
    return f"P{quarter:02d}"


def quarter_end(quarter: int) -> date:
    """Return the last day of a quarter."""
    return date(2023, 3, 14) + timedelta(days=91 * quarter)


def received_at(quarter: int, days: int) -> datetime:
    """Return the instant some days after a quarter ended."""
    return datetime.combine(quarter_end(quarter) + timedelta(days=days), time(), UTC)


def verdicts(world: World, rules: dict[str, dict[str, Any]]) -> dict[tuple[str, int, int], Verdict]:
    """Return by rule, unit and quarter: the verdict, and centre, low and high of the range."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute("create schema marts")
        for name, table in _tables(world, rules).items():
            connection.register("arrived", table)
            connection.execute(f"create table marts.{name} as select * from arrived")
            connection.unregister("arrived")
        for name in MODELS:
            connection.execute(f"create view marts.{name} as {_sql(name)}")
        rows = connection.execute(
            "select rule_code, unit_code, period_code, verdict, right_value, low_value, high_value"
            " from marts.int_statistic_verdicts"
        ).fetchall()
    return {(rule, int(unit), int(code[1:])): tuple(found) for rule, unit, code, *found in rows}


@cache
def _sql(model: str) -> str:
    return render_model(FOLDER / f"{model}.sql", EVERY_PERIOD)


def _tables(world: World, rules: dict[str, dict[str, Any]]) -> dict[str, pa.Table]:
    reports = [
        (unit, quarter)
        for unit in range(len(world.figures))
        for quarter in range(QUARTERS)
        if world.exists(unit, quarter)
    ]
    parts = [
        {"part_id": number, "rule_code": code, "part_no": 1, "part_code": "A", **_item("A")}
        for number, code in enumerate(rules)
    ]
    return {
        "stg_rules__rules": table_of(
            [_rule(code, params) for code, params in rules.items()], RULES
        ),
        "stg_rules__rule_parts": table_of(parts, PARTS),
        "stg_rules__rule_terms": table_of(parts, PARTS),
        "stg_rules__period_relations": table_of(list(_period_relations()), RELATIONS),
        "int_expected_reports": table_of(_expected(world, reports), EXPECTED),
        "int_rule_grid": table_of(
            [part | _report(*report) for part in parts for report in reports], GRID
        ),
        "int_rule_reports": table_of([_report(*report) for report in reports], GRID),
        "int_rule_values": table_of(list(_values(world, reports)), VALUES),
        "int_reported_values": table_of([*_values(world, reports), *_sizes(world)], VALUES),
        "int_corrected_intervals": table_of([], CORRECTED),
        "int_unit_predecessors": table_of(PREDECESSORS, TAKEN_OVER),
        "int_period_relations": table_of(list(_report_relations(reports)), RELATIONS),
    }


def _item(code: str) -> dict[str, Any]:
    return {
        "form_code": "F",
        "indicator_code": code,
        "category_code": "_T",
        "check_kind": "statistic",
    }


def _rule(code: str, params: dict[str, Any]) -> dict[str, Any]:
    named = {f"param_{name}": value for name, value in params.items()}
    return {"rule_code": code, "check_kind": "statistic"} | named


def _period_relations():
    for quarter in range(QUARTERS):
        for earlier in range(quarter):
            back = quarter - earlier
            row = {"form_code": "F", "regime": "R", "period_code": quarter_code(quarter)}
            row["related_period_code"] = quarter_code(earlier)
            yield row | {"period_relation": "history", "distance": back}
            if back % SEASON == 0:
                yield row | {"period_relation": "season", "distance": back // SEASON}


def _report_relations(reports: list[tuple[int, int]]):
    owed = set(reports)
    for row in _period_relations():
        quarter, earlier = int(row["period_code"][1:]), int(row["related_period_code"][1:])
        base = row | {"epoch": 0, "related_epoch": 0}
        for unit in {one for one, when in reports if when == quarter}:
            code = {"unit_code": str(unit)}
            if (unit, earlier) in owed:
                yield base | code | {"related_unit_code": str(unit)}
            elif unit == WHOLE:
                relation = {"period_relation": f"predecessors {row['period_relation']}"}
                for one in (FIRST, SECOND):
                    yield base | code | relation | {"related_unit_code": str(one)}


def _report(unit: int, quarter: int) -> dict[str, Any]:
    return {
        "unit_code": str(unit),
        "unit_valid_from": quarter_end(FORMED_IN - 1) if unit == WHOLE else quarter_end(-1),
        "unit_type": "COMMUNE",
        "form_code": "F",
        "regime": "R",
        "period_code": quarter_code(quarter),
        "epoch": 0,
        "submission_id": f"{unit}-{quarter}",
        "known_from": received_at(quarter, 1),
    }


def _expected(world: World, reports: list[tuple[int, int]]) -> list[dict[str, Any]]:
    rows = [
        _report(unit, quarter)
        | {
            "start_date": quarter_end(quarter) - timedelta(days=90),
            "end_date": quarter_end(quarter),
            "due_date": quarter_end(quarter) + timedelta(days=2),
        }
        for unit, quarter in reports
    ]
    return rows + [
        _size_report(unit, quarter)
        | {
            "start_date": quarter_end(quarter) - timedelta(days=364),
            "end_date": quarter_end(quarter),
            "due_date": quarter_end(quarter) + timedelta(days=2),
        }
        for unit in range(len(world.sizes))
        for quarter in SIZES_IN
    ]


def _size_report(unit: int, quarter: int) -> dict[str, Any]:
    code = f"Y{quarter:02d}"
    report = {"form_code": "G", "period_code": code, "submission_id": f"{unit}-{code}"}
    return _report(unit, quarter) | report


def _values(world: World, reports: list[tuple[int, int]]):
    for unit, quarter in reports:
        for code, figures in (("A", world.figures), ("B", world.related)):
            value = figures[unit][quarter]
            if value is None:
                continue
            late = 30 if value > LATE_ABOVE and code == "A" else 1
            yield (
                _report(unit, quarter)
                | _item(code)
                | {"value": Decimal(value), "source": "reported", "present": 1}
                | {"known_from": received_at(quarter, late)}
            )


def _sizes(world: World):
    for unit, size in enumerate(world.sizes):
        if size is None:
            continue
        for quarter in SIZES_IN:
            yield _item("VH01") | _size_report(unit, quarter) | {"value": Decimal(size)}


PREDECESSORS = [
    {
        "unit_code": str(WHOLE),
        "effective_date": quarter_end(FORMED_IN - 1),
        "predecessor_unit_code": str(one),
        "is_whole": True,
    }
    for one in (FIRST, SECOND)
]
