"""A rule → its parts: one per condition and item (or category), each with terms and scopes.

Here `$X`, `$C` and `sum(… by …)` become items of a form.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from baocao.registry import TOTAL, Form, FormItem, Registry
from baocao.rules.binding import Binding, bound, components
from baocao.rules.kinds import KINDS
from baocao.rules.model import (
    CATEGORY_PLACEHOLDER,
    COMPUTED,
    ITEM_PLACEHOLDER,
    RATE_PARTS,
    Comparison,
    Condition,
    Reference,
    Rule,
)
from baocao.rules.naming import Named, names_of
from baocao.rules.scoping import GIVEN, SIDES, Scope, Scoper, Term

# A printed rate follows from other figures: it is judged only by rules that ask for rates.
COUNTED = ("flow", "stock", "ytd", "boolean")


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
    given: Comparison | None = None
    names: tuple[Named, ...] = ()


@dataclass(frozen=True)
class Problem:
    """Why a condition cannot be expanded.

    `name` is the text that it is about, in the expression or in what is `given`.
    """

    condition_number: int
    name: str
    message: str
    is_given: bool = False


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

    def _problem(
        self, condition: Condition, name: str, message: str, is_given: bool = False
    ) -> None:
        problem = Problem(condition.number, name, message, is_given)
        if problem not in self.problems:
            self.problems.append(problem)

    def _expand_condition(self, condition: Condition) -> list[Part]:
        parts: dict[tuple[str, tuple[Term, ...]], Part] = {}
        before = len(self.problems)
        for form in self.registry.forms:
            if form.form_code not in (condition.for_each.forms or self.rule.form_codes):
                continue
            for candidate in self._candidates(condition, form):
                scopes = self.scoper.scopes(form, condition.when, self._needed(candidate))
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

    def _needed(self, part: Part) -> list[list[Term]]:
        """Return groups of figures of which a report must owe one each to be judged by a part."""
        if part.comparison is None:
            return [list(part.terms)]
        strategies = {"left": self.rule.left_missing, "right": self.rule.right_missing}
        needed = []
        for side in SIDES:
            terms = [term for term in part.terms if term.side == side]
            if strategies.get(side) == "skip_if_all" and terms:
                needed.append(terms)
            else:
                needed += [[term] for term in terms]
        return needed

    def _candidates(self, condition: Condition, form: Form) -> Iterator[Part]:
        """Yield the parts of one condition in one version of a form, scopes still to find."""
        if condition.comparison is None:
            yield from self._without_expression(condition, form)
            return
        for code, binding in self._bindings(condition, form):
            comparison = bound(condition.comparison, binding, self.registry)
            given = bound(condition.given, binding, self.registry) if condition.given else None
            terms, complete = self._terms(comparison, given, condition, form)
            main = _main_item(terms, form)
            if complete and main is None:
                self._problem(condition, "", "không có ô nào của biểu / names no cell of the form")
            elif complete:
                names = names_of(terms, form, self.registry)
                yield Part(
                    code, form.form_code, condition, comparison, terms, main, (), given, names
                )

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
        kinds = wanted.indicator_kinds or COUNTED
        return [
            item
            for item in form.items
            if self.registry.indicators[item.indicator_code].kind in kinds
            if wanted.items != "totals" or item.category_code == TOTAL
            if not wanted.indicators or item.indicator_code in wanted.indicators
        ]

    def _chosen_rates(self, form: Form) -> Iterator[str]:
        """Yield the rates that can be worked out from the figures of a form."""
        asked = {item.indicator_code for item in form.items}
        for code, indicator in self.registry.indicators.items():
            parts = [components(code, role, self.registry) for role in RATE_PARTS]
            if indicator.kind == "rate" and all(part and part.keys() <= asked for part in parts):
                yield code

    def _bindings(self, condition: Condition, form: Form) -> Iterator[tuple[str, Binding]]:
        """Yield the code of each part and what stands for `$X` or `$C` in it."""
        prefix = f"{condition.number}." if len(self.rule.conditions) > 1 else ""
        wanted = condition.for_each
        if wanted.rates:
            for rate in self._chosen_rates(form):
                yield f"{prefix}{rate}", _item_binding(rate, TOTAL)
        elif wanted.items:
            for item in self._chosen_items(condition, form):
                binding = _item_binding(item.indicator_code, item.category_code)
                yield f"{prefix}{item.code}", binding
        elif wanted.categories:
            for category in wanted.categories:
                yield f"{prefix}{category}", {CATEGORY_PLACEHOLDER: category}
        else:
            yield str(condition.number), {}

    def _terms(
        self, comparison: Comparison, given: Comparison | None, condition: Condition, form: Form
    ) -> tuple[tuple[Term, ...], bool]:
        """Return the figures of the sides and of what is given, and whether all of them exist."""
        terms: list[Term] = []
        complete = True
        for name, factor, atom in _atoms(comparison, given):
            found = items_of(atom, form, self.registry)
            if not found:
                complete = False
                self._unknown(atom, condition, form, is_given=name == GIVEN)
            terms += [Term(name, atom, *item, factor) for item in found]
        for one in (comparison, given):
            if one is not None and not one.references:
                complete = False
                self._problem(condition, "", "không phải tỷ lệ / is no rate", is_given=one is given)
        return tuple(terms), complete

    def _unknown(
        self, reference: Reference, condition: Condition, form: Form, is_given: bool
    ) -> None:
        asked = form_of(reference, form, self.registry)
        codes = {item.indicator_code for item in asked.items} if asked else set()
        version = f"{asked.form_code} version {asked.form_version}" if asked else ""
        if asked is None:
            name, message = reference.form_code, "không có biểu này / is no form"
        elif reference.source == COMPUTED:
            name, message = (
                reference.indicator_code,
                f"không tính được từ / is no rate that comes from {version}",
            )
        elif reference.indicator_code not in codes:
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
        self._problem(condition, name, f"{reference.text}: {name} {message}", is_given)


def expand(rule: Rule, registry: Registry) -> tuple[list[Part], list[Problem]]:
    """Return the parts of a rule and what stands in the way of more (of duties: none)."""
    if not rule.form_codes:
        return [], []
    expander = Expander(rule, registry)
    return expander.expand(), expander.problems


def form_of(reference: Reference, form: Form, registry: Registry) -> Form | None:
    """Return the form that a figure stands in: the rule's own, or the last version of another."""
    if not reference.form_code:
        return form
    versions = [one for one in registry.forms if one.form_code == reference.form_code]
    return versions[-1] if versions else None


