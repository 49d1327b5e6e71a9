"""Periods, windows and report dates as people write them in headings and file names."""

import re
from datetime import date

_YEAR = r"(20[0-9]{2})"
_DIGITS = tuple("0123456789")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
# Patterns over folded text (no diacritics, no punctuation), the most telling first.
_CODE = re.compile(rf"\b{_YEAR} ?(q[1-4]|s[12]|a1|9m|c[1-9]|m(?:0[1-9]|1[0-2]))\b")
_CODE_BACKWARDS = re.compile(rf"\b(q[1-4]|s[12]|9m) ?(?:nam )?{_YEAR}\b")
_REVIEW_CODE = re.compile(rf"\b{_YEAR} {_YEAR} ?r([1-9][0-9]?)\b")
_REVIEW = re.compile(rf"\b([1-9][0-9]?) nam (?:tu )?{_YEAR} (?:den )?{_YEAR}\b")
_QUARTER = re.compile(rf"\bqu[yi] ?(iv|i{{1,3}}|[1-4])(?: nam)? ?{_YEAR}\b")
_HALF = re.compile(rf"\b(?:6|sau) thang (dau|cuoi) nam ?{_YEAR}\b")
_NINE = re.compile(rf"\b(?:9|chin) thang(?: dau nam| nam)? ?{_YEAR}\b")
_MONTH = re.compile(rf"\bthang ?(0?[1-9]|1[0-2])(?: nam)? ?{_YEAR}\b")
_YEAR_ALONE = re.compile(rf"\b(?:ca nam|nam) ?{_YEAR}\b")
_PART_OF_YEAR = re.compile(r"\b(?:qu[yi]|thang|tuan)\b")
_BARE_YEAR = re.compile(_YEAR)

_DAY = r"([0-3]?[0-9]) ([01]?[0-9]) (20[0-9]{2})"
_WINDOW = re.compile(rf"\btu (?:ngay )?{_DAY} (?:den|toi) (?:het )?(?:ngay )?{_DAY}\b")
_REPORT_DATE = re.compile(r"\bngay ([0-3]?[0-9]) thang ([01]?[0-9]) nam (20[0-9]{2})$")
# "Bắc Kạn, ngày 14/3/2024": in figures only behind the name of a place, as letters are dated.
_SHORT_DATE = re.compile(
    r"(?:[a-z]+ ){0,5}ngay ([0-3]?[0-9]) ([01]?[0-9]) ((?:20)?[0-9]{2})", re.ASCII
)
# Dates that belong to something else than the report: the decision that issued the form, a window.
_OTHER_DATE = re.compile(
    r"ban hanh|kem theo|quyet dinh|thong tu|nghi dinh|ke hoach|cong van|van ban|can cu|\btheo\b"
    r"|\bden (?:het )?ngay\b|\btu ngay\b|\btruoc ngay\b"
)


def shown_day(day: date) -> str:
    """Return a day as people in Vietnam write it."""
    return f"{day:%d/%m/%Y}"


def period_code(folded: str) -> str | None:
    """Return the one period that folded text names, or None for none or several.

    Args:
        folded: text as `text.fold` returns it, e.g. "quy i nam 2024".
    """
    found = _review(folded) or _by_code(folded) or _by_words(folded)
    if not found and _BARE_YEAR.fullmatch(folded):
        return f"{folded}-A1"
    return found.pop() if len(found) == 1 else None


def names_a_part_of_a_year(folded: str) -> bool:
    """Return whether folded text speaks of a quarter, a month or a week, even of none there is."""
    return bool(_PART_OF_YEAR.search(folded))


def _review(folded: str) -> set[str]:
    found = {f"{first}/{last}-R{years}" for first, last, years in _REVIEW_CODE.findall(folded)}
    return found | {f"{first}/{last}-R{years}" for years, first, last in _REVIEW.findall(folded)}


def _by_code(folded: str) -> set[str]:
    found = {f"{year}-{part.upper()}" for year, part in _CODE.findall(folded)}
    return found | {f"{year}-{part.upper()}" for part, year in _CODE_BACKWARDS.findall(folded)}


def _by_words(folded: str) -> set[str]:
    found = {f"{year}-Q{_ROMAN.get(number, number)}" for number, year in _QUARTER.findall(folded)}
    found |= {f"{year}-S{1 if half == 'dau' else 2}" for half, year in _HALF.findall(folded)}
    found |= {f"{year}-9M" for year in _NINE.findall(folded)}
    if not found:
        found = {f"{year}-M{int(month):02d}" for month, year in _MONTH.findall(folded)}
    if found or _PART_OF_YEAR.search(folded):
        # "Quý V năm 2024" is no quarter, and not the year either.
        return found
    return {f"{year}-A1" for year in _YEAR_ALONE.findall(folded)}


def _date(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year) % 2000 + 2000, int(month), int(day))
    except ValueError:
        return None


def declared_window(folded: str) -> tuple[date, date] | None:
    """Return the first and last day of "từ ngày … đến ngày …", or None."""
    match = _WINDOW.search(folded) if "tu " in folded else None
    if match is None:
        return None
    first, last = _date(*match.groups()[:3]), _date(*match.groups()[3:])
    return (first, last) if first and last else None


def report_date(folded: str) -> date | None:
    """Return the day of "…, ngày 16 tháng 3 năm 2024" or "…, ngày 16/3/2024", or None."""
    if not folded.endswith(_DIGITS) or "ngay" not in folded or _OTHER_DATE.search(folded):
        return None
    match = _REPORT_DATE.search(folded) or _SHORT_DATE.fullmatch(folded)
    return _date(*match.groups()) if match else None
