"""A rule that a report breaks, in words: what was compared, where it stands, what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from baocao.receipts.figures import ROLES, Figures
from baocao.receipts.wording import number_text, place_text
from baocao.rules.evaluating import Outcome
from baocao.rules.expanding import Part
from baocao.rules.model import Rule, Side
from baocao.rules.wording import ENGLISH, VIETNAMESE, Language, fill_in, side_text, statement

SIDES = ("left", "right")
SIGNS = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥"}
BLANK = {"vi": "bỏ trống", "en": "blank"}


@dataclass(frozen=True)
class Failure:
    """A rule that a report breaks.

    Attributes:
        item_code: the rule's main item, empty for a rule on the whole report.
        left: what the left side came to, None where the rule compares no figures.
        right: the same of the right side.
        sign: how the left side should stand to the right one.
        words: by name and language: the sides (`left_vi`, `right_vi`), what they came to
            (`left_amount_vi` …), `difference_vi`, `relation_vi`, `message_vi`, `advice_vi`.
        cells: (sheet, cell) of all figures that were compared, that of the main item first.
    """

    rule_code: str
    part_code: str
    severity: str
    item_code: str
    left: Decimal | None
    right: Decimal | None
    sign: str
    words: dict[str, str]
    cells: tuple[tuple[str, str], ...]

    @property
    def difference(self) -> Decimal | None:
        """Return left minus right."""
        return None if self.left is None or self.right is None else self.left - self.right


def failure(rule: Rule, part: Part, outcome: Outcome, figures: Figures) -> Failure:
    """Return in words why a report breaks a rule."""
    has_sides = part.comparison is not None and outcome.left is not None
    cells = tuple(dict.fromkeys(_places(part, figures))) if part.comparison is not None else ()
    words: dict[str, str] = {}
    for language in (VIETNAMESE, ENGLISH):
        words |= _words(rule, part, outcome, figures, cells, language)
    operator = part.comparison.operator if part.comparison is not None else ""
    return Failure(
        rule_code=rule.rule_code,
        part_code=part.part_code,
        severity=rule.severity,
        item_code=part.main.code if part.main else "",
        left=outcome.left if has_sides else None,
        right=outcome.right if has_sides else None,
        sign=SIGNS.get(operator, operator) if has_sides else "",
        words=words,
        cells=cells,
    )


def _words(
    rule: Rule,
    part: Part,
    outcome: Outcome,
    figures: Figures,
    cells: tuple[tuple[str, str], ...],
    language: Language,
) -> dict[str, str]:
    suffix = language.suffix
    amounts = {
        "left": _amount(part, "left", outcome.left, figures, suffix),
        "right": _amount(part, "right", outcome.right, figures, suffix),
        "difference": number_text(abs(outcome.imbalance or Decimal(0)), suffix),
    }
    where = place_text(*cells[0], suffix) if cells else ""
    found = {
        f"message_{suffix}": fill_in(
            statement(rule, part, language), {**amounts, "where": f", {where}" if where else ""}
        ),
        f"advice_{suffix}": getattr(rule, f"advice_{suffix}"),
    }
    for side in SIDES:
        text = side_text(part, side, language) if part.comparison is not None else ""
        found[f"{side}_{suffix}"] = text
        found[f"{side}_amount_{suffix}"] = amounts[side]
    found[f"difference_{suffix}"] = amounts["difference"]
    operator = part.comparison.operator if part.comparison is not None else ""
    found[f"relation_{suffix}"] = language.relations.get(operator, "")
    return found


def _amount(part: Part, side: str, value: Decimal | None, figures: Figures, language: str) -> str:
    """Return what a side came to; one that was left blank as a whole is called blank."""
    content: Side | None = getattr(part.comparison, side) if part.comparison else None
    if value is None or (content is not None and figures.is_blank(content.references)):
        return BLANK[language]
    return number_text(value, language)


def _places(part: Part, figures: Figures) -> Iterator[tuple[str, str]]:
    for term in part.terms:
        role = ROLES.get(term.reference.source)
        cell = figures.cells.get((role or "", term.indicator_code, term.category_code))
        if cell is not None and cell.cell:
            yield cell.sheet, cell.cell
