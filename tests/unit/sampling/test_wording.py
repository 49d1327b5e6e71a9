from datetime import date

import pytest

from baocao.ingesting.text import fold
from baocao.ingesting.unit_names import is_name_of
from baocao.sampling.dice import Dice
from baocao.sampling.wording import (
    MANNERS,
    in_manner,
    without_diacritics,
    written_name,
    written_period,
)


def test_old_font_text_is_what_such_computers_produced():
    # As seen in real files of that time.
    assert in_manner("Đảng bộ", "tcvn3") == "§¶ng bé"
    assert in_manner("huyện, xã", "tcvn3") == "huyÖn, x·"


def test_text_without_diacritics_is_ascii():
    assert (
        without_diacritics("Phường Đức Xuân, Thị trấn Chợ Rã") == "Phuong Duc Xuan, Thi tran Cho Ra"
    )


def test_every_written_name_is_still_the_units(registry):
    days = (("06", date(2025, 6, 30)), ("19", date(2025, 7, 1)))
    units = {registry.unit(code, on) for root, on in days for code in registry.below(root, on)}
    assert len(units) > 200
    for unit in units:
        name = written_name(unit, Dice("1"))
        for manner in MANNERS:
            assert is_name_of(in_manner(name, manner), unit), (unit.unit_code, name, manner)


@pytest.mark.parametrize("manner", MANNERS)
def test_labels_are_the_same_in_every_manner(manner):
    for label in ("Kỳ báo cáo", "Mã đơn vị", "Tên đơn vị", "Mã số", "Tổng cộng", "Biểu số"):
        assert fold(in_manner(label, manner)) == fold(label)


def test_names_are_written_in_several_ways(registry):
    unit = next(unit for unit in registry.units if unit.name_vi.startswith("Thị trấn"))
    ways = {written_name(unit, Dice(str(seed))) for seed in range(60)}
    assert len(ways) >= 6


def test_periods_in_words(registry):
    words = {code: registry.period(code, "ND09").name_vi for code in (
        "2024-Q1", "2024-Q4", "2024-S1", "2024-S2", "2024-A1", "2024-9M", "2024-M03"
    )}  # fmt: skip
    assert words == {
        "2024-Q1": "Quý I năm 2024",
        "2024-Q4": "Quý IV năm 2024",
        "2024-S1": "6 tháng đầu năm 2024",
        "2024-S2": "6 tháng cuối năm 2024",
        "2024-A1": "Năm 2024",
        "2024-9M": "9 tháng năm 2024",
        "2024-M03": "Tháng 3 năm 2024",
    }
    assert (
        len({written_period(registry.period("2024-Q1", "ND09"), Dice(str(n))) for n in range(60)})
        == 4
    )
