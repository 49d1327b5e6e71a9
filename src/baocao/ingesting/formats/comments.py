"""Comments on the cells of an .xlsx workbook."""

import re
from typing import NamedTuple

from baocao.ingesting.formats.remembering import remembered, remembering
from baocao.ingesting.formats.xml_parsing import Element, parse_xml
from baocao.ingesting.grids import Comments, split_place
from baocao.ingesting.text import clean

_PART = re.compile(r"xl/(?:.*/)?comments?[^/]*\.xml", re.IGNORECASE)
_REFERENCE = re.compile(r"[A-Za-z]{1,3}[1-9][0-9]{0,6}")
_NUMBER = re.compile(r"[0-9]{1,6}")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*/relationships/comments[\"'][^<>]*>")
_TARGET = re.compile(rb"""\bTarget\s*=\s*["'](?:[^"']*/)?([^"'/]+)["']""")
# What receipts wrote into the workbook that they sent back says nothing of the figures.
RECEIPT_AUTHOR, RECEIPT_DIVIDER = "Baocao – phiếu tiếp nhận", "―――  Phiếu tiếp nhận  ―――"
# The last line of a template's comment differs from unit to unit, all before it does not.
_TEMPLATE_MARK = re.compile(
    rb"BAOCAO form=[\w-]+ version=\w+ unit=[\w-]{1,30} period=[\w/-]+ item=[\w.]+\s*(?=</t>)"
)
# Excel begins a comment with the name of who wrote it.
_AUTHOR = re.compile(r"^[^\n:]{1,60}:[ \t]*\n\s*")
# What stands around the references of comments; a comment is the same from sheet to sheet.
_BEGIN, _END = b'<comment ref="', b"</commentList></comments>"
_SPACE = b" \t\r\n"
_PLAIN_HEAD = re.compile(rb'(?:<\?xml version="1\.0" encoding="UTF-8"[^<>]*\?>\s*)?<comments[\s>]')
MOST_COMMENTS, LONGEST_COMMENT = 4096, 4096


class _Comment(NamedTuple):
    """A comment's text, and the number of its author, -1 for none."""

    author: int
    text: str


def is_part(name: str) -> bool:
    """Tell whether a part of this name holds comments."""
    return _PART.fullmatch(name) is not None


def part_of(sheet: str, relations: dict[str, bytes], parts: dict[str, bytes]) -> bytes:
    """Return the part with the comments of a sheet, b"" for none.

    Args:
        sheet: the name of the sheet's part.
        relations: the parts of relations of all sheets, by name.
        parts: the parts of comments, by name.
    """
    if not parts:
        return b""
    folder, _, name = sheet.rpartition("/")
    relation = _RELATION.search(relations.get(f"{folder}/_rels/{name}.rels", b""))
    target = _TARGET.search(relation[0]) if relation else None
    wanted = f"/{target[1].decode('ascii', 'replace').lower()}" if target else "//"
    return next((xml for name, xml in parts.items() if name.lower().endswith(wanted)), b"")


def read_comments(xml: bytes) -> Comments:
    """Return the comments of a sheet, without the names of who wrote them."""
    xml = _TEMPLATE_MARK.sub(b"", xml)
    known = _one_by_one(xml)
    return _all_at_once(xml) if known is None else known


def _one_by_one(xml: bytes) -> Comments | None:
    """Return what `_all_at_once` does, None where the comments cannot be told from each other.

    In a table of units every row has the same comments, and so has every other such table: each is
    looked up by its bytes, which takes a tenth of the time of a parser.
    """
    head, *pieces = xml.split(_BEGIN)
    ours = _receipt_authors(head)
    if ours is None or not pieces:
        return None
    pieces[-1], end, behind = pieces[-1].partition(_END)
    if not end or behind.strip(_SPACE):
        return None
    found = []
    for piece in pieces:
        reference, _, rest = piece.partition(b'"')
        place, comment = _place(reference), _comment(rest)
        if place is None or comment is None:
            return None
        if comment.author not in ours:
            found.append((place, comment.text))
    return tuple(found)


@remembered
def _receipt_authors(head: bytes) -> frozenset[int] | None:
    """Return `_ours` of what stands before the first comment, None where it must not be cut off."""
    # Another encoding, or a document type, would say something of the comments too.
    root = parse_xml(head + _END) if _PLAIN_HEAD.match(head) and b"<!" not in head else None
    return None if root is None or list(root.iter("{*}comment")) else _ours(root)


@remembering(MOST_COMMENTS, LONGEST_COMMENT)
def _place(reference: bytes) -> tuple[int, int] | None:
    text = reference.decode("ascii", "replace")
    return split_place(text.upper()) if _REFERENCE.fullmatch(text) else None


@remembering(MOST_COMMENTS, LONGEST_COMMENT)
def _comment(rest: bytes) -> _Comment | None:
    """Return a comment from what stands behind its place, None if it is not one whole element."""
    if b"xml:id" in rest:
        # No two elements of a document may have the same.
        return None
    root = parse_xml(b"<comments><commentList>" + _BEGIN + b'A1"' + rest + _END)
    inside = [] if root is None else list(root.iter("{*}comment", "{*}author"))
    return _understood(inside[0]) if len(inside) == 1 else None


@remembered
def _all_at_once(xml: bytes) -> Comments:
    root = parse_xml(xml) if xml else None
    if root is None:
        return ()
    ours = _ours(root)
    found = []
    for element in root.iter("{*}comment"):
        reference, comment = element.get("ref", ""), _understood(element)
        if _REFERENCE.fullmatch(reference) and comment.author not in ours:
            found.append((split_place(reference.upper()), comment.text))
    return tuple(found)


def _ours(root: Element) -> frozenset[int]:
    """Return the numbers of the authors under whose name receipts write."""
    authors = enumerate(root.iter("{*}author"))
    return frozenset(number for number, one in authors if one.text == RECEIPT_AUTHOR)


def _understood(element: Element) -> _Comment:
    author = element.get("authorId", "")
    text = "".join(part.text or "" for part in element.iter("{*}t")).partition(RECEIPT_DIVIDER)[0]
    text = _AUTHOR.sub("", clean(text).strip(), count=1)
    return _Comment(int(author) if _NUMBER.fullmatch(author) else -1, text)
