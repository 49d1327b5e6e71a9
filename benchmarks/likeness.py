"""`python -m benchmarks.likeness`: reports like others', found among 1, 2 and 4 times as many.

Reports grow in number by periods, of as many units each: those of other periods are never compared.
With `--one-period` all are of one, as if there were so many units. Before, the pairs found among a
few reports are checked against comparing all with all.
"""

import argparse
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from math import exp
from pathlib import Path
from random import Random

import duckdb
import pyarrow as pa
from rich.console import Console

from baocao.building import prepare_reference
from baocao.building.dbt import run_dbt
from baocao.building.reference import freeze_landing
from baocao.files import atomic_directory
from baocao.landing import SCHEMAS, batch_ids, batches_folder, write_tables
from baocao.registry import Registry
from baocao.settings import Settings

FORM = "F-TCD"
PERIODS = ("2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4")
RECEIVED = datetime(2024, 3, 16, 2, tzinfo=UTC)
MODEL = "int_like_submissions"
CHECKED = 500
TWINS_IN = 50  # one report in so many is a copy of the one before it with one figure changed
MODELS = (
    *("stg_landing__cells", "stg_landing__submissions", "stg_rules__rules"),
    *("stg_rules__rule_parts", "stg_rules__rule_terms", "int_submissions_versioned"),
    *("int_sent_figures", "int_sent_reports", MODEL),
)
ALL_PAIRS = """
    with reports as (select * from intermediate.int_sent_reports where is_judged)
    select
        one.submission_id, two.submission_id,
        sum((x.value = y.value)::int) as equal_count,
        one.nonzero_count + two.nonzero_count - count(*) as figure_count
    from reports as one
    inner join reports as two on one.rule_code = two.rule_code and one.unit_code <> two.unit_code
    inner join intermediate.int_sent_figures as x
        on one.submission_id = x.submission_id and one.rule_code = x.rule_code
    inner join intermediate.int_sent_figures as y
        on two.submission_id = y.submission_id and two.rule_code = y.rule_code
        and x.term_no = y.term_no
    group by one.submission_id, two.submission_id, one.nonzero_count, two.nonzero_count
    having equal_count >= 0.85 * figure_count
    order by all
"""
FOUND = f"""
    select submission_id, other_submission_id, equal_count, figure_count
    from intermediate.{MODEL} order by all
"""


def main() -> None:
    """Measure and print a line for each size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.likeness", description=__doc__)
    parser.add_argument("--reports", type=int, default=3321, help="the fewest; default 3321")
    parser.add_argument("--one-period", action="store_true", help="units grow, not periods")
    options = parser.parse_args()
    console = Console()
    for count in (CHECKED, *(times * options.reports for times in (1, 2, 4))):
        units = count if options.one_period else min(count, options.reports)
        with tempfile.TemporaryDirectory(prefix="baocao-likeness-") as folder:
            home = Path(folder)
            settings = replace(Settings.from_env(), home=home, inbox=home / "inbox")
            land(settings, count, units)
            seconds = measure(settings)
            with duckdb.connect(settings.warehouse_file, read_only=True) as connection:
                found = connection.execute(FOUND).fetchall()
                console.print(f"{count} reports: {seconds:.2f} s, {len(found)} likenesses")
                if count == CHECKED and found != connection.execute(ALL_PAIRS).fetchall():
                    raise SystemExit("comparing all with all finds others")


def measure(settings: Settings) -> float:
    """Build the models and return the seconds that finding took."""
    prepare_reference(settings, Registry.load(settings.seeds))
    settings.warehouse.mkdir(parents=True, exist_ok=True)
    freeze_landing(settings, batch_ids(settings))
    nodes = run_dbt(settings, ["run", "--select", *MODELS], settings.warehouse_file, {})
    return next(node.seconds for node in nodes if node.unique_id.endswith(MODEL))


def land(settings: Settings, count: int, units: int) -> None:
    """Write a batch of reports: figures spread by chance around what is usual for each unit."""
    registry = Registry.load(settings.seeds)
    form = next(form for form in registry.forms if form.form_code == FORM)
    items = [(item.indicator_code, item.category_code) for item in form.items]
    dice = Random(20230101)  # noqa: S311 - no secret
    usual = [dice.choice((1, 2, 3, 5, 12, 20, 40)) for _ in items]
    submissions, cells = [], []
    figures: list[int] = []
    for number in range(count):
        if number % TWINS_IN or number % units == 0:
            size = dice.uniform(0.5, 2)
            figures = [_count(level * size, dice) for level in usual]
        else:
            place = dice.randrange(len(figures))
            figures = [one + (at == place) for at, one in enumerate(figures)]
        key = {
            "submission_id": f"s{number:06}",
            "delivery_id": f"d{number:06}",
            "unit_code": f"U{number:06}",
            "form_code": FORM,
            "period_code": PERIODS[number // units],
        }
        known = {"outcome": "accepted", "received_at": RECEIVED, "ingested_at": RECEIVED}
        submissions.append(key | known | {"form_version": form.form_version, "regime": "ND09"})
        cells += [
            key | {"indicator_code": item[0], "category_code": item[1], "role": "value"}
            | {"sheet": "", "cell": "", "raw_text": "", "value_status": "reported", "value": value}
            for item, value in zip(items, figures, strict=True)
        ]  # fmt: skip
    rows = {"submissions": submissions, "cells": cells}
    with atomic_directory(batches_folder(settings) / "b1") as folder:
        write_tables(
            folder,
            {
                name: pa.Table.from_pylist(
                    [{field: row.get(field) for field in schema.names} for row in rows[name]],
                    schema=schema,
                )
                if name in rows
                else schema.empty_table()
                for name, schema in SCHEMAS.items()
            },
        )


def _count(level: float, dice: Random) -> int:
    """Return a count as chance spreads it around a level (Poisson)."""
    limit, product, count = exp(-level), dice.random(), 0
    while product > limit:
        product *= dice.random()
        count += 1
    return count


if __name__ == "__main__":
    main()
