"""Deliveries as bytes, the way units write files."""

from baocao.sampling.dice import Dice
from baocao.sampling.lineage import Lineage
from baocao.sampling.pages import Delivery
from baocao.sampling.writing import unreadable
from baocao.sampling.writing.canvas import Book
from baocao.sampling.writing.manner import manner_for
from baocao.sampling.writing.records import csv_content, json_content
from baocao.sampling.writing.sheets import write_items, write_sheets, write_units


def content_of(delivery: Delivery, lineage: Lineage, dice: Dice) -> bytes:
    """Return the bytes of a file.

    Args:
        delivery: what the file says.
        lineage: the units and reports it is about.
        dice: the seed's choices.
    """
    file = dice.at("file", delivery.path)
    if delivery.kind in ("csv", "json"):
        make = csv_content if delivery.kind == "csv" else json_content
        return make(delivery, lineage, file)
    if delivery.kind in ("items", "units", "sheets"):
        return _workbook(delivery, lineage, dice, file)
    if delivery.kind in ("damaged", "macro"):
        kind = "items" if len(delivery.pages) == 1 else "units"
        whole = _workbook(delivery, lineage, dice, file, kind)
        return (
            unreadable.damaged(whole)
            if delivery.kind == "damaged"
            else unreadable.with_macro(whole)
        )
    if delivery.kind == "cut_utf16":
        return unreadable.cut_within_a_letter(csv_content(delivery, lineage, file))
    return {"empty": b"", "encrypted": unreadable.encrypted(file), "scan": unreadable.scanned()}[
        delivery.kind
    ]


def _workbook(
    delivery: Delivery, lineage: Lineage, dice: Dice, file: Dice, kind: str = ""
) -> bytes:
    sender = lineage.unit(delivery.pages[-1].key)
    book = Book(manner_for(sender, dice, file), delivery.received_at)
    kind = kind or delivery.kind
    if kind == "units":
        write_units(book, lineage, delivery)
    elif kind == "sheets":
        write_sheets(book, lineage, delivery)
    else:
        write_items(
            book.sheet(file.pick(("Sheet1", "Biểu", "BC"), "sheet")), lineage, delivery.pages[0]
        )
    return book.content()
