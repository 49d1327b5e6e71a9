"""Faults in the catalogue that no single row shows: definitions, categories, targets, documents."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from baocao.registry import calendars
from baocao.registry.loading import Row, SeedReader
from baocao.registry.model import TOTAL, CalendarRule
from baocao.registry.tables import TABLES

Rows = dict[str, list[Row]]

DOCUMENT_LIST = "CL_DOCUMENT"
WHOLE_RATE = Decimal(100)
# How figures of each kind add up over units and over periods; nothing else is sound.
SOUND = {
    "flow": {("sum", "sum")},
    "stock": {("sum", "last"), ("sum", "first")},
    "ytd": {("sum", "last")},
    "rate": {("ratio", "ratio")},
    "boolean": {("count_yes", "last")},
}


class Interval(NamedTuple):
    """Days from `begins` to before `ends`."""

    begins: date
    ends: date

    def holds(self, other: "Interval") -> bool:
        """Return whether all days of another interval lie in this one."""
        return self.begins <= other.begins and other.ends <= self.ends

    def meets(self, other: "Interval") -> bool:
        """Return whether the two have a day in common."""
        return self.begins < other.ends and other.begins < self.ends


def check_catalogue(reader: SeedReader, rows: Rows) -> None:
    """Note every fault of indicators, categories, targets and documents."""
    _check_kinds(reader, rows)
    _check_definitions(reader, rows)
    _check_categories_in_force(reader, rows)
    _check_targets(reader, rows)
    _check_documents(reader, rows)


def _validity(row: Row) -> Interval:
    return Interval(row["valid_from"], row["valid_to"] or date.max)


def _check_kinds(reader: SeedReader, rows: Rows) -> None:
    for row in rows["indicators"]:
        pair = (row["agg_units"], row["agg_periods"])
        if pair not in SOUND[row["kind"]]:
            expected = " | ".join(f"{units}, {periods}" for units, periods in SOUND[row["kind"]])
            message = f"tìm thấy / found {', '.join(pair)}; cần / expected {expected}"
            reader.fault(TABLES["indicators"], row.line, "agg_periods", message)
        if row["kind"] != "rate" and row["decimals"] != 0:
            message = "chỉ tỷ lệ có số lẻ / only a rate has decimals"
            reader.fault(TABLES["indicators"], row.line, "decimals", message)


def _check_definitions(reader: SeedReader, rows: Rows) -> None:
    """Versions are numbered from 1 and follow each other without a gap or an overlap."""
    table = TABLES["indicator_definitions"]
    versions: dict[str, list[Row]] = defaultdict(list)
    for row in rows["indicator_definitions"]:
        versions[row["indicator_code"]].append(row)
    for row in rows["indicators"]:
        if row["indicator_code"] not in versions:
            message = f"chưa có định nghĩa trong / no definition in {table.path}"
            reader.fault(TABLES["indicators"], row.line, "indicator_code", message)
    for found in versions.values():
        found.sort(key=lambda row: row["definition_version"])
        for number, row in enumerate(found, start=1):
            if row["definition_version"] != number:
                message = f"tìm thấy / found {row['definition_version']}; cần / expected {number}"
                reader.fault(table, row.line, "definition_version", message)
        if found[0]["is_break"]:
            message = "phiên bản đầu không ngắt chuỗi / a first version breaks no series"
            reader.fault(table, found[0].line, "is_break", message)
        for earlier, later in pairwise(found):
            if earlier["valid_to"] != later["valid_from"]:
                message = (
                    f"phải nối tiếp dòng / must begin where row {earlier.line} ends: "
                    f"{earlier['valid_to'] or '…'}"
                )
                reader.fault(table, later.line, "valid_from", message)


def _check_categories_in_force(reader: SeedReader, rows: Rows) -> None:
    """A form asks for categories that are in force while it is; for compulsory ones all along."""
    lists: dict[str, set[str]] = defaultdict(set)
    for row in rows["indicator_breakdowns"]:
        lists[row["indicator_code"]].add(row["code_list"])
    validity: dict[tuple[str, str], list[Interval]] = defaultdict(list)
    for row in rows["code_lists"]:
        validity[row["code_list"], row["category_code"]].append(_validity(row))
    versions = {
        (row["form_code"], row["form_version"]): _validity(row)
        for row in rows["forms"]
        if row["valid_to"] is None or row["valid_from"] < row["valid_to"]
    }
    for row in rows["form_items"]:
        version = versions.get((row["form_code"], row["form_version"]))
        if version is None or row["category_code"] == TOTAL:
            continue
        code = row["category_code"]
        known = [days for name in lists[row["indicator_code"]] for days in validity[name, code]]
        if known and not any(days.meets(version) for days in known):
            message = f"{code} không có hiệu lực cùng biểu / is never in force while the form is"
            reader.fault(TABLES["form_items"], row.line, "category_code", message)
        elif known and row["is_compulsory"] and not any(days.holds(version) for days in known):
            message = f"{code} không có hiệu lực suốt / is not in force as long as the form is"
            reader.fault(TABLES["form_items"], row.line, "is_compulsory", message)


def _check_targets(reader: SeedReader, rows: Rows) -> None:
    table = TABLES["targets"]
    kinds = {row["indicator_code"]: row["kind"] for row in rows["indicators"]}
    decimals = {row["indicator_code"]: row["decimals"] for row in rows["indicators"]}
    allowed = _categories(rows)
    periods = _period_ends(rows)
    for row in rows["targets"]:
        indicator, value = row["indicator_code"], row["target_value"]
        if value < 0 or (kinds.get(indicator) == "rate" and value > WHOLE_RATE):
            message = f"tìm thấy / found {value}; tỷ lệ tính bằng %, từ 0 đến 100 / a rate is in %"
            reader.fault(table, row.line, "target_value", message)
        elif value != round(value, decimals.get(indicator, 0)):
            message = f"tìm thấy / found {value}; quá nhiều số lẻ / too many decimals"
            reader.fault(table, row.line, "target_value", message)
        if row["category_code"] != TOTAL and row["category_code"] not in allowed[indicator]:
            message = f"tìm thấy / found {row['category_code']!r}; không phân tổ / not its category"
            reader.fault(table, row.line, "category_code", message)
        ends = periods.get(row["period_code"], [])
        if not ends:
            message = (
                f"tìm thấy / found {row['period_code']!r}; không có trong lịch / no such period"
            )
            reader.fault(table, row.line, "period_code", message)
        elif not any(_is_valid(rows, row["unit_code"], end) for end in ends):
            message = f"{row['unit_code']} không có hiệu lực ngày / is not valid on {ends[0]}"
            reader.fault(table, row.line, "unit_code", message)


def _categories(rows: Rows) -> dict[str, set[str]]:
    """Return the category codes of each indicator's code lists, whenever in force."""
    codes: dict[str, set[str]] = defaultdict(set)
    for row in rows["code_lists"]:
        codes[row["code_list"]].add(row["category_code"])
    allowed: dict[str, set[str]] = defaultdict(set)
    for row in rows["indicator_breakdowns"]:
        allowed[row["indicator_code"]] |= codes[row["code_list"]]
    return allowed


