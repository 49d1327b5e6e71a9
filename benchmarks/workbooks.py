"""Workbooks to read: filled templates as units send them, and large plain sheets."""

import io
import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import xlsxwriter

from baocao.registry import Registry
from baocao.sampling.writing_out import SampleRange, write_sample
from baocao.settings import Settings
from baocao.templating import template

SHEET = "xl/worksheets/sheet1.xml"
# A template lets figures be typed only where it validates them.
_INPUT = re.compile(r'<dataValidation type="(\w+)"[^>]* sqref="([A-Z]+[0-9]+)"')
LARGE_ROWS, LARGE_COLUMNS = 90, 10
DAY = timedelta(days=1)


def write_templates(settings: Settings, registry: Registry, folder: Path, count: int) -> None:
    """Write filled templates, evenly over all that units owe, into a folder a sender.

    Of more than units owe, the rest are templates of the day before: sent again.
    """
    owed = sorted(
        {
            (report.sender_unit_code, report.form_code, report.period_code)
            for report in registry.expected_reports()
        }
    )
    for number in range(count):
        turn, place = divmod(number * max(1, len(owed) // count), len(owed))
        sender, form, period = owed[place]
        path = folder / sender / f"{form}_{period}_{turn + 1}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        made_at = settings.now - turn * DAY
        path.write_bytes(_filled(template(registry, form, sender, period, made_at)))


def _filled(content: bytes) -> bytes:
    """Return a template with every figure typed in: none of anything, which breaks no rule."""
    filled = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(filled, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            data = source.read(part)
            target.writestr(part, _typed(data.decode()) if part.filename == SHEET else data)
    return filled.getvalue()


def _typed(xml: str) -> str:
    kinds = {cell: kind for kind, cell in _INPUT.findall(xml)}

    def value(match: re.Match[str]) -> str:
        cell, style = match.groups()
        if cell not in kinds:
            return match[0]
        if kinds[cell] == "list":
            return f'<c r="{cell}" s="{style}" t="str"><v>không</v></c>'
        return f'<c r="{cell}" s="{style}"><v>0</v></c>'

    return re.sub(r'<c r="([A-Z]+[0-9]+)" s="([0-9]+)"/>', value, xml)


def write_large(registry: Registry, folder: Path, count: int) -> None:
    """Write reports of one unit on sheets of 90 × 10 cells: most of it is not the form's."""
    for number, row in enumerate(_large(registry, count)):
        path = folder / "BK-TTR" / f"{number:04}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for line, cells in enumerate(row):
                sheet.write_row(line, 0, cells)


def _large(registry: Registry, count: int) -> Iterator[list[Sequence[str | int]]]:
    form = next(one for one in registry.forms if one.form_code == "F-TCD")
    labels = form.sheets["items_down"]
    for number in range(count):
        rows: list[Sequence[str | int]] = [
            [f"{labels.form_label}: {form.form_code}"],
            [f"{labels.period_label}: 2024-Q1"],
            [f"{labels.unit_code_label}: BK-TTR"],
            ["STT", "Chỉ tiêu", labels.item_code_label, "Đơn vị tính", "Số liệu", "Ghi chú"],
        ]
        for place, item in enumerate(form.items):
            cells: list[str | int] = [place + 1, item.label_vi, item.code, "lượt", number + place]
            rows.append([*cells, *(f"dòng {place} cột {one}" for one in range(5, LARGE_COLUMNS))])
        rows += [
            [f"dòng {place} cột {one}" for one in range(LARGE_COLUMNS)]
            for place in range(len(rows), LARGE_ROWS)
        ]
        yield rows


def write_samples(settings: Settings, folder: Path, count: int) -> None:
    """Write the sample province's files, of as many seeds as make up a number of workbooks."""
    folder.mkdir(parents=True)
    seed = SampleRange().seed
    while True:
        with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
            inbox, truth = Path(temporary, "inbox"), Path(temporary, "truth.csv")
            write_sample(settings, inbox, truth, SampleRange(seed=seed))
            for path in inbox.rglob("*.*"):
                place = folder / path.relative_to(inbox)
                place.parent.mkdir(parents=True, exist_ok=True)
                path.rename(place.with_stem(f"{place.stem} ({seed})"))
        if sum(1 for _ in folder.rglob("*.xlsx")) >= count:
            return
        seed += 1
