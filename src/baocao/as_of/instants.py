"""The instants that may be asked for, and how they are written."""

import re
from datetime import UTC, date, datetime, time, timedelta

from baocao.errors import UsageError
from baocao.settings import VIETNAM, parse_instant

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Stands before the instant where a published version has its name.
AS_OF = "as of "
MOMENT = timedelta(microseconds=1)


def parse_as_of(text: str) -> datetime:
    """Return the instant that a person asks for, aware, in UTC.

    A day alone means its end in Vietnam: what was known when that day was over.

    Raises:
        UsageError: the text is neither an ISO 8601 instant nor a day.
    """
    if DAY.fullmatch(text):
        try:
            following = date.fromisoformat(text) + timedelta(days=1)
        except ValueError:
            return parse_instant(text, "--as-of")  # says what is wrong with it
        except OverflowError:
            return datetime.max.replace(tzinfo=UTC)
        return datetime.combine(following, time(), VIETNAM).astimezone(UTC) - MOMENT
    return parse_instant(text, "--as-of")


def stamp(instant: datetime) -> str:
    """Return an instant as ISO 8601 in UTC, as short as it can be: `2026-05-01T17:00:00Z`."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def label(instant: datetime) -> str:
    """Return what stands where a published version has its name: `as of 2026-05-01T17:00:00Z`."""
    return f"{AS_OF}{stamp(instant)}"


def require_past(instant: datetime, now: datetime) -> None:
    """Check that an instant is not in the future: nobody knows what will have been known.

    Raises:
        UsageError: it is later than the present.
    """
    if instant > now:
        raise UsageError(
            f"--as-of: {stamp(instant)} ở tương lai, hiện tại là {stamp(now)} / "
            f"{stamp(instant)} is in the future, the present is {stamp(now)}"
        )
