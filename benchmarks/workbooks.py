"""Workbooks to read: filled templates as units send them, and large plain sheets."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import xlsxwriter

from baocao.registry import Registry
from baocao.settings import Settings
from baocao.templating import template

SHEET = "xl/worksheets/sheet1.xml"
# A template lets figures be typed only where it validates them.
_INPUT = re.compile(r'<dataValidation type="(\w+)"[^>]* sqref="([A-Z]+[0-9]+)"')
LARGE_ROWS, LARGE_COLUMNS, LARGE_WORKBOOKS = 90, 10, 300


def write_templates(settings: Settings, registry: Registry, folder: Path, count: int) -> None:
    """Write filled templates, evenly over all that units owe, into a folder a sender."""
    owed = sorted(
        {
            (report.sender_unit_code, report.form_code, report.period_code)
            for report in registry.expected_reports()
        }
    )
    step = max(1.0, len(owed) / count)
    for number in range(min(count, len(owed))):
        sender, form, period = owed[int(number * step)]
        path = folder / sender / f"{form}_{period}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_filled(template(registry, form, sender, period, settings.now)))


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


def write_large(registry: Registry, folder: Path) -> None:
    """Write reports of one unit on sheets of 90 × 10 cells: most of it is not the form's."""
    for number, row in enumerate(_large(registry)):
        path = folder / "BK-TTR" / f"{number:03}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for line, cells in enumerate(row):
                sheet.write_row(line, 0, cells)


def _large(registry: Registry) -> Iterator[list[Sequence[str | int]]]:
    form = next(one for one in registry.forms if one.form_code == "F-TCD")
    labels = form.sheets["items_down"]
    for number in range(LARGE_WORKBOOKS):
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
