"""What dbt and the registry say about the seed files is the same."""

from pathlib import Path

import yaml

from baocao.registry.tables import TABLES


def test_dbt_declares_the_columns_that_the_registry_reads(root: Path) -> None:
    """A column with no declared type would be guessed, and a code would lose its zeros."""
    declared = {
        seed["name"]: list(seed["config"]["column_types"])
        for path in (root / "seeds").rglob("_*__seeds.yml")
        for seed in yaml.safe_load(path.read_text(encoding="utf-8"))["seeds"]
    }
    assert declared == {name: list(table.columns) for name, table in TABLES.items()}


def test_codes_are_declared_as_text(root: Path) -> None:
    """A code is text everywhere."""
    for path in (root / "seeds").rglob("_*__seeds.yml"):
        for seed in yaml.safe_load(path.read_text(encoding="utf-8"))["seeds"]:
            for column, kind in seed["config"]["column_types"].items():
                if column.endswith("_code"):
                    assert kind in ("varchar", "text", "string"), (seed["name"], column)
