"""Colours of the cells of an .xlsx workbook, looked for only where a sheet explains them."""

import io
import zipfile
from collections.abc import Iterable

from baocao.ingesting.formats.sheet_xml import look
from baocao.ingesting.formats.xml_parsing import Element, local_name, parse_xml
from baocao.ingesting.grids import Colours

STYLES = "xl/styles.xml"
# The old palette: number and colour, as far as they have names here.
_PALETTE = {
    2: "FF0000", 3: "00FF00", 4: "0000FF", 5: "FFFF00", 10: "FF0000", 11: "00FF00", 12: "0000FF",
    13: "FFFF00", 16: "800000", 17: "008000", 18: "000080", 34: "CCFFFF", 43: "FFFF99",
    51: "FFCC00", 52: "FF9900", 53: "FF6600",
}  # fmt: skip
STRONG, WEAK = 0x90, 0x70
# What receipts colour in the workbook that they send back says nothing of the figures.
RECEIPT_FILLS = frozenset({"FFB4A6", "FFCFB8", "FFE79B", "D6E6F8"})


def read_colours(content: bytes, part: str) -> Colours:
    """Return the names of the colours of each coloured cell, of its letters and of its ground.

    Args:
        content: the bytes of an inspected workbook.
        part: the part of the sheet.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        root = parse_xml(package.read(STYLES)) if STYLES in package.namelist() else None
        styles = _styles(root) if root is not None else {}
        found = look(package.read(part), frozenset(styles))[1] if styles else None
    return {at: styles[style] for at, style in found.styled.items()} if found else {}


def _styles(root: Element) -> dict[int, frozenset[str]]:
    """Return the colours of each numbered cell style that has any."""
    parts = {local_name(part): part for part in root}
    fonts = [_names(font, ("color",)) for font in parts.get("fonts", ())]
    fills = [_names(fill, ("fgColor",)) for fill in parts.get("fills", ())]
    found: dict[int, frozenset[str]] = {}
    for number, style in enumerate(parts.get("cellXfs", ())):
        names = _numbered(fonts, style.get("fontId")) | _numbered(fills, style.get("fillId"))
        if names:
            found[number] = names
    return found


def _numbered(names: list[frozenset[str]], number: str | None) -> frozenset[str]:
    at = int(number) if number and number.isascii() and number.isdigit() else -1
    return names[at] if 0 <= at < len(names) else frozenset()


def _names(element: Element, tags: Iterable[str]) -> frozenset[str]:
    colours = (one for one in element.iter() if local_name(one) in tags)
    return frozenset(name for one in colours if (name := _name(one)))


def _name(colour: Element) -> str:
    """Return the name of a colour, "" for black, white, grey and those of the theme."""
    indexed = colour.get("indexed", "")
    rgb = colour.get("rgb", "")[-6:].upper() or _PALETTE.get(
        int(indexed) if indexed.isdigit() else -1, ""
    )
    if rgb in RECEIPT_FILLS:
        return ""
    try:
        red, green, blue = (int(rgb[at : at + 2], 16) for at in (0, 2, 4))
    except ValueError:
        return ""
    return name_of(red, green, blue)


def name_of(red: int, green: int, blue: int) -> str:
    """Return the name that people give to a colour; "" where it has none of these."""
    if max(red, green, blue) - min(red, green, blue) < 0x30:
        return ""
    if red < STRONG or red < max(green, blue):
        return "green" if green > blue else "blue"
    if green >= red - 0x30 and blue < green - 0x30:
        return "yellow"
    if blue >= WEAK:
        return ""
    return "orange" if green >= 0x60 else "red"
