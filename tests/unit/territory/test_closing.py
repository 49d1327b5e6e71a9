"""Which totals of a period hold what units reported that ended within it."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from baocao.registry import Period, Registry, Unit
from baocao.registry.model import Addressee, ParentLink, Succession
from baocao.territory import closing_lineages

START, REFORM, LATER = date(2020, 1, 1), date(2022, 1, 1), date(2024, 1, 1)
END = date(2022, 3, 14)
ALL, UNKNOWN = Decimal(1), None


def _unit(code: str, valid_from: date = START, valid_to: date | None = REFORM) -> Unit:
    kind = "COMMUNE" if code.islower() else "PROVINCE"
    return Unit("S", code, valid_from, valid_to, code, code, "", kind, 3, "", True)


def _period(code: str, start: date, end: date) -> Period:
    return Period("R", code, code[5], 1, int(code[:4]), start, end, end, end, True, code, code)


def _registry(
    new: dict[str, str], successions: list[tuple[str, str, date, Decimal | None]]
) -> Registry:
    """Return communes `a`, `b`, `x` and agency `g` under P up to the reform, others under Q after.

    Args:
        new: the units from the reform on, and what is above them.
        successions: from, to, day and share.
    """
    nothing: dict[str, Any] = {field.name: () for field in fields(Registry)}
    later = [_unit(code, REFORM, None) for code in (*new, "Q")]
    before = [ParentLink("reporting", code, "P", START, REFORM) for code in "abxg"]
    after = [ParentLink("reporting", unit, above, REFORM, None) for unit, above in new.items()]
    return Registry(
        **nothing
        | {
            "units": (*map(_unit, ("a", "b", "x", "g", "P")), *later),
            "parents": (*before, *after),
            "successions": tuple(
                Succession(a, b, day, "full", share, share)
                for a, b, day, share in [("P", "Q", REFORM, ALL), *successions]
            ),
            "addressees": (
                Addressee("F", "reporting", "P", "COMMUNE", "", START, None, "R", "self", "unit"),
            ),
            "calendar": (
                _period("2022-Q1", date(2021, 12, 15), END),
                _period("2022-A1", date(2021, 12, 15), date(2022, 12, 14)),
                _period("2023-Q1", date(2022, 12, 15), date(2023, 3, 14)),
            ),
        }
    )


def _totals(registry: Registry, day: date = END) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in closing_lineages(registry):
        if row.on_day == day and row.basis == "whole":
            found.setdefault(row.unit_code, set()).add(row.ancestor_unit_code)
    return found


def test_a_merged_unit_counts_above_its_successor_not_in_it() -> None:
    registry = _registry({"n": "D", "D": "Q"}, [(old, "n", REFORM, ALL) for old in "abx"])
    totals = _totals(registry)
    assert totals["a"] == totals["b"] == {"D", "Q"}


def test_a_split_unit_counts_above_all_of_its_parts() -> None:
    registry = _registry(
        {"n": "D", "D": "Q", "m": "Q"},
        [("a", "n", REFORM, ALL), ("x", "n", REFORM, UNKNOWN), ("x", "m", REFORM, UNKNOWN)],
    )
    totals = _totals(registry)
    assert totals["x"] == {"Q"}
    assert totals["a"] == {"D", "Q"}


def test_a_unit_without_successor_and_a_province_count_where_the_province_went() -> None:
    totals = _totals(_registry({"n": "Q"}, [("a", "n", REFORM, ALL)]))
    assert totals["g"] == {"Q"}
    assert totals["P"] == {"Q"}


def test_a_reform_after_the_period_changes_nothing() -> None:
    before = _registry({"n": "Q"}, [("a", "n", REFORM, ALL)])
    after = _registry({"n": "Q", "z": "R", "R": "T"}, [("a", "n", REFORM, ALL)])
    later = Succession("n", "z", LATER, "full", ALL, ALL)
    stepped = replace(after, successions=(*after.successions, later))
    assert _totals(stepped)["a"] == _totals(before)["a"] == {"Q"}


def test_only_periods_in_which_units_ended_have_rows() -> None:
    rows = closing_lineages(_registry({"n": "Q"}, [("a", "n", REFORM, ALL)]))
    assert {row.on_day for row in rows} == {END, date(2022, 12, 14)}
