"""Styles of an OpenDocument spreadsheet: the fonts of cells, and which sheets are hidden."""

from dataclasses import dataclass, field

from baocao.ingesting.formats.xml_parsing import Element, local_name
from baocao.ingesting.legacy import font_encoding

STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
MOST_ANCESTORS = 20


@dataclass
class OdsStyles:
    """What styles mean, gathered from two parts of the package.

    Attributes:
        hidden_sheets: styles of sheets that are not shown.
    """

    hidden_sheets: set[str] = field(default_factory=set)
    _families: dict[str, str] = field(default_factory=dict)
    _fonts: dict[str, str] = field(default_factory=dict)
    _parents: dict[str, str] = field(default_factory=dict)

    @property
    def are_all_modern(self) -> bool:
        """Tell whether no style has an old font, so that nobody need ask for one."""
        return not any(map(font_encoding, self._fonts.values()))

    def add_font(self, face: Element) -> None:
        """Keep the family that a font's name stands for."""
        family = face.get(SVG + "font-family")
        if family:
            self._families[face.get(STYLE + "name", "")] = family

    def add(self, style: Element) -> None:
        """Keep what a style says of itself."""
        name = style.get(STYLE + "name", "")
        self._parents[name] = style.get(STYLE + "parent-style-name", "")
        for part in style:
            kind = local_name(part)
            if kind == "table-properties" and part.get(TABLE + "display") == "false":
                self.hidden_sheets.add(name)
            if kind == "text-properties":
                font = part.get(STYLE + "font-name")
                family = self._families.get(font, font) if font else part.get(FO + "font-family")
                if family:
                    self._fonts[name] = family

    def font(self, name: str) -> str | None:
        """Return the encoding of the font of cells with a style, None for a Unicode font."""
        for _ in range(MOST_ANCESTORS):
            if name in self._fonts:
                return font_encoding(self._fonts[name])
            if name not in self._parents:
                break
            name = self._parents[name]
        return None
