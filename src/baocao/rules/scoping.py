"""To which reports a part of a rule applies: to those that owe every figure it names."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from baocao.registry import Form, Registry
from baocao.rules.model import CHILDREN, REPORTED, Reference, When
from baocao.rules.relations import related_period_type


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

    def scopes(
        self, form: Form, when: When, terms: tuple[Term, ...], any_term: bool
    ) -> tuple[Scope, ...]:
        """Return the scopes of a part in one version of a form.

        Args:
            form: the version.
            when: the condition's own restriction.
            terms: the figures that the part names.
            any_term: whether owing one of the figures is enough; otherwise all are needed.
        """
        owed = [row for row in self.registry.addressees if row.form_code == form.form_code]
        enough = any if any_term else all
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
            and enough(self._is_owed(term, form, unit_type, period_type) for term in terms)
        )

    def _is_owed(self, term: Term, form: Form, unit_type: str, period_type: str) -> bool:
        wanted_type = related_period_type(form, period_type, term.reference.period_relation)
        if wanted_type is None:
            return False
        if term.reference.source == REPORTED:
            owing = {unit_type}
        elif unit_type in self._types_above(form, term.reference.source):
            owing = {kind for _, kind in form.scopes}
        else:
            return False
        key = (term.indicator_code, term.category_code)
        return any(
            (item.indicator_code, item.category_code) == key
            for kind in owing
            for item in self.registry.items_for(form, kind, wanted_type)
        )

    def _types_above(self, form: Form, source: str) -> set[str]:
        """Return the types of units that have units below them that owe (or hand in) the form."""
        below = {
            row.unit_type
            for row in self.registry.addressees
            if row.form_code == form.form_code and (source == CHILDREN or row.sent_by == "parent")
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
