"""The catalogue of findings is data: complete, worded in both languages, checked with its place."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from baocao.errors import ConfigError
from baocao.ingesting import findings
from baocao.ingesting.findings import RAISED, Subject
from baocao.ingesting.model import Both, Where
from baocao.registry import Registry


@pytest.fixture
def expectations(root: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "expectations"
    folder.mkdir()
    for name in (findings.FILE, findings.SCHEMA):
        shutil.copy(root / "expectations" / name, folder / name)
    return folder


@pytest.fixture
def edit(expectations: Path) -> Callable[[str, str], Path]:
    """Return a function that replaces a text in the catalogue once."""

    def replace(old: str, new: str) -> Path:
        path = expectations / findings.FILE
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return expectations

    return replace


def test_the_catalogue_of_the_repository_is_whole(root: Path) -> None:
    catalogue = findings.load(root / "expectations")
    assert catalogue.keys() == RAISED


def test_what_the_code_raises_is_what_the_catalogue_must_hold(root: Path) -> None:
    sources = [path.read_text() for path in (root / "src/baocao/ingesting").rglob("*.py")]
    raised = {
        code
        for source in sources
        for code in re.findall(r"\"((?:FIL|UNT|PER|REP|ITM|VAL|HIE)[0-9]{2})\"", source)
    }
    assert raised == RAISED


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_text_says_what_to_do(root: Path, language: str) -> None:
    for kind in findings.load(root / "expectations").values():
        for text in (getattr(kind, f"message_{language}"), getattr(kind, f"advice_{language}")):
            assert text[0].isupper() or text.startswith(("“", "{"))
            assert text.rstrip("}").endswith((".", "expected")), text


def test_a_finding_is_written_in_both_languages(root: Path, registry: Registry) -> None:
    item = registry.forms[0].items[1]
    finding = findings.load(root / "expectations").write(
        "VAL02",
        Subject("u", "f", "p"),
        found="1,5 {x}",
        where=Where("Biểu 1", "D12"),
        item=item,
        reason=Both("lẻ", "odd"),
    )
    assert finding.message_vi.startswith(f"“1,5 {{x}}” ở chỉ tiêu {item.code} ({item.label_vi})")
    assert "tại trang tính “Biểu 1”, ô D12: lẻ." in finding.message_vi
    assert (
        f"for {item.code} ({item.label_en}) at sheet “Biểu 1”, cell D12: odd." in finding.message_en
    )
    assert (finding.raw_text, finding.indicator_code) == ("1,5 {x}", item.indicator_code)


def test_numbers_of_people_are_masked_in_what_was_found(root: Path) -> None:
    catalogue = findings.load(root / "expectations")
    for found in ("ĐT 0900000000", Both("ĐT 0900000000", "phone 0900000000")):
        finding = catalogue.write("UNT05", Subject(), found=found, expected="x")
        assert "0900000000" not in str(finding)


def test_numbers_of_people_are_masked_in_the_name_of_a_sheet(root: Path) -> None:
    catalogue = findings.load(root / "expectations")
    finding = catalogue.write("VAL12", Subject(), where=Where("Ong A 0912345678", "D12"))
    assert (finding.sheet, finding.cell) == ("Ong A •••", "D12")
    assert "0912345678" not in str(finding)


@pytest.mark.parametrize(
    ("old", "new", "at", "field", "message"),
    [
        ("severity: block", "severity: fatal", "severity: fatal", "severity", "fatal"),
        ("  who_fixes: unit\n", "", "finding_code: FIL01", "", "who_fixes"),
        ("tệp: {found}", "tệp: {fuond}", "tệp: {fuond}", "message_vi", "fuond"),
        ("tệp: {found}", "tệp: {found", "tệp: {found.", "message_vi", "braces"),
        ("finding_code: FIL02", "finding_code: FIL03", "", "finding_code", "FIL03"),
        ("finding_code: FIL02", "finding_code: XYZ99", "finding_code: FIL01", "", "FIL02"),
    ],
)
def test_a_fault_is_named_with_its_place(
    edit: Callable[[str, str], Path], old: str, new: str, at: str, field: str, message: str
) -> None:
    folder = edit(old, new)
    lines = (folder / findings.FILE).read_text(encoding="utf-8").splitlines()
    # The second of two entries with one code is at fault, any other place is written once.
    places = [number for number, line in enumerate(lines, start=1) if (at or new) in line]
    with pytest.raises(ConfigError) as error:
        findings.load(folder)
    faults = error.value.faults
    assert {fault.file for fault in faults} == {"expectations/findings.yml"}
    assert (places[-1], field) in [(fault.row, fault.column) for fault in faults]
    assert message in " ".join(fault.message for fault in faults)
