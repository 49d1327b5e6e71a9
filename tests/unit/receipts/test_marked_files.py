"""Every sender gets an answer in the format that was sent, and can send it again once mended."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from tests.hazards import formats
from tests.unit.ingesting.conftest import Office
from tests.unit.ingesting.workbooks import (
    RECEIVED,
    csv_lines,
    drop,
    items_book,
    value_set,
)
from tests.unit.receipts.sound import sound_report
from tests.unit.receipts.test_receipts import documents

from baocao.receipts.marking.listing import TITLE
from baocao.receipts.marking.looks import FILLS
from baocao.registry import Registry

LATER = RECEIVED + timedelta(hours=1)


def marked_of(office: Office, number: int = -1) -> Path:
    """Return the marked file of a receipt."""
    page, document = office.receipts()[number], documents(office)[number]
    assert document["marked"] is not None
    return page.with_name(document["marked"])


def test_a_mended_workbook_with_our_marks_is_taken_in(office: Office, registry: Registry) -> None:
    report = sound_report(registry, values={"TD05": "nhiều", "TD03": 7}, notes={"TD01": "=1+1"})
    drop(office.inbox("BK-TTR"), "a.xlsx", items_book(report))
    office.ingest()
    book = openpyxl.load_workbook(marked_of(office))
    sheet = book["Biểu"]
    for cell in ("E16", "E14"):
        assert sheet[cell].fill.fgColor.rgb == FILLS["error"]
        assert sheet[cell].comment is not None
    sheet["E16"], sheet["E14"] = 0, 8
    content = io.BytesIO()
    book.save(content)
    drop(office.inbox("BK-TTR"), "a sửa.xlsx", content.getvalue(), LATER)
    office.ingest()
    document = documents(office)[-1]
    assert (document["outcome"], document["tone"]) == ("accepted", "accepted")
    assert document["reports"][0]["version"] == 2
    assert document["marked"] is None


def test_a_csv_comes_back_with_its_rows_and_what_is_wrong_with_them(
    office: Office, registry: Registry
) -> None:
    report = sound_report(registry, values={"TD05": "nhiều"}, notes={"TD01": "=1+1", "TD02": "-"})
    drop(office.inbox("BK-TTR"), "a.csv", csv_lines(report, ";").encode())
    office.ingest()
    path = marked_of(office)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert len(rows) == len(report.items)
    faulty = [row for row in rows if row["ma_loi"]]
    assert [(row["indicator_code"], row["ma_loi"]) for row in faulty] == [("TD05", "VAL11")]
    assert "“nhiều”" in faulty[0]["noi_dung"]
    assert "Chỉ ghi số" in faulty[0]["cach_sua"]
    assert [row["note"] for row in rows[:2]] == ["'=1+1", "-"]
    mended = path.read_text("utf-8-sig").replace(";nhiều;", ";0;")
    drop(office.inbox("BK-TTR"), "b.csv", mended.encode(), LATER)
    office.ingest()
    assert documents(office)[-1]["outcome"] == "accepted"


def test_a_json_sender_gets_a_conflict_for_each_fault(office: Office, registry: Registry) -> None:
    report = sound_report(registry, values={"TD05": "nhiều", "TD03": 7})
    drop(office.inbox("BK-TTR"), "a.json", value_set(report))
    office.ingest()
    answer = json.loads(marked_of(office).read_text())
    assert (answer["responseType"], answer["status"]) == ("ImportSummary", "WARNING")
    assert answer["importCount"] == {
        "imported": len(report.items) - 1, "updated": 0, "ignored": 1, "deleted": 0,
    }  # fmt: skip
    found = {one["errorCode"]: one for one in answer["conflicts"]}
    assert {code: (one["object"], one["indexes"]) for code, one in found.items()} == {
        "VAL11": ("TD05", [4]),
        "SUM01": ("TD03", [2]),
    }
    assert found["SUM01"]["expected"] == "phải bằng 8 (TD01 + TD02)"
    assert answer["reports"][0]["outcome"] == "accepted_with_flags"


WRITERS: dict[str, Callable[[formats.Grid], bytes]] = {
    "xls": formats.as_xls,
    "ods": formats.as_ods,
    "html": formats.as_html,
    "xml": formats.as_spreadsheetml,
}


@pytest.mark.parametrize("kind", WRITERS)
def test_other_workbooks_come_back_as_xlsx_with_their_cells_where_they_were(
    kind: str, office: Office, registry: Registry
) -> None:
    report = sound_report(registry, values={"TD05": "nhiều"}, notes={"TD01": "- gồm cả đoàn"})
    rows = formats.grid_of(report)
    drop(office.inbox("BK-TTR"), f"a.{kind}", WRITERS[kind](rows))
    office.ingest()
    path = marked_of(office)
    assert path.name.endswith(".marked.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    assert book.sheetnames[-1] == TITLE
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            shown = sheet.cell(number, column).value
            assert str(value if value is not None else "") == str(
                shown if shown is not None else ""
            )
    assert sheet["E16"].fill.fgColor.rgb == FILLS["error"]
    assert sheet["E16"].comment is not None
    assert sheet["F12"].data_type == "s"
    assert sheet["F12"].quotePrefix


def test_nothing_of_a_quarantined_file_comes_back(office: Office, registry: Registry) -> None:
    report = sound_report(
        registry, values={"TD05": "nhiều"}, notes={"TD01": "CCCD 000000000000 của bà Tám"}
    )
    drop(office.inbox("BK-TTR"), "a.xlsx", items_book(report))
    office.ingest()
    (document,) = documents(office)
    assert (document["outcome"], document["marked"]) == ("quarantined", None)
    written = [path for path in office.settings.receipts.rglob("*") if path.is_file()]
    assert {path.suffix for path in written} == {".html", ".json"}
    assert not any(b"000000000000" in path.read_bytes() for path in written)
    assert not any("Tám" in path.read_text() or "nhiều" in path.read_text() for path in written)


@pytest.mark.parametrize(
    ("name", "content"), [("a.xlsx", b"PK\x03\x04 broken"), ("a.pdf", b"%PDF-1.7")]
)
def test_a_file_that_was_not_read_has_a_page_only(
    name: str, content: bytes, office: Office
) -> None:
    drop(office.inbox("BK-TTR"), name, content)
    office.ingest()
    (document,) = documents(office)
    assert (document["outcome"], document["marked"]) == ("rejected", None)


def test_a_package_that_cannot_be_edited_is_copied(
    office: Office, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    from baocao.receipts.marking import files
    from baocao.receipts.marking.package import UnmarkableError

    def refuse(*_: object) -> bytes:
        raise UnmarkableError("no styles")

    monkeypatch.setattr(files, "marked_workbook", refuse)
    drop(office.inbox("BK-TTR"), "a.xlsx", items_book(sound_report(registry, values={"TD05": "x"})))
    office.ingest()
    sheet = openpyxl.load_workbook(marked_of(office))["Biểu"]
    assert sheet["E16"].value == "x"
    assert sheet["E16"].comment is not None


def test_a_broken_rule_leaves_receipts_the_others(
    office: Office, registry: Registry, tmp_path: Path
) -> None:
    folder = tmp_path / "expectations"
    shutil.copytree(office.settings.expectations, folder)
    path = folder / "rules" / "F-TCD.yml"
    text = path.read_text(encoding="utf-8")
    assert "expression: TD04 >= TD03" in text
    broken = text.replace("expression: TD04 >= TD03", "expression: TD04 >= TD99")
    path.write_text(broken, encoding="utf-8")
    office.settings = replace(office.settings, expectations=folder)
    report = sound_report(registry, values={"TD03": 7, "TD04": 2})
    drop(office.inbox("BK-TTR"), "a.xlsx", items_book(report))
    office.ingest()
    (document,) = documents(office)
    told = {failure["rule_code"] for failure in document["reports"][0]["rules"]}
    assert (document["outcome"], told) == ("accepted", {"SUM01"})


def test_a_package_that_only_a_forgiving_reader_can_open_is_marked_in_a_copy(
    office: Office, registry: Registry
) -> None:
    content = items_book(sound_report(registry, values={"TD03": 80, "TD04": 90}))
    # The check sum of a part in the directory of the package, which decoding does not look at.
    at = content.rindex(b"PK\x01\x02")
    broken = content[: at + 16] + bytes([content[at + 16] ^ 1]) + content[at + 17 :]
    drop(office.inbox("BK-TTR"), "a.xlsx", broken)
    result = office.ingest()
    assert result.files["read"] == 1
    (page,) = office.receipts()
    assert page.with_suffix(".marked.xlsx").is_file()
