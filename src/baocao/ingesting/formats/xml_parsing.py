"""Parsing markup that strangers wrote: no document type, no entity, no network, no great depth.

libxml2 stops at 256 levels and at texts of ten million characters by itself.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from baocao.ingesting.formats.building import check_tags
from baocao.ingesting.formats.package import refuse_document_type
from baocao.ingesting.model import Both
from baocao.ingesting.refusing import FileRefused, damaged

# lxml has no type stubs.
Element = Any
_DECLARATION = re.compile(rb"\s*<\?xml[^>]{0,200}\?>")


def parse_xml(xml: bytes) -> Element | None:
    """Return the root of a document, None where it is not well-formed, or too deep."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        return None


def parse_html(text: str) -> Element | None:
    """Return the root of a web page as browsers understand it, None for none at all.

    Raises:
        FileRefused: FIL01, it is nested too deeply, or nothing can be made of it.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_pis=True, remove_comments=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged() from error
    # What stands behind would be missing without a word.
    if any(error.level_name == "FATAL" for error in parser.error_log):
        raise FileRefused("FIL01", Both("trang web lồng quá sâu", "a web page nested too deeply"))
    return root


def walk(element: Element) -> Iterator[tuple[str, Element]]:
    """Yield "start" and "end" of an element and all in it, without recursion."""
    return etree.iterwalk(element, events=("start", "end"))


def elements(xml: bytes) -> Iterator[tuple[str, str, Element]]:
    """Yield "start" and "end" of each element, with its name; what was read can be given back.

    Raises:
        FileRefused: FIL01, it is not well-formed, too deep, or no UTF-8; FIL07, it has a document
            type or more elements than any form has.
    """
    check_tags(xml)
    try:
        for event, element in etree.iterparse(
            io.BytesIO(_without_declaration(xml)),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        ):
            yield event, local_name(element), element
    except etree.XMLSyntaxError as error:
        raise damaged() from error


def _without_declaration(xml: bytes) -> bytes:
    """Return UTF-8 XML without the line that may claim another encoding."""
    if b"\0" in xml[:4] or xml.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileRefused("FIL01", Both("XML không phải UTF-8", "XML that is not UTF-8"))
    # What an entity stands for can swell.
    refuse_document_type("XML", xml)
    declaration = _DECLARATION.match(xml)
    return xml[declaration.end() :] if declaration else xml


def local_name(element: Element) -> str:
    """Return an element's name without its namespace, "" for what is no element."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""
