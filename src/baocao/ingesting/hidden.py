"""Figures where nobody looks: hidden or filtered rows, hidden columns, hidden sheets."""

from collections.abc import Iterable

from baocao.ingesting.grids import Sheet, column_letters, split_place
from baocao.ingesting.model import Both, FoundReport, Problem

MOST_NAMED = 5
COUNTED = Both("Số liệu vẫn được tính.", "They are counted.")
NOT_READ = Both("Trang tính ẩn không được đọc.", "A hidden sheet is not read.")


def name_hidden(reports: Iterable[FoundReport], sheet: Sheet) -> None:
    """Add a problem to each report with figures in rows or columns that the sender hid."""
    for report in reports:
        places = [split_place(value.place) for value in report.values if value.raw != ""]
        rows = sorted({row for row, _ in places if row in sheet.hidden_rows})
        columns = sorted({column for _, column in places if column in sheet.hidden_columns})
        if rows or columns:
            first = next(
                value.place
                for value in report.values
                if value.raw != "" and _is_hidden(split_place(value.place), sheet)
            )
            report.problems.append(Problem("ITM06", first, _shown(rows, columns), COUNTED))


def _is_hidden(where: tuple[int, int], sheet: Sheet) -> bool:
    return where[0] in sheet.hidden_rows or where[1] in sheet.hidden_columns


def _shown(rows: list[int], columns: list[int]) -> Both:
    numbers = _listed([str(row + 1) for row in rows])
    letters = _listed([column_letters(column) for column in columns])
    vi = [f"dòng {numbers}"] * bool(rows) + [f"cột {letters}"] * bool(columns)
    en = [f"row {numbers}"] * bool(rows) + [f"column {letters}"] * bool(columns)
    return Both(", ".join(vi), ", ".join(en))


def _listed(names: list[str]) -> str:
    return ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")


def hidden_sheet(name: str) -> Problem:
    """Return the problem of a hidden sheet that holds a report with figures."""
    found = Both(f"trang tính ẩn “{name}”", f"hidden sheet “{name}”")
    return Problem("ITM06", "", found, NOT_READ, is_of_file=True)
