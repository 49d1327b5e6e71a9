"""Cell styles of an .xlsx workbook that change what a cell means: percentages and old fonts."""

import re
from typing import NamedTuple

from baocao.ingesting.formats.remembering import remembered
from baocao.ingesting.formats.xml_parsing import Element, local_name, parse_xml
from baocao.ingesting.legacy import font_encoding

_PERCENT_IDS = frozenset({9, 10})
# A percent sign outside quotes, not escaped.
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')
# Built-in formats of numbers, and what a format of one's own may consist of, that show no date.
_NUMBER_IDS = frozenset({*range(14), *range(37, 45), 48, 49})
_NUMBER_FORMAT = re.compile(r"(?:General|[0#?.,%_() ;*@\-+/]|E\+)+")


class Styles(NamedTuple):
    """Numbers of cell styles.

    Attributes:
        wanted: all that mean something.
        percent: those that show a number as a percentage.
        fonts: those whose font is an old one, with its encoding.
        plain: those with which a number is a number and never a date, as texts.
    """

    wanted: frozenset[int]
    percent: frozenset[int]
    fonts: dict[int, str]
    plain: frozenset[str] = frozenset()


NO_STYLES = Styles(frozenset(), frozenset(), {})


def is_percent(number_format: str) -> bool:
    """Tell whether a number format shows a percentage."""
    return "%" in number_format and "%" in _QUOTED.sub("", number_format)


@remembered
def read_styles(xml: bytes) -> Styles:
    """Return the styles that mean something; damaged styles mean nothing.

    Args:
        xml: the part `xl/styles.xml`.
    """
    root = parse_xml(xml)
    if root is None:
        return NO_STYLES
    parts = {local_name(part): part for part in root}
    formats = {
        _number(one.get("numFmtId")): one.get("formatCode", "") for one in parts.get("numFmts", ())
    }
    percent_ids = {number for number, code in formats.items() if is_percent(code)} | _PERCENT_IDS
    encodings = [_encoding(font) for font in parts.get("fonts", ())]
    numbers = {number for number, code in formats.items() if _NUMBER_FORMAT.fullmatch(code)}
    numbers |= _NUMBER_IDS - set(formats)
    # Of tables that stand there twice nobody knows which one counts.
    knows_dates = all(xml.count(b"<" + name) < 2 for name in (b"numFmts", b"cellXfs"))
    percent: set[int] = set()
    fonts: dict[int, str] = {}
    plain: set[str] = set()
    for number, style in enumerate(parts.get("cellXfs", ())):
        number_format = _number(style.get("numFmtId"))
        if number_format in percent_ids:
            percent.add(number)
        if knows_dates and number_format in numbers:
            plain.add(str(number))
        font = _number(style.get("fontId"))
        encoding = encodings[font] if 0 <= font < len(encodings) else None
        if encoding is not None:
            fonts[number] = encoding
    wanted = frozenset(percent | set(fonts))
    return Styles(wanted, frozenset(percent), fonts, frozenset(plain))


def _encoding(font: Element) -> str | None:
    name = next((one.get("val", "") for one in font if local_name(one) == "name"), "")
    return font_encoding(name)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else -1
