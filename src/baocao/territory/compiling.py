"""Compiles where every reporting unit's history stands on the map of a day.

A figure stays with the unit that reported it for good. These tables say under which unit of the day
it counts: the unit itself, its one successor, the smallest group of units that holds all of it
where no split is published, or what is above it where nobody succeeded it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import date, timedelta

from baocao.files import short_hash
from baocao.registry import Registry, Unit
from baocao.territory.grouping import Group, connect, group_codes, group_names
from baocao.territory.model import (
    ANCESTOR,
    BASES,
    GROUP,
    UNIT,
    RestatedLineage,
    RestatedUnit,
    UnitGroup,
)
from baocao.territory.successors import Destination, Successors

EVE = timedelta(days=1)
REPORTING, TERRITORIAL = "reporting", "territorial"


@dataclass(frozen=True)
class Territory:
    """The compiled tables, each in a fixed order."""

    restated_units: list[RestatedUnit]
    restated_lineages: list[RestatedLineage]
    unit_groups: list[UnitGroup]


def reporting_units(registry: Registry) -> list[Unit]:
    """Return the units that ever stood in the reporting tree, in the order of the seed file."""
    links = [link for link in registry.parents if link.tree == REPORTING]
    codes = {code for link in links for code in (link.unit_code, link.parent_unit_code)}
    days = [(link.valid_from, link.valid_to or date.max) for link in links]
    spans: dict[str, list[tuple[date, date]]] = {code: [] for code in codes}
    for link, span in zip(links, days, strict=True):
        spans[link.unit_code].append(span)
        spans[link.parent_unit_code].append(span)
    return [
        unit
        for unit in registry.units
        if any(
            first < (unit.valid_to or date.max) and unit.valid_from < last
            for first, last in spans.get(unit.unit_code, [])
        )
    ]


def compile_territory(
    registry: Registry, today: date, units: Iterable[Unit] | None = None
) -> Territory:
    """Return where each unit's history stands on the map of a day, on each basis.

    Args:
        registry: units, trees and successions.
        today: the day whose map counts; later successions play no part.
        units: whose history; those of the reporting tree when left out.
    """
    of_interest = reporting_units(registry) if units is None else list(units)
    found = {
        basis: [(unit, _settled(registry, ways.destination(unit), today)) for unit in of_interest]
        for basis in BASES
        for ways in [_successors(registry, today, basis)]
    }
    groups = {basis: connect(found[basis]) for basis in BASES}
    codes = group_codes(groups)
    territory = Territory([], [], [])
    for basis in BASES:
        named = {group: codes[basis, group] for group in groups[basis]}
        territory.restated_units.extend(_restated(found[basis], named, basis))
        territory.restated_lineages.extend(_lineages(registry, found[basis], named, basis, today))
        territory.unit_groups.extend(_members(registry, named, basis, today))
    return territory


def map_digest(territory: Territory) -> str:
    """Return a hash of the compiled tables: another one means that history is to be restated."""
    tables = (territory.restated_units, territory.restated_lineages, territory.unit_groups)
    return short_hash(*(repr(astuple(row)) for table in tables for row in table))


def _successors(registry: Registry, today: date, basis: str) -> Successors:
    def above(unit: Unit) -> Unit | None:
        eve = (unit.valid_to or date.max) - EVE
        for tree in (REPORTING, TERRITORIAL):
            parent = registry.parent(unit.unit_code, eve, tree)
            if parent is not None:
                return registry.unit(parent, eve)
        return None

    return Successors(registry.successions, registry.unit, above, today, basis)


def _settled(registry: Registry, found: Destination, today: date) -> Destination:
    """Return a destination without units below another of its units, which holds theirs as well.

    A part of a split unit that ended without successor counts above it, and so does the rest then.
    """
    if not found.moved_up or len(found.units) < 2:
        return found
    codes = {unit.unit_code for unit in found.units}
    tops = {unit for unit in found.units if not codes & set(_above(registry, unit, today))}
    return Destination(frozenset(tops), moved_up=True)


def _restated(
    found: list[tuple[Unit, Destination]], groups: dict[Group, str], basis: str
) -> Iterator[RestatedUnit]:
    code_of = {member: code for group, code in groups.items() for member in group.members}
    for unit, destination in found:
        if not destination.units:
            continue
        any_unit = min(destination.units, key=lambda one: one.unit_code)
        if len(destination.units) > 1:
            target, kind = code_of[any_unit], GROUP
        else:
            target = any_unit.unit_code
            kind = ANCESTOR if destination.moved_up else UNIT
        yield RestatedUnit(unit.unit_code, unit.valid_from, basis, target, kind)


def _lineages(
    registry: Registry,
    found: list[tuple[Unit, Destination]],
    groups: dict[Group, str],
    basis: str,
    today: date,
) -> Iterator[RestatedLineage]:
    code_of = {member: code for group, code in groups.items() for member in group.members}
    places = {
        unit.unit_code: [
            *([code_of[unit]] if unit in code_of else []),
            *_above(registry, unit, today),
        ]
        for _, destination in found
        for unit in sorted(destination.units, key=lambda one: one.unit_code)
    }
    for group, code in groups.items():
        places[code] = _common(registry, group, today)
    for target, above in sorted(places.items()):
        for depth, ancestor in enumerate([target, *above]):
            yield RestatedLineage(basis, target, ancestor, depth)


def _above(registry: Registry, unit: Unit, today: date) -> list[str]:
    """Return the codes above a unit in the reporting tree, the nearest first."""
    day = max(today, unit.valid_from)
    codes: list[str] = []
    parent = registry.parent(unit.unit_code, day)
    while parent is not None:
        codes.append(parent)
        parent = registry.parent(parent, day)
    return codes


def _common(registry: Registry, group: Group, today: date) -> list[str]:
    """Return the codes above all members of a group in the reporting tree, the nearest first."""
    lines = [_above(registry, member, today) for member in group.members]
    shared = set(lines[0]).intersection(*lines[1:])
    return [code for code in lines[0] if code in shared]


def _members(
    registry: Registry, groups: dict[Group, str], basis: str, today: date
) -> Iterator[UnitGroup]:
    for group, code in sorted(groups.items(), key=lambda item: item[1]):
        name_vi, name_en = group_names(group)
        parent = next(iter(_common(registry, group, today)), "")
        for member in sorted(unit.unit_code for unit in group.members):
            yield UnitGroup(basis, code, member, parent, name_vi, name_en, group.valid_from)
