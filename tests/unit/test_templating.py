"""Templates as people and programs meet them: opened, filled in, read back."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from baocao.cli.sampling import template as template_command
from baocao.errors import UsageError
from baocao.ingesting.formats.opening import open_file
from baocao.ingesting.layouts import Layouts
from baocao.ingesting.model import FoundReport
from baocao.ingesting.reading import read_file
from baocao.registry import Indicator
from baocao.templating import template
from baocao.templating.looks import validation

MADE = datetime(2026, 9, 1, tzinfo=UTC)
MEBIBYTE = 1024 * 1024


def _opened(content: bytes) -> tuple[Workbook, Worksheet]:
    """Return a template as openpyxl opens it, and the one sheet that people see."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    assert len(visible) == 1
    return book, visible[0]


def _filled(content: bytes) -> tuple[bytes, dict[str, dict[str, int]]]:
    """Fill every open figure cell by its comment, as a person would; return what was typed."""
    book, sheet = _opened(content)
    typed: dict[str, dict[str, int]] = {}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment is None:
                continue
            last_line = cell.comment.text.splitlines()[-1]
            fields = dict(pair.split("=") for pair in last_line.split()[1:])
            figures = typed.setdefault(fields["unit"], {})
            figures[fields["item"]] = 100 * len(typed) + len(figures)
            sheet[cell.coordinate] = figures[fields["item"]]
    result = io.BytesIO()
    book.save(result)
    return result.getvalue(), typed


def _unit(report: FoundReport) -> str:
    assert report.unit_code is not None
    return report.unit_code.text


@pytest.mark.parametrize(("unit", "day"), [("19", "25/06/2026"), ("01840", "16/06/2026")])
def test_a_template_says_until_when_its_own_unit_has_time(registry, unit, day):
    _, sheet = _opened(template(registry, "F-VB", unit, "2026-S1", MADE))
    (said,) = {
        str(cell.value)
        for row in sheet.iter_rows(max_row=12)
        for cell in row
        if "Hạn gửi" in str(cell.value)
    }
    assert said.endswith(day)


@pytest.mark.parametrize(
    ("form", "unit", "period"),
    [
        ("F-TCD", "01840", "2026-Q3"),
        ("F-QCDC", "BK-TU", "2024-S1"),
        ("F-DVK", "TN-TTR", "2025-A1"),
        ("F-QCDC", "DN-MAU-01", "2026-S1"),
        ("F-TCD", "058", "2024-Q1"),
        ("F-QCDC", "061", "2024-A1"),
        ("F-TCD", "060", "2025-C1"),
        ("F-QCDC", "01840", "2025-C1"),
    ],
)
def test_a_filled_template_is_read_back_whole(registry, form, unit, period):
    content, typed = _filled(template(registry, form, unit, period, MADE))
    found = read_file("t.xlsx", content, Layouts(registry), 200 * MEBIBYTE)
    assert found.personal_places == []
    reports = {_unit(report): report for report in found.reports if not report.is_claimed}
    assert reports.keys() == typed.keys()
    expected = {
        (report.unit_code, item.code)
        for report in registry.expected_reports()
        if (report.form_code, report.period_code) == (form, period)
        and unit in (report.unit_code, report.sender_unit_code)
        for item in registry.items_for(
            registry.form(form, registry.periods_with_code(period)[0].end_date),
            report.unit_type,
            report.period_type,
        )
    }
    assert {(code, item) for code, figures in typed.items() for item in figures} == expected
    for code, report in reports.items():
        read = {value.item_code: value.raw for value in report.values if value.raw != ""}
        assert read == typed[code]
        assert report.heading.form_code == form
        assert report.heading.form_version == "1"
        assert report.problems == []


def test_a_table_has_a_total_row_that_adds_up_the_column(registry):
    _, sheet = _opened(template(registry, "F-TCD", "058", "2024-Q1", MADE))
    total = next(row for row in sheet.iter_rows() if row[2].value == "Tổng cộng")
    # Eight communes and the city: rows 15 to 23 of the sheet.
    assert total[3].value == "=SUM(D15:D23)"
    assert sheet["B15"].value == "01834"
    assert sheet["B23"].value == "058"


