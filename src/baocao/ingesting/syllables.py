"""Whether a run of letters is a Vietnamese syllable as it is spelled.

Text of an old encoding is told from Unicode by this: read the wrong way it gives letters that no
Vietnamese word puts together.
"""

import re
import unicodedata
from functools import lru_cache

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
# Before i, e, ê, y some consonants are spelled otherwise than before the other vowels.
_ONSET = (
    r"(?:k|gh|ngh)(?=[ieêy])|(?:c|g|ng)(?=[aăâoôơuư])|gi(?=[aăâeêoôơuư])|g(?=i)|qu|"
    r"(?:b|ch|d|đ|h|kh|l|m|nh|n|ph|p|r|s|th|tr|t|v|x)(?=[aăâeêioôơuưy])|"
)
# Vowels at the end of a syllable, by which of them bears the tone.
_FIRST = "ia|ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ua|ui|ưa|ưi|ưu|a|e|ê|i|o|ô|ơ|u|ư|y"
_EITHER = "oa|oe|uy"
_SECOND = "uê|uơ|iêu|yêu|oai|oao|oay|oeo|uôi|uây|ươi|ươu|uya|uyu"
_BEFORE_CODA = "iê|yê|uyê|uâ|oă|oa|oe|uô|ươ|uê|uy|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y"
_SYLLABLE = re.compile(
    rf"(?:{_ONSET})(?:(?P<first>{_FIRST})|(?P<either>{_EITHER})|(?P<second>{_SECOND})|"
    rf"(?P<closed>{_BEFORE_CODA})(?P<coda>m|n|p|t|(?<=[aiêy])(?:ch|nh)|"
    r"(?:(?<![iêy])|(?<=[iy]ê))(?:c|ng)))"
)
_STOPS = frozenset({"c", "ch", "p", "t"})
_SHARP_TONES = frozenset({"\u0301", "\u0323"})


@lru_cache(maxsize=16384)
def is_syllable(word: str) -> bool:
    """Tell whether a word is spelled as Vietnamese syllables are; case makes no difference.

    A syllable has at most one tone, on the vowel that bears it, and one that ends in a stop has the
    tone sắc or nặng.
    """
    bare, tones = _without_tones(word)
    match = _SYLLABLE.fullmatch(bare)
    if match is None or len(tones) > 1:
        return False
    is_stopped = match["coda"] in _STOPS
    if not tones:
        return not is_stopped
    place, tone = tones[0]
    if is_stopped and tone not in _SHARP_TONES:
        return False
    return place in _tone_places(match)


def _without_tones(word: str) -> tuple[str, list[tuple[int, str]]]:
    """Return a word's letters in NFC without tones, and each tone with the letter it stands on."""
    letters: list[str] = []
    tones: list[tuple[int, str]] = []
    for mark in unicodedata.normalize("NFD", word.lower()):
        if mark in _TONES:
            tones.append((len(letters) - 1, mark))
        elif unicodedata.combining(mark) and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + mark)
        else:
            letters.append(mark)
    return "".join(letters), tones


def _tone_places(match: re.Match[str]) -> range:
    """Return the letters of a syllable that may bear its tone."""
    if match["closed"]:
        return range(match.end("closed") - 1, match.end("closed"))
    name = match.lastgroup or "first"
    start = match.start(name)
    return {
        "first": range(start, start + 1),
        "either": range(start, start + 2),
        "second": range(start + 1, start + 2),
    }[name]
