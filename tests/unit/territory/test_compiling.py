"""Where a unit's history stands: worked examples with two provinces and a district between."""

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from baocao.registry import Registry, Unit
from baocao.registry.model import ParentLink, Succession
from baocao.territory import Territory, compile_territory, map_digest
from baocao.territory.compiling import reporting_units

START, FIRST, SECOND, NOW = (date(year, 1, 1) for year in (2020, 2022, 2024, 2026))
ALL, NONE, UNKNOWN = Decimal(1), Decimal(0), None


def _unit(code: str, valid_from: date = START, valid_to: date | None = None) -> Unit:
    kind = "COMMUNE" if code.islower() else "PROVINCE"
    names = (f"Xã {code}", f"{code} Commune", "Xã")
    return Unit("S", code, valid_from, valid_to, *names, kind, 3, "", True)


def _registry(units: list[Unit], links: dict[str, str], rows: list[tuple[Any, ...]]) -> Registry:
    nothing: dict[str, Any] = {field.name: () for field in fields(Registry)}
    parents = [ParentLink("reporting", *link, START, None) for link in links.items()]
    successions = [Succession(a, b, day, "full", *shares) for a, b, day, *shares in rows]
    return Registry(
        **nothing
        | {"units": tuple(units), "parents": tuple(parents), "successions": tuple(successions)}
    )


def _targets(territory: Territory, basis: str = "whole") -> dict[tuple[str, date], tuple[str, str]]:
    return {
        (row.unit_code, row.unit_valid_from): (row.target_unit_code, row.target_kind)
        for row in territory.restated_units
        if row.basis == basis
    }


def _above(territory: Territory, target: str, basis: str = "whole") -> list[str]:
    return [
        row.ancestor_unit_code
        for row in territory.restated_lineages
        if row.basis == basis and row.target_unit_code == target
    ]


def test_a_chain_of_whole_successors_is_followed_to_the_end() -> None:
    """a becomes b, b becomes c; the code a is borne by another unit afterwards."""
    registry = _registry(
        [
            _unit("a", START, FIRST),
            _unit("b", FIRST, SECOND),
            _unit("c", SECOND),
            _unit("a", FIRST),
        ],
        dict.fromkeys("abc", "P"),
        [("a", "b", FIRST, ALL, ALL), ("b", "c", SECOND, ALL, ALL)],
    )
    targets = _targets(compile_territory(registry, NOW))
    assert targets["a", START] == targets["b", FIRST] == ("c", "unit")
    assert targets["a", FIRST] == ("a", "unit")


def test_a_succession_to_come_plays_no_part_yet() -> None:
    """The map of a day knows what has happened by it, and a unit to come stands for itself."""
    registry = _registry(
        [_unit("a", START, SECOND), _unit("b", SECOND)],
        {"a": "P", "b": "P"},
        [("a", "b", SECOND, ALL, ALL)],
    )
    before = _targets(compile_territory(registry, date(2023, 12, 31)))
    assert before == {("a", START): ("a", "unit"), ("b", SECOND): ("b", "unit")}
    assert _targets(compile_territory(registry, SECOND))["a", START] == ("b", "unit")
    digests = {map_digest(compile_territory(registry, day)) for day in (FIRST, SECOND, NOW)}
    assert len(digests) == 2


def test_where_no_split_is_published_the_smallest_group_holds_the_history() -> None:
    """a went to c and d, nobody knows how; all its people to d. b went whole to c."""
    registry = _registry(
        [_unit("a", START, FIRST), _unit("b", START, FIRST), _unit("c", FIRST), _unit("d", FIRST)],
        dict.fromkeys("abcd", "P"),
        [
            ("a", "c", FIRST, UNKNOWN, NONE),
            ("a", "d", FIRST, UNKNOWN, ALL),
            ("b", "c", FIRST, ALL, ALL),
        ],
    )
    territory = compile_territory(registry, NOW)
    assert _targets(territory)["a", START] == ("G-c-20220101", "group")
    assert _targets(territory)["b", START] == ("c", "unit")
    assert _targets(territory, "population")["a", START] == ("d", "unit")
    assert _above(territory, "c") == ["c", "G-c-20220101", "P"]
    assert _above(territory, "G-c-20220101") == ["G-c-20220101", "P"]
    assert _above(territory, "c", "population") == ["c", "P"]
    names = {(g.member_unit_code, g.name_vi, g.name_en) for g in territory.unit_groups}
    both = ("Nhóm xã: Xã c, Xã d", "Group of communes: c Commune, d Commune")
    assert names == {("c", *both), ("d", *both)}


