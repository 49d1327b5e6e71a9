"""One cell as an answer, yes or no: words, a cross, 1 or 0, or the document that was issued.

A blank is missing and never a no. What is neither is named and not counted.
"""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Any

from baocao.ingesting.legacy import decoded
from baocao.ingesting.numbers import MISSING, ZERO, Reading, read_number
from baocao.ingesting.text import fold

LONGEST_ANSWER = 200
YES = Reading(Decimal(1), "reported")
NEITHER = Reading(None, "missing", "VAL11", "answer")

_YES_WORDS = frozenset(
    {"co", "x", "v", "yes", "y", "dung", "true", "da co", "da ban hanh", "co van ban", "roi"}
)
_NO_WORDS = frozenset(
    {"chua", "chua co", "chua ban hanh", "chua co van ban", "no", "n", "sai", "false"}
)
# The last ones are "có" in the TCVN3 and VNI fonts and ticks of Wingdings, too short to be told
# from other letters.
_TICKS = frozenset({*"×✓✔√☑☒🗹🗷", "cã", "coù", "ü", "þ"})
# A box without a mark was left as the form was printed.
_EMPTY_BOXES = frozenset("☐□▢")
# A number and its signs as documents bear them: 12/KH-UBND, 20-NQ/TU, 2765/2013/QĐ-UBND.
_DOCUMENT = re.compile(
    r"(?:.{0,60}\b)?(?:số\s*:?\s*)?[0-9]{1,5}[a-z]?\s*[/-]\s*(?:[0-9]{4}\s*/\s*)?[^\W\d_]{2,}"
    r"[^\W_]*(?:\s*[-/&]\s*[^\W_]+)*(?:[\s,;(].{0,80})?",
    re.IGNORECASE,
)


def read_answer(raw: Any) -> Reading:
    """Return what a cell says for an item that is answered by yes (1) or no (0).

    Never raises: whatever the cell holds has a reading or a named fault.

    Args:
        raw: the cell as read: text, number, date, logical value or None.
    """
    if isinstance(raw, bool):
        return YES if raw else ZERO
    if isinstance(raw, str):
        return _text_answer(raw)
    return _as_answer(read_number(raw, 0))


def _as_answer(reading: Reading) -> Reading:
    """Return the reading of a number as an answer: 1 and 0 only."""
    if reading.value is None and reading.fault is None:
        return MISSING
    if reading.value == 1 and reading.status == "reported":
        return YES
    return ZERO if reading.value == 0 else NEITHER


@lru_cache(maxsize=16384)
def _text_answer(raw: str) -> Reading:
    text = raw.strip()
    if len(text) > LONGEST_ANSWER:
        return NEITHER
    if text in _TICKS:
        return YES
    text = decoded(text)
    text = unicodedata.normalize("NFKC", text).strip()
    words = fold(text)
    if text in _TICKS or words in _YES_WORDS or _DOCUMENT.fullmatch(text):
        return YES
    if text in _EMPTY_BOXES:
        return MISSING
    return ZERO if words in _NO_WORDS else _as_answer(read_number(text, 0))
