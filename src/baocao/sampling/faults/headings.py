"""Reports that say the wrong thing about themselves: unit, period, window, date of signing."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from baocao.registry.calendars import CLOSING, MONTHS
from baocao.sampling import clock
from baocao.sampling.faults.inbox import Inbox
from baocao.sampling.faults.scene import Fault, Mark
from baocao.sampling.lineage import ReportKey
from baocao.sampling.naming import recognisable_name
from baocao.sampling.pages import Delivery, Page

UNKNOWN_UNIT = "99999"


def lost_zero(inbox: Inbox, delivery: Delivery, page: Page) -> list[Mark]:
    """The unit code is typed as a number and loses its leading zeros."""
    number = int(page.key.unit_code)
    code = str(number) if delivery.kind in ("csv", "json") else number
    inbox.replace(delivery, delivery.with_page(page.key, unit_code=code))
    return [Mark("UNT01", page.key, "", f"code written {code}", delivery.path)]


def other_code(inbox: Inbox, delivery: Delivery, page: Page) -> list[Mark] | None:
    """The code is another unit's of the same kind; the name is right."""
    unit = inbox.scene.unit(page.key)
    others = [
        other.unit_code
        for other in inbox.scene.lineage.units_reporting(delivery.period.end_date)
        if other.unit_type == unit.unit_type and other.unit_code != unit.unit_code
    ]
    code = inbox.scene.dice.pick(others, "other code", page.key)
    inbox.replace(delivery, delivery.with_page(page.key, unit_code=code))
    return [
        Mark("UNT02", page.key, "", f"code {code} with the name of {unit.unit_code}", delivery.path)
    ]


def unknown_code(inbox: Inbox, delivery: Delivery, page: Page) -> list[Mark]:
    """No unit ever had this code."""
    inbox.replace(delivery, delivery.with_page(page.key, unit_code=UNKNOWN_UNIT))
    return [Mark("UNT03", page.key, "", f"code {UNKNOWN_UNIT}", delivery.path)]


def wrong_folder(inbox: Inbox, delivery: Delivery, page: Page) -> list[Mark] | None:
    """The file lies in the folder of another unit of the same kind."""
    unit = inbox.scene.unit(page.key)
    senders = sorted({d.sender for d in inbox.deliveries.values() if d.period == delivery.period})
    registry = inbox.scene.lineage.registry
    others = [
        sender
        for sender in senders
        if (other := registry.unit(sender, delivery.period.end_date))
        and other.unit_type == unit.unit_type
        and sender != unit.unit_code
    ]
    if not others:
        return None
    sender = inbox.scene.dice.pick(others, "folder", page.key)
    path = inbox.replace(delivery, replace(delivery, sender=sender)).path
    return [Mark("UNT04", page.key, "", f"sent by {sender}", path)]


def signed_early(inbox: Inbox, delivery: Delivery, page: Page) -> list[Mark]:
    """The report is dated before the data cut-off."""
    days = inbox.scene.dice.number(1, 6, "signed early", page.key)
    signed = delivery.period.end_date - timedelta(days=days)
    inbox.replace(delivery, delivery.with_page(page.key, report_date=signed))
    return [Mark("REP07", page.key, "", f"dated {signed}", delivery.path)]