def _period_ends(rows: Rows) -> dict[str, list[date]]:
    """Return the last days of the periods that bear each code, one for each regime."""
    names = CalendarRule.__dataclass_fields__
    rules = [CalendarRule(**{name: row[name] for name in names}) for row in rows["calendars"]]
    years = [row["reporting_year"] for row in rows["reporting_years"]]
    ends: dict[str, list[date]] = defaultdict(list)
    for period in calendars.expand(rules, years, ()):
        ends[period.period_code].append(period.end_date)
    for row in rows["special_periods"]:
        ends[row["period_code"]].append(row["end_date"])
    return ends


def _is_valid(rows: Rows, unit_code: str, day: date) -> bool:
    return any(
        row["valid_from"] <= day < (row["valid_to"] or date.max)
        for row in rows["units"]
        if row["unit_code"] == unit_code
    )


def _check_documents(reader: SeedReader, rows: Rows) -> None:
    """A document is a category, was issued by a unit of its time, and is addressed to somebody."""
    table = TABLES["documents"]
    listed = {
        row["category_code"]: row for row in rows["code_lists"] if row["code_list"] == DOCUMENT_LIST
    }
    addressed = {row["document_code"] for row in rows["document_addressees"]}
    known = {row["document_code"] for row in rows["documents"]}
    for row in rows["documents"]:
        code = row["document_code"]
        if code not in listed:
            message = f"{code} không có trong danh mục / is not in {DOCUMENT_LIST}"
            reader.fault(table, row.line, "document_code", message)
        if code not in addressed:
            message = f"{code} không gửi đến đơn vị nào / is addressed to no unit"
            reader.fault(table, row.line, "document_code", message)
        if row["due_days"] < 0:
            message = f"tìm thấy / found {row['due_days']}; không được âm / must not be negative"
            reader.fault(table, row.line, "due_days", message)
        if not _is_valid(rows, row["issuer_unit_code"], row["issued_on"]):
            message = f"không có hiệu lực ngày / not valid on {row['issued_on']}"
            reader.fault(table, row.line, "issuer_unit_code", message)
    for code, row in listed.items():
        if code not in known:
            message = f"{code} không có trong / is not in {table.path}"
            reader.fault(TABLES["code_lists"], row.line, "category_code", message)
