"""Comparing what people type: one Unicode form, no diacritics, no case, no punctuation."""

import re
import unicodedata
from functools import lru_cache

from baocao.ingesting.legacy import from_tcvn3, is_tcvn3

LONGEST_LABEL = 300
LONGEST_RAW = 200
_NOT_WORD = re.compile(r"[\W_]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_STROKE_D = str.maketrans({"đ": "d", "ð": "d"})


def clean(text: str) -> str:
    """Return text fit to be stored: NFC, no control characters, no lone surrogates."""
    if text.isascii() and text.isprintable():
        return text
    safe = text.encode("utf-8", "replace").decode("utf-8")
    return _CONTROL.sub(" ", unicodedata.normalize("NFC", safe))


def shorten(text: str, length: int = LONGEST_RAW) -> str:
    """Return text cut to a length, with an ellipsis where it was cut."""
    return text if len(text) <= length else text[: length - 1] + "…"


def readable(text: str) -> str:
    """Return stored text as people read it: cleaned, TCVN3 turned into Unicode, one line."""
    decoded = from_tcvn3(text) if is_tcvn3(text) else text
    return " ".join(clean(decoded).split())


@lru_cache(maxsize=32768)
def _fold(text: str) -> str:
    decoded = from_tcvn3(text) if is_tcvn3(text) else text
    lowered = unicodedata.normalize("NFKD", decoded).casefold().translate(_STROKE_D)
    bare = "".join(letter for letter in lowered if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", bare).strip()


def fold(text: str) -> str:
    """Return the key by which labels and names are compared, e.g. "Mã  số:" gives "ma so".

    NFC and NFD, TCVN3 fonts, missing diacritics, tone placement, case, punctuation and spaces of
    any kind make no difference. Only the first characters of a long text count.
    """
    return _fold(text if len(text) <= LONGEST_LABEL else text[:LONGEST_LABEL])
