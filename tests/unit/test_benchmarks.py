import io
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from benchmarks.judging_data import checks_of, column
from benchmarks.measuring import Benchmark, Case, Measurement, measure, show
from benchmarks.nation import land
from benchmarks.nation_seeds import write_expectations, write_seeds
from rich.console import Console

from baocao import rules
from baocao.landing import INSTANT, SCHEMAS
from baocao.registry import Registry
from baocao.rules.compiling import compile_tables
from baocao.settings import Settings


def _benchmark() -> Benchmark:
    return Benchmark(
        name="reading",
        compares="one with another",
        things="workbooks",
        baselines=["bare"],
        measurements=[
            Measurement("bare", 2.0, 2.0, 1000, 3),
            Measurement("ours", 2.5, 2.5, 500, 3),
        ],
    )


def test_ratios_are_of_the_time_a_thing_takes():
    bare, ours = _benchmark().to_dict()["cases"]
    assert (bare["milliseconds_each"], bare["ratios"]) == (2.0, {"bare": 1.0})
    assert (ours["milliseconds_each"], ours["ratios"]) == (5.0, {"bare": 2.5})


def test_the_table_shows_every_case_with_its_ratio():
    output = io.StringIO()
    show(_benchmark(), Console(file=output, width=100))
    assert "one with another" in output.getvalue()
    row = next(line for line in output.getvalue().splitlines() if "ours" in line)
    cells = [cell.strip() for cell in row.split("│")[1:-1]]
    assert cells == ["ours", "2.50", "2.50", "500", "5.00", "2.50"]


def test_rounds_are_interleaved_and_preparing_is_not_measured():
    order = []

    def prepare() -> None:
        order.append("prepare")

    def work(name: str) -> int:
        order.append(name)
        return 7

    cases = [Case("a", lambda: work("a"), prepare), Case("b", lambda: work("b"))]
    measured = measure(cases, 2, Console(file=io.StringIO()))
    assert order == ["prepare", "a", "b"] * 2
    assert [(one.name, one.things, one.rounds) for one in measured] == [("a", 7, 2), ("b", 7, 2)]


@pytest.mark.parametrize("arguments", [["writing"], ["--rounds", "0"], ["--workbooks", "0"]])
def test_a_wrong_call_is_refused_before_anything_is_measured(root, arguments):
    command = [sys.executable, "-m", "benchmarks", *arguments]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "usage: python -m benchmarks" in ran.stderr


def test_a_country_lands_every_figure_that_its_communes_owe_once(root: Path, tmp_path: Path):
    seeds, expectations = tmp_path / "seeds", tmp_path / "expectations"
    write_seeds(root / "seeds", seeds, years=1, provinces=frozenset({"04"}))
    write_expectations(root / "expectations", expectations)
    registry = Registry.load(seeds)
    rules.load(expectations, registry)
    nation = land(Settings.from_env({"BAOCAO_HOME": str(tmp_path / "state")}), registry)
    owed = sum(
        sum(
            # Nobody owes the rates that a report may print.
            registry.indicators[item.indicator_code].kind != "rate"
            for item in registry.items_for(form, report.unit_type, report.period_type)
        )
        for report in registry.expected_reports()
        for form in registry.forms
        if form.form_code == report.form_code
    )
    assert nation.units == 57  # Cao Bằng and its communes since 1 July 2025
    assert sorted(nation.periods) == [
        "2026-A1",
        "2026-Q1",
        "2026-Q2",
        "2026-Q3",
        "2026-Q4",
        "2026-S1",
    ]
    assert nation.values == owed
    for name, schema in SCHEMAS.items():
        found = pq.read_schema(tmp_path / f"state/landing/batches/2026-Q1/{name}.parquet")
        assert found.names == schema.names
        assert [f.type for f in found if f.name.endswith("_at")] == [INSTANT] * sum(
            field.name.endswith("_at") for field in schema
        )
    cells = f"{tmp_path}/state/landing/batches/*/cells.parquet"
    off = duckdb.sql(
        f"""
        select count(*) from read_parquet('{cells}')
        where category_code = '_T'
        group by unit_code, period_code
        having sum(case indicator_code when 'TD03' then value else 0 end)
            <> sum(case when indicator_code in ('TD01', 'TD02') then value else 0 end)
        """
    ).fetchall()
    assert not off


def test_checks_for_other_tools_mean_the_same_to_sql_and_to_pandas(root: Path, tmp_path: Path):
    """Each holds where all figures are equal to what the rule asks, in both languages alike."""
    settings = Settings.from_env(
        {"BAOCAO_HOME": str(tmp_path), "BAOCAO_SEEDS": str(root / "seeds")}
    )
    registry = Registry.load(root / "seeds")
    reference = settings.landing / "reference"
    reference.mkdir(parents=True)
    ruleset = rules.load(root / "expectations", registry)
    tables = compile_tables(ruleset, registry)
    for name, table in tables.items():
        pq.write_table(table, reference / f"{name}.parquet")
    batch = settings.landing / "batches" / "b1"
    batch.mkdir(parents=True)
    items = tables["rule_terms"].select(["form_code", "indicator_code", "category_code"])
    unreported = pc.field("indicator_code") == "DN03"
    pq.write_table(items.filter(~unreported), batch / "cells.parquet")
    checks = checks_of(settings)
    assert not any("DN03._T" in check["items"] for check in checks), "nobody reports it"
    assert {"SUM01", "SUM03", "NUM08", "BAL01"} <= {check["name"].split()[0] for check in checks}
    for check in checks:
        items = {column(item): [0.0, 3.0 + number] for number, item in enumerate(check["items"])}
        frame = pd.DataFrame({"scope": check["scopes"][0], **items})
        differences = frame.eval(check["difference"])
        low, high = check["low"], check["high"]
        by_pandas = [
            (low is None or low <= one) and (high is None or one <= high) for one in differences
        ]
        by_sql = duckdb.sql(f"select {check['holds']} from frame").fetchall()
        assert [(one,) for one in by_pandas] == by_sql, check
        frame["scope"] = "NOBODY Q"
        assert set(duckdb.sql(f"select {check['holds']} from frame").fetchall()) == {(True,)}
