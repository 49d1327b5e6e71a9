"""A file with its faults marked, in the sender's own format where it has one."""

import logging
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - it has no types

from baocao.ingesting.formats.delimited import dialect
from baocao.ingesting.formats.kinds import CSV, JSON, XLSX, kind_of
from baocao.ingesting.formats.opening import open_file
from baocao.ingesting.refusing import FileRefused
from baocao.receipts.faults import Fault
from baocao.receipts.marking.fresh import fresh_workbook
from baocao.receipts.marking.package import UnmarkableError
from baocao.receipts.marking.records import import_summary, marked_csv
from baocao.receipts.marking.workbook import marked_workbook

log = logging.getLogger(__name__)
DAMAGED = (
    zipfile.BadZipFile, zlib.error, etree.LxmlError, EOFError, LookupError, NotImplementedError,
    ValueError,
)  # fmt: skip


class Marked(NamedTuple):
    """What goes back to the sender."""

    suffix: str
    content: bytes


def marked_file(
    name: str,
    content: bytes,
    max_unpacked: int,
    faults: Sequence[Fault],
    document: dict[str, Any],
) -> Marked | None:
    """Return a file with its faults marked, None where it cannot be opened any more.

    An .xlsx file is edited in place; other workbooks, and one that cannot be edited, are copied.

    Args:
        name: the file's name.
        content: its bytes, which ingest has found safe and has read.
        max_unpacked: largest size in bytes of a workbook once unpacked.
        faults: what is wrong with it; at least one.
        document: the receipt.
    """
    try:
        kind = kind_of(name, content)
        if kind == JSON:
            return Marked("json", import_summary(faults, document))
        if kind == CSV:
            (sheet,) = open_file(name, content, max_unpacked).sheets
            return Marked("csv", marked_csv(sheet, dialect(content).delimiter, faults))
        edited = _edited(content, faults, document) if kind == XLSX else None
        if edited is None:
            edited = fresh_workbook(open_file(name, content, max_unpacked).sheets, faults)
        return Marked("xlsx", edited)
    except FileRefused as error:
        log.warning("%s: no marked copy, %s", document["delivery_id"], error.finding_code)
        return None


def _edited(content: bytes, faults: Sequence[Fault], document: dict[str, Any]) -> bytes | None:
    try:
        return marked_workbook(content, faults)
    except UnmarkableError as error:
        log.info("%s: marked in a copy, %s", document["delivery_id"], error)
    except DAMAGED as error:
        # The reader of cells forgives more than an editor of packages can.
        log.info("%s: marked in a copy, %s", document["delivery_id"], type(error).__name__)
    return None
