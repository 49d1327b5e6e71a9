"""One cell as a number: the Vietnamese grammar, the English one only where it is the only reading.

A blank is missing; "0", "-", "không" are zero; "trên 1.900" is an estimate. What has no reading,
two readings, or a fraction where things are counted, is named and its value withheld.
"""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from baocao.ingesting.legacy import from_tcvn3, is_tcvn3
from baocao.ingesting.text import fold

LARGEST = Decimal(10) ** 12
LONGEST_NUMBER = 60
STORED_DECIMALS = 4


class Reading(NamedTuple):
    """What a cell says.

    Attributes:
        value: the number, None unless `status` is reported, zero or estimated.
        status: reported | zero | missing | estimated.
        fault: VAL02 (fraction in a count), VAL04 (two readings), VAL11 (no number), or None.
        reason: why, as a key of `REASONS`; empty without a fault.
    """

    value: Decimal | None
    status: str
    fault: str | None = None
    reason: str = ""


MISSING = Reading(None, "missing")
ZERO = Reading(Decimal(0), "zero")

# The reason of a fault in both languages, put into the finding's text.
REASONS = {
    "fraction": ("số đếm phải là số nguyên", "a count is a whole number"),
    "two_readings": ("có thể đọc thành hai số khác nhau", "it can be read as two numbers"),
    "lost_separator": (
        "có thể là dấu chấm hàng nghìn bị hiểu thành dấu thập phân",
        "a thousands dot may have been taken for a decimal point",
    ),
    "text": ("không phải là số", "it is not a number"),
    "answer": (
        "cần có hoặc không, hoặc số ký hiệu văn bản",
        "expected yes (có) or no (không), or the number of the document",
    ),
    "date": ("ô là ngày tháng", "the cell is a date"),
    "logical": ("ô là giá trị đúng/sai", "the cell is true/false"),
    "too_large": ("số quá lớn", "the number is too large"),
    "too_fine": ("quá nhiều chữ số thập phân", "it has too many decimal places"),
}

_ZERO_WORDS = frozenset(
    {
        "khong", "ko", "khong co", "ko co", "khong phat sinh", "ko phat sinh", "chua phat sinh",
        "khong co phat sinh", "khong xay ra", "khong de xay ra",
    }
)  # fmt: skip
_MISSING_WORDS = frozenset({"n a", "na", "chua co so lieu", "khong co so lieu", "khong ap dung"})
_DASHES = frozenset("-–—‐‑‒―")
_DOTS = re.compile(r"[.…?]{2,}|…|\?")
_PLAIN = re.compile(r"[0-9]{1,12}")
_ESTIMATE = re.compile(
    r"(?:trên dưới|trên|hơn|gần|khoảng|chừng|xấp xỉ|ước tính|ước đạt|ước|~|≈)\s*(?=[0-9])",
    re.IGNORECASE,
)
_NUMBER_AND_UNIT = re.compile(r"([+-]?[0-9](?:[0-9., ]*[0-9])?)\s*([^\W\d_][^0-9]*|%)?")
_GROUPED = {
    ",": re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?"),
    ".": re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?"),
}
_SPACED = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3})+(?:[.,][0-9]+)?")
_UNGROUPED = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_OTHER_MARK = {",": ".", ".": ","}


def _decimal(text: str, mark: str) -> Decimal:
    return Decimal(text.replace(" ", "").replace(_OTHER_MARK[mark], "").replace(mark, "."))


def _readings(text: str, *, counts: bool) -> set[Decimal]:
    """Return every number that unsigned text can stand for; grouping goes first in a count."""
    if _SPACED.fullmatch(text):
        return {Decimal(text.replace(" ", "").replace(",", "."))}
    grouped = {
        _decimal(text, mark) for mark, grammar in _GROUPED.items() if grammar.fullmatch(text)
    }
    if grouped and counts:
        return grouped
    if _UNGROUPED.fullmatch(text):
        grouped.add(Decimal(text.replace(",", ".")))
    return grouped


