"""The law of the dbt project: who may read whom, and what every model comes with."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.support.states import settings_in

from baocao.building.dbt import run_dbt

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
MODELS = sorted(path for kind in ("*.sql", "*.py") for path in (PROJECT / "models").rglob(kind))
MACROS = sorted((PROJECT / "macros").rglob("*.sql"))
MOST_SQL_LINES = 120
MOST_YAML_LINES = 150

# What each layer may read; a model of staging reads one thing only.
MAY_READ = {
    "staging": {"source", "seed"},
    "intermediate": {"staging", "intermediate"},
    "marts": {"staging", "intermediate", "marts"},
    "reports": {"marts"},
}
PREFIXES: dict[str, tuple[str, ...]] = {
    "staging": ("stg_",),
    "intermediate": ("int_",),
    "marts": ("dim_", "fct_", "agg_"),
    "reports": ("rpt_",),
}

# Logic that a reader cannot check by eye, and that therefore has a unit test.
TRICKY = re.compile(
    r"\bcase\b|\bover \(|\bover\(|with recursive|local_date\(|today\(\)|is_valid_on\("
)
TEMPLATE = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
COMMENT = re.compile(r"--[^\n]*")
TEXT = re.compile(r"'(?:[^']|'')*'")


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    settings = settings_in(tmp_path_factory.mktemp("manifest"))
    run_dbt(settings, ["parse"], settings.warehouse_file, {})
    path = settings.warehouse / "dbt" / "target" / "manifest.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def models(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        name: node for name, node in manifest["nodes"].items() if node["resource_type"] == "model"
    }


def layer(unique_id: str, models: dict[str, dict[str, Any]]) -> str:
    """Return the layer of a node: the first folder of a model, else the kind of the node."""
    return models[unique_id]["fqn"][1] if unique_id in models else unique_id.partition(".")[0]


def plain(sql: str) -> str:
    """Return the SQL that a model writes itself, without templates, comments and texts."""
    return TEXT.sub("''", COMMENT.sub("", TEMPLATE.sub("x", sql)))


def test_the_manifest_holds_every_model_file(models: dict[str, dict[str, Any]]) -> None:
    assert sorted(node["name"] for node in models.values()) == sorted(p.stem for p in MODELS)
    assert {node["fqn"][1] for node in models.values()} == set(MAY_READ)


def test_each_layer_reads_only_what_it_may(models: dict[str, dict[str, Any]]) -> None:
    breaches = [
        f"{layer(child, models)} {child} reads {layer(parent, models)} {parent}"
        for child, node in models.items()
        for parent in node["depends_on"]["nodes"]
        if layer(parent, models) not in MAY_READ[layer(child, models)]
    ]
    assert breaches == []


def test_staging_reads_one_source_or_seed(models: dict[str, dict[str, Any]]) -> None:
    counts = {
        name: len(node["depends_on"]["nodes"])
        for name, node in models.items()
        if layer(name, models) == "staging"
    }
    assert {name: count for name, count in counts.items() if count != 1} == {}


def test_sources_and_seeds_are_read_once(models: dict[str, dict[str, Any]]) -> None:
    readers: dict[str, list[str]] = {}
    for name, node in models.items():
        for parent in node["depends_on"]["nodes"]:
            if parent not in models:
                readers.setdefault(parent, []).append(name)
    assert {parent: names for parent, names in readers.items() if len(names) > 1} == {}


def test_names_and_schemas_say_the_layer(models: dict[str, dict[str, Any]]) -> None:
    for name, node in models.items():
        folder = layer(name, models)
        assert node["name"].startswith(PREFIXES[folder]), name
        assert node["schema"] == folder, name


def test_every_model_is_described_by_its_grain_in_its_own_file(
    models: dict[str, dict[str, Any]],
) -> None:
    for name, node in models.items():
        assert node["description"].startswith("One row per "), name
        patch = (node["patch_path"] or "").split("://")[-1]
        assert patch == str(Path(node["original_file_path"]).with_suffix(".yml")), name


def test_every_model_has_a_key_test(
    manifest: dict[str, Any], models: dict[str, dict[str, Any]]
) -> None:
    tests = [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]
    keyed = {
        test["attached_node"]
        for test in tests
        if test.get("test_metadata", {}).get("name") in ("unique", "unique_combination")
    }
    assert sorted(set(models) - keyed) == []


def test_no_test_and_no_model_is_switched_off_or_softened(manifest: dict[str, Any]) -> None:
    assert manifest["disabled"] == {}
    for name, node in manifest["nodes"].items():
        if node["resource_type"] == "test":
            assert node["config"]["severity"].lower() == "error", name


def test_tricky_logic_has_a_unit_test(
    manifest: dict[str, Any], models: dict[str, dict[str, Any]]
) -> None:
    """Reports are tested in Python, on a small province with figures worked out by hand."""
    tested = {test["model"] for test in manifest["unit_tests"].values()}
    tricky = {
        node["name"]
        for name, node in models.items()
        if TRICKY.search(node["raw_code"]) and layer(name, models) != "reports"
    }
    assert sorted(tricky - tested) == []


def test_incremental_models_replace_periods(models: dict[str, dict[str, Any]]) -> None:
    """Any other strategy would keep rows of a period that has none any more."""
    for name, node in models.items():
        if node["config"]["materialized"] == "incremental":
            assert node["config"]["incremental_strategy"] == "replace_periods", name
            assert node["config"]["on_schema_change"] == "fail", name
            # A model in Python leaves it to the views that it reads.
            code = node["raw_code"]
            if node["language"] == "python":
                parents = node["depends_on"]["nodes"]
                code = " ".join(models[parent]["raw_code"] for parent in parents)
            looks_back = node["config"]["meta"].get("looks_back", False)
            asked = "looks_back=true" in code
            assert looks_back == asked, f"{name}: what it deletes is not what it makes"
            unplaced = node["config"]["meta"].get("unplaced", False)
            asked = "unplaced=true" in code
            assert unplaced == asked, f"{name}: what it deletes is not what it makes"


def test_views_of_a_builds_periods_feed_only_who_keeps_the_others(
    models: dict[str, dict[str, Any]],
) -> None:
    """Whoever else read such a view would lose the rows of all other periods."""
    narrow = re.compile(r"only_build_periods\(|only_periods_looked_at\(")
    narrowed = {name for name, node in models.items() if narrow.search(node["raw_code"])}
    assert narrowed
    for name in narrowed:
        assert models[name]["config"]["materialized"] == "view", name
        calls = re.findall(r"only_build_periods\(([^)]*)\)", models[name]["raw_code"])
        assert all("looks_back=true" in call for call in calls), name
        for reader in readers_through_views(name, models):
            config = models[reader]["config"]
            assert config["materialized"] == "incremental", f"{reader} reads {name}"
            assert config["meta"].get("looks_back", False), f"{reader} reads {name}"


def readers_through_views(name: str, models: dict[str, dict[str, Any]]) -> set[str]:
    """Return the models that keep rows and read a model, itself or by way of views."""
    found = set()
    for reader, node in models.items():
        if name in node["depends_on"]["nodes"]:
            is_view = node["config"]["materialized"] == "view"
            found |= readers_through_views(reader, models) if is_view else {reader}
    return found


@pytest.mark.parametrize(
    "path", [path for path in MODELS if path.suffix == ".sql"], ids=lambda path: path.stem
)
def test_models_are_written_in_lower_case_and_name_their_columns(path: Path) -> None:
    sql = plain(path.read_text(encoding="utf-8"))
    assert sql == sql.lower()
    for part in stars(sql):
        assert not re.search(r"\bjoin\b|\bunion\b", part), f"select * over several tables:\n{part}"
    assert not re.search(r"select\s+\*", last_select(sql)), "the last select lists its columns"


def stars(sql: str) -> list[str]:
    """Return the text of each innermost parenthesis that selects all columns."""
    inner = re.findall(r"\(([^()]*)\)", re.sub(r"\b\w+\([^()]*\)|over \([^()]*\)", "f", sql))
    return [part for part in inner if re.search(r"select\s+\*", part)]


def last_select(sql: str) -> str:
    """Return what follows the last CTE."""
    depth, end = 0, 0
    for position, character in enumerate(sql):
        depth += (character == "(") - (character == ")")
        if depth == 0 and character == ")" and re.match(r"\)\s*(select|$)", sql[position:]):
            end = position + 1
    return sql[end:]


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_models_are_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_SQL_LINES
    yaml = path.with_suffix(".yml")
    assert len(yaml.read_text(encoding="utf-8").splitlines()) <= MOST_YAML_LINES


@pytest.mark.parametrize("path", MACROS, ids=lambda path: path.stem)
def test_macros_say_what_they_return(path: Path) -> None:
    """Implementations for one engine need no words of their own."""
    text = path.read_text(encoding="utf-8")
    for found in re.finditer(r"{% (?:macro|test) (\w+)", text):
        if "__" not in found[1]:
            before = text[: found.start()].rstrip()
            assert before.endswith("#}"), f"{path.name}: {found[1]} has no comment above it"
