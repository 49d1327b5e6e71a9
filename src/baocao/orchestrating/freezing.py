"""The official edition of a period, frozen when the calendar closes it for the last time."""

import logging
from collections.abc import Iterable
from datetime import date

from baocao.editions import freeze
from baocao.editions.store import load_editions
from baocao.orchestrating.due import due_days
from baocao.orchestrating.refreshing import refresh_reports
from baocao.registry import Registry
from baocao.registry.model import in_force
from baocao.settings import Settings

WHY = "Hết hạn báo cáo, chốt theo lịch / the last due date has passed, frozen by the calendar"
log = logging.getLogger(__name__)


def freeze_closed(settings: Settings, period_codes: Iterable[str]) -> list[str]:
    """Freeze the periods among these whose last due date has passed; return where they lie.

    One of which some reports are due later, under another regime or by the province itself, is
    frozen when it closes for those. One that is frozen already stays as it is: its next edition is
    for an office to decide, by re-opening it. The quality reports then name the edition.

    Raises:
        ConfigError: the seeds have faults.
        StateError: nothing is published yet, or an edition cannot be read.
        EditionRefused: the published version is of before the period's end.
    """
    registry = Registry.load(settings.seeds)
    due = due_days(settings.seeds)
    frozen: dict[str, str] = {}
    for code in period_codes:
        days = [day for days in due.get(code, {}).values() for day in days]
        if max(days, default=date.max) >= settings.today:
            log.info("%s is still due for others", code)
        elif load_editions(settings, code).is_frozen:
            log.info("%s is frozen already; re-open it for another edition", code)
        else:
            done = freeze(settings, code, top_unit(registry, settings.today), WHY)
            frozen[code] = str(done.edition.path)
    refresh_reports(settings, frozen)
    return list(frozen.values())


def top_unit(registry: Registry, on: date) -> str:
    """Return the code of the unit at the top of the reporting tree on a day."""
    links = [
        link
        for link in registry.parents
        if link.tree == "reporting" and in_force(on, link.valid_from, link.valid_to)
    ]
    tops = {link.parent_unit_code for link in links} - {link.unit_code for link in links}
    return min(tops)
