"""The checks that other tools can do, by each of them: `python other_tools.py TOOL FOLDER`.

Runs in an environment of its own and imports nothing of Baocao. The folder holds `checks.json`, a
list of {form, name, scopes, difference, holds, low, high}, and one Parquet file a form with one row
a report and one column an item. Prints one JSON object: seconds, processor seconds, failures by
check.

`holds` is a condition in SQL; `difference` the same as arithmetic in words that SQL and pandas
share, to lie between `low` and `high`.
"""

import json
import os
import sys
import time
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any

Checks = list[dict[str, Any]]
Failures = dict[str, int]


def by_pandera(path: Path, checks: Checks) -> Failures:
    """Check with pandera on polars, every check of a form in one schema."""
    polars, pandera = import_module("polars"), import_module("pandera.polars")
    failed = import_module("pandera.errors").SchemaErrors

    def check(one: dict[str, Any]) -> Any:
        holds = polars.sql_expr(one["holds"])
        return pandera.Check(lambda data: data.lazyframe.select(holds), name=one["name"])

    schema = pandera.DataFrameSchema(checks=[check(one) for one in checks])
    try:
        schema.validate(polars.read_parquet(path), lazy=True)
    except failed as error:
        counts = error.failure_cases.group_by("check").len()
        return dict(counts.iter_rows())
    return {}


def by_pointblank(path: Path, checks: Checks) -> Failures:
    """Check with pointblank on polars, without collecting the rows that fail."""
    polars, pointblank = import_module("polars"), import_module("pointblank")
    validation = pointblank.Validate(data=polars.read_parquet(path))
    for one in checks:
        validation = validation.col_vals_expr(expr=polars.sql_expr(one["holds"]))
    counts = validation.interrogate(collect_extracts=False).n_failed()
    return {one["name"]: counts[number] for number, one in enumerate(checks, start=1)}


def by_soda(path: Path, checks: Checks) -> Failures:
    """Check with soda-core-duckdb: metrics by expression, which it puts into one query."""
    duckdb, soda = import_module("duckdb"), import_module("soda.scan")
    names = {f"check_{number}": one for number, one in enumerate(checks)}
    lines = ["checks for reports:"]
    for name, one in names.items():
        lines += [f"  - {name} = 0:", f"      {name} expression: >-"]
        lines += [f"        sum(case when {one['holds']} then 0 else 1 end)"]
    with duckdb.connect() as connection:
        connection.execute(f"create view reports as select * from read_parquet('{path}')")
        scan = soda.Scan()
        scan.set_data_source_name("reports")
        scan.disable_telemetry()
        scan.add_duckdb_connection(connection, data_source_name="reports")
        scan.add_sodacl_yaml_str("\n".join(lines))
        scan.execute()
        found = {one["metricName"]: one["value"] for one in scan.get_scan_results()["metrics"]}
    return {one["name"]: int(found[name]) for name, one in names.items()}


def by_great_expectations(path: Path, checks: Checks) -> Failures:
    """Check with Great Expectations on pandas: a column of differences for each, in bounds."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    gx, pandas = import_module("great_expectations"), import_module("pandas")
    frame = pandas.read_parquet(path)
    differences = {
        one["name"]: frame.eval(one["difference"]).where(frame["scope"].isin(one["scopes"]))
        for one in checks
    }
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_pandas("reports")
    batch = source.add_dataframe_asset("reports").add_batch_definition_whole_dataframe("all")
    suite = gx.ExpectationSuite(
        name="checks",
        expectations=[
            gx.expectations.ExpectColumnValuesToBeBetween(
                column=one["name"], min_value=one["low"], max_value=one["high"]
            )
            for one in checks
        ],
    )
    result = batch.get_batch({"dataframe": pandas.DataFrame(differences)}).validate(
        suite, result_format="BASIC"
    )
    return {
        one.expectation_config.kwargs["column"]: one.result["unexpected_count"]
        for one in result.results
    }


TOOLS = {
    "pandera": by_pandera,
    "pointblank": by_pointblank,
    "soda-core-duckdb": by_soda,
    "great_expectations": by_great_expectations,
}


def main() -> None:
    """Run every check with one tool and print what it took and what it found."""
    tool, folder = sys.argv[1], Path(sys.argv[2])
    checks = json.loads((folder / "checks.json").read_text(encoding="utf-8"))
    # The first run imports the tool, which is none of its work.
    form = min(one["form"] for one in checks)
    TOOLS[tool](folder / f"{form}-few.parquet", [one for one in checks if one["form"] == form][:1])
    started, worked = time.perf_counter(), time.process_time()
    failures: Failures = {}
    for form, some in groupby(sorted(checks, key=lambda one: one["form"]), lambda one: one["form"]):
        failures |= TOOLS[tool](folder / f"{form}.parquet", list(some))
    found = {
        "seconds": time.perf_counter() - started,
        "processor_seconds": time.process_time() - worked,
        "failures": {name: count for name, count in sorted(failures.items()) if count},
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
