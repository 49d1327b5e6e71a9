"""Every form as a workbook, for every kind of unit and of period; filled in, it is taken in."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from baocao.ingesting.pipeline import ingest
from baocao.official import LETTERHEADS
from baocao.registry import Addressee, ExpectedReport, Period, Registry, Unit
from baocao.registry.model import ParentLink
from baocao.settings import Settings
from baocao.templating import template

MADE = datetime(2026, 9, 1, tzinfo=UTC)
BEGIN, END = date(2022, 12, 15), date(2026, 6, 15)
REVIEW = Period(
    regime="ND09",
    period_code="2022/2026-R4",
    period_type="R",
    period_no=4,
    reporting_year=2026,
    start_date=date(2022, 6, 15),
    end_date=date(2026, 6, 14),
    due_date=date(2026, 6, 20),
    province_due_date=date(2026, 6, 25),
    is_window_known=True,
    name_vi="Sơ kết 4 năm từ 2022 đến 2026",
    name_en="Review of 4 years from 2022 to 2026",
)
FORMS = ("F-TCD", "F-QCDC", "F-DVK", "F-VB", "F-DN", "F-GS", "F-KTH", "F-VH")


@pytest.fixture(scope="module")
def whole(registry: Registry) -> Registry:
    """Return the sample with a unit of every type that any form is made for, and with a review."""
    types = sorted({unit_type for form in registry.forms for _, unit_type in form.scopes})
    units = tuple(_unit(kind) for kind in types)
    links = tuple(ParentLink("reporting", one.unit_code, "19", BEGIN, None) for one in units)
    rows = tuple(
        Addressee(form.form_code, "reporting", "19", kind, _unit(kind).unit_code, *validity)
        for form in registry.forms
        for kind in sorted({unit_type for _, unit_type in form.scopes})
        for validity in [(BEGIN, None, "ND09", "self", "unit")]
    )
    return replace(
        registry,
        units=registry.units + units,
        parents=registry.parents + links,
        addressees=registry.addressees + rows,
        calendar=(*registry.calendar, REVIEW),
    )


def _unit(kind: str) -> Unit:
    return Unit(
        scheme="MAU",
        unit_code=f"TN-X-{kind.replace('_', '')}",
        valid_from=BEGIN,
        valid_to=None,
        name_vi=f"Đơn vị thử loại {kind}",
        name_en=f"Test unit {kind}",
        designation_vi="",
        unit_type=kind,
        level=2,
        province_code="19",
        is_synthetic=True,
    )


def _reports(registry: Registry, form_code: str) -> dict[tuple[str, str], ExpectedReport]:
    """Return one report for each type of unit and of period that owes a form, the latest."""
    return {
        (report.unit_type, report.period_type): report
        for form in registry.forms
        if form.form_code == form_code
        for period in registry.periods
        for report in registry.reports_due(form, period)
    }


def _sheet(registry: Registry, report: ExpectedReport) -> Worksheet:
    unit = report.unit_code
    content = template(registry, report.form_code, unit, report.period_code, MADE)
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


def _texts(sheet: Worksheet) -> Iterator[str]:
    for row in sheet.iter_rows():
        yield from (str(cell.value) for cell in row if cell.value is not None)


def _fields(sheet: Worksheet) -> dict[str, dict[str, str]]:
    """Return what the remark of each figure cell says, by the cell's place."""
    return {
        cell.coordinate: dict(p.split("=") for p in cell.comment.text.splitlines()[-1].split()[1:])
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


@pytest.mark.parametrize("form_code", FORMS)
def test_every_form_for_every_kind_of_unit_and_period(whole, form_code):
    reports = _reports(whole, form_code)
    versions = [form for form in whole.forms if form.form_code == form_code]
    scoped = {unit_type for form in versions for _, unit_type in form.scopes}
    types = {period_type for form in versions for period_type, _ in form.periods}
    assert reports.keys() >= {(u, p) for u in scoped for p in types - {"C"}}
    assert "C" not in types or ("COMMUNE", "C") in reports
    for (unit_type, period_type), report in reports.items():
        period = whole.period(report.period_code, report.regime)
        unit = whole.unit(report.unit_code, period.end_date)
        form = whole.form(form_code, period.end_date)
        owed = [item.code for item in whole.items_due(form, unit_type, period)]
        assert owed, (unit_type, period_type)
        assert all(period_type in i.period_types for i in form.items if i.code in owed)
        sheet = _sheet(whole, report)
        fields = _fields(sheet)
        own = [one["item"] for one in fields.values() if one["unit"] == report.unit_code]
        assert own == owed
        heading = list(_texts(sheet))
        assert f"Biểu số: {form_code}" in heading
        assert f"Kỳ báo cáo: {period.name_vi}" in heading
        assert f"Mã đơn vị: {report.unit_code}" in heading
        assert LETTERHEADS[whole.unit_types[unit_type].letterhead][0] in heading
        first = max(period.start_date, unit.valid_from)
        window = f"từ ngày {first:%d/%m/%Y} đến ngày {period.end_date:%d/%m/%Y}"
        assert any(window in text for text in heading)
        assert {one["period"] for one in fields.values()} == {report.period_code}


@pytest.fixture
def settings(tmp_path, root) -> Settings:
    home = tmp_path / "home"
    folders = (root / "seeds", root / "expectations", home / "inbox", root / "dbt_project")
    return Settings(home, *folders, now=datetime(2026, 12, 20, tzinfo=UTC))


@pytest.mark.parametrize("form_code", FORMS)
def test_a_filled_form_is_accepted(whole, settings, form_code):
    """Also for closing periods and reviews: the reader knows each form and period as its own."""
    kinds = {"boolean": "12/KH-UBND"}
    reports = {report.period_type: report for report in _reports(whole, form_code).values()}
    for report in reports.values():
        content = template(whole, form_code, report.unit_code, report.period_code, MADE)
        book = openpyxl.load_workbook(io.BytesIO(content))
        for place, field in _fields(book.worksheets[0]).items():
            kind = whole.indicators[field["item"].split(".")[0]].kind
            book.worksheets[0][place] = kinds.get(kind, 7)
        path = settings.home / f"{form_code}.xlsx"
        path.parent.mkdir(exist_ok=True)
        book.save(path)
        result = ingest(settings, whole, [path], unit=report.sender_unit_code, dry_run=True)
        assert result.reports == {"accepted": 1}, (report, result.findings)
