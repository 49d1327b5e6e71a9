"""Names from outside: whatever they are, they become one plain name that ingest will see."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from baocao.channels.naming import MOST_BYTES, WITHOUT_NAME, file_key, safe_name
from baocao.ingesting.discovering import is_unfinished


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Báo cáo quý I.xlsx", "Báo cáo quý I.xlsx"),
        ("Ba\u0301o ca\u0301o.xlsx", "Báo cáo.xlsx"),
        ("../../etc/cron.d/x.csv", "x.csv"),
        ("C:\\bao cao\\x.csv", "x.csv"),
        ("a:b?.csv", "a_b_.csv"),
        ("a\nb\x00.csv", "a_b_.csv"),
        ("hoa\u202excl.exe.csv", "hoa_xcl.exe.csv"),
        (".xlsx", "_.xlsx"),
        ("~$a.xlsx", "_~$a.xlsx"),
        ("a.part", "a.part_"),
        ("a.xlsx. .", "a.xlsx"),
        ("..", WITHOUT_NAME),
        ("///", WITHOUT_NAME),
        ("", WITHOUT_NAME),
        ("ế" * 300 + ".xlsx", "ế" * 58 + ".xlsx"),
    ],
)
def test_names_keep_what_their_sender_meant(name: str, expected: str) -> None:
    assert safe_name(name) == expected


@given(st.text())
@example("a\ud800.csv")
def test_no_name_is_hidden_or_leads_elsewhere(name: str) -> None:
    safe = safe_name(name.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
    assert safe == safe_name(safe)
    assert not set(safe) & set("/\\\0\r\n")
    assert safe not in ("", ".", "..")
    assert not is_unfinished(safe)
    assert len(safe.encode()) <= MOST_BYTES + 2


def test_the_key_of_a_file_holds_no_digits():
    keys = {file_key("sftp-tinh", f"01840/{number}.xlsx") for number in range(500)}
    assert len(keys) == 500
    assert not any(mark.isdigit() for key in keys for mark in key)
