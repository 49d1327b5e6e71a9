"""Completeness and scores from published facts in plain Python: a second implementation.

Exact fractions, no SQL: what the tables say has to be what these sums say.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

Row = Mapping[str, Any]
PARTS = {
    "submitted": ("reports_owed", "reports_submitted"),
    "timely": ("timely_owed", "timely"),
    "filled": ("cells_owed", "cells_filled"),
    "passed": ("weight_owed", "weight_passed"),
}
RECEIVED = ("on_time", "late")
SETTLED = ("explained", "waived")
# What is read of a published version, by name.
FACTS = {
    "reports": "select * from marts.fct_reporting_status",
    "flags": "select * from marts.fct_quality_flags where period_code is not null",
    "verdicts": "select verdicts.*, checks.importance from marts.fct_rule_verdicts as verdicts "
    "inner join marts.dim_checks as checks on verdicts.rule_code = checks.check_code "
    "where verdicts.check_kind = 'comparison' and verdicts.severity in ('error', 'block')",
    "settings": "select * from marts.dim_score_settings",
}


def half_up(value: Fraction, decimals: int) -> Decimal:
    """Return a fraction rounded half up (no fraction here is negative)."""
    scaled = value * 10**decimals + Fraction(1, 2)
    return Decimal(int(scaled)).scaleb(-decimals)


def share(done: int, owed: int) -> Decimal | None:
    """Return a percentage with two decimals, or None of nothing."""
    return half_up(Fraction(100 * done, owed), 2) if owed else None


def completeness(reports: Iterable[Row]) -> dict[str, Any]:
    """Return the layers of completeness of expected reports, as `agg_reporting_rates` has them."""
    rows = list(reports)
    received = [row for row in rows if row["status"] in RECEIVED]
    filled = [r for r in received if r["compulsory_filled"] == r["compulsory_expected"]]
    passed = [row for row in filled if not row["binding_failed"]]
    cells = sum(row["compulsory_filled"] for row in rows)
    judged = sum(row["rules_evaluated"] for row in rows)
    good = judged - sum(row["rules_failed"] for row in rows)
    return {
        "expected": len(rows),
        "received": len(received),
        "reports_filled": len(filled),
        "reports_passed": len(passed),
        "days_late": sum(row["days_late"] or 0 for row in rows),
        "completeness": share(len(received), len(rows)),
        "completeness_filled": share(len(filled), len(rows)),
        "completeness_passed": share(len(passed), len(rows)),
        "filled_share": share(cells, sum(row["compulsory_expected"] for row in rows)),
        "passed_share": share(good, judged),
    }


def owed(report: Row, flags: Iterable[Row], verdicts: Iterable[Row], duty: str | None) -> Row:
    """Return what one expected report owes and has done, part by part.

    Args:
        report: a row of `fct_reporting_status`.
        flags: its rows of `fct_quality_flags`.
        verdicts: its verdicts of binding rules, each with the rule's importance.
        duty: the code of the check that raises a flag for its status.
    """
    states: dict[str, list[str]] = {}
    for flag in flags:
        states.setdefault(flag["check_code"], []).append(flag["status"])
    settled = {
        code
        for code, found in states.items()
        if "open" not in found and any(state in SETTLED for state in found)
    }
    is_owed = report["status"] != "not_due" and not (
        report["status"] == "missing" and duty in settled
    )
    excused_cells = sum(state in SETTLED for state in states.get("REP03", []))
    counted = [v for v in verdicts if v["rule_code"] not in settled or v["verdict"] != "fail"]
    judged = [
        verdict
        for verdict in counted
        if verdict["verdict"] != "not_applicable" or verdict["not_applicable_reason"] == "no_report"
    ]
    filled = report["compulsory_filled"]
    amounts = {
        "reports_owed": 1,
        "reports_submitted": int(report["status"] in RECEIVED),
        "timely_owed": int(not (report["status"] == "late" and duty in settled)),
        "timely": int(report["status"] == "on_time"),
        "cells_owed": max(filled, report["compulsory_expected"] - excused_cells),
        "cells_filled": filled,
        "weight_owed": sum(verdict["importance"] for verdict in judged),
        "weight_passed": sum(v["importance"] for v in judged if v["verdict"] == "pass"),
    }
    return {name: amount * is_owed for name, amount in amounts.items()}


def score(amounts: Iterable[Row], weights: Mapping[str, Decimal]) -> dict[str, Any]:
    """Return the shares and the score of some reports, as `fct_quality_scores` has them."""
    rows = list(amounts)
    shares = {
        part: share(sum(row[done] for row in rows), sum(row[whole] for row in rows))
        for part, (whole, done) in PARTS.items()
    }
    known = {part: found for part, found in shares.items() if found is not None}
    weight = sum(Fraction(weights[part]) for part in known)
    total = sum(Fraction(weights[part]) * Fraction(found) for part, found in known.items())
    return {
        **{f"{part}_share": found for part, found in shares.items()},
        "score": half_up(Fraction(total) / weight, 1) if weight else None,
    }


def recomputed(tables: Mapping[str, Sequence[Row]], tops: Collection[str]) -> dict[str, dict]:
    """Return completeness and scores of every unit itself, and of the tops of the tree.

    Args:
        tables: rows of the published `fct_reporting_status`, `fct_quality_flags`,
            `fct_rule_verdicts` (of binding rules, with their importance) and `dim_score_settings`.
        tops: units below which everybody stands.

    Returns:
        "rates" by (unit, form, period), and "scores" by (unit, extent, period).
    """
    flags, verdicts = (_by_report(tables[name]) for name in ("flags", "verdicts"))
    weights = {
        row["setting_code"].removeprefix("weight_"): row["setting_value"]
        for row in tables["settings"]
    }
    rates: dict[tuple, list[Row]] = {}
    amounts: dict[tuple, list[Row]] = {}
    for report in tables["reports"]:
        unit, form, period = key = _key(report)
        duty = {"missing": "REP01", "late": "REP02"}.get(report["status"])
        amount = owed(report, flags.get(key, []), verdicts.get(key, []), duty)
        amounts.setdefault((unit, "own", period), []).append(amount)
        for top in tops:
            rates.setdefault((top, form, period), []).append(report)
            amounts.setdefault((top, "tree", period), []).append(amount)
    return {
        "rates": {key: completeness(reports) for key, reports in rates.items()},
        "scores": {key: score(group, weights) for key, group in amounts.items()},
    }


def _key(row: Row) -> tuple[str, str, str]:
    return row["unit_code"], row["form_code"], row["period_code"]


def _by_report(rows: Iterable[Row]) -> dict[tuple, list[Row]]:
    found: dict[tuple, list[Row]] = {}
    for row in rows:
        found.setdefault(_key(row), []).append(row)
    return found
