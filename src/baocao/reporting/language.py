"""Words, numbers and dates in Vietnamese and English, side by side.

A page holds both languages at once and a list holds one, so everything that people read is a
`Text`: it renders itself as two marked spans in HTML, or gives one language for a table or a sheet.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from markupsafe import Markup, escape

from baocao.as_of.instants import AS_OF
from baocao.settings import VIETNAM

Language = Literal["vi", "en"]
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}
PERIOD_CODE = re.compile(r"(\d{4}(?:/\d{4})?)(?:-(?:([ACQS])(\d)|M(\d\d)|(9M)|R(\d+)))?")


@dataclass(frozen=True)
class Text:
    """One text in both languages."""

    vi: str
    en: str

    def __getitem__(self, language: Language) -> str:
        """Return the text in one language."""
        return self.vi if language == "vi" else self.en

    def __add__(self, other: "Text") -> "Text":
        """Return the text followed by another, each in its own language."""
        return Text(self.vi + other.vi, self.en + other.en)

    def __html__(self) -> Markup:
        """Return both languages as spans, of which the page's style shows one.

        A text that is the same in both is written once, without a span.
        """
        if self.vi == self.en:
            return escape(self.vi)
        span = Markup('<span class="{0}" lang="{0}">{1}</span>')
        return span.format("vi", self.vi) + span.format("en", self.en)


def same(words: str) -> Text:
    """Return a text that is the same in both languages."""
    return Text(words, words)


@cache
def catalogue() -> dict[str, Text]:
    """Return the texts of `texts.yml` and `summary_texts.yml` by key."""
    folder = files("baocao.reporting")
    return {
        key: Text(entry["vi"], entry["en"])
        for name in ("texts.yml", "summary_texts.yml")
        for key, entry in yaml.safe_load(folder.joinpath(name).read_text(encoding="utf-8")).items()
    }


def text(key: str, **values: Any) -> Text:
    """Return a text of the catalogue with its placeholders filled, each in its own language."""
    return filled(catalogue()[key], **values)


def filled(words: Text, **values: Any) -> Text:
    """Return a text with its placeholders filled, each in its own language."""

    def put(language: Language) -> str:
        own = {
            name: value[language] if isinstance(value, Text) else value
            for name, value in values.items()
        }
        return words[language].format(**own)

    return Text(put("vi"), put("en"))


def due_words(window: Mapping[str, Any]) -> Text:
    """Return by when reports for one of a period's windows are due, and whose where not units'."""
    key = "page.due_province" if window["is_province_day"] else "page.due"
    return text(key, due=day(window["due_date"]))


def version_name(version: str) -> Text:
    """Return what a reader is told of the version: its name, or the instant that it replays."""
    instant_known = version.removeprefix(AS_OF)
    if instant_known != version:
        return text("page.as_known", instant=instant_known)
    return text("page.version", version=version)


def known(prefix: str, code: str | None) -> Text:
    """Return the text `prefix.code`, or the code itself where the catalogue has none."""
    return catalogue().get(f"{prefix}.{code}", Text(code or "", code or ""))


def names(row: dict[str, Any], prefix: str, fallback: str | None = None) -> Text:
    """Return `<prefix>_vi` and `<prefix>_en` of a row, or the fallback where they are null."""
    vi, en = row.get(f"{prefix}_vi"), row.get(f"{prefix}_en")
    other = fallback or ""
    return Text(vi or en or other, en or vi or other)


def number(value: Decimal | int, decimals: int | None = None) -> Text:
    """Return a number with grouped thousands: `1.234,5` in Vietnamese, `1,234.5` in English.

    Args:
        value: the number.
        decimals: places printed; as many as it has, without trailing zeros, when None.
    """
    if decimals is None:
        exact = Decimal(value).normalize()
        decimals = max(0, -int(exact.as_tuple().exponent))
    english = f"{value:,.{decimals}f}"
    return Text(english.translate(str.maketrans(",.", ".,")), english)


def percent(value: Decimal | None, decimals: int = 1) -> Text:
    """Return a percentage rounded half up, `93,4%` and `93.4%`, or a dash where there is none."""
    if value is None:
        return Text("–", "–")
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    shown = number(rounded, decimals)
    return Text(f"{shown.vi}%", f"{shown.en}%")


def day(value: date | None) -> Text:
    """Return a calendar day: `14/3/2025`, `14 Mar 2025`; empty for None."""
    if value is None:
        return Text("", "")
    return Text(
        f"{value.day}/{value.month}/{value.year}",
        f"{value.day} {MONTHS[value.month - 1]} {value.year}",
    )


def instant(value: datetime | None) -> Text:
    """Return an aware instant in Vietnamese time, to the minute; empty for None."""
    if value is None:
        return Text("", "")
    local = value.astimezone(VIETNAM)
    on = day(local.date())
    return Text(f"{local:%H:%M} ngày {on.vi}", f"{local:%H:%M}, {on.en}")


def period_name(code: str) -> Text:
    """Return the name of a period in running text, e.g. `quý I năm 2025`, `Q1 2025`.

    A code outside the grammar is returned as it stands.
    """
    match = PERIOD_CODE.fullmatch(code)
    if match is None:
        return Text(code, code)
    year, letter, position, month, nine_months, years = match.groups()
    if letter == "Q":
        return Text(f"quý {ROMAN.get(position, position)} năm {year}", f"Q{position} {year}")
    if letter == "S":
        half = ("đầu", "first half") if position == "1" else ("cuối", "second half")
        return Text(f"6 tháng {half[0]} năm {year}", f"{half[1]} of {year}")
    if letter == "C":
        return Text(f"kỳ chốt số {position} năm {year}", f"closing period {position} of {year}")
    if month:
        return Text(f"tháng {int(month)} năm {year}", f"{MONTHS[int(month) - 1]} {year}")
    if nine_months:
        return Text(f"9 tháng năm {year}", f"nine months of {year}")
    if years:
        span = year.replace("/", "–")
        return Text(f"{years} năm {span}", f"{years} years {span}" if years != "1" else span)
    return Text(f"năm {year}", f"year {year}")


def period_label(code: str) -> tuple[Text, str]:
    """Return a period's short label for an axis, e.g. `Quý I`, and its year."""
    year, _, rest = code.partition("-")
    kind, position = rest[:1], rest[1:]
    if kind in ("", "A"):
        return Text("Năm", "Year"), year
    if kind == "Q":
        return Text(f"Quý {ROMAN.get(position, position)}", f"Q{position}"), year
    if kind == "S":
        return Text("6T đầu" if position == "1" else "6T cuối", f"H{position}"), year
    if kind == "C":
        return Text(f"Chốt số {position}", f"Closing {position}"), year
    if kind == "R":
        return Text(f"{position} năm", f"{position} years"), year.replace("/", "–")
    return Text(rest, rest), year
