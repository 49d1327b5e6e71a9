"""The rules that one report can be judged by alone, judged on the figures that were accepted.

The build judges every rule again, with SQL and with what other periods say; these are the ones
whose figures all stand in the file: the report's own, the total row and the rows it sums up.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from baocao.ingesting.model import FileResult, Submission
from baocao.receipts.failures import Failure, failure
from baocao.receipts.figures import IN_THE_FILE, ROLES, Figures, Item, Key
from baocao.receipts.suspecting import condition, shown, suspects
from baocao.registry import Registry, Unit
from baocao.rules import RuleSet
from baocao.rules.evaluating import (
    FAIL,
    JUDGEMENTS,
    NOT_APPLICABLE,
    Outcome,
    all_zero,
    evaluate,
    window_lengths,
)
from baocao.rules.expanding import Part, expand
from baocao.rules.model import SAME, Reference, Rule
from baocao.rules.scoping import Scope

ZERO = Decimal(0)
# By fault: sets of cells, each cell as a receipt shows it.
Suspects = list[list[list[dict[str, Any]]]]


class Check(NamedTuple):
    """A part of a rule, ready to be judged.

    Attributes:
        items: the items that each reference stands for.
        terms: the sides as factors of single figures, the right one empty where a rule has no
            sides.
    """

    rule: Rule
    part: Part
    items: dict[Reference, tuple[Item, ...]]
    terms: tuple[tuple[tuple[Decimal, Key], ...], ...]


class Compared(NamedTuple):
    """What judging one report came to.

    Attributes:
        count: how many comparisons were made.
        failures: those that fail.
        suspects: by fault, the smallest sets of cells that would explain it, as a receipt shows
            them.
    """

    count: int
    failures: list[Failure]
    suspects: Suspects


class Comparer:
    """Judges reports by the rules that need nothing but their own file; compiled once."""

    def __init__(self, registry: Registry, ruleset: RuleSet) -> None:
        """Compile the rules.

        Args:
            registry: forms, units and periods.
            ruleset: all rules; those that look at other reports are left out.
        """
        self._registry = registry
        self._scoped: dict[tuple[str, str, str, str], list[tuple[Scope, Check]]] = defaultdict(list)
        for rule in ruleset.rules:
            for part in _within_report(rule, registry):
                check = Check(rule, part, _items(part), _terms(part))
                for scope in part.scopes:
                    key = (part.form_code, scope.form_version, scope.unit_type, scope.period_type)
                    self._scoped[key].append((scope, check))

    @property
    def rule_codes(self) -> frozenset[str]:
        """Return the codes of the rules that one report can be judged by."""
        return frozenset(
            check.rule.rule_code for scoped in self._scoped.values() for _, check in scoped
        )

    def compare(self, result: FileResult, one: Submission) -> Compared:
        """Judge an accepted report; where it breaks a rule, say which cells would explain it."""
        figures = Figures(result, one, self._registry)
        compared, failures = 0, []
        for check, lengths in self._checks(one):
            if _plainly_holds(check, figures.values, lengths):
                compared += 1
                continue
            outcome = _judge(check, figures, lengths)
            compared += outcome.verdict != NOT_APPLICABLE
            if outcome.verdict == FAIL:
                failures.append(failure(check.rule, check.part, outcome, figures))
        suspects = self._suspects(one, figures) if failures else []
        return Compared(compared, failures, suspects)

    def _suspects(self, one: Submission, figures: Figures) -> Suspects:
        conditions = [
            condition(
                check.rule, check.part, _signed(check), _judge(check, figures, lengths), figures
            )
            for check, lengths in self._checks(one)
        ]
        found = suspects(self._registry, figures, [held for held in conditions if held])
        return [shown(fault, figures) for fault in found]

    def _checks(self, one: Submission) -> Iterator[tuple[Check, dict[str, Decimal]]]:
        period = self._registry.period(one.period_code or "", one.regime or "")
        unit = self._registry.unit(one.unit_code or "", period.end_date) if period else None
        if period is None or unit is None:
            return
        key = (one.form_code or "", one.form_version or "", unit.unit_type, period.period_type)
        lengths = window_lengths(max(period.start_date, unit.valid_from), period.end_date)
        for scope, check in self._scoped.get(key, ()):
            if _admits(scope, unit, period.start_date, period.end_date):
                yield check, lengths


def _within_report(rule: Rule, registry: Registry) -> list[Part]:
    """Return the parts of a rule all of whose figures stand in the file of the report."""
    if rule.check_kind not in ("comparison", "all_zero"):
        return []
    return [
        part
        for part in expand(rule, registry)[0]
        if all(
            reference.relation == SAME and reference.source in IN_THE_FILE
            for comparison in (part.comparison, part.given)
            if comparison is not None
            for reference in comparison.references
        )
    ]


def _items(part: Part) -> dict[Reference, tuple[Item, ...]]:
    found: dict[Reference, dict[Item, None]] = defaultdict(dict)
    for term in part.terms:
        found[term.reference][term.indicator_code, term.category_code] = None
    return {reference: tuple(items) for reference, items in found.items()}


def _admits(scope: Scope, unit: Unit, first: date, last: date) -> bool:
    return (
        (scope.valid_from is None or last >= scope.valid_from)
        and (scope.valid_to is None or last < scope.valid_to)
        and not (scope.whole_period and unit.valid_from > first)
    )


def _terms(part: Part) -> tuple[tuple[tuple[Decimal, Key], ...], ...]:
    return tuple(
        tuple(
            (
                term.coefficient,
                (
                    ROLES.get(term.reference.source, term.reference.source),
                    term.indicator_code,
                    term.category_code,
                ),
            )
            for term in part.terms
            if term.side == side
        )
        for side in ("left", "right")
    )


def _signed(check: Check) -> Iterator[tuple[Decimal, Key]]:
    """Yield the figures of a comparison, those of the right side with the opposite sign."""
    for sign, side in zip((1, -1), check.terms, strict=True):
        for factor, key in side:
            yield sign * factor, key


def _plainly_holds(check: Check, values: dict[Key, Decimal], lengths: dict[str, Decimal]) -> bool:
    """Tell at little cost whether a comparison holds with every figure there, as nearly all do.

    Anything else, a blank or a figure that could not be read, is left to the full judgement.
    """
    rule, part, _, terms = check
    if rule.tolerance.value or part.given is not None:
        return False
    if part.comparison is None:
        there = [values[key] for _, key in terms[0] if key in values]
        return any(there) and len(there) >= rule.params["min_values"]
    judgement = JUDGEMENTS.get(part.comparison.operator)
    if judgement is None:
        return False
    totals = []
    for side, of_side in zip((part.comparison.left, part.comparison.right), terms, strict=True):
        total = side.constant
        if len(side.terms) != len(side.references):
            total += sum(side.window_coefficient(name) * size for name, size in lengths.items())
        for factor, key in of_side:
            if key not in values:
                return False
            total += factor * values[key]
        totals.append(total)
    return judgement(totals[0] - totals[1], ZERO)


def _judge(check: Check, figures: Figures, lengths: dict[str, Decimal]) -> Outcome:
    rule, part, items, _ = check
    if part.comparison is not None:
        return evaluate(
            part.comparison,
            (rule.left_missing, rule.right_missing),
            rule.tolerance,
            lambda reference: figures.resolve(reference, items[reference]),
            lengths,
            part.given,
        )
    there = [figures.resolve(reference, found) for reference, found in items.items()]
    values = [one.value for one in there if one.present]
    return Outcome(all_zero(values, rule.params["min_values"]), right=Decimal(len(values)))
