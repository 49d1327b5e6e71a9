"""Cell styles of an .xlsx workbook that change what a cell means: percentages and old fonts."""

import re
from typing import NamedTuple

from baocao.ingesting.formats.xml_parsing import Element, local_name, parse_xml
from baocao.ingesting.legacy import font_encoding

_PERCENT_IDS = frozenset({9, 10})
# A percent sign outside quotes, not escaped.
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')
_OLD_FONT = re.compile(rb"""["']\s*(?:\.Vn|VNI)""", re.IGNORECASE)
_PERCENT_ID = re.compile(rb"""numFmtId\s*=\s*["'](?:9|10)["']""")


class Styles(NamedTuple):
    """Numbers of cell styles.

    Attributes:
        wanted: all that mean something.
        percent: those that show a number as a percentage.
        fonts: those whose font is an old one, with its encoding.
    """

    wanted: frozenset[int]
    percent: frozenset[int]
    fonts: dict[int, str]


NO_STYLES = Styles(frozenset(), frozenset(), {})


def is_percent(number_format: str) -> bool:
    """Tell whether a number format shows a percentage."""
    return "%" in number_format and "%" in _QUOTED.sub("", number_format)


def read_styles(xml: bytes) -> Styles:
    """Return the styles that mean something; damaged styles mean nothing.

    Args:
        xml: the part `xl/styles.xml`.
    """
    if b"%" not in xml and not _PERCENT_ID.search(xml) and not _OLD_FONT.search(xml):
        return NO_STYLES
    root = parse_xml(xml)
    if root is None:
        return NO_STYLES
    parts = {local_name(part): part for part in root}
    formats = {
        _number(one.get("numFmtId")): one.get("formatCode", "") for one in parts.get("numFmts", ())
    }
    percent_ids = {number for number, code in formats.items() if is_percent(code)} | _PERCENT_IDS
    encodings = [_encoding(font) for font in parts.get("fonts", ())]
    percent: set[int] = set()
    fonts: dict[int, str] = {}
    for number, style in enumerate(parts.get("cellXfs", ())):
        if _number(style.get("numFmtId")) in percent_ids:
            percent.add(number)
        font = _number(style.get("fontId"))
        encoding = encodings[font] if 0 <= font < len(encodings) else None
        if encoding is not None:
            fonts[number] = encoding
    return Styles(frozenset(percent | set(fonts)), frozenset(percent), fonts)


def _encoding(font: Element) -> str | None:
    name = next((one.get("val", "") for one in font if local_name(one) == "name"), "")
    return font_encoding(name)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else -1
