"""Units, trees and successions that contradict each other, each fault with its row and column."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from baocao.errors import ConfigFault
from baocao.registry.loading import Row, SeedReader
from baocao.registry.succession_checks import check_successions
from baocao.registry.unit_checks import check_units

START, FIRST, SECOND = date(2020, 1, 1), date(2022, 1, 1), date(2024, 1, 1)
WHOLE = ("full", Decimal(1), Decimal(1))

Values = list[tuple[Any, ...]]
COLUMNS = {
    "units": ("unit_code", "valid_from", "valid_to", "name_vi", "scheme"),
    "unit_parents": ("tree", "unit_code", "parent_unit_code", "valid_from", "valid_to"),
    "unit_successions": (
        "from_unit_code",
        "to_unit_code",
        "effective_date",
        "kind",
        "weight",
        "population_weight",
    ),
    "form_addressees": ("tree", "within_unit_code", "valid_from", "valid_to"),
}


def _faults(check: Any, **tables: Values) -> list[ConfigFault]:
    """Return the faults of some rows; the first of each table stands on line 2."""
    rows = {
        name: [
            Row(line, dict(zip(columns, values, strict=True)))
            for line, values in enumerate(tables.get(name, []), start=2)
        ]
        for name, columns in COLUMNS.items()
    }
    reader = SeedReader(Path("seeds"))
    check(reader, rows)
    return reader.faults


def _units(*units: tuple[Any, ...]) -> Values:
    return [(code, first, last, f"Xã {code}", "S") for code, first, last in units]


def _link(
    child: str, parent: str, first: date = START, last: date | None = None
) -> tuple[Any, ...]:
    return ("reporting", child, parent, first, last)


STANDING = _units(("a", START, None), ("b", START, None), ("c", START, None))


def test_a_cycle_on_a_day_is_a_fault_of_each_of_its_links() -> None:
    """a below b below c below a; d only hangs below the cycle."""
    faults = _faults(
        check_units,
        units=_units(*((code, START, None) for code in "abcd")),
        unit_parents=[_link("a", "b"), _link("b", "c"), _link("c", "a"), _link("d", "a")],
    )
    assert [(f.row, f.column) for f in faults] == [(line, "parent_unit_code") for line in (2, 3, 4)]
    assert all("cycle" in fault.message for fault in faults)


def test_two_units_may_change_places() -> None:
    """a was below b and is above it since: on no day is there a cycle."""
    links = [_link("a", "b", START, FIRST), _link("b", "a", FIRST, None)]
    assert not _faults(check_units, units=STANDING, unit_parents=links)
    links = [_link("a", "b", START, SECOND), _link("b", "a", FIRST, None)]
    assert len(_faults(check_units, units=STANDING, unit_parents=links)) == 2


def test_a_cycle_in_one_tree_says_nothing_of_another() -> None:
    """Each tree is looked at by itself."""
    links = [_link("a", "b"), ("party", "b", "a", START, None)]
    assert not _faults(check_units, units=STANDING, unit_parents=links)


@pytest.mark.parametrize(
    ("units", "column"),
    [
        (_units(("a", FIRST, None), ("b", START, None)), "unit_code"),
        (_units(("a", START, None), ("b", START, SECOND)), "parent_unit_code"),
        (_units(("a", START, FIRST), ("a", SECOND, None), ("b", START, None)), "unit_code"),
    ],
)
def test_a_unit_has_a_parent_only_while_both_are_there(units: Values, column: str) -> None:
    """The child begins later, the parent ends sooner, nobody bears the code for two years."""
    faults = _faults(check_units, units=units, unit_parents=[_link("a", "b")])
    assert [(fault.row, fault.column) for fault in faults] == [(2, column)]


def test_a_link_may_go_on_over_a_change_of_name() -> None:
    """Another row of the unit takes up where the first one ends."""
    units = _units(("a", START, FIRST), ("a", FIRST, None), ("b", START, None))
    assert not _faults(check_units, units=units, unit_parents=[_link("a", "b")])


def test_two_lists_do_not_use_one_code_on_one_day() -> None:
    """Whoever writes the code could mean either; one after the other is fine."""
    first, second = ("a", START, FIRST, "Xã a", "S"), ("a", FIRST, None, "Sở a", "T")
    assert not _faults(check_units, units=[first, second])
    faults = _faults(check_units, units=[first, ("a", START, None, "Sở a", "T")])
    assert [(fault.row, fault.column) for fault in faults] == [(3, "unit_code")]


def test_a_form_is_addressed_within_a_unit_of_its_tree() -> None:
    """c stands in no tree; b stood in it only before the form was addressed to it."""
    faults = _faults(
        check_units,
        units=STANDING,
        unit_parents=[_link("a", "b", START, FIRST)],
        form_addressees=[
            ("reporting", "a", START, None),
            ("reporting", "c", START, None),
            ("reporting", "b", SECOND, None),
            ("party", "a", START, None),
        ],
    )
    assert [(f.row, f.column) for f in faults] == [(r, "within_unit_code") for r in (3, 4, 5)]


ENDED = _units(("a", START, FIRST), ("b", FIRST, None), ("c", FIRST, None), ("d", START, None))


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([("a", "b", FIRST, *WHOLE)], []),
        (
            [("a", "b", FIRST, *WHOLE), ("a", "c", FIRST, "partial", None, Decimal(0))],
            [(2, "kind", "the whole")],
        ),
        ([("a", "b", FIRST, "full", None, Decimal(1))], [(2, "weight", "only successor")]),
        (
            [
                ("a", "b", FIRST, "partial", Decimal("0.5"), Decimal(1)),
                ("a", "c", FIRST, "partial", Decimal("0.4"), Decimal(0)),
            ],
            [(3, "weight", "0.9")],
        ),
        (
            [
                ("a", "b", FIRST, "partial", None, Decimal("0.7")),
                ("a", "c", FIRST, "partial", None, Decimal("0.7")),
            ],
            [(3, "population_weight", "1.4")],
        ),
        (
            [
                ("a", "b", FIRST, "partial", Decimal("1.2"), None),
                ("a", "c", FIRST, "partial", None, None),
            ],
            [(3, "weight", "1.2")],
        ),
        (
            [
                ("a", "b", FIRST, "partial", Decimal("-0.2"), None),
                ("a", "c", FIRST, "partial", Decimal("1.2"), None),
            ],
            [(3, "weight", "< 0")],
        ),
        (
            [
                ("a", "b", FIRST, "partial", None, Decimal(1)),
                ("a", "c", FIRST, "partial", None, Decimal(0)),
            ],
            [],
        ),
        ([("a", "b", SECOND, *WHOLE)], [(2, "from_unit_code", "2023-12-31")]),
        ([("d", "b", FIRST, *WHOLE)], [(2, "effective_date", "does not end")]),
        ([("a", "a", FIRST, *WHOLE)], [(2, "to_unit_code", "2022-01-01")]),
        ([("b", "c", FIRST, *WHOLE)], [(2, "from_unit_code", "2021-12-31")]),
    ],
)
def test_a_succession_is_between_units_that_are_there_and_shares_add_up(
    rows: Values, found: list[tuple[int, str, str]]
) -> None:
    """Both weights are looked at, and where some are unpublished the others leave room."""
    faults = _faults(check_successions, units=ENDED, unit_successions=rows)
    assert [(fault.row, fault.column) for fault in faults] == [(row, at) for row, at, _ in found]
    for fault, (_, _, says) in zip(faults, found, strict=True):
        assert says in fault.message


def test_a_cycle_above_a_unit_that_ended_is_not_run_round() -> None:
    """The way up from the unit comes back to it: there is nothing above it that goes on."""
    links = [_link("a", "p", START, FIRST), _link("p", "a", START, FIRST)]
    units = _units(("a", START, FIRST), ("p", START, FIRST))
    faults = _faults(check_successions, units=units, unit_parents=links)
    assert [(fault.row, fault.column) for fault in faults] == [(2, "valid_to"), (3, "valid_to")]


def test_a_reporting_unit_does_not_end_without_trace() -> None:
    """Its successor, or that of something above it, or what goes on above it takes its history."""
    units = _units(("a", START, FIRST), ("p", START, FIRST), ("q", START, None))
    faults = _faults(check_successions, units=units, unit_parents=[_link("a", "p", START, FIRST)])
    assert [(fault.row, fault.column) for fault in faults] == [(2, "valid_to")]
    for links, rows in (
        ([_link("a", "p", START, FIRST)], [("a", "q", FIRST, *WHOLE)]),
        ([_link("a", "p", START, FIRST)], [("p", "q", FIRST, *WHOLE)]),
        ([_link("a", "q", START, FIRST)], []),
        ([("territorial", "a", "p", START, FIRST)], []),
    ):
        tables = {"unit_parents": links, "unit_successions": rows}
        assert not _faults(check_successions, units=units, **tables)
