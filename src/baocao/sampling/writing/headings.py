"""The top and the foot of an official report: agency and national motto, period, signatures."""

from baocao.official import LETTERHEADS, window_words
from baocao.registry import FormSheet, UnitType
from baocao.sampling.lineage import Lineage
from baocao.sampling.pages import Page
from baocao.sampling.wording import SYNTHETIC
from baocao.sampling.writing.canvas import Canvas

HEADING_ROWS = 10


def write_heading(
    canvas: Canvas, lineage: Lineage, page: Page, sheet: FormSheet, width: int
) -> int:
    """Write the heading over `width` columns; return the first row below it."""
    unit, form, unit_type = lineage.unit(page.key), lineage.form(page.key), _type(lineage, page)
    middle = width // 2
    first_line, second_line = LETTERHEADS[unit_type.letterhead]
    left, right = (0, middle - 1), (middle, width - 1)
    signed = page.report_date
    lines = (
        (0, left, unit_type.superior_vi, "center"),
        (0, right, first_line, "bold"),
        (1, left, unit.name_vi.upper(), "bold"),
        (1, right, second_line, "bold"),
        (2, left, f"Số: {signed.day + signed.month}/BC", "center"),
        (2, right, f"Ngày {signed.day:02d} tháng {signed.month} năm {signed.year}", "italic"),
        (4, (0, width - 1), form.name_vi.upper(), "title"),
        (5, (0, width - 1), SYNTHETIC, "notice"),
        (7, (0, width - 1), window_words(*page.window), "italic"),
    )
    for row, (first, last), text, look in lines:
        if text:
            canvas.across(row, first, last, text, look)
    _labelled(canvas, 3, (middle, width - 1), sheet.form_label, page.form_text)
    _labelled(canvas, 6, (0, width - 1), sheet.period_label, page.period_text)
    _labelled(canvas, 8, (0, middle - 1), sheet.unit_code_label, page.unit_code)
    _labelled(canvas, 8, (middle, width - 1), sheet.unit_name_label, page.unit_name)
    return HEADING_ROWS


def _labelled(canvas: Canvas, row: int, span: tuple[int, int], label: str, value: object) -> None:
    first, last = span
    in_own_cell = canvas.book.manner.split_labels or not isinstance(value, str)
    if in_own_cell:
        canvas.put(row, first, f"{label}:")
        canvas.put(row, first + 1, value)
    else:
        canvas.across(row, first, last, f"{label}: {value}")


def _type(lineage: Lineage, page: Page) -> UnitType:
    return lineage.registry.unit_types[lineage.unit(page.key).unit_type]


def write_footer(canvas: Canvas, lineage: Lineage, page: Page, row: int, width: int) -> None:
    """Write the foot: recipients at the left, signatures by office at the right; no names."""
    unit_type, period = _type(lineage, page), lineage.period(page.key)
    middle = width // 2
    lines = (
        (1, 0, "Nơi nhận:", "center"),
        (2, 0, "- Như trên;", ""),
        (3, 0, f"- Lưu: VT, {period.reporting_year}.", ""),
        (1, middle - 1, "NGƯỜI LẬP BIỂU", "bold"),
        (1, width - 1, unit_type.on_behalf_vi, "bold"),
        (2, width - 1, unit_type.office_vi, "bold"),
        (3, width - 1, "(Ký, đóng dấu)", "italic"),
    )
    for below, column, text, look in lines:
        if text:
            canvas.put(row + below, column, text, look)
