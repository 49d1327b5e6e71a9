"""Periods as cells and headings name them, in the languages whose words are listed as data."""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from baocao.ingesting import dates
from baocao.ingesting.text import fold
from baocao.registry import PeriodWord
from baocao.registry.period_names import period_code

_YEAR = r"(20[0-9]{2})"
_SHORT_YEAR = r"(20[0-9]{2}|[0-9]{2})"
# The whole of a cell: 202401, 2024-01, 01/2024.
_MONTH_OF_YEAR = re.compile(rf"{_YEAR} ?(0[1-9]|1[0-2]|[1-9](?= |$))")
_YEAR_OF_MONTH = re.compile(rf"(0?[1-9]|1[0-2]) {_YEAR}")


class PeriodReader:
    """Reads the code of the period that a text or a date names."""

    def __init__(self, words: Iterable[PeriodWord]) -> None:
        """Prepare the look-up of words for months and quarters.

        Args:
            words: names of parts of a year, in any language.
        """
        self._words = {fold(one.word): (one.period_type, one.period_no) for one in words}
        names = "|".join(sorted(map(re.escape, self._words), key=len, reverse=True))
        # "janvier 2024", "tháng hai năm 2024", "2024 March"; in a cell of its own also "Jan-24".
        self._named = re.compile(
            rf"\b({names})(?: [a-z]{{1,3}})? {_YEAR}\b|\b{_YEAR} ({names})\b" if names else "(?!)"
        )
        self._short = re.compile(rf"({names}) {_SHORT_YEAR}" if names else "(?!)")

    def code(self, folded: str) -> str | None:
        """Return the one period that folded text names, or None for none or several."""
        known = dates.period_code(folded)
        if known is not None:
            return known
        found = {
            self._of_word(word or other, year or before)
            for word, year, before, other in self._named.findall(folded)
        }
        return found.pop() if len(found) == 1 else None

    def code_in_cell(self, raw: Any, folded: str) -> str | None:
        """Return the period of a cell that holds a period and nothing else.

        A date stands for its month if it is the month's first or last day, as a spreadsheet stores
        "Jan 2024"; any other day may be a slip and names no period.
        """
        if isinstance(raw, datetime | date):
            last = monthrange(raw.year, raw.month)[1]
            return f"{raw.year}-M{raw.month:02d}" if raw.day in (1, last) else None
        known = self.code(folded)
        if known is not None:
            return known
        match = _MONTH_OF_YEAR.fullmatch(folded)
        if match is not None:
            return f"{match[1]}-M{int(match[2]):02d}"
        match = _YEAR_OF_MONTH.fullmatch(folded)
        if match is not None:
            return f"{match[2]}-M{int(match[1]):02d}"
        match = self._short.fullmatch(folded)
        return self._of_word(match[1], f"20{match[2][-2:]}") if match else None

    def _of_word(self, word: str, year: str) -> str:
        kind, number = self._words[word]
        return period_code(kind, int(year), number)