def calendar_window(inbox: Inbox, delivery: Delivery, page: Page) -> list[Mark] | None:
    """The figures are said to cover calendar months instead of 15th to 14th."""
    period = delivery.period
    if period.period_type not in MONTHS:
        return None
    months = MONTHS[period.period_type]
    last = months * period.period_no
    first_day = date(period.reporting_year, last - months + 1, 1)
    after = date(period.reporting_year + last // 12, last % 12 + 1, 1)
    window = (first_day, after - timedelta(days=1))
    inbox.replace(delivery, delivery.with_page(page.key, window=window))
    return [Mark("REP08", page.key, "", f"{window[0]} to {window[1]}", delivery.path)]


def name_of_previous(inbox: Inbox, delivery: Delivery, page: Page) -> list[Mark] | None:
    """The file is named after the period before."""
    before = inbox.scene.previous(page.key)
    if before is None:
        return None
    period, unit = inbox.scene.period(before), inbox.scene.unit(page.key)
    name = recognisable_name(delivery.form_code, period, unit, ".xlsx")
    path = inbox.replace(delivery, replace(delivery, file_name=name)).path
    return [Mark("REP08", page.key, "", f"the file name says {before.period_code}", path)]


def no_such_period(inbox: Inbox, delivery: Delivery, page: Page) -> list[Mark] | None:
    """The period in the heading does not exist."""
    unit = inbox.scene.unit(page.key)
    if delivery.period.period_type == CLOSING:
        # Who is no more when the report arrives is unknown as well where no period tells the time.
        return None
    name = recognisable_name(delivery.form_code, delivery.period, unit, ".xlsx")
    text = f"Quý V năm {delivery.period.reporting_year}"
    changed = replace(delivery.with_page(page.key, period_text=text), file_name=name)
    path = inbox.replace(delivery, changed).path
    return [Mark("PER07", page.key, "", f"period written {text!r}", path)]


def put_headings(inbox: Inbox) -> None:
    """Put all faults of this kind."""

    def is_alone(delivery: Delivery, page: Page) -> bool:
        return delivery.kind == "items" and delivery.sender == page.key.unit_code

    def may_lose_zero(_delivery: Delivery, page: Page) -> bool:
        return page.key.unit_code.isdigit() and page.key.unit_code.startswith("0")

    def has_peers(delivery: Delivery, page: Page) -> bool:
        return is_alone(delivery, page) and page.key.unit_code.isdigit()

    inbox.inject_pages("unit_code", 10, may_lose_zero, partial(lost_zero, inbox))
    for name, count, suits, change in (
        ("unit_code", 5, has_peers, other_code),
        ("unit_code", 3, has_peers, unknown_code),
        ("unit_code", 3, has_peers, wrong_folder),
        ("wrong_period", 3, is_alone, no_such_period),
    ):
        inbox.inject_pages(name, count, suits, partial(change, inbox), keeps_figures=False)
    for name, count, change in (
        ("signed_early", 8, signed_early),
        ("wrong_period", 5, calendar_window),
        ("wrong_period", 3, name_of_previous),
    ):
        inbox.inject_pages(name, count, is_alone, partial(change, inbox))
    put_abolished(inbox)


def put_abolished(inbox: Inbox) -> None:
    """Let units that are no more send a report for a period that begins after their end."""
    held = inbox.by_report()
    for unit_type, check_code, count in (("DISTRICT", "REP06", 2), ("AGENCY", "REP05", 2)):
        last: dict[str, ReportKey] = {}
        for key in held:
            unit = inbox.scene.unit(key)
            alone = held[key].kind in ("items", "units", "sheets")
            is_closing = inbox.scene.period(key).period_type == CLOSING
            if unit.unit_type == unit_type and unit.valid_to and alone and not is_closing:
                last[key.unit_code] = key
        put = 0
        for code in inbox.scene.dice.shuffled(last, "abolished"):
            if put < inbox.scene.scaled(count) and _send_after_end(
                inbox, held[last[code]], last[code], check_code
            ):
                put += 1


def _send_after_end(inbox: Inbox, delivery: Delivery, last: ReportKey, check_code: str) -> bool:
    """Let a unit's last report be sent once more, for the first period that it owes no more."""
    end = inbox.scene.unit(last).valid_to
    page = delivery.page(last)
    begun = {d.period for d in inbox.deliveries.values() if end and d.period.start_date >= end}
    same = [
        p
        for p in begun
        if (p.regime, p.period_type) == (delivery.period.regime, delivery.period.period_type)
    ]
    if page is None or not same:
        return False
    period = min(same, key=lambda p: p.start_date)
    dice = inbox.scene.dice.at("abolished", last.unit_code)
    received_at = clock.on_time(period.end_date, period.due_date, dice)
    changed = replace(
        page,
        period_text=period.name_vi,
        window=(period.start_date, period.end_date),
        report_date=clock.signed_on(received_at, period.end_date, dice),
    )
    sent = replace(
        delivery,
        kind="items",
        period=period,
        pages=(changed,),
        received_at=received_at,
        file_name=f"{last.form_code}_{period.period_code}_{last.unit_code}.xlsx",
        is_owed=False,
    )
    key = last._replace(period_code=period.period_code)
    mark = Mark(check_code, key, "", "the unit ended before the period began", inbox.add(sent).path)
    inbox.scene.faults.append(Fault("abolished_unit", (mark,)))
    return True
