from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from baocao.reporting.sheets import FORMULA_STARTS, Column, Sheet, neutral, write_workbook

CREATED = datetime(2025, 6, 16, 17, tzinfo=UTC)


@given(st.text())
def test_no_text_starts_a_formula(text):
    shown = neutral(text)
    assert not shown.startswith(FORMULA_STARTS)
    assert shown.endswith(text)


@pytest.mark.parametrize("text", ["=1+1", "+84", "-", "@x", "\t=1", "\r=1", "\n=1"])
def test_a_formula_is_disarmed(text):
    assert neutral(text) == f"'{text}"


def test_ordinary_text_stays_as_it_is():
    assert neutral("Xã Bằng Phúc = tốt") == "Xã Bằng Phúc = tốt"


def _write(path):
    columns = [
        Column("Chữ", 20, lambda row: row[0]),
        Column("Số", 8, lambda row: row[1], "number"),
        Column("Ngày", 12, lambda row: row[2], lambda _: "date"),
    ]
    rows = [
        ('=HYPERLINK("http://example.com")', 5, date(2025, 3, 18)),
        ("http://example.com", None, CREATED),
        ("x" * 40_000, 0, None),
    ]
    write_workbook(path, [Sheet("Một", columns, rows, ["Tiêu đề", "ghi chú"], 1)], CREATED, "T")


def test_a_sheet_is_typed_frozen_and_filterable(tmp_path):
    path = tmp_path / "a.xlsx"
    _write(path)
    sheet = load_workbook(path)["Một"]
    assert [cell.value for cell in sheet[4]] == ["Chữ", "Số", "Ngày"]
    assert (sheet["A5"].data_type, sheet["A5"].value) == ("s", '\'=HYPERLINK("http://example.com")')
    assert sheet["A6"].hyperlink is None
    assert len(str(sheet["A7"].value)) == 32_767
    assert (sheet["B5"].value, sheet["B6"].value, sheet["B7"].value) == (5, None, 0)
    assert sheet["C5"].value == datetime(2025, 3, 18)  # noqa: DTZ001
    # Instants are shown in Vietnamese time.
    assert sheet["C6"].value == datetime(2025, 6, 17)  # noqa: DTZ001
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B5", "A4:C7")


def test_the_same_content_gives_the_same_bytes(tmp_path):
    _write(tmp_path / "a.xlsx")
    _write(tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "b.xlsx"]
