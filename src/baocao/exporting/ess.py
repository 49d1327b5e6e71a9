"""Verdicts as a validation report of the European Statistical System (structure 1.0.1), JSON.

One entry a verdict: which rule, judged when and by what, on which data, with which outcome: "1" the
rule holds, "0" it does not, "NA" it could not be judged. `schema()` is this as a JSON schema.
"""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from baocao import __version__
from baocao.exporting.selecting import Selection

TABLE = "fct_rule_verdicts"
LANGUAGE = "baocao"
POPULATION = "baocao"
VALUES = {"pass": "1", "fail": "0", "not_applicable": "NA"}
# The structure knows three severities; what stops a report is an error to it as well.
SEVERITIES = {"info": "information", "warn": "warning", "error": "error", "block": "error"}


@cache
def schema() -> dict[str, Any]:
    """Return the JSON schema that every report written here satisfies."""
    text = files("baocao.exporting").joinpath("ess_report.schema.json").read_text(encoding="utf-8")
    return json.loads(text)


def write(selection: Selection, target: Path) -> int:
    """Write the report, an entry a line; return the number of verdicts."""
    count = 0
    joins = "left join dim_checks as c on t.rule_code = c.check_code"
    expressions = "t.*, c.name_en as rule_name_en, c.expression"
    with target.open("w", encoding="utf-8") as file:
        file.write("[")
        for row in selection.rows(expressions, joins):
            entry = _entry(row, selection.as_of.isoformat())
            file.write("\n" if count == 0 else ",\n")
            file.write(json.dumps(entry, ensure_ascii=False))
            count += 1
        file.write("\n]\n")
    return count


def _entry(row: dict[str, Any], time: str) -> dict[str, Any]:
    """Return one verdict; a key of the data is population, time, unit and variable."""
    key = [POPULATION, row["period_code"], row["unit_code"], row["form_code"]]
    variable = row["indicator_code"] or ""
    if variable and row["category_code"] not in (None, "_T"):
        variable = f"{variable}.{row['category_code']}"
    identity = ":".join((row["rule_code"], *key[1:]))
    return {
        "id": identity,
        "type": "validation",
        "event": {"time": time, "actor": f"baocao {__version__}", "agent": "", "trigger": ""},
        "rule": {
            "id": row["rule_code"],
            "language": LANGUAGE,
            "expression": row["expression"] or row["rule_code"],
            "severity": SEVERITIES[row["severity"]],
            "description": row["rule_name_en"] or "",
            "explanation": _explanation(row),
        },
        "data": {
            "source": [[*key, row["submission_id"] or ""]],
            "target": [[*key, variable]],
            "description": "",
        },
        "value": VALUES[row["verdict"]],
    }


def _explanation(row: dict[str, Any]) -> str:
    """Return the evidence: both sides and their difference, or why there is no verdict."""
    if row["not_applicable_reason"]:
        return row["not_applicable_reason"]
    if row["left_value"] is None or row["right_value"] is None:
        return ""
    left, right, off = (
        f"{row[name].normalize():f}" for name in ("left_value", "right_value", "imbalance")
    )
    return f"left {left}, right {right}, imbalance {off}"
