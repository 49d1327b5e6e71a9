"""What a template says of itself on a sheet that people do not see: form, version, unit, period.

The reader recognises a form by it at once, and can tell when what is visible was changed.
"""

import xlsxwriter

from baocao.templating.request import Request

MARK_SHEET = "_baocao"
MARK_VERSION = "1"


def mark_of(request: Request) -> dict[str, str]:
    """Return the mark of a template, text by key."""
    return {
        "template": MARK_VERSION,
        "form": request.form.form_code,
        "version": request.form.form_version,
        "unit": request.unit.unit_code,
        "period": request.period.period_code,
        "layout": request.layout_code,
        "sheet": request.form.form_code,
    }


def write_mark(book: xlsxwriter.Workbook, request: Request) -> None:
    """Add the hidden sheet, keys in column A and values in column B."""
    sheet = book.add_worksheet(MARK_SHEET)
    for row, (key, value) in enumerate(mark_of(request).items()):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, value)
    sheet.protect()
    sheet.very_hidden()
