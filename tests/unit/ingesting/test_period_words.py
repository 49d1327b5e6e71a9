"""Months, quarters and halves as other languages call them, in cells and in sentences."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from baocao.ingesting.period_words import PeriodReader
from baocao.ingesting.text import fold
from baocao.registry import Registry


@pytest.fixture(scope="module")
def reader(registry: Registry) -> PeriodReader:
    return PeriodReader(registry.period_words)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("janvier 2024", "2024-M01"), ("Août 2024", "2024-M08"), ("AOUT 2024", "2024-M08"),
        ("mois de décembre 2024", "2024-M12"), ("March 2024", "2024-M03"), ("2024 May", "2024-M05"),
        ("tháng mười một năm 2024", "2024-M11"), ("tháng mười 2024", "2024-M10"),
        ("tháng năm năm 2024", "2024-M05"), ("1er trimestre 2024", "2024-Q1"),
        ("third quarter of 2024", "2024-Q3"), ("Second half 2024", "2024-S2"),
        ("Quý I năm 2024", "2024-Q1"), ("mars à avril 2024", "2024-M04"), ("mars", None),
        ("mars 2024, avril 2024", None), ("Smarch 2024", None), ("maison 2024", None),
    ],
)  # fmt: skip
def test_a_period_in_words(text: str, code: str | None, reader: PeriodReader) -> None:
    assert reader.code(fold(text)) == code


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("202401", "2024-M01"), ("2024-1", "2024-M01"), ("1/2024", "2024-M01"),
        ("12-2024", "2024-M12"), ("Jan-24", "2024-M01"), ("déc. 24", "2024-M12"),
        (date(2024, 2, 29), "2024-M02"), (datetime(2024, 2, 1, tzinfo=UTC), "2024-M02"),
        (date(2024, 2, 15), None), ("13/2024", None), ("202413", None), ("2024", "2024-A1"),
        ("15/3/2024", None), ("", None),
    ],
)  # fmt: skip
def test_a_cell_that_holds_a_period(raw: Any, code: str | None, reader: PeriodReader) -> None:
    assert reader.code_in_cell(raw, fold(str(raw))) == code


def test_without_any_words(reader: PeriodReader) -> None:
    bare = PeriodReader(())
    assert (bare.code("janvier 2024"), bare.code("quy i 2024")) == (None, "2024-Q1")
