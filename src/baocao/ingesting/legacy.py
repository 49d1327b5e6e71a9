"""Text typed in the TCVN3 (.VnTime, ABC) and VNI (VNI-Times) fonts, turned into Unicode.

Such text arrives as Latin-1 letters that only look right in the font: "huyÖn" and "huyeän" are
"huyện". It is known by the name of its font, and by its letters: read as what it is, every word is
a Vietnamese syllable; read as Unicode it is none.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from baocao.ingesting.syllables import is_syllable

TCVN3, VNI, CAPITALS = "TCVN3", "VNI", "TCVN3 capitals"
# The letters of TCVN3. Capitals with a tone have no code but a font of their own (.VnTimeH).
_TCVN3 = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦"
_UNICODE = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ"
_TO_UNICODE = str.maketrans(_TCVN3, _UNICODE)
_FROM_UNICODE = str.maketrans(_UNICODE, _TCVN3)
_FROM_UNICODE_KEYS = frozenset(_UNICODE)

# VNI writes a vowel and behind it a letter that stands for its signs; some vowels are one letter.
_VNI_TONES = "ùøûõï"  # sắc, huyền, hỏi, ngã, nặng
_VNI_VOWELS = {
    "a": ("áàảãạ", _VNI_TONES), "e": ("éèẻẽẹ", _VNI_TONES), "o": ("óòỏõọ", _VNI_TONES),
    "u": ("úùủũụ", _VNI_TONES), "y": ("ýỳỷỹ", _VNI_TONES), "ô": ("ớờởỡợ", _VNI_TONES),
    "ö": ("ứừửữự", _VNI_TONES),
}  # fmt: skip
_VNI_CIRCUMFLEX = {"a": "âấầẩẫậ", "e": "êếềểễệ", "o": "ôốồổỗộ"}
_VNI_SINGLE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni_table() -> dict[str, str]:
    table = dict(_VNI_SINGLE) | {"í": "í", "ì": "ì"}
    for vowel, (letters, signs) in _VNI_VOWELS.items():
        table |= {vowel + sign: letter for sign, letter in zip(signs, letters, strict=False)}
    for vowel, letters in _VNI_CIRCUMFLEX.items():
        table |= {vowel + sign: letter for sign, letter in zip("âáàåãä", letters, strict=True)}
    table |= {"a" + sign: letter for sign, letter in zip("êéèúüë", "ăắằẳẵặ", strict=True)}
    return table | {key.upper(): letter.upper() for key, letter in table.items()}


_VNI = _vni_table()
_TO_VNI = {letter: key for key, letter in _VNI.items()}
_VNI_LETTER = re.compile(f"[aeouyôöAEOUYÔÖ][{_VNI_TONES}âáàåãäêéèúüë]|[ñôöæóòî]", re.IGNORECASE)
# A word of an old encoding: the signs of TCVN3 are no letters to Unicode.
_WORD = re.compile(r"[A-Za-z\u00a1-\uffff]+")
# Only the plain letters tell: two capitals in one word, and no small letter.
_CAPITALS = re.compile(r"[A-Z][\u00a1-\u00ff]*[A-Z]")
_SMALL = re.compile("[a-z]")
_LATIN1 = re.compile("[\u00a1-\u00ff]")
_BEYOND_LATIN1 = re.compile("[\u0100-\u01b0\u1ea0-\u1ef9]")


def from_tcvn3(text: str) -> str:
    """Return text typed in a TCVN3 font as Unicode; words all in capitals stay so."""
    if _CAPITALS.search(text) and not _SMALL.search(text):
        return text.translate(_TO_UNICODE).upper()
    return _WORD.sub(_tcvn3_word, text)


def _tcvn3_word(match: re.Match[str]) -> str:
    word = match[0].translate(_TO_UNICODE)
    is_upper = _CAPITALS.search(match[0]) and not _SMALL.search(match[0])
    return word.upper() if is_upper else word


def to_tcvn3(text: str) -> str:
    """Return NFC text as a TCVN3 font wants it; a capital with a tone becomes its small letter."""
    lowered = "".join(
        letter if letter in _FROM_UNICODE_KEYS or letter.isascii() else letter.lower()
        for letter in text
    )
    return lowered.translate(_FROM_UNICODE)


def from_vni(text: str) -> str:
    """Return text typed in a VNI font as Unicode."""
    return _VNI_LETTER.sub(lambda match: _vni_letter(match[0]), text)


def _vni_letter(written: str) -> str:
    # "Aù" is typed with a small sign behind the capital as often as with a capital one.
    letter = _VNI.get(written) or _VNI.get(written.lower(), "").title()
    return letter or "".join(_VNI.get(one, one) for one in written)


def to_vni(text: str) -> str:
    """Return NFC text as a VNI font wants it."""
    return "".join(_TO_VNI.get(letter, letter) for letter in text)


_DECODERS: dict[str, Callable[[str], str]] = {
    TCVN3: from_tcvn3,
    CAPITALS: lambda text: from_tcvn3(text).upper(),
    VNI: from_vni,
}


def font_encoding(font: str) -> str | None:
    """Return the encoding that a font's name stands for, None for a Unicode font."""
    name = font.strip().strip("'\"").casefold()
    if name.startswith(".vn"):
        return CAPITALS if name.endswith("h") else TCVN3
    return VNI if name.startswith("vni") else None


def _words(text: str) -> list[str]:
    """Return the words that say something about the encoding; a sign alone ("½", "×") does not."""
    return [
        word
        for word in _WORD.findall(text)
        if not word.isascii() and (len(word) > 1 or word.isalpha())
    ]


def _legal(words: list[str]) -> int:
    return sum(map(is_syllable, words))


def legal_words(text: str) -> tuple[int, int]:
    """Return how many words of Unicode text have letters beyond ASCII, and how many are spelled."""
    words = _words(text)
    return len(words), _legal(words)


@lru_cache(maxsize=8192)
def encoding_of(text: str) -> str | None:
    """Return TCVN3 or VNI where text can only have been typed in such a font, else None."""
    if text.isascii() or max(text) > "\u00ff":
        return None
    words = _words(text)
    as_unicode = _legal(words)
    if not words or as_unicode == len(words):
        return None
    found = {name: _legal([_DECODERS[name](word) for word in words]) for name in (TCVN3, VNI)}
    best = max(found, key=found.__getitem__)
    # Names of the highlands ("Chư Prông") are spelled by rules of their own.
    is_mostly_legal = found[best] * 5 >= len(words) * 3 and found[best] > as_unicode
    return best if is_mostly_legal and found[TCVN3] != found[VNI] else None


def decoded(text: str, font: str | None = None) -> str:
    """Return text as Unicode, whatever it was typed in.

    People paste Unicode into cells of an old font, so that the font alone decides nothing where its
    reading makes fewer Vietnamese words than the letters as they stand.

    Args:
        text: text as a file has it.
        font: what `font_encoding` says of its font.
    """
    if font is None:
        encoding = None if text.isascii() else encoding_of(text)
        return _DECODERS[encoding](text) if encoding else text
    if _LATIN1.search(text) is None:
        return text.upper() if font == CAPITALS else text
    if _BEYOND_LATIN1.search(text):
        # A font of 256 signs has no "đ" and no "ị": this was typed as what it is.
        return text
    read = _DECODERS[font](text)
    return read if _legal(_words(read)) >= _legal(_words(text)) else text
