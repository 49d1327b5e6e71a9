"""The whole sample province, from files to published figures, against what was put into it."""

from collections import Counter, defaultdict
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import duckdb
import pytest
from tests.support.located import located, wrong_items
from tests.support.told import rules_told
from tests.support.verdicts import verdicts_expected

from baocao.desk.duties import report_state
from baocao.desk.ledger import Ledger
from baocao.publishing import connect_published
from baocao.receipts.comparing import Comparer
from baocao.rules import load
from baocao.sampling.measuring import PRESENT, measure
from baocao.sampling.province import Province, make_province
from baocao.sampling.scoreboard import Scoreboard
from baocao.sampling.truth import read_truth
from baocao.sampling.writing_out import TRUTH_FILE
from baocao.settings import Settings

# The way of the whole history; on a busy machine it outlasts the common limit.
pytestmark = pytest.mark.timeout(900)
# What keeps a report from being taken in at all.
REFUSALS = ("VAL01", "VAL04", "VAL10", "UNT02", "UNT03", "UNT04", "PER07")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, root) -> Settings:
    home = tmp_path_factory.mktemp("sample")
    folders = {
        "BAOCAO_SEEDS": "seeds",
        "BAOCAO_EXPECTATIONS": "expectations",
        "BAOCAO_DBT_PROJECT": "dbt_project",
    }
    env = {name: str(root / folder) for name, folder in folders.items()}
    return replace(Settings.from_env(env | {"BAOCAO_HOME": str(home)}), now=PRESENT)


@pytest.fixture(scope="module")
def board(settings) -> Scoreboard:
    return measure(settings, lambda _: None)


@pytest.fixture(scope="module")
def published(settings, board) -> duckdb.DuckDBPyConnection:
    return connect_published(settings)


@pytest.fixture(scope="module")
def sent(registry) -> Province:
    return make_province(registry)


def _rows(published: duckdb.DuckDBPyConnection, query: str) -> list[tuple]:
    return published.execute(query).fetchall()


def test_every_fault_is_found_and_hardly_anything_else(board):
    assert board.misses == ()
    assert board.total.injected > 500
    below = [score for score in board.scores if score.injected and not score.is_good]
    assert below == [], board.false_alarms
    assert board.is_good


def test_the_upload_page_tells_units_the_status_that_the_province_sees(
    settings, published, registry
):
    ledger = Ledger()
    ledger.refresh(settings)
    told = {
        (one.unit_code, one.form_code, one.period_code): report_state(
            one, ledger.arrivals(one, settings.now), settings.today
        )
        for one in registry.expected_reports()
    }
    seen = _rows(
        published,
        "select unit_code, form_code, period_code, status, days_late "
        "from marts.fct_reporting_status",
    )
    assert {tuple(key): status for *key, status, _ in seen} == {
        key: state.status for key, state in told.items()
    }
    late = {tuple(key): days for *key, status, days in seen if status == "late"}
    assert late == {key: told[key].days_late for key in late}
    assert len(late) > 50


def test_receipts_tell_what_the_build_finds_in_the_figures_of_one_report(
    settings, published, registry
):
    comparer = Comparer(registry, load(settings.expectations, registry))
    found: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for rule_code, *key, failed in _rows(
        published,
        "select rule_code, unit_code, form_code, period_code, parts_failed "
        "from marts.fct_rule_verdicts where verdict = 'fail'",
    ):
        if rule_code in comparer.rule_codes:
            found[tuple(key)][rule_code] = failed
    assert len(found) > 100
    assert len({rule_code for rules in found.values() for rule_code in rules}) > 10
    assert rules_told(settings) == found


def test_expected_verdicts_are_those_that_pass_fail_or_cannot_be_told(
    settings, published, registry
):
    due = set(
        _rows(published, "select unit_code, form_code, period_code from marts.fct_reporting_status")
    )
    expected = {one for one in verdicts_expected(settings, registry) if one[1:] in due}
    given = _rows(
        published,
        "select rule_code, unit_code, form_code, period_code, verdict from marts.fct_rule_verdicts",
    )
    assert {row[:-1] for row in given} == expected
    counts = Counter(row[-1] for row in given)
    assert len(expected) == counts["pass"] + counts["fail"] + counts["not_applicable"]
    assert min(counts.values()) > 200


def test_the_cells_that_were_made_wrong_are_among_the_suspects(published, sent):
    found = list(located(published, wrong_items(sent)))
    assert len(found) > 200
    assert len({check_code for check_code, _ in found}) > 10
    # docs/methods.md gives the share that was measured.
    assert sum(is_found for _, is_found in found) >= 0.93 * len(found)


def test_flags_of_what_was_put_right_are_resolved_and_the_others_open(settings, published):
    truth = {row.key: row for row in read_truth(settings.home / TRUTH_FILE)}
    accepted = {
        row[:3]
        for row in _rows(
            published,
            "select unit_code, form_code, period_code from marts.fct_reporting_status "
            "where status in ('on_time', 'late')",
        )
    }
    flags = _rows(
        published,
        "select check_code, unit_code, form_code, period_code, status "
        "from marts.fct_quality_flags where check_code similar to '(FIL0|UNT|PER07|VAL01).*'",
    )
    seen: Counter[str] = Counter()
    for *key, status in flags:
        if tuple(key) in truth and key[0] != "UNT01":
            right_in_the_end = tuple(key[1:]) in accepted
            assert status == ("resolved" if right_in_the_end else "open"), key
            seen[status] += 1
    assert min(seen["resolved"], seen["open"]) > 5


