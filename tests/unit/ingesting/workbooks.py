"""Files as units send them, written by code: workbooks, CSV, JSON, and what is no report at all."""

import io
import json
import os
import struct
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from baocao.ingesting.records import COLUMNS
from baocao.official import window_words
from baocao.registry import Form, FormItem, Period, Registry, Unit

RECEIVED = datetime(2024, 3, 15, 2, 30, tzinfo=UTC)


@dataclass
class Report:
    """One report to be written; every field can be spoiled.

    Attributes:
        values: figures by item code; items without one get their number in the form.
        notes: remarks by item code.
        left_out: item codes without a row or column.
    """

    unit: Unit
    form: Form
    period: Period
    items: list[FormItem]
    values: dict[str, Any] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    form_text: str | None = None
    period_text: str | None = None
    window: tuple[date, date] | None = None
    unit_code: Any = None
    unit_name: str | None = None
    signed: date | None = None
    typed: Callable[[str], str] = str
    title: str = "Biểu"

    def value(self, item: FormItem) -> Any:
        """Return what stands in an item's cell."""
        return self.values.get(item.code, item.item_no)

    @property
    def code(self) -> Any:
        """Return the unit code as written."""
        return self.unit.unit_code if self.unit_code is None else self.unit_code

    @property
    def name(self) -> str:
        """Return the unit name as written."""
        return self.unit.name_vi if self.unit_name is None else self.unit_name


def make_report(
    registry: Registry, of_unit: str, of_form: str, of_period: str, **changes: Any
) -> Report:
    """Return a faultless report, with changes."""
    period = next(p for p in registry.periods if p.period_code == of_period)
    unit = registry.unit(of_unit, period.end_date)
    form = registry.form(of_form, period.end_date)
    assert unit is not None
    assert form is not None
    items = registry.items_for(form, unit.unit_type, period.period_type)
    return Report(unit, form, period, items, **changes)


