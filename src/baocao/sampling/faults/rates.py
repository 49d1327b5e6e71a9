"""Rates that do not go with the figures beside them: mistyped, without comma, as a part of one."""

from decimal import Decimal
from functools import partial

from baocao.sampling.faults.inbox import Inbox
from baocao.sampling.faults.scene import Mark
from baocao.sampling.pages import Delivery, Page
from baocao.sampling.rates import comma_text, worked_out

# So far from the true rate that no rounding explains it.
STEP = 6


def misprint(inbox: Inbox, check_code: str, delivery: Delivery, page: Page) -> list[Mark] | None:
    """Print a rate of a report wrongly."""
    lineage = inbox.scene.lineage
    rates = {
        item.code: rate
        for item in lineage.rates(page.key)
        if (rate := worked_out(lineage.registry, item.indicator_code, page.figures)) is not None
        and 2 * STEP < rate <= 100
    }
    if not rates:
        return None
    code = inbox.scene.dice.pick(sorted(rates), "rate", page.key)
    rate = rates[code].quantize(Decimal("0.01"))
    text = comma_text({"VAL03": 100 * rate, "VAL05": rate / 100, "VAL06": rate - STEP}[check_code])
    inbox.replace(delivery, delivery.with_page(page.key, raw=page.raw | {code: text}))
    note = f"{code} printed as {text}, {comma_text(rate)} by its figures"
    return [Mark(check_code, page.key, code, note, delivery.path)]


def put_rates(inbox: Inbox) -> None:
    """Put all faults of this kind."""

    def has_rates(_delivery: Delivery, page: Page) -> bool:
        return bool(inbox.scene.lineage.rates(page.key))

    for count, check_code in ((4, "VAL03"), (6, "VAL05"), (8, "VAL06")):
        change = partial(misprint, inbox, check_code)
        inbox.inject_pages("printed_rate", count, has_rates, change)
