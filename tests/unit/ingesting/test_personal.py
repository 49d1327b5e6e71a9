"""Identity and phone numbers and names are found in what people write, never in plain counts."""

import csv
from pathlib import Path
from typing import Any

import pytest

from baocao.ingesting.personal import (
    MASK,
    cell_has_personal_data,
    has_personal_data,
    mask_personal_data,
    value_has_personal_data,
)
from baocao.ingesting.personal_names import find_names


@pytest.mark.parametrize(
    "text",
    [
        "CCCD 006089012345", "006 089 012 345", "006.089.012.345", "CMND 095123456",
        "ĐT 0912345678/0987654321", "+84 912 345 678", "0209.3870.123", "０９１２３４５６７８",
        "số điện thoại:0912345678.", "x" * 400 + " 0912345678",
    ],
)  # fmt: skip
def test_numbers_of_people(text: str) -> None:
    assert has_personal_data(text)
    assert not has_personal_data(mask_personal_data(text))
    assert MASK in mask_personal_data(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ông Nguyễn Văn Mẫu, thôn Nà Mẫu", "Trần Thị Mẫu khiếu nại", "ông Hùng khiếu nại",
        "ong Nguyen Van Mau khieu nai", "ĐƠN CỦA BÀ HOÀNG THỊ MẪU", "đồng chí Lê Minh Tuấn",
        "đ/c Hà Văn B", "Đơn Nguyễn Minh Tuấn", "hộ gia đình Nông Văn Mẫu", "bà Lo\u0300 Thị Mẫu",
        "Họ tên: Nguyễn Anh Mẫu", "ông/bà Vũ Thị Mẫu", "x" * 400 + " ông Nguyễn Văn Mẫu",
    ],
)  # fmt: skip
def test_names_of_people(text: str) -> None:
    assert has_personal_data(text)
    assert not has_personal_data(mask_personal_data(text))
    assert MASK in mask_personal_data(text)


@pytest.mark.parametrize(
    "text",
    [
        "01 công dân xã Nghĩa Tá khiếu nại", "phường Phan Đình Phùng, đường Hoàng Văn Thụ",
        "Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh", "Nguyễn Thị Minh Khai",
        "ông Chủ tịch UBND xã", "Bà con Nhân dân", "HỘI NGHỊ BÀ CON NHÂN DÂN", "trẻ em Việt Nam",
        "Bà Rịa - Vũng Tàu", "Đoàn TNCS Hồ Chí Minh", "Trường THPT Nguyễn Văn Mẫu", "ông A, bà B",
        "Công ty TNHH Hoàng Gia Phát", "Quận Hai Bà Trưng", "Xã Bà Điểm", "Hoang Van Commune",
        "Thanh tra tỉnh Bắc Kạn", "Văn phòng HĐND và UBND", "Phan Dinh Phung Ward",
    ],
)  # fmt: skip
def test_other_names(text: str) -> None:
    assert not has_personal_data(text)


def test_no_name_in_the_reference_data_is_taken_for_a_person(root: Path) -> None:
    texts = {
        text
        for path in (root / "seeds").rglob("*.csv")
        for row in csv.reader(path.read_text(encoding="utf-8").splitlines())
        for text in row
    }
    assert [text for text in sorted(texts) if find_names(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "", "12345678", "15/12/2023 đến 14/3/2024", "số 1234/BC-UBND", "123.456.789 đồng",
        "chi 500000000 đồng", "123456789 đ", "1234567890", "1.012.345.678", "Luật 10/2022/QH15",
    ],
)  # fmt: skip
def test_other_numbers(text: str) -> None:
    assert not has_personal_data(text)


@pytest.mark.parametrize("raw", [123456789.0, "123456789", "53.486", "1 234 567", "123456789012"])
def test_a_plain_count_is_never_personal(raw: Any) -> None:
    assert not value_has_personal_data(raw)


@pytest.mark.parametrize("raw", ["006089012345", "0912345678", "CMND 095123456"])
def test_text_in_a_value_cell_can_be(raw: str) -> None:
    assert value_has_personal_data(raw)


def test_a_numeric_cell_keeps_eleven_digits_of_a_citizens_number() -> None:
    assert cell_has_personal_data(6089012345.0 + 6e10)
    assert not cell_has_personal_data(912345678.0)
    assert not cell_has_personal_data(1.5e10 + 0.5)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", ["A" * 33_000, "Aa" * 16_000, "a " * 16_000, "A " * 16_000])
def test_a_long_cell_is_searched_in_no_time(text: str) -> None:
    assert not has_personal_data(text)
