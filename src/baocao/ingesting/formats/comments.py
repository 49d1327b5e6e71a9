"""Comments on the cells of an .xlsx workbook."""

import re

from baocao.ingesting.formats.remembering import remembered
from baocao.ingesting.formats.xml_parsing import parse_xml
from baocao.ingesting.grids import Comments, split_place
from baocao.ingesting.text import clean

_PART = re.compile(r"xl/(?:.*/)?comments?[^/]*\.xml", re.IGNORECASE)
_REFERENCE = re.compile(r"[A-Za-z]{1,3}[1-9][0-9]{0,6}")
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
    return _read_comments(_TEMPLATE_MARK.sub(b"", xml))


@remembered
def _read_comments(xml: bytes) -> Comments:
    root = parse_xml(xml) if xml else None
    if root is None:
        return ()
    authors = [one.text or "" for one in root.iter("{*}author")]
    found = []
    for comment in root.iter("{*}comment"):
        place = comment.get("ref", "")
        author = comment.get("authorId", "")
        is_ours = author.isdigit() and authors[int(author) : int(author) + 1] == [RECEIPT_AUTHOR]
        if _REFERENCE.fullmatch(place) and not is_ours:
            texts = (part.text or "" for part in comment.iter("{*}t"))
            text = "".join(texts).partition(RECEIPT_DIVIDER)[0]
            text = _AUTHOR.sub("", clean(text).strip(), count=1)
            found.append((split_place(place.upper()), text))
    return tuple(found)
