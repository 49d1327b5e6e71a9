"""The sheets that an .xlsx workbook lists, and the part in which each of them stands."""

import posixpath
import re
from typing import NamedTuple

from baocao.ingesting.formats.remembering import remembered
from baocao.ingesting.formats.xml_parsing import Element, parse_xml

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
PACKAGE_RELATIONS = "_rels/.rels"
STRINGS, STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RELATION_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_DOCUMENT = "/relationships/officeDocument"
_WORKSHEET = "/relationships/worksheet"
_USUAL_PART = re.compile(r"xl/worksheets/[^/]+\.xml")
_USUAL_PARTS = {"/relationships/sharedStrings": STRINGS, "/relationships/styles": STYLES}
_HIDDEN = {"": False, "visible": False, "hidden": True, "veryHidden": True}


class ListedSheet(NamedTuple):
    """A sheet of a workbook; `part` is "" where no part belongs to it."""

    name: str
    part: str
    is_hidden: bool


class Listed(NamedTuple):
    """The sheets of a workbook, in order.

    Attributes:
        is_plain: they are all worksheets, and everything has its usual name and place.
    """

    sheets: tuple[ListedSheet, ...]
    is_plain: bool


@remembered
def listed_sheets(workbook: bytes, relations: bytes, package: bytes) -> Listed:
    """Return what a workbook lists; nothing where that cannot be told.

    Args:
        workbook: the part `xl/workbook.xml`.
        relations: its part of relations.
        package: the part of relations of the whole package.
    """
    root, related = parse_xml(workbook), parse_xml(relations)
    if root is None or related is None:
        return Listed((), is_plain=False)
    targets = {one.get("Id"): one for one in related}
    elements = list(root.iter("{*}sheet"))
    found = [
        (one, targets.get(one.get(_RELATION) or one.get(_RELATION_STRICT))) for one in elements
    ]
    sheets = tuple(
        ListedSheet(one.get("name", ""), _part(to), _HIDDEN.get(one.get("state", ""), True))
        for one, to in found
    )
    is_plain = (
        bool(sheets)
        and len(targets) == len(related)
        and len({sheet.name for sheet in sheets}) == len(sheets)
        and {one.getparent().getparent() for one in elements} == {root}
        and all(one.get("state", "") in _HIDDEN and _is_worksheet(to) for one, to in found)
        and _has_usual_parts(related)
        and _leads_to_workbook(package)
    )
    return Listed(sheets, is_plain)


def _part(relation: Element | None) -> str:
    """Return the name of the part that a relation of the workbook leads to."""
    if relation is None:
        return ""
    return posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")


def _is_worksheet(relation: Element | None) -> bool:
    return (
        relation is not None
        and _kind(relation).endswith(_WORKSHEET)
        and _USUAL_PART.fullmatch(_part(relation)) is not None
        and "." not in relation.get("Target", "").removesuffix(".xml")
    )


def _leads_to_workbook(package: bytes) -> bool:
    root = parse_xml(package)
    kinds = [] if root is None else [one for one in root if _kind(one).endswith(_DOCUMENT)]
    return [one.get("Target", "").lstrip("/") for one in kinds] == [WORKBOOK]


def _kind(relation: Element) -> str:
    return relation.get("Type", "")


def _has_usual_parts(relations: Element) -> bool:
    """Tell whether the tables of strings and styles are where readers look without being told."""
    for kind, name in _USUAL_PARTS.items():
        parts = [_part(one) for one in relations if _kind(one).endswith(kind)]
        if parts not in ([], [name]):
            return False
    return True