def test_only_figures_remarks_and_the_date_may_be_typed(registry):
    _, sheet = _opened(template(registry, "F-TCD", "01840", "2026-Q3", MADE))
    assert sheet.protection.sheet
    assert not sheet.protection.password
    merged = {cell for area in sheet.merged_cells.ranges for cell in area.cells}
    free = {
        cell.coordinate
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked and (cell.row, cell.column) not in merged
    }
    figures = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}
    remarks = {f"F{place[1:]}" for place in figures}
    assert free == figures | remarks
    assert len(figures) == 35
    assert not sheet["D3"].protection.locked
    assert "Mã đơn vị: 01840" in [cell.value for row in sheet.iter_rows() for cell in row]


def test_every_figure_cell_refuses_what_is_no_count(registry):
    _, sheet = _opened(template(registry, "F-TCD", "01840", "2026-Q3", MADE))
    figures = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}
    ruled = set()
    for rule in sheet.data_validations.dataValidation:
        assert (rule.type, rule.operator, rule.formula1) == ("whole", "greaterThanOrEqual", "0")
        ruled |= {str(area) for area in rule.sqref.ranges}
    assert ruled == figures


@pytest.mark.parametrize(
    ("kind", "decimals", "wanted"),
    [("flow", 0, "integer"), ("rate", 2, "decimal"), ("boolean", 0, "list")],
)
def test_the_kind_of_an_indicator_decides_what_may_be_typed(registry, kind, decimals, wanted):
    item = registry.forms[0].items[0]
    assert validation(item, kind, decimals)["validate"] == wanted


def test_a_choice_is_a_drop_down(registry, monkeypatch):
    whole = registry.indicators["TD06"]
    choice = Indicator(**{**vars(whole), "kind": "boolean"})
    monkeypatch.setitem(registry.indicators, "TD06", choice)
    _, sheet = _opened(template(registry, "F-TCD", "01840", "2026-Q3", MADE))
    rules = [r for r in sheet.data_validations.dataValidation if r.type == "list"]
    assert [rule.formula1 for rule in rules] == ['"có,không"']


def test_a_commune_that_reports_through_its_district_gets_a_sheet_of_its_own(registry):
    content = template(registry, "F-TCD", "01834", "2024-Q1", MADE)
    found = read_file("t.xlsx", content, Layouts(registry), 200 * MEBIBYTE)
    assert [_unit(report) for report in found.reports] == ["01834"]


def test_the_window_begins_with_the_unit(registry):
    _, sheet = _opened(template(registry, "F-TCD", "01840", "2025-Q3", MADE))
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "(Số liệu tính từ ngày 01/07/2025 đến ngày 14/09/2025)" in cells


@pytest.mark.parametrize(
    ("form", "unit", "period", "named"),
    [
        ("F-KTXH", "01840", "2026-Q3", "F-KTXH"),
        ("F-TCD", "99999", "2026-Q3", "99999"),
        ("F-TCD", "01840", "2026-Q7", "2026-Q7"),
        ("F-TCD", "058", "2026-Q3", "058"),
        ("F-TCD", "01840", "2026-S1", "owes no"),
        ("F-TCD", "TN-TU", "2026-Q3", "owes no"),
        ("F-QCDC", "DN-MAU-01", "2025-C1", "owes no"),
    ],
)
def test_what_is_not_owed_has_no_template(registry, form, unit, period, named):
    with pytest.raises(UsageError, match=named):
        template(registry, form, unit, period, MADE)


