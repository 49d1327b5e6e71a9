"""What a rule says, as typed, frozen objects: the syntax tree of its expressions and its entry."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from baocao.registry import TOTAL

ITEM_PLACEHOLDER = "$X"
CATEGORY_PLACEHOLDER = "$C"
PAIR_OPERATORS = ("compulsory_pair", "exclusive_pair")

SAME = "same"
PREVIOUS = "previous"
YEAR_AGO = "year_ago"
PARTS = "parts"
FIRST_HALF = "first_half"
# The periods before it of the same type; of the same type and number.
HISTORY = "history"
SEASON = "season"
CARRIED = "carried"
PERIOD_FUNCTIONS = {
    "prev": PREVIOUS,
    "year_ago": YEAR_AGO,
    "parts": PARTS,
    "first_half": FIRST_HALF,
    "carried": CARRIED,
}
OWN = "own"
CHILDREN = "children"
PARENT = "parent"
PREDECESSORS = "predecessors"
UNIT_FUNCTIONS = {"children": CHILDREN, "parent": PARENT, "predecessors": PREDECESSORS}
REPORTED = "reported"
CLAIMED = "claimed"
FILE_ROWS = "file_rows"
COMPUTED = "computed"
# The parts of a rate: they stand for the figures that it is worked out from.
NUMERATOR = "numerator"
DENOMINATOR = "denominator"
RATE_PARTS = (NUMERATOR, DENOMINATOR)
SOURCE_FUNCTIONS = {name: name for name in (CLAIMED, FILE_ROWS, COMPUTED, NUMERATOR, DENOMINATOR)}
# Several reports may be due where these are named; elsewhere it is one.
MANY = frozenset({PARTS, CARRIED, CHILDREN, PREDECESSORS})
# Whole weeks or months of the unit's own window, for duties that the law states per week or month.
WINDOW_FUNCTIONS = ("weeks", "months")

MISSING_STRATEGIES = ("skip_if_any", "skip_if_all", "never_skip")


@dataclass(frozen=True)
class Reference:
    """One figure named in an expression; with `code_list`, the sum over that list's categories.

    Empty `form_code`: of the form that the rule is about.
    """

    indicator_code: str
    category_code: str = TOTAL
    code_list: str = ""
    period_relation: str = SAME
    source: str = REPORTED
    unit_relation: str = OWN
    form_code: str = ""

    @property
    def text(self) -> str:
        """Return the reference as rules write it: `prev(DL04[KN])`."""
        text = f"{self.form_code}." if self.form_code else ""
        text += self.indicator_code
        if self.category_code != TOTAL:
            text += f"[{self.category_code}]"
        if self.code_list:
            text = f"sum({text} by {self.code_list})"
        functions = PERIOD_FUNCTIONS | SOURCE_FUNCTIONS | UNIT_FUNCTIONS
        for name, value in functions.items():
            if value in (self.period_relation, self.source, self.unit_relation):
                text = f"{name}({text})"
        return text

    @property
    def relation(self) -> str:
        """Return in which reports the figure stands: `previous`, `children previous`, `F-VH`."""
        unit = "" if self.unit_relation == OWN else self.unit_relation
        period = "" if self.period_relation == SAME else self.period_relation
        return " ".join(filter(None, (self.form_code, unit, period))) or SAME

    @property
    def is_many(self) -> bool:
        """Return whether several reports may be due that bear the figure."""
        return bool(MANY & {self.period_relation, self.unit_relation})


@dataclass(frozen=True)
class Window:
    """A length of the unit's own window, `weeks` or `months`, in whole units."""

    name: str

    @property
    def text(self) -> str:
        """Return the window function as rules write it."""
        return f"{self.name}()"


Atom = Reference | Window


@dataclass(frozen=True)
class Side:
    """One side of a comparison: constant + Σ coefficient × atom, each atom once."""

    constant: Decimal
    terms: tuple[tuple[Decimal, Atom], ...]

    @property
    def references(self) -> tuple[Reference, ...]:
        """Return the figures that the side needs."""
        return tuple(atom for _, atom in self.terms if isinstance(atom, Reference))

    def window_coefficient(self, name: str) -> Decimal:
        """Return the factor of `weeks()` or `months()`, 0 where the side does not name it."""
        return sum((factor for factor, atom in self.terms if atom == Window(name)), Decimal(0))


@dataclass(frozen=True)
class Comparison:
    """A parsed expression."""

    left: Side
    operator: str
    right: Side

    @property
    def references(self) -> tuple[Reference, ...]:
        """Return the figures of both sides, left first; the first is the main element."""
        return self.left.references + self.right.references


@dataclass(frozen=True)
class When:
    """Where a condition holds; an empty field does not restrict."""

    unit_types: tuple[str, ...] = ()
    period_types: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    whole_period: bool = False


@dataclass(frozen=True)
class ForEach:
    """What `$X` (items, rates) or `$C` (categories) stands for; empty fields do not restrict."""

    forms: tuple[str, ...] = ()
    indicator_kinds: tuple[str, ...] = ()
    items: str = ""
    categories: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    rates: str = ""


@dataclass(frozen=True)
class Condition:
    """One condition of a rule; `comparison` is None for the kinds that need no expression.

    Where `given` does not hold, or cannot be told, there is nothing to judge.
    """

    number: int
    expression: str
    comparison: Comparison | None
    when: When
    for_each: ForEach
    given: Comparison | None = None


@dataclass(frozen=True)
class Tolerance:
    """How far the sides may differ.

    `absolute`, `relative` to the right side, or in units of the `last_decimal` that the report
    prints.
    """

    kind: str = "absolute"
    value: Decimal = Decimal(0)


@dataclass(frozen=True)
class Place:
    """Where a rule stands, for faults that concern it as a whole."""

    file: str
    line: int


@dataclass(frozen=True)
class Rule:
    """One entry of `expectations/rules/`."""

    rule_code: str
    name_vi: str
    name_en: str
    check_kind: str
    form_codes: tuple[str, ...]
    conditions: tuple[Condition, ...]
    left_missing: str
    right_missing: str
    tolerance: Tolerance
    severity: str
    importance: int
    who_fixes: str
    advice_vi: str
    advice_en: str
    message_vi: str
    message_en: str
    legal_basis: str
    params: dict[str, Any]
    passing: tuple[dict[str, Any], ...]
    failing: tuple[dict[str, Any], ...]
    place: Place = field(compare=False)


@dataclass(frozen=True)
class RuleSet:
    """All rules of a configuration, in file order."""

    rules: tuple[Rule, ...]
