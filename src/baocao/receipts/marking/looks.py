"""How a marked cell and the list of findings look: styles added to those of the workbook."""

from copy import deepcopy

from baocao.receipts.marking.package import Element, Package, UnmarkableError, parsed

# Fills by severity, light enough for any dark text; one of them on a cell is a mark of ours.
FILLS = {"block": "FFFFB4A6", "error": "FFFFCFB8", "warn": "FFFFE79B", "info": "FFD6E6F8"}
HEADER_FILL = "FF1F4E5A"
_LINE = '<{0} style="thin"><color rgb="FFB9C2CB"/></{0}>'
_BORDER = "<border>{}<diagonal/></border>".format(
    "".join(_LINE.format(side) for side in ("left", "right", "top", "bottom"))
)
_FACE = '<name val="Arial"/><family val="2"/></font>'
_FONTS = {
    "text": f'<font><sz val="10"/>{_FACE}',
    "title": f'<font><b/><sz val="14"/>{_FACE}',
    "header": f'<font><b/><sz val="10"/><color rgb="FFFFFFFF"/>{_FACE}',
    "link": f'<font><u/><sz val="10"/><color rgb="FF1F4E80"/>{_FACE}',
}


class Looks:
    """The styles of a workbook, with those of marks and of the list added where needed."""

    def __init__(self, package: Package) -> None:
        """Open the workbook's styles.

        Raises:
            UnmarkableError: the workbook has no styles, or none for cells.
        """
        parts = package.related(package.workbook_part, "styles")
        if not parts:
            raise UnmarkableError("no styles")
        self._package = package
        self._root = package.tree(parts[0])
        self._formats = self._table("cellXfs")
        self._marked: dict[tuple[int, str], int] = {}
        self._own: dict[str, int] = {}

    def _table(self, name: str) -> Element:
        table = self._root.find(self._package.tag(name))
        if table is None or not len(table):
            raise UnmarkableError(f"no {name}")
        return table

    def _add(self, table: str, element: Element) -> int:
        rows = self._table(table)
        rows.append(element)
        rows.set("count", str(len(rows)))
        return len(rows) - 1

    def _made(self, xml: str) -> Element:
        """Return an element of ours in the workbook's own dialect."""
        return parsed(f'<x xmlns="{self._package.main}">{xml}</x>')[0]

    def _fill(self, colour: str) -> int:
        key = f"fill {colour}"
        if key not in self._own:
            xml = (
                f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/>'
                '<bgColor indexed="64"/></patternFill></fill>'
            )
            self._own[key] = self._add("fills", self._made(xml))
        return self._own[key]

    def marked(self, style: int, severity: str) -> int:
        """Return the style of a cell once it is marked: its own, with another fill.

        Raises:
            UnmarkableError: the cell names a style that is not there.
        """
        key = (style, severity)
        if key not in self._marked:
            self._marked[key] = self._with_fill(style, self._fill(FILLS[severity]))
        return self._marked[key]

    def _with_fill(self, style: int, fill: int) -> int:
        if style >= len(self._formats):
            raise UnmarkableError(f"no style {style}")
        copy = deepcopy(self._formats[style])
        copy.set("fillId", str(fill))
        copy.set("applyFill", "1")
        return self._add("cellXfs", copy)

    def fill_of(self, style: int) -> Element | None:
        """Return the fill of a style, None where it is not there."""
        if style >= len(self._formats):
            return None
        fills = self._table("fills")
        number = int(self._formats[style].get("fillId", "0"))
        return fills[number] if number < len(fills) else None

    def refilled(self, style: int, fill: str) -> int:
        """Return a style with a fill written as XML, as it was before a mark of ours.

        Raises:
            UnmarkableError: no such style, or no fill.
        """
        key = (style, fill)
        if key not in self._marked:
            element = parsed(fill)
            if element.tag != self._package.tag("fill"):
                raise UnmarkableError("no fill")
            self._marked[key] = self._with_fill(style, self._add("fills", element))
        return self._marked[key]

    def of_list(self, name: str) -> int:
        """Return a style of the list of findings: text, title, header, link, or a severity."""
        if name not in self._own:
            font = self._font(name if name in _FONTS else "text")
            colour = HEADER_FILL if name == "header" else FILLS.get(name)
            fill = self._fill(colour) if colour else 0
            is_line = name in ("title", "note")
            border = 0 if is_line else self._border()
            wrap = "" if is_line else ' wrapText="1"'
            xml = (
                f'<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0"'
                ' applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
                f'<alignment vertical="top"{wrap}/></xf>'
            )
            self._own[name] = self._add("cellXfs", self._made(xml))
        return self._own[name]

    def _font(self, name: str) -> int:
        key = f"font {name}"
        if key not in self._own:
            self._own[key] = self._add("fonts", self._made(_FONTS[name]))
        return self._own[key]

    def _border(self) -> int:
        if "border" not in self._own:
            self._own["border"] = self._add("borders", self._made(_BORDER))
        return self._own["border"]
