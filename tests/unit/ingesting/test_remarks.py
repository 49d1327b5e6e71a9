"""Remarks, comments and colours change what a figure means only where they say so in words."""

import pytest

from baocao.ingesting.formats.colours import RECEIPT_FILLS, name_of
from baocao.ingesting.formats.comments import RECEIPT_AUTHOR, RECEIPT_DIVIDER, read_comments
from baocao.ingesting.remarks import ESTIMATE, JOINT, KINDS, LEGEND, note_marks
from baocao.receipts.marking.comments import AUTHOR, DIVIDER
from baocao.receipts.marking.looks import FILLS


@pytest.mark.parametrize(
    "text",
    ["ước", "số ước tính", "Số liệu ước tính", "Ước thực hiện", "ước đạt", "tạm tính",
     "số tạm tính", "là số ước tính", "SỐ ƯỚC TÍNH", "so uoc tinh", "ước tính cả quý I"],
)  # fmt: skip
def test_words_of_an_estimate(text: str) -> None:
    assert KINDS[text] == ESTIMATE


@pytest.mark.parametrize(
    "text",
    ["Phối hợp với MTTQ tỉnh tổ chức", "cùng tổ chức với Hội Nông dân", "đồng tổ chức",
     "Cùng với Công an xã tổ chức", "phối hợp tổ chức hội nghị"],
)  # fmt: skip
def test_words_of_a_joint_event(text: str) -> None:
    assert KINDS[text] == JOINT


@pytest.mark.parametrize(
    "text",
    ["Ghi chú: số liệu chữ đỏ là số ước tính.", "Chữ màu đỏ: ước thực hiện",
     "ô tô màu vàng là số liệu ước thực hiện", "Số ước tính: chữ màu xanh",
     "Những số bôi vàng là tạm tính"],
)  # fmt: skip
def test_legends_of_colours(text: str) -> None:
    assert KINDS[text] == LEGEND


@pytest.mark.parametrize(
    "text",
    ["", "mong ước", "Quy ước, hương ước", "Hương ước, quy ước đang có hiệu lực", "sổ đỏ",
     "Số đơn về cấp sổ đỏ", "Đã đối chiếu", "ước mơ", "Thỏa ước lao động tập thể", "đỏ",
     "công tác phối hợp", "Dự ước kinh phí năm sau cao hơn số năm nay", "x" * 300],
)  # fmt: skip
def test_ordinary_words(text: str) -> None:
    assert KINDS[text] == ""


def test_notes_of_records() -> None:
    assert note_marks("số ước tính") == (True, False)
    assert note_marks("đồng tổ chức") == (False, True)
    assert note_marks(None) == note_marks(5) == note_marks("") == (False, False)


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        ((255, 0, 0), "red"), ((192, 0, 0), "red"), ((255, 255, 0), "yellow"),
        ((255, 255, 153), "yellow"), ((255, 192, 0), "orange"), ((255, 153, 0), "orange"),
        ((0, 176, 80), "green"), ((0, 0, 255), "blue"), ((0, 176, 240), "blue"),
        ((255, 199, 206), ""), ((0, 0, 0), ""), ((255, 255, 255), ""), ((217, 217, 217), ""),
    ],
)  # fmt: skip
def test_names_of_colours(rgb: tuple[int, int, int], name: str) -> None:
    assert name_of(*rgb) == name


def test_comments_without_the_name_of_their_author() -> None:
    xml = (
        '<comments xmlns="x"><commentList>'
        '<comment ref="E12"><text><r><t>Nguyễn Văn Mẫu:</t></r><r><t>\nSố ước tính</t></r></text>'
        '</comment><comment ref="B3"><text><t>Ghi 0 nếu không phát sinh</t></text></comment>'
        '<comment ref="?"><text><t>x</t></text></comment></commentList></comments>'
    )
    assert read_comments(xml.encode()) == (
        ((11, 4), "Số ước tính"),
        ((2, 1), "Ghi 0 nếu không phát sinh"),
    )


def test_marks_of_a_receipt_say_nothing() -> None:
    assert {fill[-6:] for fill in FILLS.values()} == RECEIPT_FILLS
    assert (AUTHOR, DIVIDER) == (RECEIPT_AUTHOR, RECEIPT_DIVIDER)
    xml = (
        f"<comments><authors><author>Vụ</author><author>{AUTHOR}</author></authors><commentList>"
        '<comment ref="E1" authorId="1"><text><t>số ước tính</t></text></comment>'
        f'<comment ref="E2" authorId="0"><text><t>số ước tính\n{DIVIDER}\nx</t></text></comment>'
        "</commentList></comments>"
    )
    assert read_comments(xml.encode()) == (((1, 4), "số ước tính"),)


@pytest.mark.parametrize("xml", [b"", b"<comments", b"<!DOCTYPE x><comments/>"])
def test_damaged_comments_say_nothing(xml: bytes) -> None:
    assert read_comments(xml) == ()
