"""Which reports travel in which file, when, and under what name."""

from collections import defaultdict

from baocao.registry import Unit
from baocao.sampling import clock
from baocao.sampling.dice import Dice
from baocao.sampling.faults.inbox import Inbox
from baocao.sampling.faults.scene import Scene
from baocao.sampling.lineage import ReportKey
from baocao.sampling.naming import file_name
from baocao.sampling.other_forms import written_answers
from baocao.sampling.pages import Delivery, Page
from baocao.sampling.rates import printed_rates
from baocao.sampling.wording import written_name, written_period

SUFFIXES = {"items": ".xlsx", "units": ".xlsx", "sheets": ".xlsx", "csv": ".csv", "json": ".json"}


def kind_of(unit: Unit, reports: int, dice: Dice) -> str:
    """Return how a sender writes its files; it keeps to its way."""
    place = dice.number(1, 100, "kind", unit.unit_code, unit.valid_from)
    if reports > 1:
        return "sheets" if place <= 25 else "units"
    if unit.unit_type not in ("COMMUNE", "AGENCY"):
        return "items"
    return "csv" if place <= 8 else "json" if place <= 12 else "items"


def fill_inbox(scene: Scene) -> Inbox:
    """Return one file per sender, form and period, with every report that is not left out."""
    together: dict[ReportKey, list[ReportKey]] = defaultdict(list)
    expected = scene.lineage.expected
    for key in scene.keys:
        together[key._replace(unit_code=expected[key].sender_unit_code)].append(key)
    inbox = Inbox(scene)
    for envelope, owed in together.items():
        keys = [key for key in owed if key not in scene.left_out]
        if keys:
            own_last = sorted(keys, key=lambda k: (k.unit_code == envelope.unit_code, k.unit_code))
            inbox.add(_delivery(scene, envelope, own_last, len(owed)))
    return inbox


def _delivery(scene: Scene, envelope: ReportKey, keys: list[ReportKey], owed: int) -> Delivery:
    period = scene.period(keys[0])
    sender = scene.lineage.registry.unit(envelope.unit_code, period.end_date)
    if sender is None:
        raise KeyError(envelope)
    dice = scene.dice.at("delivery", *envelope)
    kind = kind_of(sender, owed, scene.dice)
    due = min(map(scene.due_date, keys))
    received_at = clock.on_time(period.end_date, due, dice)
    signed = clock.signed_on(received_at, period.end_date, dice)
    is_record = kind in ("csv", "json")
    period_text = period.period_code if is_record else written_period(period, dice)
    pages = (
        Page(
            key=key,
            figures=dict(scene.book[key]),
            form_text=key.form_code,
            period_text=period_text,
            window=(max(period.start_date, scene.unit(key).valid_from), period.end_date),
            report_date=signed,
            unit_code=key.unit_code,
            unit_name=written_name(scene.unit(key), scene.dice),
            raw=written_answers(key, scene.book[key], scene.dice)
            | printed_rates(scene.lineage, key, scene.book[key], scene.dice),
        )
        for key in keys
    )
    return Delivery(
        sender=sender.unit_code,
        form_code=envelope.form_code,
        period=period,
        kind=kind,
        pages=tuple(pages),
        received_at=received_at,
        file_name=file_name(envelope.form_code, period, sender, SUFFIXES[kind], dice),
    )
