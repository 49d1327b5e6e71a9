"""Periods, windows and dates as headings and file names write them."""

from datetime import date

import pytest

from baocao.ingesting.dates import declared_window, period_code, report_date
from baocao.ingesting.text import fold


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Quý I năm 2024", "2024-Q1"), ("QUÝ IV NĂM 2025", "2025-Q4"), ("Quý 3/2024", "2024-Q3"),
        ("2024-Q1", "2024-Q1"), ("Q1-2024", "2024-Q1"), ("2024Q2", "2024-Q2"),
        ("6 tháng đầu năm 2024", "2024-S1"), ("sáu tháng cuối năm 2024", "2024-S2"),
        ("9 tháng năm 2024", "2024-9M"), ("Năm 2024", "2024-A1"), ("2024", "2024-A1"),
        ("Tháng 3 năm 2024", "2024-M03"), ("2024-A1", "2024-A1"), ("Quí II năm 2024", "2024-Q2"),
        ("bc_F-TCD_2024-Q1_058 (1)", "2024-Q1"),
        ("Năm 2024 (Số liệu tính từ ngày 15/12/2023 đến ngày 14/12/2024)", "2024-A1"),
        ("2025-C1", "2025-C1"), ("F-TCD_2025-C1_060", "2025-C1"),
        ("2017/2022-R5", "2017/2022-R5"), ("F-VB_2017_2022-R5_42", "2017/2022-R5"),
        ("Tổng kết 5 năm 2017-2022", "2017/2022-R5"), ("5 năm (từ 2017 đến 2022)", "2017/2022-R5"),
        ("Quý V năm 2025", None), ("13 tháng 2024", None), ("2024-Q1 và 2024-Q2", None),
        ("", None), ("Quý I", None),
    ],
)  # fmt: skip
def test_periods(text: str, code: str | None) -> None:
    assert period_code(fold(text)) == code


def test_window() -> None:
    text = fold("(Số liệu tính từ ngày 15/12/2023 đến hết ngày 14/3/2024)")
    assert declared_window(text) == (date(2023, 12, 15), date(2024, 3, 14))
    assert declared_window(fold("từ 1-7-2025 đến 14-9-2025")) == (
        date(2025, 7, 1), date(2025, 9, 14),
    )  # fmt: skip
    assert declared_window(fold("từ ngày 31/2/2024 đến ngày 1/3/2024")) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Bắc Kạn, ngày 16 tháng 3 năm 2024", date(2024, 3, 16)),
        ("Ngày 05 tháng 12 năm 2024", date(2024, 12, 5)),
        ("Ban hành kèm theo Quyết định số 5 ngày 02 tháng 01 năm 2023", None),
        ("ngày 31 tháng 2 năm 2024", None),
        ("từ ngày 15/12/2023 đến ngày 14 tháng 3 năm 2024", None),
        ("Bắc Kạn, ngày 14/3/2024", date(2024, 3, 14)), ("ngày 05/6/2024", date(2024, 6, 5)),
        ("Bắc Kạn, ngày 14/3/24", date(2024, 3, 14)), ("Bắc Kạn, ngày 03/14/2024", None),
        ("Căn cứ Kế hoạch số 12/KH-UBND ngày 05/3/2023", None), ("đến ngày 14/3/2024", None),
        ("theo văn bản ngày 05/3/2023", None), ("Bắc Kạn, ngày   tháng 3 năm 2024", None),
        ("Số 12/BC-TTr ngày 05/3/2023", None),
    ],
)  # fmt: skip
def test_report_date_is_not_that_of_a_decision_or_a_window(text: str, day: date | None) -> None:
    assert report_date(fold(text)) == day
