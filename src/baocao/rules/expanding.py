"""A rule → its parts: one per condition and item (or category), each with terms and scopes.

Here `$X`, `$C` and `sum(… by …)` become items of a form.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from baocao.registry import TOTAL, Form, FormItem, Registry
from baocao.rules.kinds import KINDS
from baocao.rules.model import (
    CATEGORY_PLACEHOLDER,
    ITEM_PLACEHOLDER,
    Atom,
    Comparison,
    Condition,
    Reference,
    Rule,
    Side,
)
from baocao.rules.scoping import Scope, Scoper, Term


@dataclass(frozen=True)
class Part:
    """One part of a rule; `comparison` has no placeholders left and is None for other kinds."""

    part_code: str
    form_code: str
    condition: Condition
    comparison: Comparison | None
    terms: tuple[Term, ...]
    main: FormItem | None
    scopes: tuple[Scope, ...]


@dataclass(frozen=True)
class Problem:
    """Why a condition cannot be expanded; `name` is the text in the expression that it is about."""

    condition_number: int
    name: str
    message: str


Binding = tuple[str, dict[str, str]]  # the part's code and what stands for `$X` or `$C`


class Expander:
    """Expands one rule against the registry, collecting parts and problems."""

    def __init__(self, rule: Rule, registry: Registry) -> None:
        """Prepare for one rule."""
        self.rule = rule
        self.registry = registry
        self.scoper = Scoper(registry)
        self.problems: list[Problem] = []

    def expand(self) -> list[Part]:
        """Return the rule's parts in the order of conditions, forms and items."""
        return [
            part for condition in self.rule.conditions for part in self._expand_condition(condition)
        ]

    def _problem(self, condition: Condition, name: str, message: str) -> None:
        problem = Problem(condition.number, name, message)
        if problem not in self.problems:
            self.problems.append(problem)

    def _expand_condition(self, condition: Condition) -> list[Part]:
        parts: dict[tuple[str, tuple[Term, ...]], Part] = {}
        before = len(self.problems)
        for form in self.registry.forms:
            if form.form_code not in self.rule.form_codes:
                continue
            for candidate in self._candidates(condition, form):
                scopes = self.scoper.scopes(
                    form, condition.when, candidate.terms, candidate.comparison is None
                )
                key = (candidate.part_code, candidate.terms)
                known = parts.get(key)
                if known:
                    parts[key] = replace(known, scopes=known.scopes + scopes)
                elif scopes:
                    parts[key] = replace(candidate, scopes=scopes)
        if not parts and len(self.problems) == before:
            message = (
                "không đơn vị nào phải báo cáo đủ / no kind of unit and period owes all its figures"
            )
            self._problem(condition, "", message)
        return list(parts.values())

    def _candidates(self, condition: Condition, form: Form) -> Iterator[Part]:
        """Yield the parts of one condition in one version of a form, scopes still to find."""
        if condition.comparison is None:
            yield from self._without_expression(condition, form)
            return
        for code, binding in self._bindings(condition, form):
            comparison = _bound(condition.comparison, binding)
            terms, complete = self._terms(comparison, condition, form)
            if complete:
                main = _main_item(terms[0], form)
                yield Part(code, form.form_code, condition, comparison, terms, main, ())

    def _without_expression(self, condition: Condition, form: Form) -> Iterator[Part]:
        items = self._chosen_items(condition, form)
        terms = tuple(
            Term(
                "left",
                Reference(item.indicator_code, item.category_code),
                item.indicator_code,
                item.category_code,
                Decimal(1),
            )
            for item in items
        )
        if KINDS[self.rule.check_kind].each_item:
            for item, term in zip(items, terms, strict=True):
                yield Part(item.code, form.form_code, condition, None, (term,), item, ())
        elif terms:
            yield Part(form.form_code, form.form_code, condition, None, terms, None, ())

    def _chosen_items(self, condition: Condition, form: Form) -> list[FormItem]:
        wanted = condition.for_each
        return [
            item
            for item in form.items
            if not wanted.indicator_kinds
            or self.registry.indicators[item.indicator_code].kind in wanted.indicator_kinds
            if wanted.items != "totals" or item.category_code == TOTAL
        ]

    def _bindings(self, condition: Condition, form: Form) -> Iterator[Binding]:
        prefix = f"{condition.number}." if len(self.rule.conditions) > 1 else ""
        if condition.for_each.items:
            for item in self._chosen_items(condition, form):
                yield (
                    f"{prefix}{item.code}",
                    {
                        ITEM_PLACEHOLDER: item.indicator_code,
                        CATEGORY_PLACEHOLDER: item.category_code,
                    },
                )
        elif condition.for_each.categories:
            for category in condition.for_each.categories:
                yield f"{prefix}{category}", {CATEGORY_PLACEHOLDER: category}
        else:
            yield str(condition.number), {}

    def _terms(
        self, comparison: Comparison, condition: Condition, form: Form
    ) -> tuple[tuple[Term, ...], bool]:
        terms: list[Term] = []
        complete = True
        for name, side in (("left", comparison.left), ("right", comparison.right)):
            for factor, atom in side.terms:
                if not isinstance(atom, Reference):
                    continue
                items = _items_of(atom, form, self.registry)
                if not items:
                    complete = False
                    self._unknown(atom, condition, form)
                terms += [
                    Term(name, atom, item.indicator_code, item.category_code, factor)
                    for item in items
                ]
        return tuple(terms), complete

    def _unknown(self, reference: Reference, condition: Condition, form: Form) -> None:
        codes = {item.indicator_code for item in form.items}
        version = f"{form.form_code} version {form.form_version}"
        if reference.indicator_code not in codes:
            name, message = (
                reference.indicator_code,
                f"không phải chỉ tiêu của / is no indicator of {version}",
            )
        elif reference.code_list:
            name, message = (
                reference.code_list,
                f"không phân tổ chỉ tiêu này / breaks no item of {version} down here",
            )
        else:
            name, message = (
                reference.category_code,
                f"không phải phân tổ của nó / is no category of it in {version}",
            )
        self._problem(condition, name, f"{reference.text}: {name} {message}")


def expand(rule: Rule, registry: Registry) -> tuple[list[Part], list[Problem]]:
    """Return the parts of a rule and what stands in the way of more (of duties: none)."""
    if not rule.form_codes:
        return [], []
    expander = Expander(rule, registry)
    return expander.expand(), expander.problems


def _items_of(reference: Reference, form: Form, registry: Registry) -> list[FormItem]:
    if reference.code_list:
        wanted = {
            category.category_code
            for category in registry.categories
            if category.code_list == reference.code_list
            and reference.code_list in registry.breakdowns.get(reference.indicator_code, ())
        }
    else:
        wanted = {reference.category_code}
    return [
        item
        for item in form.items
        if item.indicator_code == reference.indicator_code and item.category_code in wanted
    ]


def _main_item(term: Term, form: Form) -> FormItem:
    key = (term.indicator_code, term.category_code)
    return next(item for item in form.items if (item.indicator_code, item.category_code) == key)


def _bound(comparison: Comparison, binding: dict[str, str]) -> Comparison:
    def bind(atom: Atom) -> Atom:
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

    def side(original: Side) -> Side:
        terms = tuple((factor, bind(atom)) for factor, atom in original.terms)
        return replace(original, terms=terms)

    return Comparison(side(comparison.left), comparison.operator, side(comparison.right))
