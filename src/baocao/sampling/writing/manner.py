"""How one file is typed: fonts, zeros, numbers as text. A unit mostly keeps its ways."""

from dataclasses import dataclass

from baocao.registry import TOTAL, FormItem, Unit
from baocao.sampling.dice import Dice
from baocao.sampling.wording import manner_of

ZEROS = (0, 0, 0, 0, 0, 0, "0", "-", "–", "không", "Không có", "không phát sinh", "")
NUMBERS = ("number",) * 17 + ("text", "decimal comma", "spaces")
THOUSAND = 1000


@dataclass(frozen=True)
class Manner:
    """The ways of one file.

    Attributes:
        text: one of `wording.MANNERS`.
        zero: what is typed for zero; "" leaves cells empty that may be.
        number: how other figures are typed.
        top: empty rows above the heading.
        left: empty columns at the left.
        gap: an empty row after every so many items, 0 for none.
        split_labels: labels and what they name in cells of their own.
        code_first: item codes to the left of their names.
    """

    text: str
    zero: int | str
    number: str
    top: int
    left: int
    gap: int
    split_labels: bool
    code_first: bool

    @property
    def font(self) -> str:
        """Return the font that the text needs to look right."""
        return ".VnTime" if self.text == "tcvn3" else "Times New Roman"


def manner_for(unit: Unit, dice: Dice, file: Dice) -> Manner:
    """Return the ways of a unit's file; `file` is the scope of this file alone."""
    own = dice.at("manner", unit.unit_code, unit.valid_from)
    return Manner(
        text=manner_of(unit, dice),
        zero=own.pick(ZEROS, "zero"),
        number=own.pick(NUMBERS, "number"),
        top=file.pick((0, 0, 0, 1, 2), "top"),
        left=own.pick((0, 0, 0, 0, 1), "left"),
        gap=file.pick((0, 0, 0, 0, 0, 5, 7), "gap"),
        split_labels=own.chance(30, "labels"),
        code_first=own.chance(20, "code first"),
    )


def typed(figure: int, item: FormItem, manner: Manner) -> int | str:
    """Return what stands in the cell for a figure."""
    if figure == 0:
        # A blank is no zero: only what no sum needs is left blank.
        may_be_blank = not item.is_compulsory and item.category_code == TOTAL
        return 0 if manner.zero == "" and not may_be_blank else manner.zero
    return typed_number(figure, manner)


def typed_number(figure: int, manner: Manner) -> int | str:
    """Return a figure as a number, or as text in the Vietnamese grammar."""
    if manner.number == "number" or figure < 0:
        return figure
    grouped = f"{figure:,}".replace(",", ".")
    if manner.number == "decimal comma" and figure < THOUSAND:
        return f"{figure},0"
    return f" {grouped} " if manner.number == "spaces" else grouped
