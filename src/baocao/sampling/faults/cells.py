"""Cells that hold no usable figure: negative, no number, two readings, empty, personal data."""

from functools import partial
from typing import Any

from baocao.sampling.faults.inbox import Inbox
from baocao.sampling.faults.scene import Mark
from baocao.sampling.pages import Delivery, Page

# The first item of each row that the report has; none of them is part of a sum.
MAY_BE_SPOILED = ("TD05", "DC13", "DVK03")
MAY_BE_EMPTY = ("GQ06", "VB08", "DVK03")
# Numbers nobody can have: the province code of a citizen's number is never 000.
PERSONAL = "CCCD 000000000000, ĐT 0900000000"


def _item(page: Page, choices: tuple[str, ...]) -> str | None:
    return next((code for code in choices if code in page.figures), None)


def spoil(
    inbox: Inbox, check_code: str, raw: Any, delivery: Delivery, page: Page
) -> list[Mark] | None:
    """Put something else than the figure into a cell."""
    code = _item(page, MAY_BE_SPOILED)
    if code is None:
        return None
    inbox.replace(delivery, delivery.with_page(page.key, raw={code: raw}))
    return [Mark(check_code, page.key, code.split(".")[0], f"{code} holds {raw!r}", delivery.path)]


def empty(inbox: Inbox, delivery: Delivery, page: Page) -> list[Mark] | None:
    """Leave a compulsory cell empty; in a district's table one whose figure is zero."""
    code = _item(page, MAY_BE_EMPTY)
    if code is None or len(page.figures) == 1:
        return None
    if len(delivery.pages) > 1 and page.figures[code] != 0:
        return None
    inbox.replace(delivery, delivery.with_page(page.key, raw={code: ""}))
    return [Mark("REP03", page.key, code, f"{code} left empty", delivery.path)]


def no_result_at_all(inbox: Inbox, delivery: Delivery, page: Page) -> list[Mark] | None:
    """Models are registered and the cells of their results are left empty."""
    if "DVK02" not in page.figures:
        return None
    raw = {code: "" for code in page.figures if code.startswith(("DVK02", "DVK03"))}
    inbox.replace(delivery, delivery.with_page(page.key, raw=raw))
    return [
        Mark("DVK01R", page.key, "DVK02", "results left empty", delivery.path),
        Mark("REP03", page.key, "DVK02", "DVK02 and DVK03 left empty", delivery.path),
    ]


def personal(inbox: Inbox, delivery: Delivery, page: Page) -> list[Mark]:
    """Write a citizen's numbers into the remarks."""
    code = next(iter(page.figures))
    inbox.replace(delivery, delivery.with_page(page.key, notes={code: PERSONAL}))
    return [Mark("VAL10", page.key, "", "identity and telephone number in a remark", delivery.path)]


def put_cells(inbox: Inbox) -> None:
    """Put all faults of this kind."""

    def anywhere(_delivery: Delivery, _page: Page) -> bool:
        return True

    def is_alone(delivery: Delivery, _page: Page) -> bool:
        return len(delivery.pages) == 1

    def is_sheet(delivery: Delivery, _page: Page) -> bool:
        return delivery.kind == "items"

    for name, count, suits, change in (
        ("negative", 6, is_alone, partial(spoil, inbox, "VAL01", -2)),
        ("unclear_number", 4, is_sheet, partial(spoil, inbox, "VAL04", 1.045)),
        ("personal_data", 3, is_sheet, partial(personal, inbox)),
    ):
        inbox.inject_pages(name, count, suits, change, keeps_figures=False)
    for name, count, suits, change in (
        ("no_number", 8, anywhere, partial(spoil, inbox, "VAL11", "đang tổng hợp")),
        ("no_number", 4, anywhere, partial(spoil, inbox, "VAL02", "1,5")),
        ("blank", 10, anywhere, partial(empty, inbox)),
        ("no_result", 4, is_alone, partial(no_result_at_all, inbox)),
    ):
        inbox.inject_pages(name, count, suits, change, keeps_figures=False)
