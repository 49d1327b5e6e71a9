"""What evaluates rules is SQL for Spark too: its grammar reads it, with Spark's macros in it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlfluff.core import FluffConfig, Linter

ROOT = Path(__file__).parents[2]
LAYERS = ("staging", "intermediate")
MODELS = [
    path
    for layer in LAYERS
    for path in sorted((ROOT / "dbt_project" / "models" / layer).rglob("*.sql"))
]


@pytest.fixture(scope="module")
def linter() -> Iterator[Linter]:
    """Return a reader of Spark's SQL that renders models with Spark's macros."""
    stand_ins = ("adapter", "dbt")
    before = {name: one for name, one in sys.modules.items() if name.split(".")[0] in stand_ins}
    config = FluffConfig.from_path(str(ROOT), overrides={"dialect": "sparksql"})
    config.set_value(["templater", "jinja", "context", "engine"], "spark")
    for name in ("load_macros_from_path", "library_path"):
        value = config.get(name, section=("templater", "jinja"))
        config.set_value(["templater", "jinja", name], str(ROOT / value))
    yield Linter(config=config)
    # What stands in for dbt here bears its name; tests that follow in this process want dbt itself.
    for name in stand_ins:
        sys.modules.pop(name, None)
    sys.modules.update(before)


def unreadable(linter: Linter, sql: str, name: str) -> list[str]:
    """Return what Spark's grammar cannot read, or the templater cannot render."""
    parsed = linter.parse_string(sql, fname=name)
    return [f"{one.line_no}: {one.desc()}" for one in parsed.violations]


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.stem)
def test_spark_reads_the_model(linter: Linter, model: Path) -> None:
    assert unreadable(linter, model.read_text(encoding="utf-8"), str(model)) == []


@pytest.mark.parametrize(
    "expression",
    ["a // b", "cast(a as hugeint)", "cast(a as varchar)"],
)
def test_what_only_duckdb_understands_is_found(linter: Linter, expression: str) -> None:
    assert unreadable(linter, f"select {expression} as c\nfrom t\n", "one.sql") != []