def test_a_group_over_two_districts_stands_below_their_province() -> None:
    """Neither district is above the group: the history is exact in the province only."""
    registry = _registry(
        [_unit("a", START, FIRST), *(_unit(code, FIRST) for code in "cd")],
        {"a": "D1", "c": "D1", "d": "D2", "D1": "P", "D2": "P"},
        [("a", "c", FIRST, UNKNOWN, UNKNOWN), ("a", "d", FIRST, UNKNOWN, UNKNOWN)],
    )
    territory = compile_territory(registry, NOW)
    assert _above(territory, "G-c-20220101") == ["G-c-20220101", "P"]
    assert _above(territory, "c") == ["c", "G-c-20220101", "D1", "P"]
    assert {group.parent_unit_code for group in territory.unit_groups} == {"P"}


def test_a_group_of_people_with_other_members_has_a_code_of_its_own() -> None:
    """Everything is spread over three units, people over two of them."""
    registry = _registry(
        [_unit("a", START, FIRST), *(_unit(code, FIRST) for code in "cde")],
        dict.fromkeys("acde", "P"),
        [
            ("a", "c", FIRST, UNKNOWN, UNKNOWN),
            ("a", "d", FIRST, UNKNOWN, UNKNOWN),
            ("a", "e", FIRST, UNKNOWN, NONE),
        ],
    )
    territory = compile_territory(registry, NOW)
    codes = {(group.basis, group.group_code) for group in territory.unit_groups}
    assert codes == {("whole", "G-c-20220101"), ("population", "P-c-20220101")}


def test_a_published_share_is_no_licence_to_spread() -> None:
    """Six tenths of the area is not six tenths of the petitions."""
    registry = _registry(
        [_unit("a", START, FIRST), _unit("c", FIRST), _unit("d", FIRST)],
        dict.fromkeys("acd", "P"),
        [
            ("a", "c", FIRST, Decimal("0.6"), UNKNOWN),
            ("a", "d", FIRST, Decimal("0.4"), UNKNOWN),
        ],
    )
    assert _targets(compile_territory(registry, NOW))["a", START] == ("G-c-20220101", "group")


def test_where_published_shares_are_complete_the_others_hold_nothing() -> None:
    """All people went to c, so none to d; of everything three tenths are somewhere."""
    units = [_unit("a", START, FIRST), *(_unit(code, FIRST) for code in "cd")]
    rows = [("a", "c", FIRST, Decimal("0.7"), ALL), ("a", "d", FIRST, UNKNOWN, UNKNOWN)]
    territory = compile_territory(_registry(units, dict.fromkeys("acd", "P"), rows), NOW)
    assert _targets(territory, "population")["a", START] == ("c", "unit")
    assert _targets(territory)["a", START] == ("G-c-20220101", "group")


def test_parts_that_come_together_again_are_exact_again() -> None:
    """a is split into c and d, which become e."""
    registry = _registry(
        [
            _unit("a", START, FIRST),
            *(_unit(code, FIRST, SECOND) for code in "cd"),
            _unit("e", SECOND),
        ],
        dict.fromkeys("acde", "P"),
        [
            ("a", "c", FIRST, UNKNOWN, UNKNOWN),
            ("a", "d", FIRST, UNKNOWN, UNKNOWN),
            ("c", "e", SECOND, ALL, ALL),
            ("d", "e", SECOND, ALL, ALL),
        ],
    )
    territory = compile_territory(registry, NOW)
    assert _targets(territory)["a", START] == ("e", "unit")
    assert not territory.unit_groups


def test_who_ends_without_successor_counts_above_only() -> None:
    """A district ends with its province, which is succeeded by another."""
    registry = _registry(
        [_unit("D", START, FIRST), _unit("P", START, FIRST), _unit("Q", START)],
        {"D": "P", "Q": "Q0"},
        [("P", "Q", FIRST, ALL, ALL)],
    )
    targets = _targets(compile_territory(registry, NOW))
    assert targets["D", START] == ("Q", "ancestor")
    assert targets["P", START] == ("Q", "unit")


def test_only_units_of_the_reporting_tree_are_compiled() -> None:
    """The country has thousands of others; a code may be borne by one of them at another time."""
    registry = _registry(
        [_unit("a", date(2010, 1, 1), START), _unit("a", START), _unit("b"), _unit("P")],
        {"a": "P"},
        [],
    )
    found = [(unit.unit_code, unit.valid_from) for unit in reporting_units(registry)]
    assert found == [("a", START), ("P", START)]
