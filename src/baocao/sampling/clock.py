"""When files arrive: office hours in Vietnam, some on the stroke of the deadline."""

from datetime import UTC, date, datetime, time, timedelta

from baocao.sampling.dice import Dice
from baocao.settings import VIETNAM, vietnam_day

LATEST = 12


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, VIETNAM).astimezone(UTC)


def _office_hours(dice: Dice) -> time:
    minutes = dice.number(7 * 60 + 30, 17 * 60, "minute")
    return time(minutes // 60, minutes % 60, dice.number(0, 59, "second"))


def on_time(end: date, due: date, dice: Dice) -> datetime:
    """Return an instant between the end of the window and the end of the due day in Vietnam."""
    if dice.chance(6, "last minute"):
        return _at(due, time(23, dice.number(30, 59, "minute"), 59))
    day = end + timedelta(days=dice.number(1, (due - end).days, "day"))
    return _at(day, _office_hours(dice))


def late(due: date, dice: Dice) -> datetime:
    """Return an instant after the due day in Vietnam, at times minutes after it."""
    if dice.chance(15, "just late"):
        return _at(due + timedelta(days=1), time(0, dice.number(1, 30, "minute")))
    day = due + timedelta(days=dice.number(1, LATEST, "day"))
    return _at(day, _office_hours(dice))


def later(instant: datetime, due: date, dice: Dice) -> datetime:
    """Return an instant some hours after another, before the due day ends where that can be."""
    end = _at(due + timedelta(days=1), time(0))
    left = int((end - instant).total_seconds()) - 60
    if left > 120:
        return instant + timedelta(seconds=dice.number(60, left, "later"))
    return instant + timedelta(hours=dice.number(5, 60, "later"))


def signed_on(received_at: datetime, end: date, dice: Dice) -> date:
    """Return the day of signing: that of sending or the day before, never before the cut-off."""
    day = vietnam_day(received_at) - timedelta(days=dice.number(0, 1, "signed"))
    return max(day, end)
