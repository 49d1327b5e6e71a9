"""Rows and columns put in anywhere: what is read stays the same, or the report says why not."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.unit.ingesting.foreign import ivorian, kenyan, with_foreign_forms
from tests.unit.ingesting.workbooks import (
    district_reports,
    make_report,
    totals_of,
    write_items,
    write_units,
)

from baocao.ingesting.grids import Sheet
from baocao.ingesting.layouts import Layouts
from baocao.ingesting.locating import locate
from baocao.registry import Registry

Rows = list[list[Any]]
# What people put into rows and columns of their own; "" is a cell left blank.
CELLS = st.sampled_from(
    ["", "", "", "x", "kiểm tra", "Ghi chú", "Cộng", "Tổng cộng", "I", "(7)", "Lũy kế", "Số liệu",
     "So với kỳ trước", "TD01", "TD99", "Households visited", "Nơi nhận:", 0.0, 7.0, 2024.0],
)  # fmt: skip
PLACES = st.integers(0, 60)


@pytest.fixture(scope="module")
def known(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return with_foreign_forms(root / "seeds", tmp_path_factory.mktemp("moved") / "seeds")


@pytest.fixture(scope="module")
def layouts(known: Registry) -> Layouts:
    return Layouts(known)


@pytest.fixture(scope="module")
def grids(known: Registry) -> list[Rows]:
    """Return a sheet of each layout as a reader of cells gives it."""
    book = Workbook()
    items, units = book.worksheets[0], book.create_sheet()
    write_items(items, make_report(known, "BK-TTR", "F-TCD", "2024-Q1"))
    reports = district_reports(known)[-4:]
    write_units(units, reports, totals_of(reports))
    return [_grid(items), _grid(units), *(_filled(rows()) for rows in (kenyan, ivorian))]


def _grid(sheet: Worksheet) -> Rows:
    return _filled([list(row) for row in sheet.values])


def _filled(rows: Rows) -> Rows:
    width = max(map(len, rows))
    return [
        [
            "" if value is None else float(value) if isinstance(value, int) else value
            for value in [*row, *([""] * (width - len(row)))]
        ]
        for row in rows
    ]


def with_rows(rows: Rows, at: int, added: list[list[Any]]) -> Rows:
    width = len(rows[0])
    at = min(at, len(rows))
    return [*rows[:at], *((row * width)[:width] for row in added), *rows[at:]]


def with_column(rows: Rows, at: int, cells: list[Any]) -> Rows:
    at = min(at, len(rows[0]))
    return [[*row[:at], cells[number % len(cells)], *row[at:]] for number, row in enumerate(rows)]


def read(rows: Rows, layouts: Layouts) -> tuple[list[Any], list[str]]:
    """Return who reports what in a grid, and the codes of problems."""
    reports, _ = locate(Sheet("S", rows), layouts)
    found = [
        (
            one.is_claimed,
            one.heading.form_code,
            one.heading.period and one.heading.period.text,
            one.unit_code and one.unit_code.text,
            one.unit_name and one.unit_name.text,
            {value.item_code: value.raw for value in one.values},
        )
        for one in reports
    ]
    return found, [problem.finding_code for one in reports for problem in one.problems]


@given(st.integers(0, 3), PLACES, st.integers(1, 3))
@settings(max_examples=150, deadline=None)
def test_blank_rows_anywhere(
    grids: list[Rows], layouts: Layouts, which: int, at: int, count: int
) -> None:
    rows = grids[which]
    assert read(with_rows(rows, at, [[""]] * count), layouts) == read(rows, layouts)


@given(st.integers(0, 3), PLACES, st.integers(1, 3))
@settings(max_examples=150, deadline=None)
def test_blank_columns_anywhere(
    grids: list[Rows], layouts: Layouts, which: int, at: int, count: int
) -> None:
    rows = changed = grids[which]
    for _ in range(count):
        changed = with_column(changed, at % 12, [""])
    assert read(changed, layouts) == read(rows, layouts)


def assert_same_or_named(before: Rows, after: Rows, layouts: Layouts) -> None:
    """Check that no figure of a report changed without a problem that says so."""
    expected, _ = read(before, layouts)
    found, problems = read(after, layouts)
    if problems or all(one[0] or not any(one[-1].values()) for one in found):
        # Without a report of a unit's own, or without any figure, the file is refused.
        return
    # What now stands for a form, a unit or a period is refused by name when it is looked up, and so
    # is a row put in that says it is a unit's; an item without a column is named as missing.
    for is_claimed, *_, figures in expected:
        assert any(
            one[0] == is_claimed and one[-1] and one[-1].items() <= figures.items() for one in found
        )


@given(st.integers(0, 3), PLACES, st.lists(st.lists(CELLS, min_size=1, max_size=8), max_size=2))
@settings(max_examples=250, deadline=None)
def test_rows_with_anything_in_them(
    grids: list[Rows], layouts: Layouts, which: int, at: int, added: list[list[Any]]
) -> None:
    rows = grids[which]
    assert_same_or_named(rows, with_rows(rows, at, added), layouts)


@given(st.integers(0, 3), PLACES, st.lists(CELLS, min_size=1, max_size=20))
@settings(max_examples=250, deadline=None)
def test_columns_with_anything_in_them(
    grids: list[Rows], layouts: Layouts, which: int, at: int, cells: list[Any]
) -> None:
    rows = grids[which]
    assert_same_or_named(rows, with_column(rows, at % 12, cells), layouts)


@pytest.mark.parametrize("which", range(4))
def test_the_sheets_as_they_are(which: int, grids: list[Rows], layouts: Layouts) -> None:
    found, problems = read(grids[which], layouts)
    assert len(found) == (1, 5, 3, 3)[which]
    assert problems == []


def test_columns_in_another_order(grids: list[Rows], layouts: Layouts) -> None:
    """Last year's and the cumulative column before the period's: the header decides."""
    rows = grids[0]
    head = next(number for number, row in enumerate(rows) if row[0] == "STT")
    for header in ("Lũy kế từ đầu năm", "Cùng kỳ năm trước", "Kế hoạch năm"):
        cells: list[Any] = ["" for _ in rows]
        cells[head] = header
        for number in range(head + 3, len(rows)):
            cells[number] = 9999.0 if rows[number][2] else ""
        assert read(with_column(rows, 4, cells), layouts) == read(rows, layouts)
