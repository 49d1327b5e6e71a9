"""What a form opens with: the closing figures that are published, filled in and said so."""

import io
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import openpyxl
import pytest
from tests.support.carried import closing_reports
from tests.support.province import publish_province
from tests.support.random_reports import Reports
from tests.support.states import settings_in

from baocao.errors import UsageError
from baocao.rules import load
from baocao.templating import ready_template
from baocao.templating.openings import Closings, carried_elements, known_openings
from baocao.templating.request import request_for

NOW = datetime(2026, 6, 16, tzinfo=UTC)


def _value(unit, period, indicator, category, value, known_to=None):
    return {
        "unit_code": unit,
        "form_code": "F-TCD",
        "period_code": period,
        "indicator_code": indicator,
        "category_code": category,
        "value_status": "missing" if value is None else "reported",
        "value": None if value is None else Decimal(value),
        "known_to": known_to,
    }


def _published(tmp_path, values):
    settings = replace(settings_in(tmp_path), now=NOW)
    publish_province(settings, others={"fct_indicator_values": values})
    return settings


def _openings(settings, registry, unit, period):
    return known_openings(settings, request_for(registry, "F-TCD", unit, period))


def test_the_rules_say_which_figure_opens_with_which(registry, root):
    request = request_for(registry, "F-TCD", "01840", "2026-Q3")
    pairs = carried_elements(load(root / "expectations", registry), request)
    assert pairs[("DL01", "_T")] == ("DL04", "_T")
    assert pairs[("GQ01", "KN")] == ("GQ04", "KN")
    assert {left for left, _ in pairs} == {"DL01", "GQ01"}
    other = request_for(registry, "F-QCDC", "01840", "2026-S1")
    assert carried_elements(load(root / "expectations", registry), other) == {}


def test_a_unit_opens_with_its_own_closing_figures_in_force(registry, tmp_path):
    settings = _published(
        tmp_path,
        [
            _value("01840", "2026-Q2", "DL04", "_T", 7),
            _value("01840", "2026-Q2", "DL04", "KN", 9, known_to=NOW),
            _value("01840", "2026-Q2", "GQ04", "TC", None),
            _value("01840", "2026-Q1", "GQ04", "_T", 3),
            _value("01843", "2026-Q2", "GQ04", "KN", 5),
        ],
    )
    found = _openings(settings, registry, "01840", "2026-Q3")
    assert {code: one.value for (_, code), one in found.items()} == {"DL01": 7}
    assert found["01840", "DL01"].closed_by == (("01840", "2026-Q2"),)


def test_a_new_unit_opens_with_the_sum_over_its_predecessors(registry, tmp_path):
    request = request_for(registry, "F-TCD", "01840", "2025-Q3")
    closed_by = Closings(request).of(request.unit)
    assert len(closed_by) > 1
    assert {period for _, period in closed_by} == {"2025-C1"}
    values = [_value(unit, "2025-C1", "DL04", "_T", 2) for unit, _ in closed_by]
    all_known = _published(tmp_path / "all", values)
    found = _openings(all_known, registry, "01840", "2025-Q3")
    assert found["01840", "DL01"].value == 2 * len(closed_by)
    one_unknown = _published(tmp_path / "less", values[1:])
    assert _openings(one_unknown, registry, "01840", "2025-Q3") == {}


def test_nothing_is_filled_in_before_anything_is_published(registry, tmp_path):
    settings = replace(settings_in(tmp_path), now=NOW)
    assert _openings(settings, registry, "01840", "2026-Q3") == {}


def test_what_opens_with_what_agrees_with_the_rule_worked_out_another_way(registry):
    due = {
        (report.unit_code, report.form_code, report.period_code): report
        for report in registry.expected_reports()
        if report.form_code == "F-TCD"
    }
    reports = Reports(registry, due)
    kinds = Counter()
    requests = {}
    for key, report in due.items():
        if key[2] not in requests:
            requests[key[2]] = Closings(request_for(registry, "F-TCD", key[0], key[2]))
        period = registry.period(report.period_code, report.regime)
        unit = registry.unit(report.unit_code, period.end_date)
        expected = closing_reports(reports, key)
        known = tuple((one[0], one[2]) for one in expected if one)
        wanted = known if len(known) == len(expected) else ()
        assert requests[key[2]].of(unit) == wanted, key
        kinds[len(wanted)] += 1
    # None before the first period; one of its own; several predecessors.
    assert min(kinds[0], kinds[1], sum(kinds.values()) - kinds[0] - kinds[1]) > 20


def test_the_workbook_shows_the_figure_and_where_it_comes_from(registry, tmp_path):
    settings = _published(tmp_path, [_value("01840", "2026-Q2", "DL04", "_T", 7)])
    content = ready_template(settings, registry, "F-TCD", "01840", "2026-Q3")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.comment]
    ((filled, note),) = [(cell, str(cell.comment)) for cell in cells if cell.value is not None]
    assert filled.value == 7
    assert "01840, kỳ 2026-Q2" in note
    assert "item=DL01" in note
    assert not filled.protection.locked


def test_a_report_that_is_not_owed_has_no_openings_either(registry, tmp_path):
    with pytest.raises(UsageError, match="owes no"):
        ready_template(settings_in(tmp_path), registry, "F-TCD", "01840", "2026-S1")
