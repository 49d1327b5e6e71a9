"""CSV and JSON senders get their findings in their own format."""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from baocao.ingesting.grids import Sheet, split_place
from baocao.receipts.faults import Fault
from baocao.receipts.marking.places import is_place
from baocao.receipts.wording import SEVERITIES
from baocao.reporting.sheets import FORMULA_STARTS

CSV_COLUMNS = ("muc_do", "ma_loi", "noi_dung", "cach_sua", "findings_en")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*|[-–—]+")
_INDEX = re.compile(r"(?:dataValues)?\[([0-9]+)\]\.value")


def marked_csv(sheet: Sheet, delimiter: str, faults: Sequence[Fault]) -> bytes:
    """Return the rows of a CSV file as they were, with columns that say what is wrong with each.

    The result is UTF-8 with a mark at its start, which Excel asks for. Rows at the end say what
    concerns the file as a whole; text that a spreadsheet would take for a formula is disarmed.

    Args:
        sheet: the file as read.
        delimiter: what stood between its columns.
        faults: what is wrong with it.
    """
    by_row: dict[int, list[Fault]] = defaultdict(list)
    for fault in sorted(faults, key=lambda one: one.rank):
        by_row[split_place(fault.cell)[0] if is_place(fault.cell) else -1].append(fault)
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=delimiter)
    width = max((len(row) for row in sheet.rows), default=0)
    header = next((number for number, row in enumerate(sheet.rows) if any(row)), 0)
    for number, row in enumerate(sheet.rows):
        found = [_safe(text) for text in _in_columns(by_row.pop(number, []))]
        columns = list(CSV_COLUMNS) if number == header and not any(found) else found
        writer.writerow([*map(_disarmed, row), *[""] * (width - len(row)), *columns])
    for number in sorted(by_row):
        for fault in by_row[number]:
            writer.writerow([*[""] * width, *map(_safe, _in_columns([fault]))])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def _in_columns(faults: list[Fault]) -> list[str]:
    """Return what stands in `CSV_COLUMNS` of a row with these faults."""
    if not faults:
        return [""] * len(CSV_COLUMNS)
    return [
        SEVERITIES[faults[0].severity][0],
        " ".join(dict.fromkeys(fault.code for fault in faults)),
        " | ".join(fault.message[0] for fault in faults),
        " | ".join(dict.fromkeys(fault.advice[0] for fault in faults)),
        " | ".join(f"{fault.message[1]} {fault.advice[1]}" for fault in faults),
    ]


def _disarmed(raw: Any) -> str:
    """Return a cell of the sender; a signed number or a dash is no formula and stays."""
    text = str(raw)
    return text if _NUMBER.fullmatch(text.strip()) else _safe(text)


def _safe(text: str) -> str:
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def import_summary(faults: Sequence[Fault], document: dict[str, Any]) -> bytes:
    """Return an answer to a JSON sender in the shape of DHIS2's import summary.

    `conflicts` has one entry a fault; `indexes` says which data values it is about.

    Args:
        faults: what is wrong with the file.
        document: the receipt.
    """
    imported = sum(
        report["figures"] for report in document["reports"] if _is_accepted(report["outcome"])
    )
    refused = [report for report in document["reports"] if not _is_accepted(report["outcome"])]
    summary = {
        "responseType": "ImportSummary",
        "status": "ERROR" if refused and not imported else "WARNING",
        "description": document["summary_vi"],
        "description_en": document["summary_en"],
        "reference": document["delivery_id"],
        "importCount": {
            "imported": imported,
            "updated": 0,
            "ignored": len({fault.cell for fault in faults if not fault.is_rule and fault.cell}),
            "deleted": 0,
        },
        "reports": [
            {
                name: report[name]
                for name in ("unit_code", "form_code", "period_code", "outcome", "version")
            }
            for report in document["reports"]
        ],
        "conflicts": [_conflict(fault) for fault in faults],
    }
    return json.dumps(summary, ensure_ascii=False, indent=1).encode()


def _is_accepted(outcome: str) -> bool:
    return outcome.startswith("accepted")


def _conflict(fault: Fault) -> dict[str, Any]:
    index = _INDEX.fullmatch(fault.cell)
    return {
        "object": fault.item_code or fault.unit,
        "value": fault.message[0],
        "errorCode": fault.code,
        "property": "value" if index else "",
        "indexes": [int(index[1])] if index else [],
        "severity": fault.severity,
        "orgUnit": fault.unit.partition(" – ")[0],
        "found": fault.found,
        "expected": fault.expected[0],
        "expected_en": fault.expected[1],
        "value_en": fault.message[1],
        "advice": fault.advice[0],
        "advice_en": fault.advice[1],
    }
