"""Which period a report is for: label, title, first and last day and sheet must agree."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from baocao.ingesting import dates
from baocao.ingesting.grids import place
from baocao.ingesting.layouts import Layouts
from baocao.ingesting.model import Both, FoundReport, Heading, Problem, Text, TextCell
from baocao.ingesting.text import Remembered, fold
from baocao.registry import Period, Registry
from baocao.registry.calendars import SPECIAL_TYPES

# Periods of these types are often named beside the one that is meant: the year, a day's month.
PASSING_TYPES = "MA"
HEADINGS_ABREAST = 3


@dataclass(frozen=True)
class FoundPeriod:
    """The period of a report, or why there is none."""

    period: Period | None
    problems: list[Problem]


def contradicts(other: str, declared: str) -> bool:
    """Tell whether a period named in passing is another one than the declared.

    "… ngày 15 tháng 3 năm 2024" in a file's name is a date, not the month of March.
    """
    kind, own = other.split("-")[1][0], declared.split("-")[1][0]
    return other != declared and (kind == own or kind not in PASSING_TYPES)


class PeriodFinder:
    """Finds periods by the calendars of the regimes under which forms are due."""

    def __init__(self, registry: Registry, layouts: Layouts) -> None:
        """Index the periods by code, by window and, where they have one, by their own name.

        Args:
            registry: the reference data.
            layouts: layout data of the forms.
        """
        self._layouts = layouts
        self._periods: dict[str, list[Period]] = {}
        # Closing periods and reviews are known by the name that they are given.
        self._names: dict[str, str] = {}
        self._windows: dict[tuple[date, date], str] = {}
        for period in registry.periods:
            self._periods.setdefault(period.period_code, []).append(period)
            self._windows.setdefault((period.start_date, period.end_date), period.period_code)
            if period.period_type in SPECIAL_TYPES:
                for name in (period.name_vi, period.name_en):
                    self._names.setdefault(fold(name), period.period_code)
        self._last_above: Sequence[TextCell] = ()
        self._last_titles: dict[str, str] = {}
        self._told = Remembered(dates.period_code)
        years = sorted({period.reporting_year for period in registry.periods})
        self._years = (years[0], years[-1])

    def with_code(self, code: str) -> list[Period]:
        """Return the periods of all regimes that bear a code."""
        return self._periods.get(code, [])

    def named_by(self, report: FoundReport, file_name: str) -> FoundPeriod:
        """Return the period that a report names, of any regime.

        Without a label the title tells it, or the window to the day. The names of the file and of
        the sheet only propose.
        """
        heading = report.heading
        written = fold(heading.period.text) if heading.period else ""
        titles = self._in_titles(heading)
        code = self._by_label(heading, written, titles)
        problems: list[Problem] = []
        if code is None and not written:
            told = {one for one in (self._of_window(heading.window), *titles) if one is not None}
            code = told.pop() if len(told) == 1 else None
        periods = self.with_code(code or "")
        if not periods:
            return FoundPeriod(None, [self._unknown(report, file_name)])
        for other, where in titles.items():
            if contradicts(other, periods[0].period_code):
                problems.append(_disagrees(other, where, periods[0].period_code))
        if report.mark is not None and report.mark.period not in ("", periods[0].period_code):
            marked = report.mark.period
            found = Both(f"{marked} ở dấu ẩn của biểu mẫu", f"{marked} in the template's mark")
            problems.append(_disagrees(found, "", periods[0].period_code))
        in_sheet = self._told[fold(report.sheet)] if report.sheet else None
        if in_sheet is not None and contradicts(in_sheet, periods[0].period_code):
            found = Both(f"{in_sheet} ở tên trang tính", f"{in_sheet} in the sheet's name")
            problems.append(_disagrees(found, "", periods[0].period_code))
        return FoundPeriod(periods[0], problems)

    def _by_label(self, heading: Heading, written: str, titles: dict[str, str]) -> str | None:
        """Return the period of a heading's label, with the year from elsewhere if it has none."""
        if not written or heading.period is None:
            return None
        code = self._names.get(written)
        code = code or self._layouts.periods.code_in_cell(heading.period.raw, written)
        if code is not None:
            return code
        window = self._of_window(heading.window)
        if window is not None and not dates.names_a_part_of_a_year(written):
            return window
        # "Quý I" beside a window or a title that tells the year.
        for other in (window, *titles):
            if other and self._layouts.periods.code(f"{written} {other[:4]}") == other:
                return other
        return None

    def _of_window(self, window: tuple[date, date] | None) -> str | None:
        return self._windows.get(window) if window else None

    def _in_titles(self, heading: Heading) -> dict[str, str]:
        """Return the periods in texts above the table that are no label's, with their places."""
        own = heading.period.place if heading.period else ""
        if heading.above is not self._last_above:
            # All rows of a table of units stand below the same texts.
            self._last_above, self._last_titles = heading.above, self._dated(heading.above)
        return {code: where for code, where in self._last_titles.items() if where != own}

    def _dated(self, above: Sequence[TextCell]) -> dict[str, str]:
        """Return the periods that texts name, with their places; many abreast head columns."""
        dated = [cell for cell in above if "20" in cell[3] and "ngay" not in cell[3]]
        if not dated:
            return {}
        abreast = Counter(cell[0] for cell in above)
        found: dict[str, str] = {}
        for row, column, _, key in dated:
            code = self._told[key]
            if code in self._periods and abreast[row] < HEADINGS_ABREAST:
                found.setdefault(code, place(row, column))
        return found

    def _unknown(self, report: FoundReport, file_name: str) -> Problem:
        """Return the refusal of a report without a period, with what its file's name proposes."""
        named = report.heading.period
        first, last = self._years
        expected = Both(
            f"Cần một kỳ trong các năm {first}–{last}.", f"Expected a period within {first}–{last}."
        )
        proposed = dates.period_code(fold(report.sheet)) or dates.period_code(fold(file_name))
        periods = self.with_code(proposed or "")
        if periods:
            expected = Both(
                f"{expected.vi} Có phải là {periods[0].name_vi} ({proposed})?",
                f"{expected.en} Is it {periods[0].name_en} ({proposed})?",
            )
        found = (named.text if named else "") or Both("để trống", "blank")
        return Problem("PER07", named.place if named else "", found, expected)


def _disagrees(found: Text, where: str, declared: str) -> Problem:
    expected = Both(f"kỳ ghi trong biểu là {declared}", f"the form says {declared}")
    return Problem("REP08", where, found, expected)