def items_of(reference: Reference, form: Form, registry: Registry) -> list[tuple[str, str]]:
    """Return indicator and category of the figures that a reference stands for, if there are."""
    asked = form_of(reference, form, registry)
    items = [(item.indicator_code, item.category_code) for item in asked.items] if asked else []
    code = reference.indicator_code
    if reference.source == COMPUTED:
        parts = [components(code, role, registry) for role in RATE_PARTS]
        known = all(part and part.keys() <= {item for item, _ in items} for part in parts)
        return [(code, TOTAL)] if known else []
    if not reference.code_list:
        return [item for item in items if item == (code, reference.category_code)]
    wanted = {
        category.category_code
        for category in registry.categories
        if category.code_list == reference.code_list
        and reference.code_list in registry.breakdowns.get(code, ())
    }
    return [item for item in items if item[0] == code and item[1] in wanted]


def _atoms(
    comparison: Comparison, given: Comparison | None
) -> Iterator[tuple[str, Decimal, Reference]]:
    """Yield side, factor and figure; what is given is one side, compared with nothing."""
    sides = [("left", 1, comparison.left), ("right", 1, comparison.right)]
    if given is not None:
        sides += [(GIVEN, 1, given.left), (GIVEN, -1, given.right)]
    for name, sign, side in sides:
        for factor, atom in side.terms:
            if isinstance(atom, Reference):
                yield name, sign * factor, atom


def _item_binding(indicator_code: str, category_code: str) -> Binding:
    return {ITEM_PLACEHOLDER: indicator_code, CATEGORY_PLACEHOLDER: category_code}


def _main_item(terms: tuple[Term, ...], form: Form) -> FormItem | None:
    """Return the item that a part is about: the first of its figures that the form itself asks."""
    items = {(item.indicator_code, item.category_code): item for item in form.items}
    own = [term for term in terms if not term.reference.form_code]
    keys = [(term.indicator_code, term.category_code) for term in own]
    return next((items[key] for key in keys if key in items), None)
