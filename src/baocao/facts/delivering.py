"""The reports as files in an inbox: a workbook or a CSV file a sender, form and period."""

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from baocao.facts.books import Book
from baocao.facts.inventing import DOCUMENT
from baocao.files import write_atomic
from baocao.registry.period_names import folder_name
from baocao.sampling import clock
from baocao.sampling.lineage import ReportKey
from baocao.sampling.pages import Delivery, Page
from baocao.sampling.writing import content_of

# Under which number a document was issued, where the number is a sign that a form would show.
NUMBERS = {"QD2765": "2765/QĐ-UBND", "CTHD20": "20-NQ/TU", "NQ02": "02-NQ/TU"}
SUFFIXES = {"units": ".xlsx", "csv": ".csv"}


def write_inbox(book: Book, inbox: Path) -> list[Path]:
    """Write every report that is sent, each file with its time of arrival; return the files.

    Args:
        book: the figures.
        inbox: the folder with a folder for each sender.
    """
    return [write_delivery(book, delivery, inbox) for delivery in deliveries(book)]


def write_delivery(book: Book, delivery: Delivery, inbox: Path) -> Path:
    """Write one file with its time of arrival; return it."""
    path = inbox / delivery.path
    write_atomic(path, content_of(delivery, book.lineage, book.dice))
    arrived = delivery.received_at.timestamp()
    os.utime(path, (arrived, arrived))
    return path


def deliveries(book: Book) -> Iterator[Delivery]:
    """Yield one delivery for each sender, form and period, the sender's own report last."""
    together: dict[ReportKey, list[ReportKey]] = defaultdict(list)
    for key, _ in book.sent():
        sender = book.lineage.expected[key].sender_unit_code
        together[key._replace(unit_code=sender)].append(key)
    for envelope, keys in together.items():
        own_last = sorted(keys, key=lambda key: (key.unit_code == envelope.unit_code, key))
        yield _delivery(book, envelope, own_last)


def _delivery(book: Book, envelope: ReportKey, keys: list[ReportKey]) -> Delivery:
    own = keys[-1]
    period = book.lineage.period(own)
    dice = book.dice.at("delivery", *envelope)
    # A district that reports itself fills in the table of its units, unless a single item makes a
    # table of them pointless; what others gather is exported.
    is_own = book.unit(own).unit_type == "DISTRICT" and own.unit_code == envelope.unit_code
    kind = "units" if is_own and len(book.figures[own]) > 1 else "csv"
    due = min(book.lineage.expected[key].due_date for key in keys)
    received_at = clock.on_time(period.end_date, due, dice)
    name = f"{envelope.form_code}_{folder_name(period.period_code)}_{envelope.unit_code}"
    return Delivery(
        sender=envelope.unit_code,
        form_code=envelope.form_code,
        period=period,
        kind=kind,
        pages=tuple(_page(book, key) for key in keys),
        received_at=received_at,
        file_name=f"{name}{SUFFIXES[kind]}",
    )


def _page(book: Book, key: ReportKey) -> Page:
    period, unit, figures = book.lineage.period(key), book.unit(key), book.figures[key]
    return Page(
        key=key,
        figures=figures,
        form_text=key.form_code,
        period_text=period.period_code,
        window=(period.start_date, period.end_date),
        report_date=period.end_date,
        unit_code=unit.unit_code,
        unit_name=unit.name_vi,
        # As numbers, whatever the sender's manner would make of them; answers as people tick them.
        raw={code: _written(book, key, code, figure) for code, figure in figures.items()},
    )


def _written(book: Book, key: ReportKey, code: str, figure: int) -> int | str:
    """Return what stands in a cell: a figure, an answer; an issuer gives the number."""
    indicator, _, document = code.partition(".")
    if indicator != DOCUMENT:
        return figure
    if figure and key.unit_code == book.issuers[document]:
        return NUMBERS.get(document, "x")
    return book.dice.pick(("x", "có", 1) if figure else ("chưa", "không", 0), "answer", code, *key)
