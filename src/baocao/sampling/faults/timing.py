"""Reports that come late, twice or again, and total rows that are not the sums of their rows."""

from dataclasses import replace
from functools import partial

from baocao.sampling import clock
from baocao.sampling.faults.inbox import Inbox
from baocao.sampling.faults.scene import Mark
from baocao.sampling.lineage import ReportKey
from baocao.sampling.pages import Delivery, Page

# What the first version of a report sent again got wrong, by the form's items.
FIRST_MISTAKES = (("TD03", 1), ("DC02", 3), ("VB08", 2), ("DVK01", 1))


def late(inbox: Inbox, delivery: Delivery) -> list[Mark]:
    """The file comes after the deadline."""
    dice = inbox.scene.dice.at("late", delivery.path)
    received_at = clock.late(inbox.due_date(delivery), dice)
    signed = clock.signed_on(received_at, delivery.period.end_date, dice)
    pages = tuple(replace(page, report_date=signed) for page in delivery.pages)
    path = inbox.replace(delivery, replace(delivery, received_at=received_at, pages=pages)).path
    return [
        Mark("REP02", key, "", f"received {received_at:%Y-%m-%dT%H:%MZ}", path)
        for key in inbox.late_reports(delivery, received_at)
    ]


def twice(inbox: Inbox, delivery: Delivery) -> list[Mark]:
    """The same bytes come again under another name."""
    dice = inbox.scene.dice.at("twice", delivery.path)
    stem, dot, suffix = delivery.file_name.rpartition(".")
    copy = replace(
        delivery,
        received_at=clock.later(delivery.received_at, inbox.due_date(delivery), dice),
        file_name=f"{stem} - bản gửi lại{dot}{suffix}",
        copy_of=delivery.path,
    )
    path = inbox.add(copy).path
    key = ReportKey(delivery.sender, delivery.form_code, delivery.period.period_code)
    return [Mark("FIL10", key, "", f"same bytes as {delivery.file_name}", path)]


def again(inbox: Inbox, delivery: Delivery) -> list[Mark] | None:
    """A first version with a wrong figure is followed by the right one, which alone counts."""
    page = inbox.scene.dice.pick(delivery.pages, "first mistake", delivery.path)
    mistake = next(((c, n) for c, n in FIRST_MISTAKES if c in page.figures), None)
    if mistake is None:
        return None
    figures = page.figures | {mistake[0]: page.figures[mistake[0]] + mistake[1]}
    path, _ = inbox.send_again(delivery.with_page(page.key, figures=figures))
    note = f"the first version had {mistake[0]} {mistake[1]} too high"
    return [Mark("REP04", key, "", note, path) for key in delivery.keys]


def again_with_finding(inbox: Inbox, delivery: Delivery) -> list[Mark] | None:
    """A first version with an unusable cell is followed by one in order."""
    page = delivery.pages[0]
    if "TD05" not in page.figures:
        return None
    path, _ = inbox.send_again(delivery.with_page(page.key, raw={"TD05": "chưa rõ"}))
    return [
        Mark("REP04", page.key, "", "the first version had no number in TD05", path),
        Mark("VAL11", page.key, "TD05", "resolved by the second version", path),
    ]


def rejected_then_right(inbox: Inbox, delivery: Delivery) -> list[Mark] | None:
    """A first version is refused for a negative figure; the second is in order."""
    page = delivery.pages[0]
    code = next((code for code in ("TD05", "DC13", "DVK03") if code in page.figures), None)
    if code is None:
        return None
    path, too_late = inbox.send_again(delivery.with_page(page.key, raw={code: -1}))
    return [Mark("VAL01", page.key, code, "resolved by the second version", path), *too_late]


def wrong_total(inbox: Inbox, delivery: Delivery) -> list[Mark]:
    """One figure of the total row was typed over."""
    own: Page = delivery.pages[-1]
    codes = sorted({code for page in delivery.pages for code in page.figures})
    code = inbox.scene.dice.pick(codes, "total", delivery.path)
    more = inbox.scene.size(3, own.key)
    inbox.replace(delivery, replace(delivery, claimed={code: more}))
    note = f"total of {code} {more} above the sum of its rows"
    return [Mark("SUM06", own.key, code.split(".")[0], note, delivery.path, more)]


def put_timing(inbox: Inbox) -> None:
    """Put all faults of this kind."""
    tables = [d for d in inbox.deliveries.values() if len(d.keys) > 1]
    alone = [d for d in inbox.deliveries.values() if len(d.keys) == 1]
    with_own = [d for d in tables if d.keys[-1].unit_code == d.sender]
    for name, count, candidates, change in (
        ("total_row", 10, with_own, wrong_total),
        ("late", 3, tables, late),
        ("late", 45, alone, late),
        ("resent", 2, tables, again),
        ("resent", 16, alone, again),
        ("resent", 5, alone, again_with_finding),
        ("resent", 3, alone, rejected_then_right),
        ("duplicate", 2, tables, twice),
        ("duplicate", 14, alone, twice),
    ):
        inbox.inject(name, count, candidates, partial(change, inbox))
