"""The sender's workbook with marks: each faulty cell coloured and commented, all else untouched."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.receipts.books import (
    COLUMNS,
    ROWS,
    SHEETS,
    fault,
    looks_of,
    opened,
    parts,
    rich_book,
)

from baocao.ingesting.grids import place
from baocao.receipts.faults import Fault
from baocao.receipts.marking.comments import AUTHOR
from baocao.receipts.marking.listing import COLUMNS as LIST_COLUMNS
from baocao.receipts.marking.listing import HEADER_ROW, TITLE
from baocao.receipts.marking.looks import FILLS
from baocao.receipts.marking.package import UnmarkableError, parsed
from baocao.receipts.marking.workbook import marked_workbook
from baocao.receipts.wording import SEVERITIES


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


BOOK = rich_book()
# The same cells, with styles and parts as another program writes them.
BOOKS = {"xlsxwriter": BOOK, "openpyxl": saved(opened(BOOK))}
FAULTS = st.lists(
    st.builds(
        lambda sheet, row, column, severity: fault(sheet, place(row, column), severity),
        st.sampled_from(SHEETS),
        st.integers(0, ROWS),
        st.integers(0, COLUMNS),
        st.sampled_from(list(SEVERITIES)),
    ),
    min_size=1,
    max_size=12,
)


def assert_marked(new: Any, old: Any, severity: str) -> None:
    """Check that a cell has another fill and a comment, and has kept everything else."""
    assert new.fill.fgColor.rgb == FILLS[severity]
    # A cell that was not there has the looks of its row or column, which only programs show.
    if old.has_style:
        both = zip(looks_of(new), looks_of(old), strict=True)
        assert [one == other for one, other in both].count(False) == 1
    assert "Cách sửa: Chỉ ghi số" in new.comment.text
    assert SEVERITIES[severity][0] in new.comment.text
    if old.comment is not None:
        assert new.comment.text.startswith(old.comment.text)


@pytest.mark.parametrize("made_by", BOOKS)
@given(faults=FAULTS)
@settings(max_examples=30, deadline=None)
def test_every_fault_is_marked_and_no_other_cell_changes(made_by: str, faults: list[Fault]) -> None:
    before, marked = opened(BOOKS[made_by]), opened(marked_workbook(BOOKS[made_by], faults))
    worst = {}
    for one in sorted(faults, key=lambda one: -one.rank):
        # Of merged cells only the first is seen.
        cell = "A1" if one.cell in ("B1", "C1", "D1") else one.cell
        worst[one.sheet, cell] = one.severity
    assert marked.sheetnames == [*SHEETS, TITLE]
    for name in SHEETS:
        for row in range(1, ROWS + 3):
            for column in range(1, COLUMNS + 3):
                old, new = (book[name].cell(row, column) for book in (before, marked))
                severity = worst.get((name, new.coordinate))
                assert str(new.value) == str(old.value)
                if severity is None:
                    assert looks_of(new) == looks_of(old)
                    assert str(new.comment) == str(old.comment)
                    continue
                assert_marked(new, old, severity)
    listed = list(marked[TITLE].iter_rows(min_row=HEADER_ROW + 1, values_only=True))
    assert sorted((row[1], row[2]) for row in listed) == sorted(
        (one.sheet, one.cell) for one in faults
    )


def test_what_carries_no_mark_is_the_same_to_the_byte() -> None:
    before, after = parts(BOOK), parts(marked_workbook(BOOK, [fault(SHEETS[0], "B3")]))
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet1.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml",
    }  # fmt: skip
    assert after.keys() - before.keys() == {"xl/worksheets/sheet_baocao1.xml"}
    kept = ("xl/media/image1.png", "xl/charts/chart1.xml", "xl/drawings/drawing1.xml")
    assert all(name in after for name in kept)
    old, new = (parsed(one["xl/worksheets/sheet1.xml"]) for one in (before, after))
    tags = [[child.tag for child in root] for root in (old, new)]
    assert tags[0] == tags[1]


def test_results_of_formulas_stay() -> None:
    marked = opened(marked_workbook(BOOK, [fault(SHEETS[0], "F4")]), results=True)
    assert marked[SHEETS[0]]["F4"].value == 77
    assert opened(marked_workbook(BOOK, [fault(SHEETS[0], "F4")]))[SHEETS[0]]["F4"].value == (
        "=SUM(B3:E3)"
    )


def test_boxes_of_comments_stand_beside_their_cells() -> None:
    after = parts(marked_workbook(BOOK, [fault(SHEETS[0], "B3"), fault(SHEETS[0], "C4")]))
    drawing = after["xl/drawings/vmlDrawing1.vml"].decode()
    parsed(drawing)
    rows = re.findall(r"<x:Row>(\d+)</x:Row>\s*<x:Column>(\d+)</x:Column>", drawing)
    assert sorted(rows) == [("2", "1"), ("3", "2")]
    numbers = re.findall(r'<v:shape id="([^"]+)"', drawing)
    assert len(set(numbers)) == len(numbers) == 2


def test_text_of_a_file_is_never_a_formula_in_the_list() -> None:
    texts = ["=1+1", "+2", "-3", "@sum", "\tx", "\r=1", '=cmd|" /C calc"!A0', "<b>&amp;"]
    faults = [fault(SHEETS[0], f"B{number}", found=text) for number, text in enumerate(texts, 3)]
    content = marked_workbook(BOOK, faults)
    sheet = parts(content)["xl/worksheets/sheet_baocao1.xml"].decode()
    assert "<f" not in sheet.replace("<fo", "")
    column = [title for title, _ in LIST_COLUMNS].index("Tìm thấy")
    cells = [row[column] for row in opened(content)[TITLE].iter_rows(min_row=HEADER_ROW + 1)]
    assert all(cell.data_type == "s" for cell in cells)
    assert not any(str(cell.value).startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    assert cells[-1].value == "<b>&amp;"


def edited(content: bytes, change: Callable[[openpyxl.Workbook], None]) -> bytes:
    """Return a workbook as a clerk saves it after changing something."""
    book = opened(content)
    change(book)
    return saved(book)


def test_a_second_round_takes_the_marks_of_the_first_away() -> None:
    first = marked_workbook(BOOK, [fault(SHEETS[0], "B3", "block"), fault(SHEETS[0], "C4")])

    def mend(book: Any) -> None:
        book[SHEETS[0]]["B3"] = 5

    second = opened(marked_workbook(edited(first, mend), [fault(SHEETS[0], "D5", "warn")]))
    sheet, original = second[SHEETS[0]], opened(BOOK)[SHEETS[0]]
    assert second.sheetnames == [*SHEETS, TITLE]
    for cell in ("B3", "C4"):
        assert repr(sheet[cell].fill) == repr(original[cell].fill)
    assert sheet["B3"].comment is None
    noted, before = sheet["C4"].comment, original["C4"].comment
    assert noted is not None
    assert before is not None
    assert noted.text.strip() == before.text.strip()
    assert noted.author != AUTHOR
    assert sheet["D5"].fill.fgColor.rgb == FILLS["warn"]
    listed = list(second[TITLE].iter_rows(min_row=HEADER_ROW + 1, values_only=True))
    assert [row[2] for row in listed] == ["D5"]


def test_a_sheet_of_the_sender_with_the_name_of_our_list_stays() -> None:
    def add(book: openpyxl.Workbook) -> None:
        book.create_sheet(TITLE)["A1"] = "của đơn vị"

    marked = opened(marked_workbook(edited(BOOK, add), [fault(SHEETS[0], "B3")]))
    assert marked.sheetnames == [*SHEETS, TITLE, f"{TITLE} (2)"]
    assert marked[TITLE]["A1"].value == "của đơn vị"


@pytest.mark.parametrize("cell", ["", "[3].value", "dataValues[1].value", "A0", "XFE1", "A1048577"])
def test_a_fault_without_a_cell_is_only_listed(cell: str) -> None:
    marked = opened(marked_workbook(BOOK, [fault(SHEETS[0], cell)]))
    assert marked[TITLE].cell(HEADER_ROW + 1, 3).value in (cell or None, cell)
    before = opened(BOOK)
    assert all(
        looks_of(new) == looks_of(old)
        for olds, news in zip(
            before[SHEETS[0]].iter_rows(), marked[SHEETS[0]].iter_rows(), strict=True
        )
        for old, new in zip(olds, news, strict=True)
    )


@pytest.mark.parametrize("lost", ["xl/styles.xml", "xl/worksheets/sheet1.xml", "_rels/.rels"])
def test_a_package_that_cannot_be_edited_is_named(lost: str) -> None:
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as package:
        for name, content in parts(BOOK).items():
            if name != lost:
                package.writestr(name, content)
    with pytest.raises(UnmarkableError):
        marked_workbook(broken.getvalue(), [fault(SHEETS[0], "B3")])
