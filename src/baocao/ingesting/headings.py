"""What a sheet says about itself: form, period, window, unit, date, found by label."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from baocao.ingesting import dates
from baocao.ingesting.grids import Sheet, place
from baocao.ingesting.layouts import Labels, Layouts, begins_with
from baocao.ingesting.model import Heading, Labelled, TextCell
from baocao.ingesting.telling import Telling, before
from baocao.ingesting.text import KEYS, fold, readable

_VERSION = re.compile(r"phien ban (\w+)")
_WORD = re.compile(r"\w+")
# Cells whose day stands in the next one.
_FROM = frozenset({"tu", "tu ngay", "so lieu tinh tu ngay"})
_DATE_LABELS = frozenset({"ngay", "ngay bao cao", "ngay lap", "ngay lap bao cao", "ngay ky"})


def text_cells(sheet: Sheet) -> list[TextCell]:
    """Return the cells that hold text, row by row."""
    if sheet.texts is not None:
        return sheet.texts
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
    sheet: Sheet, cells: Iterable[TextCell], labels: Labels, layouts: Layouts
) -> Labelled | None:
    """Return what stands behind the first of some labels: in its cell, else to its right.

    Another label to the right means that the label has nothing behind it: it heads a column of a
    table, or was left blank.

    Args:
        sheet: the sheet.
        cells: its text cells to look at, in order.
        labels: folded labels.
        layouts: layout data of the forms.

    Returns:
        What stands there, blank where a label has nothing behind it, None without a label.
    """
    blank: Labelled | None = None
    for row, column, text, key in cells:
        label = begins_with(key, labels)
        if label is None or (label in layouts.column_labels and ":" not in text):
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
        folded = fold(shown)
        if folded not in layouts.label_keys and not begins_with(folded, layouts.heading_labels):
            return Labelled(values[right], shown, place(row, right))
    return blank


def read_heading(
    sheet: Sheet, above: list[TextCell], top: int, told: Telling, layouts: Layouts
) -> Heading:
    """Return what a sheet says about itself.

    Args:
        sheet: the sheet.
        above: text cells above the table, where labels stand.
        top: the first row of the table.
        told: what text cells of the whole table tell; a report date may stand in the footer.
        layouts: layout data of the forms.
    """
    labels = before(told.labels, top)
    form = labelled(sheet, labels, layouts.form_labels, layouts)
    versions = before(told.versions, top)
    version = _VERSION.search(versions[0][3]) if versions else None
    return Heading(
        form_code=layouts.form_code_in(fold(form.text)) if form else None,
        form_text=form.text if form else "",
        form_place=form.place if form else "",
        form_version=version[1] if version else None,
        period=labelled(sheet, labels, layouts.period_labels, layouts),
        window=_window(sheet, before(told.spans, top)),
        report_date=_report_date(sheet, told.days),
        unit_code=_filled(labelled(sheet, labels, layouts.unit_code_labels, layouts)),
        unit_name=_filled(labelled(sheet, labels, layouts.unit_name_labels, layouts)),
        above=above,
    )


def _window(sheet: Sheet, spans: list[TextCell]) -> tuple[date, date] | None:
    """Return the first and last day of the figures, in one text or in cells of their own."""
    rows = [(row, key) for row, _, _, key in spans]
    if not rows:
        return None
    found = next(filter(None, (dates.declared_window(key) for _, key in rows)), None)
    if found is not None:
        return found
    lines = (row for row, key in rows if key.endswith((" tu ngay", " tu")) or key in _FROM)
    return next(filter(None, (dates.declared_window(_line(sheet, row)) for row in lines)), None)


def _line(sheet: Sheet, row: int) -> str:
    """Return the cells of a row as one folded text, dates as people write them."""
    shown = (
        dates.shown_day(raw) if isinstance(raw, date) else plain(raw)
        for raw in sheet.rows[row]
        if raw != ""
    )
    return fold(" ".join(shown))


def _report_date(sheet: Sheet, days: list[TextCell]) -> date | None:
    """Return the day on which a report was signed: in a text, or beside its label as a date."""
    for _, _, _, key in days:
        found = dates.report_date(key)
        if found is not None:
            return found
    for row, column, _, key in days:
        if key in _DATE_LABELS:
            right = next((raw for raw in sheet.rows[row][column + 1 :] if raw != ""), None)
            if isinstance(right, date):
                return right.date() if isinstance(right, datetime) else right
    return None


def _filled(found: Labelled | None) -> Labelled | None:
    return found if found and found.text else None
