"""Comparing what people type: one Unicode form, no diacritics, no case, no punctuation."""

import re
import unicodedata
from collections.abc import Callable
from typing import TypeVar

from baocao.ingesting.legacy import decoded

T = TypeVar("T")
LONGEST_LABEL = 300
MOST_REMEMBERED = 32768
LONGEST_RAW = 200
_NOT_WORD = re.compile(r"[\W_]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_STROKE_D = str.maketrans({"đ": "d", "ð": "d"})


class Remembered(dict[str, T]):
    """What a function says of a text, computed once: the same labels stand in thousands of files.

    Long texts are not kept, and everything is forgotten when it grows too large.
    """

    def __init__(self, function: Callable[[str], T], longest: int = LONGEST_LABEL) -> None:
        """Keep the function.

        Args:
            function: what is remembered.
            longest: length of the longest texts that are kept.
        """
        super().__init__()
        self._function = function
        self._longest = longest

    def __missing__(self, text: str) -> T:
        """Compute, and keep unless the text is long."""
        if len(text) > self._longest:
            return self._function(text)
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        found = self[text] = self._function(text)
        return found


def clean(text: str) -> str:
    """Return text fit to be stored: NFC, no control characters, no lone surrogates."""
    if text.isascii() and text.isprintable():
        return text
    safe = text.encode("utf-8", "replace").decode("utf-8")
    return _CONTROL.sub(" ", unicodedata.normalize("NFC", safe))


def shorten(text: str, length: int = LONGEST_RAW) -> str:
    """Return text cut to a length, with an ellipsis where it was cut."""
    return text if len(text) <= length else text[: length - 1] + "…"


def _stored(text: str) -> str:
    return shorten(clean(text))


# A raw text as it is stored: cleaned and cut.
STORED = Remembered(_stored)


def _readable(text: str) -> str:
    return " ".join(clean(decoded(text)).split())


_READABLE = Remembered(_readable)


def readable(text: str) -> str:
    """Return stored text as people read it: cleaned, old fonts turned into Unicode, one line."""
    return _READABLE[text]


def _fold(text: str) -> str:
    text = text[:LONGEST_LABEL]
    lowered = unicodedata.normalize("NFKD", decoded(text)).casefold().translate(_STROKE_D)
    bare = "".join(letter for letter in lowered if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", bare).strip()


KEYS = Remembered(_fold)


def fold(text: str) -> str:
    """Return the key by which labels and names are compared, e.g. "Mã  số:" gives "ma so".

    NFC and NFD, old fonts, missing diacritics, tone placement, case, punctuation and spaces of
    any kind make no difference. Only the first characters of a long text count.
    """
    return KEYS[text]
