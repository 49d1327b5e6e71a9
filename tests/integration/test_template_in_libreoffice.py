"""A template as an office suite opens it: LibreOffice reads it, keeps it and writes it again."""

import io
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from baocao.ingesting.layouts import Layouts
from baocao.ingesting.reading import read_file
from baocao.templating import template

MADE = datetime(2026, 9, 1, tzinfo=UTC)
MEBIBYTE = 1024 * 1024


def _through_libreoffice(folder: Path, content: bytes) -> bytes:
    """Return the workbook after LibreOffice has opened and saved it, nothing to say about it."""
    original = folder / "bieu.xlsx"
    original.write_bytes(content)
    suite = shutil.which("soffice")
    assert suite, "LibreOffice is missing: scripts/bootstrap system"
    done = subprocess.run(
        [
            suite,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--norestore",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(folder / "saved"),
            str(original),
        ],
        capture_output=True,
        text=True,
        timeout=240,
        check=True,
    )
    # Java is not needed for a workbook; its absence is all that may be said.
    said = [line for line in done.stderr.splitlines() if "javaldx" not in line]
    assert said == []
    return (folder / "saved" / "bieu.xlsx").read_bytes()


def _sheet(content: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


def _shape(sheet: Worksheet) -> dict[str, object]:
    """Return what a person meets: texts, open cells, rules, comments, merged areas."""
    cells = [cell for row in sheet.iter_rows() for cell in row]
    return {
        "texts": {cell.coordinate: str(cell.value) for cell in cells if cell.value is not None},
        "open": {cell.coordinate for cell in cells if not cell.protection.locked},
        "comments": {cell.coordinate: cell.comment.text.strip() for cell in cells if cell.comment},
        "merged": {str(area) for area in sheet.merged_cells.ranges},
        "rules": sorted(
            (rule.type, rule.formula1, place.coord)
            for rule in sheet.data_validations.dataValidation
            for place in rule.sqref.ranges
        ),
        "protected": sheet.protection.sheet,
    }


@pytest.mark.parametrize(
    ("form", "unit", "period"),
    [("F-TCD", "01840", "2026-Q3"), ("F-TCD", "058", "2024-Q1"), ("F-QCDC", "01840", "2026-S1")],
)
def test_libreoffice_opens_a_template_and_keeps_all_of_it(registry, tmp_path, form, unit, period):
    content = template(registry, form, unit, period, MADE)
    saved = _through_libreoffice(tmp_path, content)
    before, after = _shape(_sheet(content)), _shape(_sheet(saved))
    for name, wanted in before.items():
        assert after[name] == wanted, name
    found = read_file("bieu.xlsx", saved, Layouts(registry), 200 * MEBIBYTE)
    assert found.reports[0].heading.form_code == form
    assert found.personal_places == []
