from collections import Counter
from datetime import date

from tests.support.oracle import violations

from baocao.sampling.figures import plain_figures
from baocao.sampling.lineage import ReportKey


def test_clean_figures_break_no_rule(lineage, clean_book):
    assert violations(lineage, clean_book) == set()


def test_every_report_owed_has_exactly_the_items_it_owes(lineage, clean_book):
    assert clean_book.keys() == lineage.expected.keys()
    for key, figures in clean_book.items():
        assert list(figures) == [item.code for item in lineage.items(key)]


def test_no_figure_is_negative(clean_book):
    assert min(figure for figures in clean_book.values() for figure in figures.values()) >= 0


def test_new_communes_open_with_what_their_predecessors_closed_with(lineage, clean_book):
    opened = 0
    for series in lineage.series:
        predecessors = lineage.predecessors(series.unit)
        if series.form_code != "F-TCD" or not predecessors:
            continue
        first = clean_book[ReportKey(series.unit.unit_code, "F-TCD", "2025-Q3")]
        for item in ("DL01", "DL01.KN", "DL01.TC", "DL01.KNPA", "GQ01", "GQ01.KN", "GQ01.TC"):
            closed = sum(
                clean_book[ReportKey(one.unit_code, "F-TCD", "2025-C1")][
                    item.replace("01", "04", 1)
                ]
                for one in predecessors
            )
            assert first[item] == closed
        opened += 1
    assert opened == 37 + 12  # communes made of communes of Bắc Kạn, and agencies


def test_balances_run_through_the_closing_report(lineage, clean_book):
    key = ReportKey("01840", "F-TCD", "2025-C1")
    (before,) = lineage.carried_from(key)
    assert before == key._replace(period_code="2025-Q2")
    for family in ("DL", "GQ"):
        assert clean_book[key][f"{family}01"] == clean_book[before][f"{family}04"]
    opened = {(one.period_code, lineage.unit(one).valid_from) for one in lineage.carried_by(key)}
    assert opened == {("2025-Q3", date(2025, 7, 1)), ("2025-A1", date(2025, 7, 1))}


def test_who_takes_over_from_units_that_never_reported_starts_anew(lineage):
    unknown = [
        series
        for series in lineage.series
        if series.form_code == "F-TCD"
        and series.unit.unit_type == "COMMUNE"
        and series.unit.valid_from == date(2025, 7, 1)
        and not lineage.predecessors(series.unit)
    ]
    assert len(unknown) == 55
    keys = [ReportKey(one.unit.unit_code, "F-TCD", "2025-Q3") for one in unknown]
    assert not any(lineage.carried_from(key) for key in keys)


def test_a_code_that_passed_to_another_unit_is_two_units(lineage):
    # Xã Phúc Lộc took over the code of the former Xã Phúc Lộc and of two more communes.
    old = lineage.unit(ReportKey("01894", "F-TCD", "2025-Q2"))
    new = lineage.unit(ReportKey("01894", "F-TCD", "2025-Q3"))
    assert old != new
    assert old in lineage.predecessors(new)
    assert lineage.neighbour(ReportKey("01894", "F-TCD", "2025-Q3"), -1) is None


def test_figures_vary_between_units(clean_book):
    totals = Counter(
        figures["TD01"] for key, figures in clean_book.items() if key.form_code == "F-TCD"
    )
    assert len(totals) > 50


def test_plain_figures_of_unknown_items_add_up(registry):
    form = next(form for form in registry.forms if form.form_code == "F-TCD")
    quarter = registry.period("2024-Q1", "ND09")
    year = registry.period("2024-A1", "ND09")
    of_quarter, of_year = (plain_figures(registry, form, period) for period in (quarter, year))
    assert of_year["TD01"] == 4 * of_quarter["TD01"]
    assert of_quarter["DL02"] == sum(of_quarter[f"DL02.{part}"] for part in ("KN", "TC", "KNPA"))
