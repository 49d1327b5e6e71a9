"""Writing receipts: the sender's own file with marks, the record for machines, the page for people.

A receipt is made of what landed and of the archived bytes alone, so a missing one can be written
later; the page is written last, so a page that exists has all that belongs to it.
"""

import json
import logging
import re
import traceback
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from baocao.errors import ConfigFault
from baocao.files import write_atomic
from baocao.ingesting.archiving import archive_path
from baocao.ingesting.findings import Catalogue
from baocao.ingesting.history import History
from baocao.ingesting.model import FileResult
from baocao.receipts.comparing import Comparer
from baocao.receipts.document import Receipt, Receipts
from baocao.receipts.marking.files import Marked, marked_file
from baocao.receipts.wording import says_text
from baocao.registry import Registry
from baocao.settings import VIETNAM, Settings

NO_SENDER = "_khac"
_SAFE_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

log = logging.getLogger(__name__)


class _Compiled(NamedTuple):
    """Compiled rules, what they were compiled from, and the faults of those that are refused."""

    registry: Registry
    content: str
    comparer: Comparer
    refused: list[ConfigFault]


# The upload page takes in file after file: rules that stayed the same are compiled once a process.
_KEPT: list[_Compiled] = []
_MOST_KEPT = 2


def _compiled(expectations: Path, registry: Registry) -> _Compiled:
    from baocao import rules

    content = rules.content_of(expectations)
    for kept in tuple(_KEPT):
        if kept.registry is registry and kept.content == content:
            return kept
    sound, refused = rules.load_sound(expectations, registry)
    made = _Compiled(registry, content, Comparer(registry, sound), refused)
    _KEPT[:] = [made, *_KEPT[: _MOST_KEPT - 1]]
    return made


class ReceiptWriter:
    """Writes receipts under `receipts/<unit_code>/`."""

    def __init__(self, settings: Settings, registry: Registry, catalogue: Catalogue) -> None:
        """Keep what receipts are made of; the rules are read when the first one is written.

        Args:
            settings: where receipts go and what time it is.
            registry: names of units and forms, and what is expected of whom.
            catalogue: advice by finding code.
        """
        self._settings = settings
        self._registry = registry
        self._catalogue = catalogue

    @cached_property
    def _page(self) -> Any:
        environment = Environment(
            loader=PackageLoader("baocao.receipts", "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        environment.globals["says"] = says_text
        return environment.get_template("receipt.html.j2")

    @cached_property
    def _receipts(self) -> Receipts:
        return Receipts(self._registry, self._catalogue, self._comparer(), self._settings.today)

    def _comparer(self) -> Comparer:
        """Return the rules that can be read: the sender gets an answer in any case."""
        # Imported here: a run without receipts needs no rules.
        from baocao import rules

        compiled = _compiled(self._settings.expectations, self._registry)
        rules.tell(compiled.refused)
        return compiled.comparer

    def path(self, result: FileResult) -> Path:
        """Return where the page of a delivery is."""
        sender = result.delivery.sender_unit_code or next(
            (one.unit_code for one in result.submissions if one.unit_code), ""
        )
        folder = sender if _SAFE_FOLDER.fullmatch(sender) else NO_SENDER
        arrived = f"{result.delivery.received_at.astimezone(VIETNAM):%Y%m%d-%H%M%S}"
        return self._settings.receipts / folder / f"{arrived}-{result.delivery_id}.html"

    def write(self, result: FileResult, history: History) -> Path | None:
        """Write a delivery's receipt; return the page, None where it is there."""
        path = self.path(result)
        if path.exists():
            return None
        receipt = self._receipts.make(result, history)
        marked = self._marked(result, receipt)
        if marked is not None:
            target = path.with_suffix(f".marked.{marked.suffix}")
            write_atomic(target, marked.content, sync=False)
            receipt.document["marked"] = target.name
        twin = json.dumps(receipt.document, ensure_ascii=False)
        write_atomic(path.with_suffix(".json"), twin, sync=False)
        write_atomic(path, self._page.render(receipt.document), sync=False)
        return path

    def _marked(self, result: FileResult, receipt: Receipt) -> Marked | None:
        """Return the sender's file with its faults marked.

        None for a file without faults or with notes on the whole of it only, one that was not
        read, and one whose bytes are not in the archive: of a quarantined file nothing leaves the
        quarantine.
        """
        source = archive_path(self._settings, result.file_sha256)
        worth_it = any(fault.cell or fault.severity != "info" for fault in receipt.faults)
        if result.outcome != "read" or not worth_it or not source.is_file():
            return None
        try:
            return marked_file(
                result.delivery.file_name,
                source.read_bytes(),
                self._settings.max_unpacked_bytes,
                receipt.faults,
                receipt.document,
            )
        except Exception as error:
            # Whatever is odd about one file, its sender and all others get their answer. Not the
            # message of the error: it may quote a cell.
            frames = "".join(traceback.format_tb(error.__traceback__))
            log.error("%s: %s\n%s", result.delivery_id, type(error).__name__, frames)
            return None
