"""Decisions about flags of a history, of every kind, before and after anything is known of them."""

from datetime import datetime, time, timedelta
from hashlib import md5
from random import Random

from baocao.deciding import log
from baocao.registry import Registry
from baocao.settings import VIETNAM, Settings

OFFICES = ("Thanh tra tỉnh", "Văn phòng UBND tỉnh")


def flag_id(check: str, unit: str, form: str, period: str) -> str:
    """Return the id of a flag about a report as a whole."""
    return md5(f"{check}||{unit}|{form}|{period}||".encode()).hexdigest()  # noqa: S324 (an id)


def write_decisions(settings: Settings, registry: Registry, seed: int = 20230101) -> int:
    """Write a log of decisions about reports missing or late; return how many.

    Most flags that they name are there; of the rest the report came in time.
    """
    random = Random(seed)  # noqa: S311 (reproducible decisions, no secret)
    rows = []
    for report in registry.expected_reports():
        due = datetime.combine(report.due_date + timedelta(days=1), time(), VIETNAM)
        at = due + timedelta(hours=random.randrange(1, 200))
        for _ in range(random.choice((0, 0, 0, 1, 2, 3))):
            if at < settings.now:
                action = random.choice(log.ACTIONS)
                days = random.choice((5, 40, 300) if action == log.WAIVED else (None, 30))
                check = random.choice(("REP01", "REP02"))
                key = (report.unit_code, report.form_code, report.period_code)
                rows.append((at, action, days, flag_id(check, *key), report.period_code))
            at += timedelta(hours=random.randrange(1, 400))
    rows = sorted(random.sample(rows, 300), key=lambda row: row[0])
    for at, action, days, flag, period in rows:
        until = None if days is None else (at + timedelta(days=days)).isoformat()
        terms = {"by": random.choice(OFFICES), "why": "Lý do", "until": until}
        entry = {"action": action, "flag_id": flag, "period_code": period, "at": at.isoformat()}
        log.append(settings, entry | terms)
    return len(rows)
