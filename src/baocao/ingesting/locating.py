"""Finding the figures of a form in a sheet by its item codes, wherever they stand.

Nothing is read by position. The item codes themselves are the anchors: where most of them run down
a column the sheet is one report (`items_down`), where they run along a row it is a table of units
(`units_down`) or of units and periods (`unit_periods_down`). A form without codes has the headings
of its columns as anchors. Inserted rows and columns and moved headings make no difference.
"""

from bisect import bisect_left

from baocao.ingesting.grids import Sheet
from baocao.ingesting.headings import text_cells
from baocao.ingesting.hidden import name_hidden
from baocao.ingesting.items_down import report_down
from baocao.ingesting.layouts import Layouts, begins_with
from baocao.ingesting.model import FoundReport, TextCell
from baocao.ingesting.tables import Table
from baocao.ingesting.telling import Telling, telling
from baocao.ingesting.unit_rows import reports_along


def locate(
    sheet: Sheet, layouts: Layouts, marked: str | None = None
) -> tuple[list[FoundReport], list[Table]]:
    """Return the reports found in a sheet, and its tables.

    A table that names a form but holds none of its items is returned without a report, for the
    caller to refuse; a sheet that names no form is no report at all.

    Args:
        sheet: the sheet.
        layouts: layout data of the forms.
        marked: the form of the template that the file was made from, None for none.
    """
    reports: list[FoundReport] = []
    tables: list[Table] = []
    texts = text_cells(sheet)
    told = telling(texts, layouts)
    pieces = _split(texts, told, len(sheet.rows), layouts)
    for cells, end in pieces:
        before = tables[-1].heading if tables else None
        known = told if len(pieces) == 1 else None
        tables.append(Table(sheet, cells, layouts, end, before, marked, known))
    for table in tables:
        if table.anchors:
            reports += [report_down(table)] if table.runs_down else reports_along(table)
    if sheet.hidden_rows or sheet.hidden_columns:
        name_hidden(reports, sheet)
    return reports, tables


def _split(
    cells: list[TextCell], told: Telling, height: int, layouts: Layouts
) -> list[tuple[list[TextCell], int]]:
    """Return the text cells of each report in a sheet, one below the other, and its end.

    Another one begins with a label of a heading below items, if it names a form or if the items
    begin again behind it.
    """
    items = layouts.item_keys
    codes = [cell for cell in told.items if cell[3] in items]
    first = codes[0] if codes else (height,)
    forms = told.forms
    starts = [cell for cell in told.labels if cell >= first and (":" in cell[2] or cell in forms)]
    if not starts:
        return [(cells, height)]
    cuts = _cuts(sorted({*starts, *codes}), layouts)
    if len(cuts) == 1:
        return [(cells, height)]
    ends = [*cuts[1:], height]
    rows = [cell[0] for cell in cells]
    places = [bisect_left(rows, cut) for cut in cuts] + [len(cells)]
    return [(cells[places[number] : places[number + 1]], end) for number, end in enumerate(ends)]


def _cuts(cells: list[TextCell], layouts: Layouts) -> list[int]:
    """Return the first row of each report, from the item codes and labels below the first code."""
    cuts = [0]
    seen: set[str] = set()
    start: int | None = None
    names_form = False
    for cell in cells:
        row, _, _, key = cell
        if key in layouts.item_keys:
            if start is not None and row > start:
                if names_form or key in seen:
                    cuts.append(start)
                    seen = set()
                start, names_form = None, False
            seen.add(key)
        elif _begins_report(cell, layouts):
            start = row if start is None else start
            names_form = names_form or _names_form(cell, layouts)
    if start is not None and names_form:
        cuts.append(start)
    return cuts


def _begins_report(cell: TextCell, layouts: Layouts) -> bool:
    """Tell whether a cell is a form's label, or a heading's with its colon."""
    _, _, text, key = cell
    if key.startswith(layouts.form_labels):
        return _names_form(cell, layouts)
    return ":" in text and begins_with(key, layouts.heading_labels) is not None


def _names_form(cell: TextCell, layouts: Layouts) -> bool:
    return begins_with(cell[3], layouts.form_labels) is not None
