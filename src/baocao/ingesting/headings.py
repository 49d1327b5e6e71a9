"""What a sheet says about itself: form, period, window, unit, date, found by label."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from baocao.ingesting import dates
from baocao.ingesting.grids import Sheet, place
from baocao.ingesting.layouts import Layouts
from baocao.ingesting.model import Heading, Labelled
from baocao.ingesting.text import fold, readable

_VERSION = re.compile(r"phien ban (\w+)")
_WORD = re.compile(r"\w+")


class TextCell(NamedTuple):
    """A cell with text, its place and its folded key."""

    row: int
    column: int
    text: str
    key: str


def text_cells(sheet: Sheet) -> list[TextCell]:
    """Return the cells that hold text, row by row."""
    return [
        TextCell(row, column, value, fold(value))
        for row, values in enumerate(sheet.rows)
        for column, value in enumerate(values)
        if value.__class__ is str and value
    ]


def plain(raw: Any) -> str:
    """Return a raw cell as the text that a person sees, whole numbers without a fraction."""
    if isinstance(raw, str):
        return readable(raw)
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    return f"{raw:.15g}" if isinstance(raw, float) else str(raw)


def is_label(key: str, label: str) -> bool:
    """Tell whether folded text is a label or begins with it."""
    return key.startswith(label) and (len(key) == len(label) or key[len(label)] == " ")


def _behind(text: str, label: str) -> str:
    """Return what a cell says behind its label: after the colon, else after the label's words."""
    if ":" in text:
        return text.split(":", 1)[1].strip()
    words = list(_WORD.finditer(text))
    count = len(label.split())
    return text[words[count].start() :].strip() if len(words) > count else ""


def labelled(
    sheet: Sheet, cells: Iterable[TextCell], labels: frozenset[str], others: frozenset[str]
) -> Labelled | None:
    """Return what stands behind the first of some labels: in its cell, else to its right.

    Args:
        sheet: the sheet.
        cells: its text cells to look at, in order.
        labels: folded labels.
        others: folded labels of all kinds; one of them to the right means a table's header, where
            the label heads a column and has nothing behind it.
    """
    for cell in cells:
        label = next((label for label in labels if is_label(cell.key, label)), None)
        if label is None:
            continue
        behind = _behind(readable(cell.text), label)
        if behind:
            return Labelled(behind, behind, place(cell.row, cell.column))
        for column in range(cell.column + 1, len(sheet.rows[cell.row])):
            raw = sheet.rows[cell.row][column]
            if raw == "":
                continue
            text = plain(raw)
            if fold(text) in others:
                break
            return Labelled(raw, text, place(cell.row, column))
    return None


def read_heading(
    sheet: Sheet, above: list[TextCell], everywhere: list[TextCell], layouts: Layouts
) -> Heading:
    """Return what a sheet says about itself.

    Args:
        sheet: the sheet.
        above: text cells above the table, where labels stand.
        everywhere: all text cells; a report date may stand in the footer.
        layouts: layout data of the forms.
    """
    others = layouts.label_keys
    form = labelled(sheet, above, layouts.form_labels, others)
    form_code = layouts.form_code_in(fold(form.text)) if form else None
    labels = layouts.labels(form_code)
    version = next((match for cell in above if (match := _VERSION.search(cell.key))), None)
    return Heading(
        form_code=form_code,
        form_text=form.text if form else "",
        form_place=form.place if form else "",
        form_version=version[1] if version else None,
        period=labelled(sheet, above, labels.period, others),
        window=next((found for cell in above if (found := dates.declared_window(cell.key))), None),
        report_date=next(
            (found for cell in everywhere if (found := dates.report_date(cell.key))), None
        ),
        unit_code=labelled(sheet, above, labels.unit_code, others),
        unit_name=labelled(sheet, above, labels.unit_name, others),
    )
