"""Runs dbt models of the repository on tables at hand, without starting dbt.

Good for models that only join and count: `ref`, `source`, `var`, `config`, our own macros, and of
dbt's own only what reports use.
"""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
from jinja2 import Environment, StrictUndefined

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
SCHEMAS = {"rpt": "reports"}
# In the order in which they read each other.
DERIVED_MARTS = (
    "core/fct_indicator_comparisons",
    "quality/fct_report_quality",
    "quality/fct_quality_scores",
)
# As in a full build.
EVERY_PERIOD = {"periods": [], "periods_looking_back": []}
MACROS = (
    "baselines.sql",
    "build_periods.sql",
    "dates.sql",
    "messages.sql",
    "numbers.sql",
    "rates.sql",
    "report_units.sql",
    "scores.sql",
    "total_units.sql",
    "types.sql",
    "year_pairs.sql",
)


def _relation(name: str) -> str:
    return f"{SCHEMAS.get(name.partition('_')[0], 'marts')}.{name}"


def _datediff(first: str, second: str, part: str) -> str:
    return f"date_diff('{part}', {first}, {second})"


def render_model(path: Path, variables: dict[str, Any]) -> str:
    """Return the SQL of one model."""
    macros = "\n".join((PROJECT / "macros" / name).read_text() for name in MACROS)
    # SQL, not HTML: nothing is to be escaped.
    environment = Environment(undefined=StrictUndefined)  # noqa: S701
    library = environment.from_string(macros)
    shims = {
        "ref": _relation,
        "source": lambda schema, name: f"{schema}.{name}",
        "var": variables.__getitem__,
        "config": lambda **_: "",
        "is_incremental": lambda: False,
        "return": lambda value: value,
        "dbt": SimpleNamespace(datediff=_datediff),
    }
    environment.globals.update(shims)
    environment.globals["adapter"] = SimpleNamespace(
        dispatch=lambda name, _: getattr(library.module, f"default__{name}")
    )
    return environment.from_string(macros + "\n" + path.read_text()).render()


def create_reports(connection: duckdb.DuckDBPyConnection, today: str) -> None:
    """Make the tables of schema `reports`, and marts that read marts only, from those at hand."""
    connection.execute("create schema if not exists reports")
    derived = [PROJECT / "models" / "marts" / f"{name}.sql" for name in DERIVED_MARTS]
    for path in [*derived, *sorted((PROJECT / "models" / "reports").glob("rpt_*.sql"))]:
        sql = render_model(path, {"today": today, **EVERY_PERIOD})
        connection.execute(f"create or replace table {_relation(path.stem)} as {sql}")
