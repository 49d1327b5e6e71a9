"""Why a figure may be wrong: slips that people make, tried on the reported and fitting figure."""

from decimal import Decimal

from baocao.localising.model import Suspect

# In both languages, as they follow "the cell may be wrong:"; what fits by chance least comes first.
CAUSES = {
    "swapped_cells": (
        "có thể hai ô bị điền đổi chỗ cho nhau",
        "the two cells may have been filled in for each other",
    ),
    "sign": ("có thể thừa dấu trừ", "there may be a minus sign too many"),
    "swapped_digits": (
        "có thể hai chữ số đứng cạnh nhau bị gõ đảo",
        "two neighbouring digits may have been typed in the wrong order",
    ),
    "scale": (
        "có thể gõ thừa hoặc thiếu số 0, hoặc sai đơn vị tính (10, 100, 1.000 lần)",
        "a zero too many or too few, or another unit of measure (10, 100, 1,000 times)",
    ),
    "cumulative": (
        "có thể ghi số lũy kế thay cho số trong kỳ",
        "the cumulative figure may stand for that of the period",
    ),
    "previous": (
        "có thể còn giữ số của kỳ trước",
        "the figure of the period before may have been left",
    ),
    "digit": (
        "có thể gõ thừa, thiếu hoặc nhầm một chữ số",
        "one digit may be wrong, missing or too many",
    ),
}
_SCALES = (10, 100, 1000, 10_000, 100_000, 1_000_000)


def cause_of(suspect: Suspect, previous: Decimal | None, earlier: Decimal | None = None) -> str:
    """Return the slip that turns the fitting figure into the reported one; empty for none.

    Where several figures fit, nearly every slip would, and only what the reported figure shows by
    itself is said: a minus sign, or the figure of the period before.

    Args:
        suspect: a cell with what it may be.
        previous: the figure of the period before, None where unknown.
        earlier: the sum of the earlier periods of the year, None where unknown.
    """
    wrong, right = suspect.reported, suspect.expected
    is_left_over = previous is not None and wrong == previous != 0
    if right is None:
        return _by_itself(suspect, is_left_over)
    if wrong == right:
        return ""
    if wrong == -right:
        return "sign"
    if earlier is not None and earlier != 0 and right != 0 and wrong == earlier + right:
        return "cumulative"
    if is_left_over:
        return "previous"
    if any(right and wrong in (right * scale, right / scale) for scale in _SCALES):
        return "scale"
    return _slip_of_digits(_digits(wrong), _digits(right))


def _by_itself(suspect: Suspect, is_left_over: bool) -> str:
    if suspect.fits(suspect.reported):
        return ""
    if suspect.reported < 0 and suspect.fits(-suspect.reported):
        return "sign"
    return "previous" if is_left_over else ""


def _digits(number: Decimal) -> str:
    """Return the digits of a number without sign, mark and trailing zeros behind the mark."""
    text = f"{abs(number):f}"
    return (text.rstrip("0") if "." in text else text).replace(".", "")


def _slip_of_digits(wrong: str, right: str) -> str:
    if len(wrong) == len(right):
        differing = [place for place in range(len(wrong)) if wrong[place] != right[place]]
        if len(differing) == 2:
            first, second = differing
            swapped = wrong[first] == right[second] and wrong[second] == right[first]
            if swapped and second == first + 1:
                return "swapped_digits"
        # Of a single digit nothing can be told.
        return "digit" if len(differing) == 1 and len(wrong) > 1 else ""
    longer, shorter = sorted((wrong, right), key=len, reverse=True)
    if len(longer) == len(shorter) + 1 and len(shorter) > 1:
        without_one = (longer[:place] + longer[place + 1 :] for place in range(len(longer)))
        return "digit" if shorter in without_one else ""
    return ""
