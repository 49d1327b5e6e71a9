"""Finding the figures of a form in a sheet by its item codes, wherever they stand.

Nothing is read by position. The item codes themselves are the anchors: where most of them run down
a column the sheet is one report (`items_down`), where they run along a row it is a table of units
(`units_down`) or of units and periods (`unit_periods_down`). A form without codes has the headings
of its columns as anchors. Inserted rows and columns and moved headings make no difference.
"""

from baocao.ingesting.grids import Sheet
from baocao.ingesting.headings import text_cells
from baocao.ingesting.hidden import name_hidden
from baocao.ingesting.items_down import report_down
from baocao.ingesting.layouts import Layouts, begins_with
from baocao.ingesting.model import FoundReport, TextCell
from baocao.ingesting.tables import Table
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
    for cells, end in _split(text_cells(sheet), len(sheet.rows), layouts):
        before = tables[-1].heading if tables else None
        tables.append(Table(sheet, cells, layouts, end, before, marked))
    for table in tables:
        if table.anchors:
            reports += [report_down(table)] if table.runs_down else reports_along(table)
    if sheet.hidden_rows or sheet.hidden_columns:
        name_hidden(reports, sheet)
    return reports, tables


def _split(
    cells: list[TextCell], height: int, layouts: Layouts
) -> list[tuple[list[TextCell], int]]:
    """Return the text cells of each report in a sheet, one below the other, and its end.

    Another one begins with a label of a heading below items, if it names a form or if the items
    begin again behind it.
    """
    items = layouts.item_keys
    first = next((number for number, cell in enumerate(cells) if cell[3] in items), len(cells))
    below = cells[first:]
    labels = layouts.heading_labels
    likely = [cell for cell in below if cell[3].startswith(labels)]
    starts = [cell[0] for cell in likely if _begins_report(cell, layouts)]
    if not starts:
        return [(cells, height)]
    codes = [(row, key) for row, _, _, key in below if key in items]
    cuts = [0]
    for start in dict.fromkeys(starts):
        seen = {key for row, key in codes if cuts[-1] <= row < start}
        later = next((key for row, key in codes if row > start), None)
        names_form = any(cell[0] == start and _names_form(cell, layouts) for cell in likely)
        if seen and (names_form or later in seen):
            cuts.append(start)
    ends = [*cuts[1:], height]
    return [
        ([cell for cell in cells if cut <= cell[0] < end], end)
        for cut, end in zip(cuts, ends, strict=True)
    ]


def _begins_report(cell: TextCell, layouts: Layouts) -> bool:
    """Tell whether a cell is a form's label, or a heading's with its colon."""
    _, _, text, key = cell
    if key.startswith(layouts.form_labels):
        return _names_form(cell, layouts)
    return ":" in text and begins_with(key, layouts.heading_labels) is not None


def _names_form(cell: TextCell, layouts: Layouts) -> bool:
    return begins_with(cell[3], layouts.form_labels) is not None
