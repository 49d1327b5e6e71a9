"""What stands beside a figure and changes its meaning: remarks, comments on cells, colours.

Only what says so in so many words counts: "số ước tính" beside a figure, or a colour whose meaning
stands on the sheet ("chữ đỏ: số ước tính"). A colour without a legend means nothing.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from baocao.ingesting.grids import Comments, Sheet, place, split_place
from baocao.ingesting.model import FoundReport, FoundValue, Problem, TextCell
from baocao.ingesting.personal import has_personal_data
from baocao.ingesting.text import Remembered, fold, readable, shorten

Places = frozenset[tuple[int, int]]
ESTIMATE, JOINT, LEGEND = "estimate", "joint", "legend"
_ESTIMATE = re.compile(
    r"(?:day |cot nay |dong nay )?(?:la )?(?:so lieu |so )?"
    r"(?:uoc(?: tinh| thuc hien| dat| luong)?|tam tinh)(?: ca)?(?: (?:ky|quy|nam)\b.*)?"
)
_JOINT = re.compile(
    r"\b(?:phoi hop (?:voi|cung|to chuc)|cung (?:voi .{1,60} )?(?:to chuc|phoi hop)"
    r"|dong to chuc|to chuc chung)\b"
)
_COLOURS = {"đỏ": {"red"}, "vàng": {"yellow"}, "xanh": {"blue", "green"}, "cam": {"orange"}}
_NAMES = "|".join(_COLOURS)
_LEGEND = re.compile(
    rf"\b(?:chữ|số|ô|màu|tô|bôi)\b[^.;]{{0,20}}?\b({_NAMES})\b[^.;]{{0,40}}\b(?:ước|tạm tính)\b"
    rf"|\b(?:ước|tạm tính)\b[^.;]{{0,40}}\b(?:chữ|màu|tô|bôi)\b[^.;]{{0,10}}?\b({_NAMES})\b",
    re.IGNORECASE,
)
LONGEST_REMARK = 200


def _kind(text: str) -> str:
    if len(text) > LONGEST_REMARK:
        return ""
    key = fold(text)
    if _ESTIMATE.fullmatch(key):
        return ESTIMATE
    if _LEGEND.search(readable(text)):
        return LEGEND
    return JOINT if _JOINT.search(key) else ""


KINDS = Remembered(_kind)


def annotate(sheet: Sheet, cells: Iterable[TextCell], reports: list[FoundReport]) -> None:
    """Mark the figures of a sheet's reports that a remark, a comment or a colour speaks of.

    Args:
        sheet: the sheet.
        cells: its text cells that say so.
        reports: the reports found in it; their values and problems are changed.
    """
    kinds = KINDS
    said = [(row, column, text, kinds[text]) for row, column, text, _ in cells]
    estimates = _commented(sheet.comments)[0]
    legend = next(((row, column, text) for row, column, text, kind in said if kind == LEGEND), None)
    if legend is not None:
        estimates |= _coloured(sheet, legend, reports)
    remarks = [(row, column, kind) for row, column, _, kind in said if kind != LEGEND]
    if not (remarks or estimates or sheet.percent):
        return
    for report in reports:
        _mark(report, sheet, remarks, estimates)


def _mark(
    report: FoundReport, sheet: Sheet, remarks: list[tuple[int, int, str]], estimates: Places
) -> None:
    """Mark the figures of one report; a joint event in a row of many is a problem of the row."""
    places = [split_place(value.place) for value in report.values]
    figures = Counter(row for row, _ in places)
    joint = {row: column for row, column, kind in remarks if kind == JOINT}
    report.problems += [
        Problem("HIE04", place(row, column), "")
        for row, column in joint.items()
        if figures[row] > 1
    ]
    report.values[:] = [
        _marked(value, at, sheet, remarks, estimates, of_one=figures[at[0]] == 1)
        for value, at in zip(report.values, places, strict=True)
    ]


def personal_comments(sheet: Sheet) -> list[tuple[int, int]]:
    """Return the cells whose comments hold personal data."""
    return sorted(_commented(sheet.comments)[1])


@lru_cache(maxsize=64)
def _commented(comments: Comments) -> tuple[Places, Places]:
    """Return the cells that comments call estimates, and those with personal data in them.

    Remembered: the comments of a form are the same in thousands of files.
    """
    estimates = frozenset(at for at, text in comments if KINDS[text] == ESTIMATE)
    return estimates, frozenset(at for at, text in comments if has_personal_data(text))


def _coloured(sheet: Sheet, legend: tuple[int, int, str], reports: list[FoundReport]) -> Places:
    """Return the cells in the colour of a legend; where nobody can tell, the reports say so."""
    row, column, text = legend
    if sheet.colours is not None:
        found = _LEGEND.search(readable(text))
        wanted = _COLOURS[(found[1] or found[2]).lower()] if found else set()
        return frozenset(at for at, names in sheet.colours().items() if wanted & names)
    for report in reports:
        found_text = shorten(readable(text), 80)
        report.problems.append(Problem("VAL15", place(row, column), f"“{found_text}”"))
    return frozenset()


def _marked(
    value: FoundValue,
    at: tuple[int, int],
    sheet: Sheet,
    remarks: list[tuple[int, int, str]],
    estimates: Places,
    *,
    of_one: bool,
) -> FoundValue:
    kinds = {kind for row, column, kind in remarks if row == at[0] and column > at[1]}
    if not kinds and at not in estimates and at not in sheet.percent:
        return value
    return value._replace(
        is_percent=at in sheet.percent,
        is_estimate=ESTIMATE in kinds or at in estimates,
        is_joint=JOINT in kinds and of_one,
    )


def note_marks(note: object) -> tuple[bool, bool]:
    """Return whether a record's note calls its figure an estimate, its event a joint one."""
    kind = KINDS[note] if isinstance(note, str) else ""
    return kind == ESTIMATE, kind == JOINT
