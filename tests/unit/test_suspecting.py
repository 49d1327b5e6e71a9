"""The suspects of all broken reports, from rows of the warehouse to rows of its flags."""

from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest

from baocao.building.suspecting import suspect_cells

CONDITION = pa.schema(
    [
        *((name, pa.string()) for name in ("submission_id", "unit_code", "form_code")),
        *((name, pa.string()) for name in ("period_code", "rule_code", "operator")),
        ("part_no", pa.int32()),
        *((name, pa.decimal128(28, 4)) for name in ("imbalance", "tolerance", "coefficient")),
        ("looks_elsewhere", pa.bool_()),
        *((name, pa.string()) for name in ("indicator_code", "category_code", "value_status")),
        ("value", pa.decimal128(18, 4)),
        *((name, pa.string()) for name in ("sheet", "cell")),
    ]
)
HISTORY = pa.schema(
    [
        *((name, pa.string()) for name in ("submission_id", "indicator_code", "category_code")),
        ("previous_value", pa.decimal128(18, 4)),
        ("earlier_value", pa.decimal128(18, 4)),
    ]
)
SUM, BOUND = {"TD03": 1, "TD01": -1, "TD02": -1}, {"TD02": 1, "TD04": -1}


def _conditions(figures, rules, sheet="Biểu", submission="s", status="reported"):
    """Yield the rows of one report: rule -> (coefficients, imbalance[, looks_elsewhere])."""
    for rule, (coefficients, imbalance, *elsewhere) in rules.items():
        for item, factor in coefficients.items():
            indicator, _, category = item.partition(".")
            yield {
                "submission_id": submission,
                "unit_code": f"unit of {submission}",
                "form_code": "F-TCD",
                "period_code": "2024-Q3",
                "rule_code": rule,
                "operator": "==",
                "part_no": 1,
                "imbalance": Decimal(imbalance),
                "tolerance": Decimal(0),
                "coefficient": Decimal(factor),
                "looks_elsewhere": bool(elsewhere),
                "indicator_code": indicator,
                "category_code": category or "_T",
                "value_status": status if item in figures else "missing",
                "value": Decimal(figures[item]) if item in figures else None,
                "sheet": sheet,
                "cell": f"E{item[3]}",
            }


def _found(rows, histories=()):
    connection = duckdb.connect()
    table = suspect_cells(
        connection.from_arrow(pa.Table.from_pylist(list(rows), schema=CONDITION)),
        connection.from_arrow(pa.Table.from_pylist(list(histories), schema=HISTORY)),
    )
    return {(row["unit_code"], row["rule_code"]): row for row in table.to_pylist()}


def test_the_likeliest_cell_is_told_first_with_what_would_fit_and_why():
    figures = {"TD01": 5, "TD02": 3, "TD03": 80}
    found = _found(_conditions(figures, {"SUM01": (SUM, 72)}))
    row = found["unit of s", "SUM01"]
    assert row["suspect_cells"] == "Biểu!E3; Biểu!E1; Biểu!E2"
    assert row["suspects_vi"] == (
        "Ô E3 (TD03) đang ghi 80, nếu là 8 thì khớp – có thể gõ thừa hoặc thiếu số 0, hoặc sai đơn "
        "vị tính (10, 100, 1.000 lần); hoặc ô E1 (TD01) đang ghi 5, nếu là 77 thì khớp; hoặc ô E2 "
        "(TD02) đang ghi 3, nếu là 75 thì khớp."
    )
    assert row["suspects_en"].startswith("Cell E3 (TD03) says 80, 8 would fit – a zero too many")
    assert row["may_lie_elsewhere"] is False


def test_every_broken_rule_of_a_fault_names_the_same_cells_and_other_faults_their_own():
    figures = {"TD01": 5, "TD02": 3, "TD03": 9, "TD04": 4, "TD05": 1}
    rules = {"SUM01": (SUM, 1), "SUM02": (BOUND, -1), "X": ({"TD05": 1}, 1)}
    found = _found(_conditions(figures, rules, sheet=""))
    assert {rule: row["suspect_cells"] for (_, rule), row in found.items()} == {
        "SUM01": "E2",
        "SUM02": "E2",
        "X": "E5",
    }


def test_the_figure_of_the_year_so_far_and_that_of_the_last_period_are_known_by_history():
    figures = {"TD01": 5, "TD02": 3, "TD03": 28}
    before = {"indicator_code": "TD03", "category_code": "_T", "submission_id": "s"}
    held = {"SUM01": (SUM, 20), "A": ({"TD01": 1}, 0), "B": ({"TD02": 1}, 0)}
    for known, cause in (((None, 20), "lũy kế"), ((28, 999), "số của kỳ trước")):
        history = before | dict(zip(("previous_value", "earlier_value"), known, strict=True))
        found = _found(_conditions(figures, held), [history])
        assert cause in found["unit of s", "SUM01"]["suspects_vi"]
    other = before | {"submission_id": "t", "previous_value": None, "earlier_value": 20}
    assert "lũy kế" not in _found(_conditions(figures, held), [other])["unit of s", "SUM01"]


def test_what_compares_with_other_reports_may_lie_there():
    figures = {"TD01": 5, "TD02": 3, "TD03": 8}
    rules = {"BAL": ({"TD01": 1}, 2, True), "SUM01": (SUM, 0)}
    assert _found(_conditions(figures, rules))["unit of s", "BAL"]["may_lie_elsewhere"]
    rules["Y"] = ({"TD01": 1}, 2)
    assert not _found(_conditions(figures, rules))["unit of s", "BAL"]["may_lie_elsewhere"]


def test_where_no_cell_of_the_report_can_mend_it_that_is_said():
    held = {"A": ({"TD01": 1}, 2), "B": ({"TD01": 1}, 0, True)}
    found = _found(_conditions({"TD01": 7}, held))
    row = found["unit of s", "A"]
    assert row["suspect_cells"] is None
    assert "báo cáo khác" in row["suspects_vi"]
    assert "another report" in row["suspects_en"]


def test_where_nearly_nothing_fits_nothing_is_said():
    held = {f"R{number}": ({"TD01": 1}, number) for number in range(1, 8)}
    assert _found(_conditions({"TD01": 7}, held)) == {}


def test_an_estimate_is_doubted_first_and_a_blank_cell_is_called_blank():
    rows = list(_conditions({"TD01": 5, "TD03": 9}, {"SUM01": (SUM, 4)}))
    (row,) = _found(rows).values()
    assert "ô E2 (TD02) đang để trống, nếu là 4 thì khớp" in row["suspects_vi"]
    rows[0]["value_status"] = "estimated"
    (row,) = _found(rows).values()
    assert row["suspect_cells"] == "Biểu!E3"


@pytest.mark.parametrize("order", [1, -1])
def test_reports_are_told_apart_whatever_their_order(order):
    rows = [
        *_conditions({"TD01": 5, "TD02": 3, "TD03": 80}, {"SUM01": (SUM, 72)}),
        *_conditions({"TD01": 5, "TD02": 3, "TD03": 7}, {"SUM01": (SUM, -1)}, submission="t"),
    ]
    found = _found(rows[::order])
    assert {unit for unit, _ in found} == {"unit of s", "unit of t"}
    assert "80" in found["unit of s", "SUM01"]["suspects_vi"]
    assert "80" not in found["unit of t", "SUM01"]["suspects_vi"]


def test_without_a_broken_report_there_is_nothing_to_say():
    assert _found([]) == {}
