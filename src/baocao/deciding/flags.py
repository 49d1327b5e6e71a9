"""Finding the flags that a decision is about, and deciding."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from baocao.deciding import log
from baocao.deciding.log import REOPENED, WAIVED, Decision
from baocao.errors import UsageError
from baocao.registry.offices import require_office, require_reason
from baocao.reporting.reading import Published, Row, open_published
from baocao.settings import VIETNAM, Settings

# So that a waiver is looked at again at least once a year.
LONGEST_WAIVER = timedelta(days=366)
_ID = re.compile(r"[0-9a-f]{6,32}")
_ABOUT = ("flag_id", "check_code", "part_code", "unit_code", "form_code", "period_code")
_FLAGS = """
select flags.*, history.change, history.known_from
from marts.fct_quality_flags as flags
inner join marts.fct_flag_history as history
    on history.flag_id = flags.flag_id and history.known_to is null
"""


@dataclass(frozen=True)
class Decided:
    """What a call of `decide` did: the flags, and those of them that stood like that before."""

    flags: list[Row]
    unchanged: list[Row]


def decide(
    settings: Settings,
    action: str,
    flag_ids: Iterable[str],
    by: str,
    why: str,
    until: date | None = None,
) -> Decided:
    """Explain, waive or open flags again: all of them, or none where one cannot be.

    Args:
        settings: the published version that shows them, the log, and what time it is.
        action: explained | waived | reopened.
        flag_ids: ids as `flag list` prints them, or their beginnings.
        by: the office that decides it; no person.
        why: the reason; no citizens' data.
        until: the last day in Vietnam on which it holds; a waiver needs one.

    Raises:
        StateError: nothing is published yet, or the log was altered.
        UsageError: there is no such flag, it cannot be decided so, or `by`, `why` or `until` will
            not do.
    """
    until_at = _end(settings, action, until)
    reason = require_reason(why)
    with open_published(settings) as published:
        codes = published.rows("select distinct unit_code from marts.dim_units")
        require_office(by, {row["unit_code"] for row in codes})
        flags = [_unresolved(_find(published, one)) for one in dict.fromkeys(flag_ids)]
    with log.only_writer(settings) as decisions:
        _require_order(settings, decisions)
        changing = [one for one in flags if _changes(one, decisions, action, by, reason, until_at)]
        for flag in changing:
            terms = {"by": by, "why": reason, "until": until_at and until_at.isoformat()}
            about = {name: flag[name] for name in _ABOUT}
            log.append(
                settings, {"action": action, "at": settings.now.isoformat(), **terms, **about}
            )
    return Decided(flags, [flag for flag in flags if flag not in changing])


def list_flags(
    settings: Settings, unit: str | None = None, period: str | None = None, ended: bool = False
) -> list[Row]:
    """Return flags with how they stand, and as `pending` what the next build will make of them.

    Args:
        settings: the published version and the log.
        unit: one unit, or all.
        period: one period, or all.
        ended: also those that are resolved.

    Raises:
        StateError: nothing is published yet, or the log was altered.
    """
    decisions = log.load_decisions(settings)
    with open_published(settings) as published:
        rows = published.rows(
            f"{_FLAGS} where ($unit is null or flags.unit_code = $unit) "
            "and ($period is null or flags.period_code = $period) "
            "and ($ended or flags.status <> 'resolved') "
            "order by flags.period_code desc nulls last, flags.unit_code, flags.form_code, "
            "flags.check_code, flags.flag_id",
            {"unit": unit, "period": period, "ended": ended},
        )
    return [{**row, "pending": pending_status(row, decisions)} for row in rows]


def flag_history(settings: Settings, flag_id: str) -> list[Row]:
    """Return every change of a flag, oldest first.

    Raises:
        StateError: nothing is published yet.
        UsageError: there is no such flag.
    """
    with open_published(settings) as published:
        flag = _find(published, flag_id)
        return published.rows(
            "select * from marts.fct_flag_history where flag_id = $id order by known_from",
            {"id": flag["flag_id"]},
        )


def pending_status(flag: Row, decisions: Sequence[Decision]) -> str | None:
    """Return the status that a decision gives a flag which the published version has not taken in.

    Args:
        flag: a flag with `change` and `known_from` of how it stands.
        decisions: those of the log.
    """
    last = _last(flag, decisions)
    return None if last is None else last.status


def _last(flag: Row, decisions: Sequence[Decision]) -> Decision | None:
    """Return the last decision about a flag, None where what is published is newer or knows it."""
    about = [one for one in decisions if one.flag_id == flag["flag_id"]]
    if not about or flag["status"] == "resolved":
        return None
    last = about[-1]
    is_known = (flag["change"], flag["known_from"]) == (last.action, last.decided_at)
    return None if is_known or last.decided_at < flag["known_from"] else last


def _find(published: Published, flag_id: str) -> Row:
    """Return the flag whose id begins like this.

    Raises:
        UsageError: there is none, or several.
    """
    rows = []
    if _ID.fullmatch(flag_id):
        rows = published.rows(f"{_FLAGS} where starts_with(flags.flag_id, $id)", {"id": flag_id})
    if len(rows) != 1:
        raise UsageError(
            f"{flag_id}: tìm thấy / found {len(rows)}; cần mã của một cảnh báo, xem `baocao flag "
            "list` / expected the id of one flag, see `baocao flag list`"
        )
    return rows[0]


def _unresolved(flag: Row) -> Row:
    """Return a flag about which there is something to decide.

    Raises:
        UsageError: its fault is gone.
    """
    if flag["status"] == "resolved":
        raise UsageError(
            f"{flag['flag_id']}: đã được giải quyết, không cần quyết định / is resolved; nothing "
            "to decide"
        )
    return flag


def _changes(
    flag: Row,
    decisions: Sequence[Decision],
    action: str,
    by: str,
    reason: str,
    until_at: datetime | None,
) -> bool:
    """Return whether a decision says anything new.

    Raises:
        UsageError: the flag is to be opened again and is open.
    """
    pending = _last(flag, decisions)
    status = pending.status if pending else flag["status"]
    if action == REOPENED and status == "open":
        raise UsageError(f"{flag['flag_id']}: đang mở / is open")
    standing: tuple[Any, ...] = (status, flag["decided_by"], flag["reason"], flag["until_at"])
    if pending:
        standing = (status, pending.decided_by, pending.reason, pending.until_at)
    return standing != (action, by, reason, until_at)


def _end(settings: Settings, action: str, until: date | None) -> datetime | None:
    """Return the instant at which a decision ends: with the day named, in Vietnam.

    Raises:
        UsageError: the day is missing, over, or too far off.
    """
    if until is None:
        if action == WAIVED:
            raise UsageError("--until: miễn xử lý phải có thời hạn / a waiver needs a last day")
        return None
    end = datetime.combine(until + timedelta(days=1), time(), VIETNAM).astimezone(
        settings.now.tzinfo
    )
    if not settings.now < end <= settings.now + LONGEST_WAIVER:
        raise UsageError(
            f"--until {until}: cần từ hôm nay đến hết {LONGEST_WAIVER.days} ngày nữa / expected a "
            f"day from today on, within {LONGEST_WAIVER.days} days"
        )
    return end


def _require_order(settings: Settings, decisions: Sequence[Decision]) -> None:
    """Check that the clock has not been turned back behind the last decision.

    Raises:
        UsageError: it has.
    """
    if decisions and settings.now < decisions[-1].decided_at:
        raise UsageError(
            f"đồng hồ / the clock: {settings.now.isoformat()}; quyết định cuối cùng / the last "
            f"decision: {decisions[-1].decided_at.isoformat()}"
        )
