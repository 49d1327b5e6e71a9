"""Groups of units between which no split is published: the smallest places with exact figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from baocao.registry.model import Unit
from baocao.territory.model import POPULATION, WHOLE
from baocao.territory.successors import Destination

# A name lists so many members and counts the rest.
NAMED_MEMBERS = 6


@dataclass(frozen=True)
class Group:
    """Units of a day that share histories which cannot be told apart."""

    members: frozenset[Unit]
    valid_from: date


def connect(destinations: Iterable[tuple[Unit, Destination]]) -> list[Group]:
    """Return the groups that some units' histories make necessary, each as small as can be.

    Two units belong together when a unit's history stands in both, directly or over others.

    Args:
        destinations: units of any time, and where their histories stand.
    """
    above: dict[Unit, Unit] = {}

    def root(unit: Unit) -> Unit:
        while unit in above:
            unit = above[unit]
        return unit

    split = [(unit, found) for unit, found in destinations if len(found.units) > 1]
    for _, found in split:
        first, *others = sorted(found.units, key=lambda unit: unit.unit_code)
        for other in others:
            if root(other) != root(first):
                above[root(other)] = root(first)
    members: dict[Unit, set[Unit]] = {}
    since: dict[Unit, date] = {}
    for unit, found in split:
        top = root(min(found.units, key=lambda member: member.unit_code))
        members.setdefault(top, set()).update(found.units)
        since[top] = max(since.get(top, date.min), unit.valid_to or date.min)
    return [Group(frozenset(members[top]), since[top]) for top in members]


def group_codes(groups: dict[str, list[Group]]) -> dict[tuple[str, Group], str]:
    """Return a code for each group of each basis.

    Groups of people with the same members as a group of everything are that group.
    """
    codes: dict[tuple[str, Group], str] = {}
    whole = {group.members for group in groups[WHOLE]}
    for basis, found in groups.items():
        for group in found:
            first = min(unit.unit_code for unit in group.members)
            letter = "P" if basis == POPULATION and group.members not in whole else "G"
            codes[basis, group] = f"{letter}-{first}-{group.valid_from:%Y%m%d}"
    return codes


def group_names(group: Group) -> tuple[str, str]:
    """Return the Vietnamese and the English name of a group: its first members by code."""
    members = sorted(group.members, key=lambda unit: unit.unit_code)
    shown, rest = members[:NAMED_MEMBERS], len(members) - NAMED_MEMBERS
    communes = all(unit.unit_type == "COMMUNE" for unit in members)
    name_vi = "Nhóm xã: " if communes else "Nhóm đơn vị: "
    name_en = "Group of communes: " if communes else "Group of units: "
    name_vi += ", ".join(unit.name_vi for unit in shown)
    name_en += ", ".join(unit.name_en for unit in shown)
    if rest > 0:
        return f"{name_vi} và {rest} đơn vị khác", f"{name_en} and {rest} more"
    return name_vi, name_en
