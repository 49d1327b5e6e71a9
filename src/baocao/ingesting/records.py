"""Long CSV and JSON: one record a figure, grouped into reports.

CSV and a JSON list carry the columns of `COLUMNS`; a JSON object is a DHIS2 `dataValueSet`.
"""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from baocao.ingesting.grids import Sheet, place
from baocao.ingesting.headings import plain
from baocao.ingesting.layouts import Layouts
from baocao.ingesting.model import Both, FoundReport, FoundValue, Heading, Labelled, Problem
from baocao.ingesting.remarks import note_marks
from baocao.ingesting.safety import FileRefused
from baocao.ingesting.text import clean, fold, shorten
from baocao.registry import TOTAL

COLUMNS = (
    "unit_code", "form_code", "period_code", "indicator_code", "category_code", "value", "note",
)  # fmt: skip
REQUIRED = COLUMNS[:4] + COLUMNS[5:6]
HEADER_WITHIN = 5
MOST_RECORDS = 200_000


class Record(NamedTuple):
    """One figure with its keys as text, and where it stands in the file."""

    unit_code: str
    form_code: str
    period_code: str
    indicator_code: str
    category_code: str
    value: Any
    note: Any
    place: str


def csv_records(sheet: Sheet) -> list[Record] | None:
    """Return the records of a long CSV, or None when no header row names its columns."""
    for number, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        header = {name.strip().lower(): column for column, name in enumerate(row)}
        if all(name in header for name in REQUIRED):
            return list(_csv_rows(sheet, number + 1, header))
    return None


def _csv_rows(sheet: Sheet, first: int, header: dict[str, int]) -> Iterable[Record]:
    for number in range(first, len(sheet.rows)):
        row = sheet.rows[number]
        if not any(row):
            continue
        fields = [
            row[header[name]] if name in header and header[name] < len(row) else ""
            for name in COLUMNS
        ]
        yield Record(*fields, place=place(number, header["value"]))


def json_records(text: str) -> list[Record]:
    """Return the records of a JSON file.

    Raises:
        FileRefused: too large for any report (FIL06), not JSON (FIL01), or JSON of another
            shape (FIL03).
    """
    if text.count("{") + text.count("[") > 2 * MOST_RECORDS:
        raise FileRefused("FIL06", "JSON", f"{MOST_RECORDS}")
    try:
        document = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise FileRefused("FIL01", f"JSON: {shorten(clean(str(error)))}") from error
    if isinstance(document, dict) and isinstance(document.get("dataValues"), list):
        items, prefix = document["dataValues"], "dataValues"
        records = [_data_value(document, item, index) for index, item in enumerate(items)]
    elif isinstance(document, list):
        items, prefix = document, ""
        records = [_record(item, f"[{index}].value") for index, item in enumerate(items)]
    else:
        raise FileRefused("FIL03", "JSON", "dataValueSet")
    if any(record is None for record in records):
        raise FileRefused("FIL03", f"JSON {prefix}[{records.index(None)}]", ", ".join(REQUIRED))
    return [record for record in records if record is not None]


def _record(item: Any, where: str) -> Record | None:
    if not isinstance(item, dict) or not all(name in item for name in REQUIRED):
        return None
    keys = [_key(item.get(name)) for name in COLUMNS[:5]]
    return Record(*keys, value=_scalar(item["value"]), note=item.get("note"), place=where)


def _data_value(document: dict[str, Any], item: Any, index: int) -> Record | None:
    if not isinstance(item, dict) or "dataElement" not in item:
        return None
    return Record(
        unit_code=_key(item.get("orgUnit", document.get("orgUnit"))),
        form_code=_key(item.get("dataSet", document.get("dataSet"))),
        period_code=_key(item.get("period", document.get("period"))),
        indicator_code=_key(item["dataElement"]),
        category_code=_key(item.get("categoryOptionCombo")),
        value=_scalar(item.get("value")),
        note=item.get("comment"),
        place=f"dataValues[{index}].value",
    )


def _key(raw: Any) -> str:
    return clean(str(raw)).strip() if isinstance(raw, (str, int)) else ""


def _scalar(raw: Any) -> Any:
    """Return a JSON value as a cell: nothing is blank, a list or an object is text."""
    if raw is None:
        return ""
    return raw if isinstance(raw, (str, int, float, Decimal, bool)) else str(raw)


def group_records(records: list[Record], layouts: Layouts) -> list[FoundReport]:
    """Return one report per unit, form and period, in the order of their first record.

    Raises:
        FileRefused: more records than any form asks of any province (FIL06).
    """
    if len(records) > MOST_RECORDS:
        raise FileRefused(
            "FIL06", Both(f"{len(records)} bản ghi", f"{len(records)} records"), f"{MOST_RECORDS}"
        )
    reports: dict[tuple[str, str, str], FoundReport] = {}
    seen: set[tuple[str, str, str, str]] = set()
    for record in records:
        key = (record.unit_code.strip(), record.form_code.strip(), record.period_code.strip())
        if key not in reports:
            reports[key] = _report(record, layouts)
        _add_value(reports[key], record, layouts, seen, key)
    return list(reports.values())


def _report(record: Record, layouts: Layouts) -> FoundReport:
    form_code = layouts.form_code_in(fold(record.form_code))
    period = plain(record.period_code)
    heading = Heading(
        form_code=form_code,
        form_text=plain(record.form_code),
        form_place=record.place,
        form_version=None,
        period=Labelled(period, period, record.place) if period else None,
        window=None,
        report_date=None,
        unit_code=None,
        unit_name=None,
    )
    unit = plain(record.unit_code)
    return FoundReport(
        layout_code="long",
        sheet="",
        place=record.place,
        heading=heading,
        unit_code=Labelled(unit, unit, record.place) if unit else None,
        unit_name=None,
        values=[],
    )


def _add_value(
    report: FoundReport,
    record: Record,
    layouts: Layouts,
    seen: set[tuple[str, str, str, str]],
    key: tuple[str, str, str],
) -> None:
    category = record.category_code.strip()
    code = record.indicator_code.strip()
    code = code if category in ("", TOTAL, "default") else f"{code}.{category}"
    item_code = layouts.items(report.heading.form_code or "").get(fold(code))
    if item_code is None:
        report.problems.append(Problem("ITM02", record.place, shorten(plain(code), 20)))
    elif (*key, item_code) in seen:
        report.problems.append(Problem("ITM03", record.place, plain(code), item_code=item_code))
    else:
        seen.add((*key, item_code))
        estimate, joint = note_marks(record.note)
        found = FoundValue(item_code, record.value, record.place, is_valueless=False)
        report.values.append(found._replace(is_estimate=estimate, is_joint=joint))
