"""The bytes of a text file as text, in whatever encoding Vietnamese offices save it."""

import codecs
import re
import unicodedata
from typing import NamedTuple

from baocao.ingesting.formats.foreign import AS_WORKBOOK, HEAD
from baocao.ingesting.legacy import (
    TCVN3,
    VNI,
    decoded,
    encoding_of,
    from_tcvn3,
    from_vni,
    legal_words,
)
from baocao.ingesting.model import Both
from baocao.ingesting.refusing import FileRefused

UTF8, UTF16, WINDOWS_1258 = "UTF-8", "UTF-16", "Windows-1258"
OLD_ENCODINGS = frozenset({WINDOWS_1258, TCVN3, VNI})
# What no text holds; tab, line ends, form feed and escape are left out.
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Decoded(NamedTuple):
    """Text in NFC as far as its encoding had composed letters, and that encoding."""

    text: str
    encoding: str


def decode_text(content: bytes) -> Decoded:
    """Return the text of a CSV, JSON or HTML file.

    UTF-8 and UTF-16 are known by their form, with or without a byte order mark; the encodings of
    one byte a letter by which of them gives Vietnamese words.

    Raises:
        FileRefused: FIL08, no encoding fits; FIL09, it is no text.
    """
    wide = _utf16_form(content)
    if wide is not None:
        return Decoded(_checked(_strictly(content, wide, UTF16)), UTF16)
    try:
        return Decoded(_checked(content.decode("utf-8-sig")), UTF8)
    except UnicodeDecodeError as error:
        found = _single_byte(content)
        if found is not None:
            return found
        shown = f"byte 0x{content[error.start]:02X} @ {error.start + 1}"
        raise FileRefused("FIL08", shown) from error


def is_binary(content: bytes) -> bool:
    """Tell whether content is no text in any encoding, judged by its beginning."""
    return _utf16_form(content) is None and _BINARY.search(content[:HEAD]) is not None


def refuse_binary(is_named_workbook: bool) -> FileRefused:
    """Return the refusal of content that is neither text nor any kind of file known by its marks.

    Args:
        is_named_workbook: its name says that it is a workbook: it has been damaged.
    """
    if is_named_workbook:
        what = Both("nội dung không phải bảng tính", "its content is no spreadsheet")
        return FileRefused("FIL01", what)
    what = Both("tệp nhị phân không rõ loại", "a binary file of no known kind")
    return FileRefused("FIL09", what, AS_WORKBOOK)


def _checked(text: str) -> str:
    if "\0" in text:
        what = Both("ký tự không có trong văn bản", "characters that no text holds")
        raise FileRefused("FIL08", what)
    return text


def _strictly(content: bytes, codec: str, shown: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        place = error.start + 1
        what = Both(f"{shown}, hỏng từ byte thứ {place}", f"{shown}, broken from byte {place} on")
        raise FileRefused("FIL08", what) from error


def _utf16_form(content: bytes) -> str | None:
    """Return the codec of UTF-16 text: by its mark, else by where the zero bytes of ASCII stand."""
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return None
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = content[:HEAD]
    if len(head) < 4 or b"\0" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd * 5 >= len(head) and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even * 5 >= len(head) and odd == 0 else None


def _single_byte(content: bytes) -> Decoded | None:
    """Return text of one byte a letter, read as gives most Vietnamese words; None for none."""
    if b"\0" in content:
        return None
    candidates: list[Decoded] = []
    try:
        text = unicodedata.normalize("NFC", content.decode("cp1258"))
        candidates.append(Decoded(text, WINDOWS_1258))
    except UnicodeDecodeError:
        pass
    typed = content.decode("latin-1")
    candidates += [Decoded(from_tcvn3(typed), TCVN3), Decoded(from_vni(typed), VNI)]
    counts = [legal_words(one.text) for one in candidates]
    if not any(words for words, _ in counts):
        return candidates[0]
    words, legal = max(counts, key=lambda count: (count[1] / max(count[0], 1), count[1]))
    if legal == 0 or legal * 5 < words * 3:
        return None
    return candidates[counts.index((words, legal))]


def legacy_of_1258(text: str, font: str | None) -> str:
    """Return text of an old font that a Vietnamese Windows took for its own encoding.

    Args:
        text: text as Windows-1258 reads it.
        font: the encoding of its font, None for a Unicode font.

    Returns:
        The letters that the font stands for, as Latin-1 has them; text of Windows-1258 as it is.
    """
    try:
        typed = text.encode("cp1258").decode("latin-1")
    except UnicodeEncodeError:
        return text
    composed = unicodedata.normalize("NFC", text)
    if font is None and encoding_of(typed) is None:
        return composed
    as_typed, as_windows = legal_words(decoded(typed, font)), legal_words(composed)
    return typed if as_typed[1] >= as_windows[1] else composed