def test_the_command_writes_the_file(tmp_path, root, monkeypatch):
    monkeypatch.setenv("BAOCAO_SEEDS", str(root / "seeds"))
    target = tmp_path / "sub" / "bieu.xlsx"
    arguments = ["--form", "F-DVK", "--unit", "01840", "--period", "2026-S1", "-o", str(target)]
    result = CliRunner().invoke(template_command, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    assert target.read_bytes().startswith(b"PK")


def test_the_hidden_mark_says_what_the_template_is_for(registry):
    book, _ = _opened(template(registry, "F-TCD", "058", "2024-Q1", MADE))
    mark = book["_baocao"]
    assert mark.sheet_state == "veryHidden"
    assert mark.protection.sheet
    assert {row[0].value: row[1].value for row in mark.iter_rows()} == {
        "template": "1",
        "form": "F-TCD",
        "version": "1",
        "unit": "058",
        "period": "2024-Q1",
        "layout": "units_down",
        "sheet": "F-TCD",
    }


def _notes(content: bytes) -> dict[str, str]:
    _, sheet = _opened(content)
    texts = [cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment]
    return {text.rpartition("item=")[2]: text for text in texts}


def test_the_comment_defines_the_figure_by_what_is_in_force(registry):
    notes = _notes(template(registry, "F-QCDC", "01840", "2026-S1", MADE))
    village = registry.indicators["DC05"].definition(date(2026, 6, 14))
    assert village.is_break
    assert f"Từ {village.valid_from:%d/%m/%Y}: {village.note_vi}" in notes["DC05"]
    assert village.note_en in notes["DC05"]
    earlier = _notes(template(registry, "F-QCDC", "01840", "2025-A1", MADE))
    assert village.note_vi not in earlier["DC05"]


def test_the_comment_tells_flows_openings_and_blanks_apart(registry):
    notes = _notes(template(registry, "F-TCD", "01840", "2026-Q3", MADE))
    assert "Số phát sinh trong kỳ báo cáo" in notes["TD01"]
    assert "Số kỳ trước chuyển sang" in notes["DL01"]
    assert all("Không phát sinh ghi 0" in text for text in notes.values())


def test_a_rate_may_be_printed_beside_its_figures_and_is_never_added_up(registry):
    _, sheet = _opened(template(registry, "F-QCDC", "060", "2024-A1", MADE))
    rows = list(sheet.iter_rows())
    codes = next(row for row in rows if "VB11" in [cell.value for cell in row])
    total = next(row for row in rows if row[2].value == "Tổng cộng")
    sums = {code.value: cell.value for code, cell in zip(codes, total, strict=True) if cell.value}
    assert str(sums["VB10"]).startswith("=SUM(")
    assert not sums.keys() & {"VB11", "CQ03"}
    notes = _notes(template(registry, "F-QCDC", "01840", "2025-A1", MADE))
    assert "có thể để trống, kho dữ liệu tự tính tỷ lệ" in notes["CQ03"]
    assert "Không phát sinh ghi 0" not in notes["CQ03"]


# What Excel repairs or refuses, with a warning, when a workbook is opened.
@pytest.mark.parametrize("form", ["F-TCD", "F-QCDC", "F-DVK", "F-VB", "F-DN", "F-GS", "F-KTH"])
def test_a_template_keeps_within_what_excel_opens_without_a_warning(registry, form):
    report = next(
        one for one in reversed(list(registry.expected_reports())) if one.form_code == form
    )
    content = template(registry, form, report.sender_unit_code, report.period_code, MADE)
    book, sheet = _opened(content)
    assert all(len(one.title) <= 31 for one in book.worksheets)
    for rule in sheet.data_validations.dataValidation:
        assert len(rule.formula1 or "") <= 255
        assert len(rule.errorTitle or "") <= 32
        assert len(rule.error or "") <= 255
    texts = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(len(str(text)) <= 32767 for text in texts)
    merged = list(sheet.merged_cells.ranges)
    assert not any(
        one is not other and not one.isdisjoint(other) for one in merged for other in merged
    )


def test_what_the_comments_say_is_the_same_in_every_units_file(registry):
    def comments(unit: str) -> list[str]:
        content = template(registry, "F-TCD", unit, "2026-Q3", MADE)
        (sheet,) = open_file("t.xlsx", content, 200 * MEBIBYTE).sheets
        return [text for _, text in sheet.comments]

    assert comments("01840") == comments("01843")
    assert len(comments("01840")) == 35
    assert not any("BAOCAO" in text for text in comments("01840"))