def write_items(sheet: Worksheet, report: Report, header: str = "Số liệu") -> None:
    """Write a report with its items running down, as an official form is laid out."""
    period, typed = report.period, report.typed
    window = report.window or (max(period.start_date, report.unit.valid_from), period.end_date)
    signed = report.signed or period.end_date
    form_text = report.form.form_code if report.form_text is None else report.form_text
    period_text = period.name_vi if report.period_text is None else report.period_text
    rows: list[list[Any]] = [
        ["ỦY BAN NHÂN DÂN", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        [None, None, None, f"Ngày {signed.day:02d} tháng {signed.month} năm {signed.year}"],
        [None, None, None, typed(f"Biểu số: {form_text}")],
        [typed(report.form.name_vi.upper())],
        [typed(f"Kỳ báo cáo: {period_text}")],
        [typed(window_words(*window))],
        [typed("Mã đơn vị:"), report.code, None, typed(f"Tên đơn vị: {report.name}")],
        [],
        [typed(text) for text in ("STT", "Chỉ tiêu", "Mã số", "Đơn vị tính", header, "Ghi chú")],
        ["(A)", "(B)", "(C)", "(D)", "(1)", "(2)"],
        ["I", typed("Mục thứ nhất")],
    ]
    for item in report.items:
        if item.code not in report.left_out:
            label, note = typed(item.label_vi), report.notes.get(item.code)
            rows.append([item.item_no, label, item.code, "lượt", report.value(item), note])
    rows += [[], [typed("Nơi nhận:"), None, None, typed("NGƯỜI LẬP BIỂU")]]
    for row in rows:
        sheet.append(row)


def items_book(*reports: Report) -> bytes:
    """Return a workbook with a sheet for each report."""
    book = Workbook()
    for number, report in enumerate(reports):
        sheet = book.active if number == 0 else book.create_sheet()
        assert isinstance(sheet, Worksheet)
        sheet.title = f"{report.title} {number + 1}" if len(reports) > 1 else report.title
        write_items(sheet, report)
    return saved(book)


def write_units(sheet: Worksheet, reports: list[Report], totals: Mapping[str, Any]) -> None:
    """Write a district's reports as a table of units; the last one is the district's own."""
    own = reports[-1]
    items = {item.code: item for report in reports for item in report.items}
    codes = [item.code for item in own.form.items if item.code in items]
    rows: list[list[Any]] = [
        [f"Biểu số: {own.form.form_code}"],
        [f"Kỳ báo cáo: {own.period.name_vi}"],
        [f"Mã đơn vị: {own.unit.unit_code}", None, f"Tên đơn vị: {own.unit.name_vi}"],
        [],
        ["STT", "Mã đơn vị", "Tên đơn vị", *(items[code].label_vi for code in codes)],
        ["Mã số", "B", "C", *codes],
        ["I. Các xã, phường, thị trấn"],
    ]
    for number, report in enumerate(reports, start=1):
        if report is own:
            rows += [[], ["II. Cấp huyện"]]
        owed = {item.code: item for item in report.items}
        figures = [report.value(owed[code]) if code in owed else None for code in codes]
        rows.append([number, report.code, report.name, *figures])
    rows.append([None, None, "Tổng cộng", *(totals.get(code, 0) for code in codes)])
    rows += [[], [None, "NGƯỜI LẬP BIỂU", None, None, "CHỦ TỊCH"]]
    for row in rows:
        sheet.append(row)


def units_book(reports: list[Report], totals: Mapping[str, Any]) -> bytes:
    """Return a workbook with a district's reports as one table."""
    book = Workbook()
    assert isinstance(book.active, Worksheet)
    write_units(book.active, reports, totals)
    return saved(book)


def district_reports(registry: Registry, period_code: str = "2024-Q1") -> list[Report]:
    """Return faultless reports of the communes of a district, its own as the last."""
    period = next(p for p in registry.periods if p.period_code == period_code)
    codes = [*registry.children("060", period.end_date), "060"]
    return [make_report(registry, code, "F-TCD", period_code) for code in codes]


def totals_of(reports: list[Report]) -> dict[str, int]:
    """Return the sums of all reports by item code."""
    totals: dict[str, int] = {}
    for report in reports:
        for item in report.items:
            totals[item.code] = totals.get(item.code, 0) + report.value(item)
    return totals


def csv_lines(report: Report, delimiter: str = ",") -> str:
    """Return a report as long CSV."""
    rows = [
        (
            str(report.code),
            report.form.form_code,
            report.period.period_code,
            item.indicator_code,
            item.category_code,
            str(report.value(item)),
            report.notes.get(item.code, ""),
        )
        for item in report.items
    ]
    return "".join(delimiter.join(row) + "\r\n" for row in [COLUMNS, *rows])


def value_set(report: Report) -> bytes:
    """Return a report as a DHIS2 data value set."""
    values = [
        {
            "dataElement": item.indicator_code,
            "categoryOptionCombo": item.category_code,
            "value": report.value(item),
            "comment": report.notes.get(item.code, ""),
        }
        for item in report.items
    ]
    document = {
        "dataSet": report.form.form_code,
        "period": report.period.period_code,
        "orgUnit": report.code,
        "dataValues": values,
    }
    return json.dumps(document, ensure_ascii=False).encode()


def saved(book: Workbook) -> bytes:
    """Return a workbook's bytes."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_part(workbook: bytes, name: str, content: bytes) -> bytes:
    """Return a workbook with a part replaced or added."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return target.getvalue()


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return a zip file of some parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def part_of(workbook: bytes, name: str) -> bytes:
    """Return one part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        return package.read(name)


def understating(workbook: bytes, name: str, size: int) -> bytes:
    """Return a workbook whose directory declares a smaller size for a part than it has."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        true_size = package.getinfo(name).file_size
        offset = package.getinfo(name).header_offset
    content = bytearray(workbook)
    struct.pack_into("<I", content, offset + 22, size)
    entry = content.index(b"PK\x01\x02")
    while content[entry + 46 : entry + 46 + len(name)] != name.encode():
        entry = content.index(b"PK\x01\x02", entry + 4)
    assert struct.unpack_from("<I", content, entry + 24)[0] == true_size
    struct.pack_into("<I", content, entry + 24, size)
    return bytes(content)


def drop(folder: Path, name: str, content: bytes, at: datetime = RECEIVED) -> Path:
    """Put a file into an inbox folder with its time of arrival."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path