def test_every_report_owed_has_the_state_that_the_truth_implies(settings, published, sent):
    truth = read_truth(settings.home / TRUTH_FILE)
    counts = Counter(row.check_code for row in truth)
    states = dict(
        _rows(published, "select status, count(*) from marts.fct_reporting_status group by status")
    )
    arrived = {page.key for delivery in sent.deliveries for page in delivery.pages}
    assert states["missing"] == counts["REP01"]
    assert states["late"] == counts["REP02"]
    assert states["rejected"] == len(_never_right(sent))
    owed = arrived & sent.lineage.expected.keys()
    assert states["on_time"] == len(owed) - counts["REP02"] - states["rejected"]


def _never_right(sent: Province) -> set:
    """Return the reports none of whose files was in order."""
    bad = {
        row.file_name
        for row in sent.truth
        if row.check_code in REFUSALS or row.check_code.startswith("FIL0")
    }
    ever: dict = defaultdict(list)
    for delivery in sent.deliveries:
        for key in delivery.keys:
            ever[key].append(delivery.path in bad)
    return {key for key, faulty in ever.items() if all(faulty)}


def test_published_totals_are_the_sums_of_what_units_wrote(published, sent):
    refused = _never_right(sent)
    figures = {
        page.key: page.figures
        for delivery in sent.deliveries
        if delivery.is_owed
        for page in delivery.pages
        if page.key not in refused
    }
    compared = 0
    for period_code, province in (("2024-Q1", "06"), ("2026-Q2", "19")):
        totals = _totals(sent, figures, period_code)
        found = {
            (unit, indicator, category): value
            for unit, indicator, category, value in published.execute(
                "select unit_code, indicator_code, category_code, value "
                "from marts.fct_indicator_aggregates "
                "where boundary = 'as_reported' and period_code = ?",
                [period_code],
            ).fetchall()
        }
        for (unit, item), total in totals.items():
            indicator, _, category = item.partition(".")
            assert found[unit, indicator, category or "_T"] == total, (unit, item, period_code)
            compared += 1
        cases = totals[province, "GQ01"] + totals[province, "GQ02"]
        wanted = Decimal(100 * totals[province, "GQ03"]) / cases
        assert abs(found[province, "GQ05", "_T"] - wanted) <= Decimal("0.01")
    assert compared > 500


def _totals(sent: Province, figures: dict, period_code: str) -> Counter[tuple[str, str]]:
    """Add up what was reported for a quarter, up the tree to the province."""
    registry = sent.lineage.registry
    period = registry.period(period_code, "ND09")
    assert period is not None
    totals: Counter[tuple[str, str]] = Counter()
    for key, reported in figures.items():
        if (key.form_code, key.period_code) != ("F-TCD", period_code):
            continue
        unit: str | None = key.unit_code
        while unit is not None:
            for item in ("TD03", "DL02.KN", "GQ01", "GQ02", "GQ03"):
                totals[unit, item] += reported[item]
            unit = registry.parent(unit, period.end_date)
    return totals


def test_every_rate_of_the_catalogue_is_worked_out_for_the_province(settings, published, registry):
    """As the ratio of the sums, half up at its own decimals, between none and all.

    Above all only where a fault of that year put a part above its whole.
    """
    truth = read_truth(settings.home / TRUTH_FILE)
    above = {(r.indicator_code, r.period_code[:4]) for r in truth if r.fault_class == "whole"}
    numerators = {
        (part["indicator_code"], part["component_code"])
        for part in registry.components
        if part["role"] == "numerator"
    }
    rates = {code: one for code, one in registry.indicators.items() if one.kind == "rate"}
    rows = _rows(
        published,
        "select indicator_code, period_code, value, numerator, denominator "
        "from marts.fct_indicator_aggregates "
        "where unit_code = '19' and category_code = '_T' and boundary = 'as_reported' "
        "and period_code in ('2025-A1', '2026-S1') and value is not null",
    )
    seen = {code for code, *_ in rows if code in rates}
    assert seen == rates.keys()
    for code, period, value, numerator, denominator in rows:
        if code in rates:
            step = Decimal(1).scaleb(-rates[code].decimals)
            exact = 100 * Decimal(numerator) / Decimal(denominator)
            assert value == exact.quantize(step, ROUND_HALF_UP), code
            wrong = any((code, part) in numerators for part, year in above if year == period[:4])
            assert value >= 0, (code, period)
            assert value <= 100 or wrong, (code, period)


def test_units_without_an_implementing_document_are_listed(published):
    """A no, a blank and no report are told apart; every addressee is in one of four states."""
    answers = dict(
        _rows(
            published,
            "select answer, count(*) from marts.fct_document_answers "
            "where period_code = '2026-S1' group by answer",
        )
    )
    assert answers.keys() == {"yes", "no", "blank", "no_report"}
    assert sum(answers.values()) == (92 + 12 + 5 + 1) + (92 + 3)
    listed = _rows(published, "select count(*) from reports.rpt_unimplemented_documents")
    assert listed == [(sum(answers.values()) - answers["yes"],)]
