"""What is compiled of units and their successions, as typed, frozen rows."""

from dataclasses import dataclass
from datetime import date

WHOLE, POPULATION = "whole", "population"
# Which share of a unit its history follows: that of everything, or that of people and households.
BASES = (WHOLE, POPULATION)
UNIT, GROUP, ANCESTOR = "unit", "group", "ancestor"


@dataclass(frozen=True)
class RestatedUnit:
    """Where one unit's history stands on one basis: one row per unit and basis.

    `target_kind` is `unit` (one unit of the day took all of it, or it is still in force), `group`
    (no split is published between the members of a group) or `ancestor` (it ended without a
    successor; its history counts above it only).
    """

    unit_code: str
    unit_valid_from: date
    basis: str
    target_unit_code: str
    target_kind: str


@dataclass(frozen=True)
class RestatedLineage:
    """One target or member of a group and one place above it: one row per basis and pair.

    The target itself has depth 0. A group stands right above its members, and below the lowest
    ancestor that its members have in common.
    """

    basis: str
    target_unit_code: str
    ancestor_unit_code: str
    depth: int


@dataclass(frozen=True)
class UnitGroup:
    """One member of one group: one row per basis, group and member.

    `parent_unit_code` is the lowest ancestor that the members have in common in the reporting tree,
    empty where they have none. `valid_from` is the day from which the group is needed.
    """

    basis: str
    group_code: str
    member_unit_code: str
    parent_unit_code: str
    name_vi: str
    name_en: str
    valid_from: date
