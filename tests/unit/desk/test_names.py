"""Names of files: whatever is typed becomes a plain name that the inbox takes in."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baocao.desk.names import LONGEST_BYTES, NO_NAME, clean_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Báo cáo quý III.xlsx", "Báo cáo quý III.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\autorun.inf", "autorun.inf"),
        ("C:\\Users\\van thu\\bao cao.xls", "bao cao.xls"),
        ("/", NO_NAME),
        ("..", NO_NAME),
        (".hidden.xlsx", "hidden.xlsx"),
        ("~$bao cao.xlsx", "bao cao.xlsx"),
        ("bao cao.xlsx.part", "bao cao.xlsx.part_"),
        ("bao cao.TMP", "bao cao.TMP_"),
        ('a<b>:"|?*.csv', "a_b______.csv"),
        ("x\x00y\n.csv", "x y.csv"),
        ("gpj\u202excod.csv", "gpj xcod.csv"),
        (unicodedata.normalize("NFD", "Xã Đồng Phúc.ods"), "Xã Đồng Phúc.ods"),
    ],
)
def test_a_name_loses_what_is_no_name(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_name("Báo cáo " * 100 + ".xlsx")
    assert name.endswith(".xlsx")
    assert len(name.encode()) <= LONGEST_BYTES


@given(st.text(max_size=400))
def test_any_text_becomes_a_name_in_one_folder(typed: str) -> None:
    name = clean_name(typed)
    assert name
    assert not set(name) & set('/\\<>:"|?*\x00\n')
    assert not name.startswith((".", "~$"))
    assert not name.lower().endswith((".part", ".tmp"))
    assert len(name.encode()) <= LONGEST_BYTES
    assert clean_name(name) == name
