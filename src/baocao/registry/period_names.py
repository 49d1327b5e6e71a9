"""Codes and names of periods: how a period is written in keys, in paths and in words."""

import re

ROMAN = ("I", "II", "III", "IV")
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# A closing period is numbered within its year; a review bears the number of its years.
CLOSING_CODE = re.compile(r"(?P<year>\d{4})-C(?P<number>[1-9]\d?)")
REVIEW_CODE = re.compile(r"(?P<first>\d{4})/(?P<last>\d{4})-R(?P<number>[1-9]\d?)")


def period_code(period_type: str, year: int, number: int) -> str:
    """Return the SDMX-style code: `2024-Q1`, `2024-S2`, `2024-M03`, `2024-9M`, `2024-A1`."""
    if period_type == "9M":
        return f"{year}-9M"
    return f"{year}-M{number:02d}" if period_type == "M" else f"{year}-{period_type}{number}"


def folder_name(period_code: str) -> str:
    """Return the name under which a period has its folder: `2017/2022-R5` is `2017_2022-R5`.

    The only way from a period code to a path; no two codes share a name.
    """
    return period_code.replace("/", "_")


def code_of_folder(name: str) -> str:
    """Return the code of the period whose folder bears a name."""
    return name.replace("_", "/")


def calendar_names(period_type: str, year: int, number: int) -> tuple[str, str]:
    """Return the Vietnamese and the English name of a period of the calendar.

    As headings write it: `Quý I năm 2024` and `Q1 2024`.
    """
    match period_type:
        case "M":
            return f"Tháng {number} năm {year}", f"{MONTH_NAMES[number - 1]} {year}"
        case "Q":
            return f"Quý {ROMAN[number - 1]} năm {year}", f"Q{number} {year}"
        case "S":
            half = ("đầu", "First") if number == 1 else ("cuối", "Second")
            return f"6 tháng {half[0]} năm {year}", f"{half[1]} half of {year}"
        case "9M":
            return f"9 tháng năm {year}", f"Nine months of {year}"
        case _:
            return f"Năm {year}", f"Year {year}"
