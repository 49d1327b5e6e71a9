"""The parts of a workbook's package, edited one by one: what is not touched stays as it was."""

import io
import posixpath
import zipfile
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - it has no types

from baocao.receipts.marking.zipping import new_entry, raw_entry, written

Element = Any

_CONTENT_TYPES = "[Content_Types].xml"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=False
)
# The two dialects of the format: (cells, relations). A package speaks one of them throughout.
TRANSITIONAL = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
)
STRICT = (
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)


def parsed(content: bytes | str) -> Element:
    """Return XML from outside as a tree; nothing that it names is fetched or expanded.

    Raises:
        UnmarkableError: it is no XML.
    """
    try:
        return etree.fromstring(content, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnmarkableError("XML") from error


def element(tag: str) -> Element:
    """Return an empty element with a namespace in its tag."""
    return etree.Element(tag)


def child(parent: Element, tag: str) -> Element:
    """Return an empty element added to another at its end."""
    return etree.SubElement(parent, tag)


def as_text(tree: Element) -> str:
    """Return an element as XML."""
    return etree.tostring(tree, encoding="unicode", with_tail=False).strip()


class UnmarkableError(Exception):
    """A package of a shape that cannot be edited; a fresh copy is made of it instead."""


class Package:
    """A workbook's package; `save` writes untouched parts as they were read."""

    def __init__(self, content: bytes) -> None:
        """Open a package that has been inspected.

        Raises:
            UnmarkableError: it has no workbook, or one of no known dialect.
        """
        self._content = content
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        self._names = set(self._zip.namelist())
        self._changed: dict[str, bytes] = {}
        self._trees: dict[str, Element] = {}
        self._edited: set[str] = set()
        self.workbook_part = self._find_workbook()
        main = etree.QName(self._look(self.workbook_part)).namespace
        dialect = next((one for one in (TRANSITIONAL, STRICT) if one[0] == main), None)
        if dialect is None:
            raise UnmarkableError(f"namespace {main}")
        self.main, self.relation = dialect

    def _find_workbook(self) -> str:
        for relation in self._look("_rels/.rels"):
            if relation.get("Type", "").endswith("/officeDocument"):
                return _joined("", relation.get("Target", ""))
        raise UnmarkableError("no workbook")

    def __contains__(self, part: str) -> bool:
        """Tell whether a part is there."""
        return part in self._names or part in self._changed or part in self._trees

    def tag(self, name: str) -> str:
        """Return a tag of the cells' namespace."""
        return f"{{{self.main}}}{name}"

    def tree(self, part: str) -> Element:
        """Return a part as a tree; what is done to the tree is saved.

        Raises:
            UnmarkableError: no such part, or no XML.
        """
        self._edited.add(part)
        return self._look(part)

    def _look(self, part: str) -> Element:
        """Return a part as a tree that is only looked at."""
        if part not in self._trees:
            self._trees[part] = parsed(self.read(part))
        return self._trees[part]

    def read(self, part: str) -> bytes:
        """Return a part's bytes.

        Raises:
            UnmarkableError: no such part.
        """
        if part in self._changed:
            return self._changed[part]
        if part not in self._names:
            raise UnmarkableError(f"no part {part}")
        return self._zip.read(part)

    def put(self, part: str, content: bytes, content_type: str = "") -> None:
        """Replace a part, or add one of a content type."""
        is_new = part not in self
        self._trees.pop(part, None)
        self._changed[part] = content
        if is_new and content_type:
            self._declare(part, content_type)

    def _declare(self, part: str, content_type: str) -> None:
        types = self.tree(_CONTENT_TYPES)
        extension = posixpath.splitext(part)[1].lstrip(".").lower()
        if extension != "xml":
            defaults = types.findall(f"{{{_TYPES}}}Default")
            if not any(one.get("Extension", "").lower() == extension for one in defaults):
                one = etree.Element(f"{{{_TYPES}}}Default")
                one.set("Extension", extension)
                one.set("ContentType", content_type)
                types.insert(0, one)
            return
        override = etree.SubElement(types, f"{{{_TYPES}}}Override")
        override.set("PartName", f"/{part}")
        override.set("ContentType", content_type)

    def fresh_part(self, pattern: str) -> str:
        """Return a part's name that is not taken; `{}` in the pattern becomes a number."""
        number = 1
        while pattern.format(number) in self:
            number += 1
        return pattern.format(number)

    def related(self, part: str, kind: str) -> list[str]:
        """Return the parts that a part is related to, by the last word of the relation's type."""
        relations = _relations_part(part)
        if relations not in self:
            return []
        return [
            _joined(part, relation.get("Target", ""))
            for relation in self._look(relations)
            if relation.get("Type", "").endswith(f"/{kind}")
            and relation.get("TargetMode") != "External"
        ]

    def target(self, part: str, relation_id: str) -> str:
        """Return the part behind a relation's id.

        Raises:
            UnmarkableError: no such relation.
        """
        for relation in self._look(_relations_part(part)):
            if relation.get("Id") == relation_id:
                return _joined(part, relation.get("Target", ""))
        raise UnmarkableError(f"{part}: no relation {relation_id}")

    def relate(self, part: str, kind: str, target: str) -> str:
        """Relate a part to another and return the relation's id."""
        name = _relations_part(part)
        self._edited.add(name)
        if name not in self:
            self._trees[name] = etree.Element(
                f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS}
            )
        tree = self.tree(name)
        taken = {one.get("Id") for one in tree}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        relation = etree.SubElement(tree, f"{{{_RELATIONS}}}Relationship")
        relation.set("Id", f"rId{number}")
        relation.set("Type", f"{self.relation}/{kind}")
        relation.set("Target", f"/{target}")
        return f"rId{number}"

    def save(self) -> bytes:
        """Return the package with all that was done to it."""
        changed = self._changed | {
            part: etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
            for part, tree in self._trees.items()
            if part in self._edited
        }
        entries = [
            (
                raw_entry(self._content, info)
                if info.filename not in changed
                else new_entry(info.filename, changed.pop(info.filename))
            )
            for info in self._zip.infolist()
        ]
        entries += [new_entry(part, content) for part, content in changed.items()]
        return written(entries)


def _relations_part(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _joined(part: str, target: str) -> str:
    """Return a relation's target as a part's name, without a leading slash."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
