"""How often a slip of the pen is found and named, on reports of the sample province."""

import random
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

import pytest

from baocao.localising import Constraint, Report, localise
from baocao.localising.conditions import BINDING, condition
from baocao.rules import load
from baocao.rules.expanding import expand
from baocao.rules.model import REPORTED, SAME
from baocao.sampling.dice import Dice
from baocao.sampling.figures import Figuring
from baocao.sampling.lineage import Lineage
from baocao.sampling.profiles import Profiles

FORM = "F-TCD"
TRIES = 40


class Office(NamedTuple):
    """A sound report of the third quarter, the one before, and the sum of the two before."""

    figures: dict
    previous: dict
    earlier: dict


class Edit(NamedTuple):
    """A rule on one report, left minus right."""

    code: str
    operator: str
    coefficients: dict
    constant: Decimal


def _items(figures):
    split = ((code.partition("."), Decimal(figure)) for code, figure in figures.items())
    return {(indicator, category or "_T"): figure for (indicator, _, category), figure in split}


@pytest.fixture(scope="module")
def offices(registry):
    lineage = Lineage(registry)
    book = Figuring(lineage, Profiles(lineage, Dice("slips"))).fill()
    found = []
    for key in lineage.expected:
        if key.form_code == FORM and key.period_code == "2024-Q3":
            quarters = [book[key._replace(period_code=f"2024-Q{number}")] for number in (1, 2)]
            first, second = map(_items, quarters)
            earlier = {item: figure + second[item] for item, figure in first.items()}
            found.append(Office(_items(book[key]), second, earlier))
    return found


@pytest.fixture(scope="module")
def edits(registry, root):
    found = []
    for rule in load(root / "expectations", registry).rules:
        if rule.severity not in BINDING or rule.check_kind != "comparison":
            continue
        for part in expand(rule, registry)[0]:
            named = [term.reference for term in part.terms]
            references = {(one.source, one.period_relation) for one in named}
            is_asked = any(scope.period_type == "Q" for scope in part.scopes)
            is_always_judged = part.given is None and is_asked
            if part.form_code != FORM or references != {(REPORTED, SAME)} or not is_always_judged:
                continue
            coefficients: defaultdict = defaultdict(Decimal)
            assert part.comparison is not None
            for term in part.terms:
                sign = 1 if term.side == "left" else -1
                coefficients[term.indicator_code, term.category_code] += sign * term.coefficient
            constant = part.comparison.left.constant - part.comparison.right.constant
            code = f"{rule.rule_code}/{part.part_code}"
            found.append(Edit(code, part.comparison.operator, dict(coefficients), constant))
    return found


def _constraints(edits, figures):
    for edit in edits:
        if edit.coefficients.keys() <= figures.keys():
            total = sum(factor * figures[item] for item, factor in edit.coefficients.items())
            imbalance = total + edit.constant
            held = condition(
                edit.code, edit.coefficients, edit.operator, imbalance, Decimal(0), figures
            )
            assert isinstance(held, Constraint)
            yield held


def _swapped_digits(office, item, _):
    digits = str(office.figures[item])
    return {item: Decimal(digits[1] + digits[0] + digits[2:])}


def _times(factor):
    return lambda office, item, _: {item: office.figures[item] * factor}


def _swapped_cells(office, item, other):
    return {item: office.figures[other], other: office.figures[item]}


SLIPS = {
    "swapped_digits": _swapped_digits,
    "scale 10": _times(10),
    "scale 1000": _times(1000),
    "sign": _times(-1),
    "swapped_cells": _swapped_cells,
    "cumulative": lambda office, item, _: {item: office.figures[item] + office.earlier[item]},
    "previous": lambda office, item, _: {item: office.previous[item]},
}


def _tries(offices, edits, slip):
    """Yield reports in which the slip was made, with the cells that are wrong."""
    dice = random.Random(slip)  # noqa: S311 - figures of a test
    bound = sorted({item for edit in edits if edit.operator == "==" for item in edit.coefficients})
    made = 0
    while made < TRIES:
        office = dice.choice(offices)
        items = [one for one in bound if one in office.figures]
        item, other = dice.choice(list(pairwise(items)))
        if slip == "swapped_digits" and office.figures[item] < 10:
            continue
        wrong = SLIPS[slip](office, item, other)
        figures = office.figures | wrong
        held = list(_constraints(edits, figures))
        if all(one.holds(figures) for one in held):
            continue
        made += 1
        yield Report(figures, office.previous, office.earlier), held, set(wrong)


def test_sound_reports_satisfy_every_rule(offices, edits):
    assert len(offices) > 50
    assert len(edits) > 10
    for office in offices:
        assert all(one.holds(office.figures) for one in _constraints(edits, office.figures))


# Of 40 each; docs/methods.md gives what was measured.
@pytest.mark.parametrize(
    ("slip", "least_found", "least_named"),
    [
        ("swapped_digits", 38, 28),
        ("scale 10", 38, 36),
        ("scale 1000", 38, 36),
        ("sign", 38, 36),
        ("swapped_cells", 30, 30),
        ("cumulative", 38, 30),
        ("previous", 38, 32),
    ],
)
def test_the_wrong_cell_is_found_and_the_slip_is_named(
    offices, edits, slip, least_found, least_named
):
    found = named = 0
    for report, held, wrong in _tries(offices, edits, slip):
        sets = [one for answer in localise(report, held) for one in answer.solutions]
        hits = [one for one in sets if wrong <= {suspect.element for suspect in one}]
        found += bool(hits)
        named += any(suspect.cause == slip.split()[0] for one in hits for suspect in one)
    assert found >= least_found
    assert named >= least_named
