"""Expressions of a rule → expressions over plain figures.

`$X` and `$C` become the item or category that a part is about; `numerator(X)` and `denominator(X)`
become the figures that the rate X is worked out from.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from baocao.registry import Registry
from baocao.rules.model import (
    CATEGORY_PLACEHOLDER,
    ITEM_PLACEHOLDER,
    RATE_PARTS,
    REPORTED,
    Atom,
    Comparison,
    Reference,
    Side,
)

# What stands for `$X` (its indicator and category) and `$C`, by placeholder.
Binding = Mapping[str, str]


def bound(comparison: Comparison, binding: Binding, registry: Registry) -> Comparison:
    """Return a comparison without placeholders and parts of rates; of no rate nothing is left."""

    def side(original: Side) -> Side:
        terms: dict[Atom, Decimal] = {}
        for factor, atom in original.terms:
            for weight, plain in _plain(_filled(atom, binding), registry):
                terms[plain] = terms.get(plain, Decimal(0)) + factor * weight
        return Side(original.constant, tuple((factor, atom) for atom, factor in terms.items()))

    return Comparison(side(comparison.left), comparison.operator, side(comparison.right))


def components(rate: str, role: str, registry: Registry) -> dict[str, Decimal]:
    """Return the indicators of one part of a rate with their factors; empty where it is no rate."""
    return {
        row["component_code"]: Decimal(row["coefficient"])
        for row in registry.components
        if row["indicator_code"] == rate and row["role"] == role
    }


def _filled(atom: Atom, binding: Binding) -> Atom:
    if not isinstance(atom, Reference):
        return atom
    if atom.indicator_code == ITEM_PLACEHOLDER:
        return replace(
            atom,
            indicator_code=binding[ITEM_PLACEHOLDER],
            category_code=binding[CATEGORY_PLACEHOLDER],
        )
    if atom.category_code == CATEGORY_PLACEHOLDER:
        return replace(atom, category_code=binding[CATEGORY_PLACEHOLDER])
    return atom


def _plain(atom: Atom, registry: Registry) -> Iterator[tuple[Decimal, Atom]]:
    if isinstance(atom, Reference) and atom.source in RATE_PARTS:
        for code, factor in components(atom.indicator_code, atom.source, registry).items():
            yield factor, replace(atom, indicator_code=code, source=REPORTED)
    else:
        yield Decimal(1), atom