def _checked(value: Decimal, decimals: int, status: str) -> Reading:
    """Return the reading of a number, or its fault, by what the item counts."""
    if abs(value) >= LARGEST:
        return Reading(None, "missing", "VAL11", "too_large")
    if decimals == 0 and value != value.to_integral_value():
        return Reading(None, "missing", "VAL02", "fraction")
    if value != round(value, STORED_DECIMALS):
        return Reading(None, "missing", "VAL11", "too_fine")
    value = value.to_integral_value() if decimals == 0 else value
    return Reading(value, "zero" if value == 0 and status == "reported" else status)


def _text_reading(raw: str, decimals: int, unit: str) -> Reading:
    if raw.isascii() and _PLAIN.fullmatch(raw):
        return _number_reading(float(raw), decimals)
    text = raw.strip()
    if len(text) > LONGEST_NUMBER:
        return Reading(None, "missing", "VAL11", "text")
    # Before NFKC, which takes the letters of old fonts apart.
    text = from_tcvn3(text) if is_tcvn3(text) else text
    text = unicodedata.normalize("NFKC", text).removeprefix("'").replace("−", "-").strip()
    if not text or _DOTS.fullmatch(text):
        return MISSING
    if text in _DASHES:
        return ZERO
    key = fold(text)
    if key in _ZERO_WORDS:
        return ZERO
    if key in _MISSING_WORDS:
        return MISSING
    estimate = _ESTIMATE.match(text)
    number = _NUMBER_AND_UNIT.fullmatch(text[estimate.end() :] if estimate else text)
    if number is None or (number[2] and not _is_unit(number[2], unit)):
        return Reading(None, "missing", "VAL11", "text")
    digits = number[1]
    found = _readings(digits.lstrip("+-"), counts=decimals == 0)
    if len(found) > 1:
        return Reading(None, "missing", "VAL04", "two_readings")
    if not found:
        return Reading(None, "missing", "VAL11", "text")
    value = found.pop()
    value = -value if digits.startswith("-") else value
    return _checked(value, decimals, "estimated" if estimate else "reported")


_short_text_reading = lru_cache(maxsize=16384)(_text_reading)


def _is_unit(suffix: str, unit: str) -> bool:
    """Tell whether what follows the number is the item's own unit, e.g. "lớp" or "%"."""
    if suffix.strip() == "%":
        return unit.strip() == "%"
    allowed = {fold(part) for part in re.split(r"[,/]", unit)} | {fold(unit)}
    return fold(suffix) in allowed - {""}


@lru_cache(maxsize=16384)
def _number_reading(raw: float, decimals: int) -> Reading:
    if raw != raw or raw in (float("inf"), float("-inf")):
        return Reading(None, "missing", "VAL11", "text")
    # A spreadsheet keeps 15 significant digits; more of them are binary noise.
    value = Decimal(f"{raw:.15g}")
    if decimals == 0 and value.as_tuple().exponent == -3 and 1 <= abs(value) < 1000:
        return Reading(None, "missing", "VAL04", "lost_separator")
    return _checked(value, decimals, "reported")


def read_number(raw: Any, decimals: int, unit: str = "") -> Reading:
    """Return what a cell says for an item with so many decimals, counted in `unit`.

    Never raises: whatever the cell holds has a reading or a named fault.

    Args:
        raw: the cell as read: text, number, date, logical value or None.
        decimals: decimal places of the indicator; 0 for things that are counted.
        unit: the indicator's unit of measure, accepted after the number ("472 lớp").
    """
    if raw.__class__ is float:
        return _number_reading(raw, decimals)
    if isinstance(raw, str):
        if len(raw) > LONGEST_NUMBER:
            return _text_reading(raw, decimals, unit)
        return _short_text_reading(raw, decimals, unit)
    if raw is None:
        return MISSING
    if isinstance(raw, bool):
        return Reading(None, "missing", "VAL11", "logical")
    if isinstance(raw, int):
        return _checked(Decimal(raw), decimals, "reported")
    if isinstance(raw, Decimal) and raw.is_finite():
        return _checked(raw, decimals, "reported")
    if isinstance(raw, Decimal):
        return Reading(None, "missing", "VAL11", "text")
    return Reading(None, "missing", "VAL11", "date")
