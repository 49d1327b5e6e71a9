"""How one field of a seed file is read: a parser per type, which says what it expected."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

Parser = Callable[[str], Any]
BIGGEST = 10**12
MOST_DECIMALS = 6


def text(value: str) -> str:
    """Return a text that must not be blank."""
    if not value:
        raise ValueError("không được để trống / must not be blank")
    return value


def optional_text(value: str) -> str:
    """Return a text that may be blank."""
    return value


def day(value: str) -> date:
    """Return an ISO day."""
    try:
        return date.fromisoformat(text(value))
    except ValueError:
        raise ValueError(f"tìm thấy / found {value!r}; cần ngày / expected YYYY-MM-DD") from None


def optional_day(value: str) -> date | None:
    """Return an ISO day, or None for blank."""
    return day(value) if value else None


def instant(value: str) -> datetime:
    """Return an instant in UTC; it is written with its offset, such as a closing Z."""
    try:
        found = datetime.fromisoformat(text(value))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        message = f"tìm thấy / found {value!r}; cần thời điểm / expected YYYY-MM-DDThh:mm:ssZ"
        raise ValueError(message)
    return found.astimezone(UTC)


def optional_instant(value: str) -> datetime | None:
    """Return an instant in UTC, or None for blank."""
    return instant(value) if value else None


def integer(value: str) -> int:
    """Return a whole number."""
    try:
        return int(text(value))
    except ValueError:
        raise ValueError(
            f"tìm thấy / found {value!r}; cần số nguyên / expected a whole number"
        ) from None


def optional_integer(value: str) -> int | None:
    """Return a whole number, or None for blank."""
    return integer(value) if value else None


def between(least: int, most: int) -> Parser:
    """Return a parser that takes only whole numbers from `least` to `most`."""

    def parse(value: str) -> int:
        found = integer(value)
        if not least <= found <= most:
            raise ValueError(f"tìm thấy / found {found}; cần / expected {least}–{most}")
        return found

    return parse


def number(value: str) -> Decimal:
    """Return a decimal number that the tables can hold: no infinity, no endless fraction."""
    try:
        found = Decimal(text(value))
    except InvalidOperation:
        raise ValueError(f"tìm thấy / found {value!r}; cần số / expected a number") from None
    if not found.is_finite() or abs(found) >= BIGGEST or found != round(found, MOST_DECIMALS):
        raise ValueError(
            f"tìm thấy / found {value!r}; cần số dưới / expected a number below {BIGGEST}, "
            f"nhiều nhất {MOST_DECIMALS} số lẻ / at most {MOST_DECIMALS} decimals"
        )
    return found


def optional_number(value: str) -> Decimal | None:
    """Return a decimal number, or None for blank."""
    return number(value) if value else None


def boolean(value: str) -> bool:
    """Return True for `yes` and False for `no`."""
    return one_of("yes", "no")(value) == "yes"


def one_of(*choices: str) -> Parser:
    """Return a parser that takes only the choices."""

    def parse(value: str) -> str:
        if value not in choices:
            raise ValueError(f"tìm thấy / found {value!r}; cần / expected {', '.join(choices)}")
        return value

    return parse


def list_of(*choices: str) -> Parser:
    """Return a parser of a `|`-separated list of choices."""

    def parse(value: str) -> tuple[str, ...]:
        return tuple(one_of(*choices)(part) for part in text(value).split("|"))

    return parse
