"""Files that cannot be taken in as a whole; some senders send a good one after the receipt."""

from dataclasses import replace
from functools import partial

from baocao.sampling.faults.inbox import Inbox
from baocao.sampling.faults.scene import Mark
from baocao.sampling.lineage import ReportKey
from baocao.sampling.naming import recognisable_name
from baocao.sampling.pages import Delivery

UNKNOWN_FORM = "F-KTXH"
# kind, ending of the name, what must be found, how many are put right, how many are not
KINDS = (
    ("damaged", ".xlsx", "FIL01", 3, 2),
    ("empty", ".xlsx", "FIL02", 1, 2),
    ("encrypted", ".xlsx", "FIL04", 2, 2),
    ("macro", ".xlsm", "FIL05", 2, 1),
    ("cut_utf16", ".csv", "FIL08", 1, 1),
    ("scan", ".pdf", "FIL09", 2, 2),
    ("items", ".xlsx", "FIL03", 1, 2),
)


def _refused(inbox: Inbox, delivery: Delivery, kind: str, suffix: str) -> Delivery:
    sender = inbox.scene.unit(delivery.pages[-1].key)
    name = recognisable_name(delivery.form_code, delivery.period, sender, suffix)
    refused = replace(delivery, kind=kind, file_name=name)
    if kind != "items":
        return refused
    return refused.with_page(delivery.keys[0], form_text=UNKNOWN_FORM)


def _mark(refused: Delivery, check_code: str, path: str) -> Mark:
    key = ReportKey(refused.sender, refused.form_code, refused.period.period_code)
    what = f"form {UNKNOWN_FORM}" if refused.kind == "items" else refused.kind
    return Mark(check_code, key, "", f"the file cannot be taken in: {what}", path)


def put_right(
    inbox: Inbox, kind: str, suffix: str, check_code: str, delivery: Delivery
) -> list[Mark]:
    """Let the file arrive unreadable, and then as it should be."""
    refused = _refused(inbox, delivery, kind, suffix)
    path, late = inbox.send_again(refused)
    return [_mark(refused, check_code, path), *late]


def left_so(
    inbox: Inbox, kind: str, suffix: str, check_code: str, delivery: Delivery
) -> list[Mark]:
    """Let the file arrive unreadable and leave it at that: its reports stay refused."""
    refused = _refused(inbox, delivery, kind, suffix)
    path = inbox.replace(delivery, refused).path
    return [_mark(refused, check_code, path)]


def put_refused(inbox: Inbox) -> None:
    """Put all faults of this kind; among those put right are whole files of districts."""
    alone = [d for d in inbox.deliveries.values() if d.kind == "items" and d.is_owed]
    of_districts = [d for d in inbox.deliveries.values() if len(d.pages) > 1]
    again = partial(put_right, inbox, "damaged", ".xlsx", "FIL01")
    inbox.inject("unreadable", 2, of_districts, again)
    for kind, suffix, check_code, righted, left in KINDS:
        again = partial(put_right, inbox, kind, suffix, check_code)
        inbox.inject("unreadable", righted, alone, again)
        for_good = partial(left_so, inbox, kind, suffix, check_code)
        inbox.inject("unreadable", left, alone, for_good, keeps_figures=False)
