"""What five provinces published, made again by the warehouse from files of their units."""

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from baocao.building.dbt import run_dbt
from baocao.building.reference import freeze_landing
from baocao.cli import cli
from baocao.facts.books import Book
from baocao.facts.delivering import deliveries, write_delivery
from baocao.facts.judging import OFF, judge
from baocao.facts.measuring import Evidence, read_evidence
from baocao.facts.printing import document
from baocao.facts.published import FILE
from baocao.ingesting.pipeline import ingest
from baocao.landing import batch_ids
from baocao.settings import Settings

# One warehouse of five provinces; on a busy machine it outlasts the common limit.
pytestmark = pytest.mark.timeout(600)


def environment(root: Path, seeds: Path | None = None) -> dict[str, str]:
    return {
        "BAOCAO_SEEDS": str(seeds or root / "seeds"),
        "BAOCAO_EXPECTATIONS": str(root / "expectations"),
        "BAOCAO_DBT_PROJECT": str(root / "dbt_project"),
    }


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("facts")


@pytest.fixture(scope="module")
def outcome(root, home):
    """Return what `baocao facts --json` prints and its exit code, the warehouse being kept."""
    result = CliRunner().invoke(
        cli, ["facts", "--home", str(home), "--json"], env=environment(root)
    )
    assert result.stdout, result.output
    return json.loads(result.stdout), result.exit_code


@pytest.fixture(scope="module")
def facts(outcome):
    return {fact["fact_no"]: fact for fact in outcome[0]["facts"]}


@pytest.fixture(scope="module")
def evidence(root, home, outcome) -> Evidence:
    return read_evidence(Settings.from_env(environment(root)), home)


def test_every_testable_fact_is_reproduced(outcome, facts):
    assert [(no, fact["reason"]) for no, fact in facts.items() if fact["verdict"] == OFF] == []
    assert outcome[0]["counts"] == {"reproduced": 25, "off": 0, "not_testable": 2}
    assert outcome[0]["is_good"]
    assert outcome[1] == 0


def test_counts_and_rates_are_the_printed_ones(facts):
    for number, fact in facts.items():
        if fact["test"] in ("exact", "rate"):
            assert fact["found"] == fact["printed"], number
            assert fact["answered_by"]
    assert facts[1]["found"] == "15/15"
    assert "VB06" in facts[2]["reason"]
    assert facts[23]["found"] == "0"


def test_means_of_unit_rates_are_others(facts):
    means = {no: fact["mean_of_unit_rates"] for no, fact in facts.items() if fact["test"] == "rate"}
    assert len(means) == 8
    assert all(mean and mean != facts[no]["printed"] for no, mean in means.items())


def test_some_is_answered_with_the_units(facts, evidence):
    assert "Huyện Tánh Linh – chưa / no" in facts[10]["rows"].values()
    assert set(facts[26]["rows"]) < {unit.unit_code for unit in evidence.book.registry.units}
    fields = {code.split()[0] for code in facts[27]["rows"]}
    assert fields == {"KT", "VHXH", "QPAN", "HTCT", "_T"}
    assert facts[28]["verdict"] == facts[18]["verdict"] == "not_testable"
    assert set(facts[28]["rows"]) == {"KTH01", "KTH02", "KTH03"}


def test_a_printed_figure_that_is_not_found_fails(root, home, outcome, tmp_path):
    seeds = tmp_path / "seeds"
    shutil.copytree(root / "seeds", seeds)
    text = (seeds / FILE).read_text(encoding="utf-8")
    (seeds / FILE).write_text(text.replace("exact,0,472,", "exact,0,473,"), encoding="utf-8")
    result = CliRunner().invoke(cli, ["facts", "--home", str(home)], env=environment(root, seeds))
    assert result.exit_code == 1
    assert "1 LỆCH / OFF" in result.output


def test_a_unit_that_reports_another_figure_is_noticed(evidence):
    book, own = evidence.book, evidence.settings
    (changed,) = (
        delivery
        for delivery in deliveries(_one_class_more(book))
        if (delivery.sender, delivery.form_code) == ("593", "F-VB")
    )
    later = replace(
        changed,
        received_at=changed.received_at + timedelta(days=30),
        file_name="F-VB gui lai.xlsx",
    )
    write_delivery(book, later, own.inbox)
    ingest(own, book.registry)
    _make_again(own, changed.period.period_code)
    with duckdb.connect(own.warehouse_file, read_only=True) as connection:
        found = judge(connection, book, evidence.facts)
    assert [one.fact.fact_no for one in found if one.verdict == OFF] == [3]
    assert next(one.found for one in found if one.fact.fact_no == 3) == "473"
    assert document(found)["is_good"] is False


def _make_again(settings: Settings, period: str) -> None:
    """Make the figures of a period again from all that has landed; what else is built stays."""
    freeze_landing(settings, batch_ids(settings))
    models = ["run", "--select", "+fct_indicator_aggregates", "+fct_indicator_values"]
    periods = {"periods": [period], "periods_looking_back": [period]}
    run_dbt(settings, models, settings.warehouse_file, periods)


def _one_class_more(book: Book) -> Book:
    """Return the book with a class more in the report of the district of Phan Thiết."""
    key = next(key for key, _ in book.sent() if (key.unit_code, key.form_code) == ("593", "F-VB"))
    figures = dict(book.figures[key])
    figures["QT01"] += 1
    return replace(book, figures={**book.figures, key: figures})
