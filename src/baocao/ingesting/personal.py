"""Finding citizens' identity and phone numbers and names, which the warehouse must never keep.

Only what people write freely is searched (remarks, labels, sheets that are no form), never a value
cell that is a plain count.
"""

import re
import unicodedata
from typing import Any

from baocao.ingesting.legacy import decoded
from baocao.ingesting.personal_names import find_names
from baocao.ingesting.text import Remembered

MASK = "•••"
SHORTEST = 7

# A citizen's number (12 digits) and a phone number begin with 0 and may be written in groups; an
# old identity number (9 digits) is told from an amount by being ungrouped and without a currency.
_CITIZEN_ID = r"(?<!\d)0\d{2}(?:[ .-]?\d{3}){3}(?!\d)"
_PHONE = r"(?<!\d)(?:\+?84[ .-]?|0)(?:2\d{1,2}|[35789]\d)(?:[ .-]?\d){7}(?!\d)"
_OLD_ID = (
    r"(?<!\d)(?<!\d[.,])(?!\d{4}0{5})\d{9}(?!\d)(?![.,]\d)(?!\s*(?:đ|d|vnđ|vnd|triệu)\b|\s*đồng)"
)
_PERSONAL = re.compile(f"{_CITIZEN_ID}|{_PHONE}|{_OLD_ID}", re.IGNORECASE)
_GROUPED_COUNT = re.compile(r"[1-9][0-9]{0,2}(?:[. ,][0-9]{3})+")


def _plain(text: str) -> str:
    """Return text in one Unicode form, whatever font it was typed in."""
    return text if text.isascii() else unicodedata.normalize("NFKC", decoded(text))


def _search(text: str) -> bool:
    if len(text) < SHORTEST:
        return False
    plain = _plain(text)
    return _PERSONAL.search(plain) is not None or bool(find_names(plain))


PERSONAL = Remembered(_search)


def has_personal_data(text: str) -> bool:
    """Tell whether text holds an identity or phone number, or the name of a person."""
    return PERSONAL[text]


def has_personal_number(text: str) -> bool:
    """Tell whether text holds such a number, whatever it says of names."""
    return _PERSONAL.search(_plain(text)) is not None


def mask_personal_data(text: str) -> str:
    """Return text with every such number and name replaced by a mask."""
    masked = _PERSONAL.sub(MASK, _plain(text))
    for start, end in reversed(find_names(masked)):
        masked = masked[:start] + MASK + masked[end:]
    return masked


def cell_has_personal_data(raw: Any) -> bool:
    """Tell whether a cell outside the values holds such a text, or such a number as a number.

    A citizen's number begins with 0, which a numeric cell loses: 11 digits are left. Shorter
    numbers in numeric cells are taken for amounts.
    """
    if isinstance(raw, str):
        return has_personal_data(raw)
    return isinstance(raw, float) and 1e10 <= raw < 1e11 and raw.is_integer()


def value_has_personal_data(raw: Any) -> bool:
    """Tell whether a value cell holds such a text; a plain count is never one."""
    if not isinstance(raw, str) or len(raw) < SHORTEST:
        return False
    text = raw.strip()
    if (text.isdigit() and not text.startswith("0")) or _GROUPED_COUNT.fullmatch(text):
        return False
    return has_personal_data(text)
