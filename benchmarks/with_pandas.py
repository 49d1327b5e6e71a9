"""The job of ingest as it is written first: pandas on openpyxl, one short script.

Keeps the bytes by their hash, finds form, period and unit by their labels and figures by their item
codes, in both layouts, checks that they are whole numbers from 0 and writes Parquet. It leaves out
everything else: safety, names, other ways to write a number, findings, receipts, killed runs.
"""

import hashlib
import io
import re
from pathlib import Path
from typing import Any

import pandas as pd

LABELS = {"form": "Biểu số", "period": "Kỳ báo cáo", "unit": "Mã đơn vị"}
FILES_PER_BATCH = 500


def take_in(paths: list[Path], home: Path, codes: set[str]) -> int:
    """Take in some workbooks; return how many."""
    rows: list[dict[str, Any]] = []
    for number, path in enumerate(paths, start=1):
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        kept = home / "archive" / digest[:2] / digest
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(content)
        sheets = pd.read_excel(io.BytesIO(content), sheet_name=None, header=None, engine="openpyxl")
        for name, sheet in sheets.items():
            rows += _figures(sheet, codes, {"file": digest, "sheet": name})
        if number % FILES_PER_BATCH == 0 or number == len(paths):
            _land(rows, home / "landing" / f"{number:06}.parquet")
            rows = []
    return len(paths)


def _figures(sheet: pd.DataFrame, codes: set[str], origin: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the figures of a sheet, one row each."""
    cells = sheet.to_numpy(dtype=object)
    found = {
        str(cell).strip(): (row, column)
        for row, line in enumerate(cells)
        for column, cell in enumerate(line)
        if str(cell).strip() in codes
    }
    if not found:
        return []
    heading = origin | _heading(cells[: min(row for row, _ in found.values())])
    if len({column for _, column in found.values()}) == 1:
        column = next(
            (at for line in cells for at, cell in enumerate(line) if cell == "Số liệu"),
            len(cells[0]) - 2,
        )
        return [
            heading | {"item": code, "raw": cells[row][column]} for code, (row, _) in found.items()
        ]
    first = max(row for row, _ in found.values()) + 1
    return [
        heading | {"unit": line[1], "item": code, "raw": line[column]}
        for line in cells[first:]
        if not pd.isna(line[1])
        for code, (_, column) in found.items()
    ]


def _heading(cells: Any) -> dict[str, Any]:
    texts = [str(cell) for line in cells for cell in line if isinstance(cell, str)]
    heading: dict[str, Any] = dict.fromkeys(LABELS)
    for name, label in LABELS.items():
        for number, text in enumerate(texts):
            if text.startswith(label):
                behind = re.sub(rf"^{label}\s*:?\s*", "", text)
                heading[name] = behind or next(iter(texts[number + 1 :]), None)
                break
    return heading


def _land(rows: list[dict[str, Any]], path: Path) -> None:
    frame = pd.DataFrame(rows).astype({"raw": object})
    frame["value"] = pd.to_numeric(frame["raw"], errors="coerce")
    frame["is_valid"] = (frame["value"] >= 0) & (frame["value"] % 1 == 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    texts = {name: frame[name].astype(str) for name in ("form", "period", "unit", "raw")}
    frame.assign(**texts).to_parquet(path)
