"""Text typed in the TCVN3 fonts (.VnTime, ABC): found by content, turned into Unicode.

Such text arrives as Latin-1 letters that only look right in the font: "huyÖn" is "huyện". The font
gives capitals a font of their own (.VnTimeH), so a capital vowel with a tone has no code here.
"""

import re

_TCVN3 = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦"
_UNICODE = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ"
_TO_UNICODE = str.maketrans(_TCVN3, _UNICODE)
_FROM_UNICODE = str.maketrans(_UNICODE, _TCVN3)

# Letters of Vietnamese that Unicode keeps in Latin-1; the rest of TCVN3 is a sign of the font.
_VIETNAMESE_LATIN1 = set("ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýÐ")
_SIGNS = "".join(re.escape(sign) for sign in _TCVN3 if sign not in _VIETNAMESE_LATIN1)
# A sign counts beside a letter only: "15×20", "½" and "©" alone are ordinary text. A capital vowel
# after a small letter ("BiÓu sè") is no Vietnamese spelling either.
_SIGN_IN_WORD = re.compile(f"[A-Za-z][{_SIGNS}]|[{_SIGNS}][A-Za-z]|[a-z][ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ]")


def is_tcvn3(text: str) -> bool:
    """Tell whether text can only have been typed in a TCVN3 font."""
    if text.isascii() or max(text) > "\u00ff":
        return False
    return _SIGN_IN_WORD.search(text) is not None


def from_tcvn3(text: str) -> str:
    """Return text typed in a TCVN3 font as Unicode."""
    return text.translate(_TO_UNICODE)


def to_tcvn3(text: str) -> str:
    """Return NFC text as a TCVN3 font wants it; a capital with a tone becomes its small letter."""
    lowered = "".join(
        letter if letter in _FROM_UNICODE_KEYS or letter.isascii() else letter.lower()
        for letter in text
    )
    return lowered.translate(_FROM_UNICODE)


_FROM_UNICODE_KEYS = frozenset(_UNICODE)
