"""What the texts of layouts must be together: each marks one thing, each item is the form's."""

import unicodedata

from baocao.registry.calendars import periods_in_year
from baocao.registry.loading import Row, SeedReader
from baocao.registry.model import TOTAL
from baocao.registry.tables import TABLES

Rows = dict[str, list[Row]]


def check_layouts(reader: SeedReader, rows: Rows) -> None:
    """Note every fault of anchors and of words for periods."""
    _check_anchors(reader, rows)
    _check_words(reader, rows)


def _alike(text: str) -> str:
    """Return a text as a reader compares it: neither case nor diacritics count."""
    lowered = unicodedata.normalize("NFKD", text).casefold().replace("đ", "d")
    return "".join(letter for letter in lowered if not unicodedata.combining(letter))


def _check_anchors(reader: SeedReader, rows: Rows) -> None:
    """Only the anchor of an item has an item code, one of its form; no two items share a text."""
    table = TABLES["form_anchors"]
    items: dict[str, set[str]] = {}
    for row in rows["form_items"]:
        category = row["category_code"]
        code = row["indicator_code"] + ("" if category == TOTAL else f".{category}")
        items.setdefault(row["form_code"], set()).add(code)
    seen: dict[tuple[str, str], str] = {}
    for row in rows["form_anchors"]:
        form, code = row["form_code"], row["item_code"]
        if row["anchor"] != "item":
            if code:
                message = f"tìm thấy / found {code!r}; chỉ dùng cho / only for anchor item"
                reader.fault(table, row.line, "item_code", message)
            continue
        if code not in items.get(form, set()):
            message = f"tìm thấy / found {code!r}; không có trong biểu / not an item of {form!r}"
            reader.fault(table, row.line, "item_code", message)
        owner = seen.setdefault((form, _alike(row["text"])), code)
        if owner != code:
            message = f"đã chỉ mục / already marks item {owner}"
            reader.fault(table, row.line, "text", message)


def _check_words(reader: SeedReader, rows: Rows) -> None:
    """A word means one part of the year, in whatever language."""
    table = TABLES["period_words"]
    seen: dict[str, tuple[str, int]] = {}
    for row in rows["period_words"]:
        kind, number = row["period_type"], row["period_no"]
        most = periods_in_year(kind)
        if number > most:
            message = f"tìm thấy / found {number}; cần / expected 1–{most}"
            reader.fault(table, row.line, "period_no", message)
        owner = seen.setdefault(_alike(row["word"]), (kind, number))
        if owner != (kind, number):
            message = f"đã là / already means {owner[0]} {owner[1]}"
            reader.fault(table, row.line, "word", message)
