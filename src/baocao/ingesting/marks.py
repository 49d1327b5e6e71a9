"""The mark of an issued template: form, version, unit and period on a hidden sheet of its own."""

from collections.abc import Iterable
from dataclasses import replace

from baocao.ingesting.grids import Sheet
from baocao.ingesting.headings import plain
from baocao.ingesting.model import Both, FoundReport, Labelled, Mark, Problem

MARK_SHEET = "_baocao"


def read_mark(hidden: Iterable[Sheet]) -> Mark | None:
    """Return the mark among a file's hidden sheets, keys in column A and values in B, or None."""
    for sheet in hidden:
        if sheet.name != MARK_SHEET:
            continue
        told = {
            plain(row[0]): plain(row[1]) for row in sheet.rows if len(row) > 1 and row[0] and row[1]
        }
        mark = Mark(*(told.get(key, "") for key in Mark._fields))
        return mark if mark.form else None
    return None


def put_mark(reports: list[FoundReport], mark: Mark) -> None:
    """Tell the reports of the template's sheet by what template they were made.

    A sheet may have been renamed; where all reports stand on one sheet that is it. What the heading
    lacks is taken from the mark, and the first report says so.
    """
    sheets = {report.sheet for report in reports}
    marked = [one for one in reports if one.sheet == mark.sheet or len(sheets) == 1]
    for number, report in enumerate(marked):
        report.mark = mark
        taken = _complete(report, mark)
        if taken and number == 0:
            found = ", ".join(value for _, value in taken)
            lacking = Both(
                *(", ".join(names) for names in zip(*(n for n, _ in taken), strict=True))
            )
            report.problems.append(Problem("FIL15", "", found, lacking))


def _complete(report: FoundReport, mark: Mark) -> list[tuple[Both, str]]:
    """Fill in what a report's heading lacks; return what that was."""
    heading = report.heading
    taken: list[tuple[Both, str]] = []
    if not heading.form_place and heading.form_code == mark.form:
        taken.append((Both("biểu số", "the form"), mark.form))
    if heading.form_version is None and mark.version:
        heading = replace(heading, form_version=mark.version.casefold())
    if mark.period and not (heading.period and heading.period.text) and heading.window is None:
        heading = replace(heading, period=Labelled(mark.period, mark.period, ""))
        taken.append((Both("kỳ báo cáo", "the period"), mark.period))
    if mark.unit and not report.is_unit_row and not (report.unit_code or report.unit_name):
        report.unit_code = Labelled(mark.unit, mark.unit, "")
        taken.append((Both("mã đơn vị", "the unit's code"), mark.unit))
    report.heading = heading
    return taken
