"""Reports as long CSV and as JSON, as software of units exports them."""

import csv
import io
import json
from collections.abc import Iterator

from baocao.ingesting.records import COLUMNS
from baocao.sampling.dice import Dice
from baocao.sampling.lineage import Lineage
from baocao.sampling.pages import Delivery, Page
from baocao.sampling.wording import SYNTHETIC
from baocao.sampling.writing.sheets import owed_items


def csv_content(delivery: Delivery, lineage: Lineage, dice: Dice) -> bytes:
    """Return a long CSV file; some programs write a byte-order mark, some semicolons."""
    text = io.StringIO()
    delimiter = ";" if dice.chance(30, "delimiter") else ","
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for page in delivery.pages:
        writer.writerows(_records(page, lineage))
    return text.getvalue().encode("utf-8-sig" if dice.chance(50, "mark") else "utf-8")


def json_content(delivery: Delivery, lineage: Lineage, dice: Dice) -> bytes:
    """Return a data value set, or a list of records."""
    page = delivery.pages[0]
    as_set = dice.chance(50, "data value set")
    document = _value_set(page, lineage) if as_set else _record_list(page, lineage)
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _value_set(page: Page, lineage: Lineage) -> dict[str, object]:
    return {
        "dataSet": page.form_text,
        "period": page.period_text,
        "orgUnit": page.unit_code,
        "comment": SYNTHETIC,
        "dataValues": [
            {
                "dataElement": item.indicator_code,
                "categoryOptionCombo": item.category_code,
                "value": str(page.raw.get(item.code, page.figures.get(item.code, ""))),
                "comment": page.notes.get(item.code, ""),
            }
            for item in owed_items(lineage, page)
        ],
    }


def _record_list(page: Page, lineage: Lineage) -> list[dict[str, object]]:
    return [dict(zip(COLUMNS, record, strict=True)) for record in _records(page, lineage)]


def _records(page: Page, lineage: Lineage) -> Iterator[tuple[object, ...]]:
    """Yield the figures of a page, in the order of `COLUMNS`."""
    for item in owed_items(lineage, page):
        yield (
            page.unit_code,
            page.form_text,
            page.period_text,
            item.indicator_code,
            item.category_code,
            page.raw.get(item.code, page.figures.get(item.code, "")),
            page.notes.get(item.code, SYNTHETIC),
        )
