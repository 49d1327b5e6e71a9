"""Comments on cells: what is there stays, a mark of ours is added to it or made anew.

A comment has two halves, its text in one part and its box, in an old drawing language, in another.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from baocao.ingesting.grids import split_place
from baocao.receipts.marking.cells import Cells
from baocao.receipts.marking.package import Element, Package, child, element

AUTHOR = "Baocao – phiếu tiếp nhận"
# Begins our text where it stands under a comment of somebody else.
DIVIDER = "―――  Phiếu tiếp nhận  ―――"
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
BOX_WIDTH, LINE_HEIGHT, LINE_CHARACTERS, TALLEST = 380, 16, 54, 480
_SPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202"'
    ' path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202"'
    ' style="position:absolute;z-index:{layer};visibility:hidden" fillcolor="#fffbe6"'
    ' o:insetmode="auto"><v:fill color2="#fffbe6"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
    '<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note">'
    "<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_FIRST_SHAPE = 1025
# What comes after `legacyDrawing` in a worksheet.
_AFTER_DRAWING = (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst",
)  # fmt: skip


@dataclass(frozen=True)
class Note:
    """The text of a mark: its first line stands out."""

    heading: str
    body: str

    @property
    def lines(self) -> int:
        """Return how many lines the text takes in its box."""
        texts = f"{self.heading}\n{self.body}".split("\n")
        return sum(max(1, ceil(len(text) / LINE_CHARACTERS)) for text in texts)


class Comments:
    """The comments of one worksheet."""

    def __init__(self, package: Package, part: str, cells: Cells) -> None:
        """Open the comments of a worksheet, made where it has none.

        Raises:
            UnmarkableError: a part that is named is not there.
        """
        self._package, self._part, self._cells = package, part, cells
        known = package.related(part, "comments")
        if known:
            self._comments = known[0]
        else:
            self._comments = package.fresh_part("xl/comments_baocao{}.xml")
            empty = f'<comments xmlns="{package.main}"><authors/><commentList/></comments>'
            package.put(self._comments, empty.encode(), COMMENTS_TYPE)
            package.relate(part, "comments", self._comments)
        root = package.tree(self._comments)
        self._authors = self._child(root, "authors", 0)
        self._list = self._child(root, "commentList", 1)
        self._by_place = {
            one.get("ref", ""): one for one in self._list.iter(package.tag("comment"))
        }
        self._boxes: list[tuple[str, Note]] = []

    def _child(self, root: Element, name: str, position: int) -> Element:
        found = root.find(self._package.tag(name))
        if found is None:
            found = element(self._package.tag(name))
            root.insert(position, found)
        return found

    def clear(self) -> None:
        """Take away the marks of an earlier round; other comments lose only what we added."""
        tag = self._package.tag
        names = [author.text for author in self._authors]
        for where, comment in list(self._by_place.items()):
            number = int(comment.get("authorId", "0"))
            if number < len(names) and names[number] == AUTHOR:
                self._list.remove(comment)
                del self._by_place[where]
                self._remove_box(where)
            else:
                _cut_off(list(comment.iter(tag("t"))))

    def add(self, where: str, note: Note) -> None:
        """Put a note on a cell, under what stands there already."""
        comment = self._by_place.get(where)
        if comment is None:
            comment = child(self._list, self._package.tag("comment"))
            comment.set("ref", where)
            comment.set("authorId", str(self._author()))
            text = child(comment, self._package.tag("text"))
            self._by_place[where] = comment
            self._boxes.append((where, note))
        else:
            text = comment.find(self._package.tag("text"))
            if text is None:
                text = child(comment, self._package.tag("text"))
            self._as_runs(text)
            self._run(text, f"\n{DIVIDER}\n", bold=False)
        self._run(text, note.heading, bold=True)
        self._run(text, f"\n{note.body}", bold=False)

    def _author(self) -> int:
        names = [author.text for author in self._authors]
        if AUTHOR not in names:
            child(self._authors, self._package.tag("author")).text = AUTHOR
            names.append(AUTHOR)
        return names.index(AUTHOR)

    def _as_runs(self, text: Element) -> None:
        """Turn a text without runs into one that has a run, so that another may follow."""
        for plain in text.findall(self._package.tag("t")):
            run = element(self._package.tag("r"))
            plain.addprevious(run)
            run.append(plain)

    def _run(self, text: Element, content: str, *, bold: bool) -> None:
        tag = self._package.tag
        run = element(tag("r"))
        looks = child(run, tag("rPr"))
        if bold:
            child(looks, tag("b"))
        child(looks, tag("sz")).set("val", "10")
        child(looks, tag("rFont")).set("val", "Arial")
        piece = child(run, tag("t"))
        piece.text = content
        piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        runs = text.findall(tag("r"))
        if runs:
            runs[-1].addnext(run)
        else:
            text.insert(0, run)

    def finish(self) -> None:
        """Draw the boxes of the new comments."""
        if not self._boxes:
            return
        part = self._drawing()
        drawing = self._package.read(part).decode("utf-8")
        taken = [int(number) for number in re.findall(r"_x0000_s(\d+)", drawing)]
        first = max([*taken, _FIRST_SHAPE - 1]) + 1
        shapes = "".join(
            self._shape(first + number, where, note)
            for number, (where, note) in enumerate(self._boxes)
        )
        if "_x0000_t202" not in drawing:
            shapes = _SHAPE_TYPE + shapes
        head, _, tail = drawing.rpartition("</")
        self._package.put(part, f"{_declared(head)}{shapes}</{tail}".encode())

    def _drawing(self) -> str:
        """Return the part that holds the boxes, an empty one made where there is none."""
        root, tag = self._cells.root, self._package.tag
        relation = f"{{{self._package.relation}}}id"
        existing = root.find(tag("legacyDrawing"))
        if existing is not None:
            return self._package.target(self._part, existing.get(relation, ""))
        part = self._package.fresh_part("xl/drawings/vmlDrawing_baocao{}.vml")
        spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _SPACES.items())
        self._package.put(part, f"<xml {spaces}></xml>".encode(), DRAWING_TYPE)
        link = element(tag("legacyDrawing"))
        link.set(relation, self._package.relate(self._part, "vmlDrawing", part))
        after = [tag(name) for name in _AFTER_DRAWING]
        following = next((one for one in root if one.tag in after), None)
        if following is None:
            root.append(link)
        else:
            following.addprevious(link)
        return part

    def _shape(self, number: int, where: str, note: Note) -> str:
        row, column = split_place(where)
        return _SHAPE.format(
            number=number,
            layer=number - _FIRST_SHAPE + 1,
            anchor=self._anchor(row, column, note),
            row=row,
            column=column,
        )

    def _anchor(self, row: int, column: int, note: Note) -> str:
        """Return where a box stands: right of its cell, as wide and high as its text needs."""
        first_row = max(0, row - 1)
        last_column, right = _reach(self._cells.width, column + 1, 15 + BOX_WIDTH)
        height = min(TALLEST, (note.lines + 1) * LINE_HEIGHT)
        last_row, bottom = _reach(self._cells.height, first_row, 4 + height)
        return f"{column + 1}, 15, {first_row}, 4, {last_column}, {right}, {last_row}, {bottom}"

    def _remove_box(self, where: str) -> None:
        """Take the box of a comment out of its drawing."""
        existing = self._cells.root.find(self._package.tag("legacyDrawing"))
        if existing is None:
            return
        row, column = split_place(where)
        part = self._package.target(self._part, existing.get(f"{{{self._package.relation}}}id", ""))
        drawing = self._package.read(part).decode("utf-8")

        def kept(shape: re.Match[str]) -> str:
            text = shape[0]
            is_ours = re.search(rf"<x:Row>\s*{row}\s*</x:Row>", text) and re.search(
                rf"<x:Column>\s*{column}\s*</x:Column>", text
            )
            return "" if is_ours and 'ObjectType="Note"' in text else text

        drawing = re.sub(r"<v:shape\b.*?</v:shape>", kept, drawing, flags=re.DOTALL)
        self._package.put(part, drawing.encode())


def _cut_off(pieces: list[Element]) -> None:
    """Take what we added out of a text: everything from our divider on."""
    is_ours = False
    for piece in pieces:
        text = piece.text or ""
        if is_ours:
            piece.text = ""
        elif DIVIDER in text:
            piece.text, is_ours = text.partition(DIVIDER)[0].rstrip("\n"), True


def _reach(size: Callable[[int], int], first: int, length: int) -> tuple[int, int]:
    """Return the row or column in which a length from the start of another ends, and how far in."""
    number = first
    while length > size(number):
        length -= size(number)
        number += 1
    return number, length


def _declared(drawing: str) -> str:
    """Return a drawing whose root declares the prefixes that our shapes use."""
    start = drawing.index("<xml")
    end = drawing.index(">", start)
    missing = "".join(
        f' xmlns:{prefix}="{uri}"'
        for prefix, uri in _SPACES.items()
        if f"xmlns:{prefix}=" not in drawing[start:end]
    )
    return f"{drawing[: start + 4]}{missing}{drawing[start + 4 :]}"
