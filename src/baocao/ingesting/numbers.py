"""One cell as a number: the Vietnamese grammar, the English one only where it is the only reading.

A blank is missing; "0", "-", "không" are zero; "trên 1.900" is an estimate; "1,5 tỷ" is 1,500 where
million dong are asked for. What has no reading, two readings, or a fraction where things are
counted, is named and its value withheld.
"""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Any, NamedTuple

from baocao.ingesting.legacy import decoded
from baocao.ingesting.measures import PERCENT, power_of
from baocao.ingesting.number_faults import PART_OF_ONE, REASONS, reason_of
from baocao.ingesting.text import fold

__all__ = [
    "LARGEST",
    "MISSING",
    "PART_OF_ONE",
    "REASONS",
    "ZERO",
    "Reading",
    "percent_text",
    "read_number",
]

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

_ZERO_WORDS = frozenset(
    {
        "khong", "ko", "khong co", "ko co", "khong phat sinh", "ko phat sinh", "chua phat sinh",
        "khong co phat sinh", "khong xay ra", "khong de xay ra",
    }
)  # fmt: skip
# What is not known yet ("đang tổng hợp", "chưa rõ") is no number, and is named as such.
_MISSING_WORDS = frozenset(
    {
        "n a", "na", "chua co so lieu", "khong co so lieu", "khong ap dung", "chua thong ke",
        "khong thong ke", "khong thu thap duoc",
    }
)  # fmt: skip
_DASHES = frozenset("-–—‐‑‒―")
_DOTS = re.compile(r"[.…?]{2,}|…|\?")
_PLAIN = re.compile(r"[0-9]{1,12}")
_ESTIMATE_WORDS = (
    r"trên dưới|trên|hơn|gần|khoảng|chừng|xấp xỉ|ít nhất|tối thiểu|không dưới|"
    r"ước tính|ước đạt|ước thực hiện|ước|tạm tính"
)
_ESTIMATE = re.compile(rf"(?:{_ESTIMATE_WORDS}|[~≈≥>]=?)\s*(?=[0-9])", re.IGNORECASE)
_ESTIMATE_BEHIND = re.compile(
    r"(?<=[^\s(])\s*(?:\(\s*(?:khoảng|(?:số )?(?:ước(?: tính| đạt| thực hiện)?|tạm tính))\s*\)"
    r"|\s(?:ước tính|tạm tính))$",
    re.IGNORECASE,
)
_NUMBER_AND_UNIT = re.compile(r"([+-]?[0-9](?:[0-9., ]*[0-9])?)\s*([^\W\d_].*|%)?")
_IN_BRACKETS = re.compile(r"(.+?)\s*\(([^()]+)\)")
_APOSTROPHES = ("'", "’", "‘")
_GROUPED = {
    ",": re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?"),
    ".": re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?"),
}
_SPACED = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3})+(?:[.,][0-9]+)?")
_UNGROUPED = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_OTHER_MARK = {",": ".", ".": ","}
# Digits of other scripts, circled ones and parts such as ½ are marks of something else; the 2 of m²
# belongs to its letter.
_OTHER_DIGITS = re.compile(r"(?<![^\W\d_])[^\W０-９\x00-\x7f]")


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


def _fault(code: str, reason: str) -> Reading:
    return Reading(None, "missing", code, reason)


def _checked(value: Decimal, decimals: int, status: str) -> Reading:
    """Return the reading of a number, or its fault, by what the item counts."""
    if abs(value) >= LARGEST:
        return _fault("VAL11", "too_large")
    if decimals == 0 and value != value.to_integral_value():
        return _fault("VAL02", "fraction")
    if value != round(value, STORED_DECIMALS):
        return _fault("VAL11", "too_fine")
    value = value.to_integral_value() if decimals == 0 else value
    return Reading(value, "zero" if value == 0 and status == "reported" else status)


def _unsigned_rate(reading: Reading) -> Reading:
    """Return a rate written without its sign; up to 1 it may be a part of one instead."""
    if reading.value is not None and 0 < reading.value <= 1:
        return _fault("VAL04", PART_OF_ONE)
    return reading


def _text_reading(raw: str, decimals: int, unit: str) -> Reading:
    if raw.isascii() and _PLAIN.fullmatch(raw):
        return _number_reading(float(raw), decimals, unit == PERCENT)
    text = raw.strip()
    if len(text) > LONGEST_NUMBER:
        return _fault("VAL11", "text")
    # Before NFKC, which takes the letters of old fonts apart.
    text = decoded(text)
    if any(mark.isnumeric() for mark in _OTHER_DIGITS.findall(text)):
        return _fault("VAL11", "digits")
    text = unicodedata.normalize("NFKC", text).replace("−", "-").strip()
    text = text[1:].strip() if len(text) > 1 and text.startswith(_APOSTROPHES) else text
    return _word(text) or _measured(text, decimals, unit)


