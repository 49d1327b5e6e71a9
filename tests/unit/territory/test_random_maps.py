"""Random merges, splits and chains: nothing is lost, nothing counts twice, groups are as small as
can be."""

import random
from collections import Counter, defaultdict
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.random_maps import RandomMap, random_map, registry_of

from baocao.registry import Unit
from baocao.territory import BASES, Territory, compile_territory, map_digest

MAPS = st.randoms(use_true_random=False).map(random_map)


def _members(territory: Territory, basis: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in territory.unit_groups:
        if row.basis == basis:
            found[row.group_code].add(row.member_unit_code)
    return dict(found)


def _codes(units: set[Unit]) -> set[str]:
    return {unit.unit_code for unit in units}


@given(MAPS)
@settings(max_examples=150, deadline=None)
def test_every_unit_lands_once_where_it_may_be_held(made: RandomMap) -> None:
    """One target a unit and basis, and nobody outside it may hold anything of the unit."""
    territory = compile_territory(registry_of(made), made.day)
    for basis in BASES:
        groups, holders = _members(territory, basis), made.holders(basis)
        rows = [row for row in territory.restated_units if row.basis == basis]
        landed = {(row.unit_code, row.unit_valid_from): row for row in rows}
        assert len(landed) == len(rows) == len(holders)
        for unit, held_by in holders.items():
            row = landed[unit.unit_code, unit.valid_from]
            place = groups.get(row.target_unit_code, {row.target_unit_code})
            # The province holds what is below it: parts of a unit that ended count there.
            assert _codes(held_by) <= place or row.target_unit_code == "P"
            assert (row.target_kind == "group") == (len(held_by) > 1 and place != {"P"})


@given(MAPS)
@settings(max_examples=150, deadline=None)
def test_groups_are_as_small_as_can_be(made: RandomMap) -> None:
    """A group cannot be parted without parting the history of some unit; none shares a member."""
    territory = compile_territory(registry_of(made), made.day)
    for basis in BASES:
        groups = _members(territory, basis)
        counts = Counter(member for members in groups.values() for member in members)
        assert set(counts.values()) <= {1}
        held = [_codes(units) for units in made.holders(basis).values()]
        held = [units for units in held if "P" not in units]
        for members in groups.values():
            reached = {min(members)}
            while more := {
                code for units in held if units & reached for code in units if code not in reached
            }:
                reached |= more
            assert reached == members
            assert len(members) > 1


@given(MAPS, st.integers(0, 2**32))
@settings(max_examples=100, deadline=None)
def test_sums_are_conserved_at_every_level(made: RandomMap, seed: int) -> None:
    """What units of any time reported is the sum over units and groups, and that above them."""
    dice = random.Random(seed)  # noqa: S311 - figures of a test
    reference = registry_of(made)
    territory = compile_territory(reference, made.day)
    figures = {(u.unit_code, u.valid_from): dice.randint(0, 99) for u in reference.units}
    for basis in BASES:
        sums: Counter[str] = Counter()
        for row in territory.restated_units:
            if row.basis == basis:
                sums[row.target_unit_code] += figures[row.unit_code, row.unit_valid_from]
        assert sum(sums.values()) == sum(figures.values())
        above: Counter[str] = Counter()
        for line in territory.restated_lineages:
            if line.basis == basis:
                above[line.ancestor_unit_code] += sums[line.target_unit_code]
        assert above["P"] == sum(figures.values())


@given(MAPS, st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_same_map_compiles_to_the_same_tables(made: RandomMap, dice: random.Random) -> None:
    """Neither the order of the rows nor a second time makes a difference; units of the day stay."""
    reference = registry_of(made)
    once = compile_territory(reference, made.day)
    shuffled = list(made.successions)
    dice.shuffle(shuffled)
    again = compile_territory(replace(reference, successions=tuple(shuffled)), made.day)
    assert map_digest(once) == map_digest(again)
    present = {(unit.unit_code, unit.valid_from) for unit in made.present}
    for row in once.restated_units:
        if (row.unit_code, row.unit_valid_from) in present:
            assert (row.target_unit_code, row.target_kind) == (row.unit_code, "unit")
