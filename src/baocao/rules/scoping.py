"""To which reports a part of a rule applies: to those that owe every figure it names."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from baocao.registry import TOTAL, Form, Registry
from baocao.rules.binding import components
from baocao.rules.model import (
    CHILDREN,
    COMPUTED,
    OWN,
    PARENT,
    RATE_PARTS,
    REPORTED,
    Reference,
    When,
)
from baocao.rules.relations import related_period_type

GIVEN = "given"
SIDES = ("left", "right", GIVEN)


@dataclass(frozen=True)
class Term:
    """One figure of one side of a part, with its factor; a sum over categories has several."""

    side: str
    reference: Reference
    indicator_code: str
    category_code: str
    coefficient: Decimal


@dataclass(frozen=True)
class Scope:
    """One kind of report to which a part applies.

    `whole_period` leaves out units that began inside the period.
    """

    form_version: str
    unit_type: str
    period_type: str
    valid_from: date | None
    valid_to: date | None
    whole_period: bool


class Scoper:
    """Finds the scopes of parts from the forms, their addressees and the tree of units."""

    def __init__(self, registry: Registry) -> None:
        """Keep the registry."""
        self.registry = registry

    def scopes(self, form: Form, when: When, needed: list[list[Term]]) -> tuple[Scope, ...]:
        """Return the scopes of a part in one version of a form.

        Args:
            form: the version.
            when: the condition's own restriction.
            needed: groups of figures, of each of which a report must owe at least one.
        """
        owed = [row for row in self.registry.addressees if row.form_code == form.form_code]
        return tuple(
            Scope(
                form.form_version,
                unit_type,
                period_type,
                when.valid_from,
                when.valid_to,
                when.whole_period,
            )
            for unit_type in dict.fromkeys(row.unit_type for row in owed)
            for period_type in dict.fromkeys(kind for kind, _ in form.periods)
            if (not when.unit_types or unit_type in when.unit_types)
            and (not when.period_types or period_type in when.period_types)
            and all(
                any(self._is_owed(term, form, unit_type, period_type) for term in group)
                for group in needed
            )
        )

    def _is_owed(self, term: Term, form: Form, unit_type: str, period_type: str) -> bool:
        reference = term.reference
        asked = self._form_asked(reference, form)
        if period_type not in {kind for kind, _ in asked.periods}:
            return False
        wanted_type = related_period_type(asked, period_type, reference.period_relation)
        owing = self._owing_types(reference, asked, unit_type)
        if wanted_type is None or not owing:
            return False
        items = [(term.indicator_code, term.category_code)]
        if reference.source == COMPUTED:
            items = [
                (code, TOTAL)
                for role in RATE_PARTS
                for code in components(term.indicator_code, role, self.registry)
            ]
        return any(
            set(items)
            <= {
                (item.indicator_code, item.category_code)
                for item in self.registry.items_for(asked, kind, wanted_type)
            }
            for kind in owing
        )

    def _form_asked(self, reference: Reference, form: Form) -> Form:
        if not reference.form_code:
            return form
        return [one for one in self.registry.forms if one.form_code == reference.form_code][-1]

    def _owing_types(self, reference: Reference, form: Form, unit_type: str) -> set[str]:
        """Return of which types the units are whose reports bear a figure."""
        asked = {kind for _, kind in form.scopes}
        if reference.source not in (REPORTED, COMPUTED):
            return asked if unit_type in self._types_above(form, must_send=True) else set()
        if reference.unit_relation == OWN:
            return {unit_type}
        if reference.unit_relation == CHILDREN:
            return asked if unit_type in self._types_above(form, must_send=False) else set()
        if reference.unit_relation == PARENT:
            return {parent for child, parent in self._type_links if child == unit_type} & asked
        return asked

    def _types_above(self, form: Form, must_send: bool) -> set[str]:
        """Return the types of units above those that owe the form, or whose reports they send."""
        below = {
            row.unit_type
            for row in self.registry.addressees
            if row.form_code == form.form_code and (row.sent_by == "parent" or not must_send)
        }
        return {parent for child, parent in self._type_links if child in below}

    @cached_property
    def _type_links(self) -> set[tuple[str, str]]:
        """Return (unit type, unit type of its parent) as they occur in the tree of totals."""
        types: dict[str, set[str]] = {}
        for unit in self.registry.units:
            types.setdefault(unit.unit_code, set()).add(unit.unit_type)
        return {
            (child, parent)
            for link in self.registry.parents
            if link.tree == "reporting"
            for child in types[link.unit_code]
            for parent in types[link.parent_unit_code]
        }
