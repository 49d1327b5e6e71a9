"""A report as a sheet with its items running down, and a district's reports as a table of units."""

from functools import partial
from itertools import groupby
from typing import Any

from baocao.official import ROMAN
from baocao.registry import FormItem, FormSheet
from baocao.sampling.figures import Figures
from baocao.sampling.lineage import Lineage
from baocao.sampling.pages import Delivery, Page
from baocao.sampling.writing.canvas import Book, Canvas
from baocao.sampling.writing.headings import write_footer, write_heading
from baocao.sampling.writing.manner import Manner, typed, typed_number

VALUE_HEADER = "Số liệu"


def owed_items(lineage: Lineage, page: Page) -> list[FormItem]:
    """Return the items on a page, in the order of the form: its figures, and room for its rates."""
    rates = {item.code for item in lineage.rates(page.key)}
    codes = page.figures.keys() | rates
    return [item for item in lineage.form(page.key).items if item.code in codes]


def _section(lineage: Lineage, item: FormItem) -> str:
    return lineage.registry.indicators[item.indicator_code].group_vi


def write_items(
    canvas: Canvas, lineage: Lineage, page: Page, claimed: Figures | None = None
) -> None:
    """Write one report with its items running down, or a district's totals as `claimed`."""
    sheet = lineage.form(page.key).sheets["items_down"]
    code_first = canvas.book.manner.code_first
    row = write_heading(canvas, lineage, page, sheet, 6)
    headers = ["STT", "Chỉ tiêu", sheet.item_code_label, "Đơn vị tính"]
    widths = [6.0, 58.0, 10.0, 14.0]
    name_column, code_column = (2, 1) if code_first else (1, 2)
    if code_first:
        headers[1], headers[2] = headers[2], headers[1]
        widths[1], widths[2] = widths[2], widths[1]
    headers += [VALUE_HEADER if claimed is None else sheet.total_label, "Ghi chú"]
    canvas.widths(*widths, 14.0, 24.0)
    for column, header in enumerate(headers):
        canvas.block(row, column, row + 1, column, header, "head")
        canvas.put(row + 2, column, "ABCD"[column] if column < 4 else f"({column - 3})", "code")
    row = _write_item_rows(canvas, lineage, page, claimed, (row + 3, name_column, code_column))
    write_footer(canvas, lineage, page, row, 6)


def _write_item_rows(
    canvas: Canvas,
    lineage: Lineage,
    page: Page,
    claimed: Figures | None,
    start: tuple[int, int, int],
) -> int:
    row, name_column, code_column = start
    manner = canvas.book.manner
    if claimed is None:
        items = owed_items(lineage, page)
    else:
        items = [item for item in lineage.form(page.key).items if item.code in claimed]
    number = 0
    sections = groupby(items, key=partial(_section, lineage))
    for place, (section, members) in enumerate(sections):
        canvas.put(row, 0, ROMAN[place], "section")
        canvas.across(row, 1, 5, section, "section")
        row += 1
        for item in members:
            number += 1
            value = (
                _written(page, item, manner)
                if claimed is None
                else typed_number(claimed[item.code], manner)
            )
            unit_vi = lineage.registry.indicators[item.indicator_code].unit_vi
            canvas.put(row, 0, number, "cell")
            canvas.put(row, name_column, item.label_vi, "cell")
            canvas.put(row, code_column, item.code, "cell")
            canvas.put(row, 3, unit_vi, "cell")
            canvas.put(row, 4, value, "figure")
            canvas.put(row, 5, page.notes.get(item.code, ""), "cell")
            row += 1
            if manner.gap and number % manner.gap == 0:
                row += 1
    return row


def write_units(book: Book, lineage: Lineage, delivery: Delivery) -> None:
    """Write a district's reports as one table: communes, the district itself, the total row."""
    own = delivery.pages[-1]
    canvas = book.sheet("Biểu tổng hợp")
    form = lineage.form(own.key)
    sheet = form.sheets["units_down"]
    codes = {item.code for page in delivery.pages for item in owed_items(lineage, page)}
    items = [item for item in form.items if item.code in codes]
    width = 3 + len(items)
    row = write_heading(canvas, lineage, own, sheet, width)
    canvas.widths(6.0, 12.0, 24.0, *[11.0] * len(items))
    _write_unit_headers(canvas, lineage, sheet, items, row)
    row += 3
    communes = [page for page in delivery.pages if page is not own]
    number = 0
    for title, pages in (("I. Các xã, phường, thị trấn", communes), ("II. Cấp huyện", [own])):
        canvas.across(row, 0, width - 1, title, "section")
        row += 1
        for page in pages:
            number += 1
            _write_unit_row(canvas, page, items, row, number)
            row += 1
            if book.manner.gap and number % book.manner.gap == 0:
                row += 1
    canvas.put(row, 2, sheet.total_label, "section")
    claimed = claimed_totals(delivery)
    for place, item in enumerate(items):
        total = claimed.get(item.code)
        shown = "" if total is None else typed_number(total, book.manner)
        canvas.put(row, 3 + place, shown, "total")
    write_footer(canvas, lineage, own, row + 1, width)


def _write_unit_headers(
    canvas: Canvas, lineage: Lineage, sheet: FormSheet, items: list[FormItem], row: int
) -> None:
    for column, header in enumerate(("STT", sheet.unit_code_label, sheet.unit_name_label)):
        canvas.block(row, column, row + 1, column, header, "head")
    column = 3
    for section, members in groupby(items, key=partial(_section, lineage)):
        group = list(members)
        canvas.block(row, column, row, column + len(group) - 1, section, "head")
        for place, item in enumerate(group):
            canvas.put(row + 1, column + place, item.label_vi, "head")
            canvas.put(row + 2, column + place, item.code, "code")
        column += len(group)
    for place, text in enumerate((sheet.item_code_label, "B", "C")):
        canvas.put(row + 2, place, text, "code")


def _write_unit_row(
    canvas: Canvas, page: Page, items: list[FormItem], row: int, number: int
) -> None:
    canvas.put(row, 0, number, "cell")
    canvas.put(row, 1, page.unit_code, "cell")
    canvas.put(row, 2, page.unit_name, "cell")
    for place, item in enumerate(items):
        canvas.put(row, 3 + place, _written(page, item, canvas.book.manner), "figure")


def _written(page: Page, item: FormItem, manner: Manner) -> Any:
    """Return what stands in the cell of an item: nothing where the page has no figure for it."""
    figure = page.figures.get(item.code)
    return page.raw.get(item.code, "" if figure is None else typed(figure, item, manner))


def claimed_totals(delivery: Delivery) -> Figures:
    """Return what the total row says: the sums of the rows above, plus what is wrong with it."""
    totals: Figures = {}
    for page in delivery.pages:
        for code, figure in page.figures.items():
            totals[code] = totals.get(code, 0) + figure
    return {code: total + delivery.claimed.get(code, 0) for code, total in totals.items()}


def write_sheets(book: Book, lineage: Lineage, delivery: Delivery) -> None:
    """Write a district's reports as a sheet for each unit, with a summary sheet at the end."""
    for page in delivery.pages:
        write_items(book.sheet(lineage.unit(page.key).name_vi), lineage, page)
    own = delivery.pages[-1]
    write_items(book.sheet("Tổng hợp"), lineage, own, claimed_totals(delivery))