def _word(text: str) -> Reading | None:
    """Return what a word or a mark stands for, None for everything else."""
    if not text or _DOTS.fullmatch(text):
        return MISSING
    if text in _DASHES:
        return ZERO
    key = fold(text)
    if key in _ZERO_WORDS:
        return ZERO
    if key in _MISSING_WORDS:
        return MISSING
    both = _IN_BRACKETS.fullmatch(text)
    if both and all(part == "0" or fold(part) in _ZERO_WORDS for part in both.groups()):
        return ZERO
    return None


def _measured(text: str, decimals: int, unit: str) -> Reading:
    """Return a number with the unit behind it and the word of an estimate around it."""
    before, behind = _ESTIMATE.match(text), _ESTIMATE_BEHIND.search(text)
    bare = text[before.end() if before else 0 : behind.start() if behind else len(text)]
    number = _NUMBER_AND_UNIT.fullmatch(bare.strip())
    if number is None:
        return _fault("VAL11", reason_of(text))
    digits, suffix = number.groups(default="")
    power = power_of(suffix, unit)
    if power is None:
        return _fault("VAL11", reason_of(text, suffix))
    # A part of a thousand or of a million is usual, a part of what is counted is not.
    found = _readings(digits.lstrip("+-"), counts=decimals == 0 and power <= 0)
    if len(found) != 1:
        return _fault("VAL04", "two_readings") if found else _fault("VAL11", reason_of(text))
    value = found.pop().scaleb(power)
    value = -value if digits.startswith("-") else value
    reading = _checked(value, decimals, "estimated" if before or behind else "reported")
    return _unsigned_rate(reading) if unit == PERCENT and not suffix else reading


_short_text_reading = lru_cache(maxsize=16384)(_text_reading)


@lru_cache(maxsize=16384)
def _number_reading(raw: float, decimals: int, is_rate: bool = False) -> Reading:
    if not isfinite(raw):
        return _fault("VAL11", "text")
    # A spreadsheet keeps 15 significant digits; more of them are binary noise.
    value = Decimal(f"{raw:.15g}")
    if decimals == 0 and value.as_tuple().exponent == -3 and 1 <= abs(value) < 1000:
        return _fault("VAL04", "lost_separator")
    if is_rate:
        return _unsigned_rate(_checked(_stored(value), decimals, "reported"))
    return _checked(value, decimals, "reported")


def _stored(value: Decimal) -> Decimal:
    """Return a computed rate with the decimals that are kept; 22/56 has no last one."""
    return round(value, STORED_DECIMALS) if abs(value) < LARGEST else value


def _percent_reading(raw: float, decimals: int, unit: str) -> Reading:
    """Return a number that its cell shows as a percentage: 0.9757 is seen as 97.57 %."""
    if raw == 0:
        return ZERO
    if unit != PERCENT or not isfinite(raw):
        return _fault("VAL11", "percent")
    return _checked(_stored(Decimal(f"{raw:.15g}").scaleb(2)), decimals, "reported")


def percent_text(raw: float) -> str:
    """Return what people see of a number that its cell shows as a percentage: 0.9757 is 97.57%."""
    return f"{Decimal(f'{raw:.15g}').scaleb(2):f}%"


def read_number(raw: Any, decimals: int, unit: str = "", *, is_percent: bool = False) -> Reading:
    """Return what a cell says for an item with so many decimals, counted in `unit`.

    Never raises: whatever the cell holds has a reading or a named fault.

    Args:
        raw: the cell as read: text, number, date, logical value or None.
        decimals: decimal places of the indicator; 0 for things that are counted.
        unit: the indicator's unit of measure, accepted after the number ("472 lớp").
        is_percent: the cell shows its number as a percentage.
    """
    if raw.__class__ is float:
        if is_percent:
            return _percent_reading(raw, decimals, unit)
        return _number_reading(raw, decimals, unit == PERCENT)
    if isinstance(raw, str):
        if len(raw) > LONGEST_NUMBER:
            return _text_reading(raw, decimals, unit)
        return _short_text_reading(raw, decimals, unit)
    if raw is None:
        return MISSING
    if isinstance(raw, bool):
        return _fault("VAL11", "logical")
    if isinstance(raw, (int, Decimal)):
        value = Decimal(raw)
        if not value.is_finite():
            return _fault("VAL11", "text")
        reading = _checked(value, decimals, "reported")
        return _unsigned_rate(reading) if unit == PERCENT else reading
    return _fault("VAL11", "date")
