"""What a sheet says about itself: form, period, window, unit, date, found by label."""

import re
from collections.abc import Iterable
from typing import Any

from baocao.ingesting import dates
from baocao.ingesting.grids import Sheet, place
from baocao.ingesting.layouts import Layouts, begins_with
from baocao.ingesting.model import Heading, Labelled
from baocao.ingesting.text import KEYS, fold, readable

# Row, column, text and folded text of a cell. A bare tuple: sheets hold hundreds of them.
TextCell = tuple[int, int, str, str]

_VERSION = re.compile(r"phien ban (\w+)")
_WORD = re.compile(r"\w+")


def text_cells(sheet: Sheet) -> list[TextCell]:
    """Return the cells that hold text, row by row."""
    keys = KEYS
    return [
        (row, column, value, keys[value])
        for row, values in enumerate(sheet.rows)
        for column, value in enumerate(values)
        if value and value.__class__ is str
    ]


def plain(raw: Any) -> str:
    """Return a raw cell as the text that a person sees, whole numbers without a fraction."""
    if isinstance(raw, str):
        return readable(raw)
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    return f"{raw:.15g}" if isinstance(raw, float) else str(raw)


def _behind(text: str, label: str) -> str:
    """Return what a cell says behind its label: after the colon, else after the label's words."""
    if ":" in text:
        return text.split(":", 1)[1].strip()
    words = list(_WORD.finditer(text))
    count = len(label.split())
    return text[words[count].start() :].strip() if len(words) > count else ""


def labelled(
    sheet: Sheet, cells: Iterable[TextCell], labels: tuple[str, ...], others: frozenset[str]
) -> Labelled | None:
    """Return what stands behind the first of some labels: in its cell, else to its right.

    Args:
        sheet: the sheet.
        cells: its text cells to look at, in order.
        labels: folded labels.
        others: folded labels of all kinds; one of them to the right means a table's header, where
            the label heads a column and has nothing behind it.

    Returns:
        What stands there, blank where a label has nothing behind it, None without a label.
    """
    blank: Labelled | None = None
    for row, column, text, key in cells:
        label = begins_with(key, labels)
        if label is None:
            continue
        behind = _behind(readable(text), label)
        if behind:
            return Labelled(behind, behind, place(row, column))
        values = sheet.rows[row]
        right = next((c for c in range(column + 1, len(values)) if values[c] != ""), None)
        if right is None:
            blank = blank or Labelled("", "", place(row, column))
            continue
        shown = plain(values[right])
        if fold(shown) not in others:
            return Labelled(values[right], shown, place(row, right))
    return blank


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
    labels = [cell for cell in above if cell[3].startswith(layouts.heading_labels)]
    form = labelled(sheet, labels, layouts.form_labels, others)
    version = next((cell[3] for cell in above if "phien ban" in cell[3]), "")
    version = _VERSION.search(version)
    days = [cell[3] for cell in everywhere if "ngay" in cell[3]]
    windows = (dates.declared_window(key) for _, _, _, key in above if "tu " in key)
    return Heading(
        form_code=layouts.form_code_in(fold(form.text)) if form else None,
        form_text=form.text if form else "",
        form_place=form.place if form else "",
        form_version=version[1] if version else None,
        period=labelled(sheet, labels, layouts.period_labels, others),
        window=next(filter(None, windows), None),
        report_date=next(filter(None, map(dates.report_date, days)), None),
        unit_code=_filled(labelled(sheet, labels, layouts.unit_code_labels, others)),
        unit_name=_filled(labelled(sheet, labels, layouts.unit_name_labels, others)),
    )


def _filled(found: Labelled | None) -> Labelled | None:
    return found if found and found.text else None
