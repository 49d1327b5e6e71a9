"""Does the total row of a file hold the sum of its rows, and if not, which row does it miss?"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from baocao.ingesting.model import VALUE, Both, CellRow, Submission

MOST_NAMED = 3
TWO_TOTALS = Both(
    "Hai dòng tổng cộng trong tệp khác nhau.", "Two total rows of the file differ from each other."
)
Key = tuple[str, str]


class Mismatch(NamedTuple):
    """A total that is not the sum of its rows: the first such cell, and what is wrong."""

    cell: CellRow
    found: Both
    expected: Both


def mismatch(claimed: Iterable[CellRow], submissions: Iterable[Submission]) -> Mismatch | None:
    """Return where claimed totals differ from the sums of a file's reports, None where they agree.

    A figure that could not be read leaves its item out.

    Args:
        claimed: the cells of the total row.
        submissions: the reports of the file for the same form and period.
    """
    figures: dict[Key, list[tuple[Submission, Decimal]]] = defaultdict(list)
    unread: set[Key] = set()
    for submission in submissions:
        for cell in submission.cells:
            key = (cell.indicator_code, cell.category_code)
            if cell.role == VALUE and cell.value is not None:
                figures[key].append((submission, cell.value))
            elif cell.role == VALUE and cell.raw_text.strip() and cell.value_status == "missing":
                unread.add(key)
    off: list[tuple[CellRow, Decimal, Decimal]] = []
    missed: set[str] | None = None
    for cell in claimed:
        key = (cell.indicator_code, cell.category_code)
        total = sum((value for _, value in figures[key]), Decimal(0))
        if cell.value is None or key in unread or cell.value == total:
            continue
        off.append((cell, cell.value, total))
        left_out = {
            one.sheet + "·" + (one.unit_code or "")
            for one, value in figures[key]
            if value and cell.value + value == total
        }
        missed = left_out if missed is None else missed & left_out
    if not off:
        return None
    return Mismatch(off[0][0], _shown(off), _reason(missed or set()))


def _shown(off: list[tuple[CellRow, Decimal, Decimal]]) -> Both:
    named = "; ".join(
        f"{cell.cell}: {value:f} ≠ {total:f}" for cell, value, total in off[:MOST_NAMED]
    )
    more = "; …" if len(off) > MOST_NAMED else ""
    return Both(named + more, named + more)


def _reason(missed: set[str]) -> Both:
    """Return which row the total leaves out, where just one explains every difference."""
    if len(missed) != 1:
        return Both("Có thể đã gõ đè hoặc cộng sót dòng.", "It was typed over or misses a row.")
    code = missed.pop().split("·")[1]
    return Both(f"Đúng bằng tổng thiếu dòng {code}.", f"It is the sum without the row of {code}.")
