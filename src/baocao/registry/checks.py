"""Faults that no single row shows: what the seed files mean together."""

from collections import defaultdict

from baocao.registry.calendar_checks import check_calendar
from baocao.registry.catalogue_checks import check_catalogue
from baocao.registry.channel_checks import check_channels
from baocao.registry.form_checks import check_forms
from baocao.registry.layout_checks import check_layouts
from baocao.registry.loading import Row, SeedReader
from baocao.registry.model import TOTAL
from baocao.registry.score_checks import check_scores
from baocao.registry.succession_checks import check_successions
from baocao.registry.tables import TABLES
from baocao.registry.unit_checks import check_units

Rows = dict[str, list[Row]]


def check_meaning(reader: SeedReader, rows: Rows) -> None:
    """Note every fault in the meaning of seed files whose rows are each well formed."""
    _check_rates(reader, rows)
    _check_categories(reader, rows)
    _check_form_versions(reader, rows)
    _check_item_categories(reader, rows)
    _check_one_form_per_indicator(reader, rows)
    _check_printed_rates(reader, rows)
    check_units(reader, rows)
    check_successions(reader, rows)
    check_calendar(reader, rows)
    check_catalogue(reader, rows)
    check_forms(reader, rows)
    check_layouts(reader, rows)
    check_channels(reader, rows)
    check_scores(reader, rows)


def _check_rates(reader: SeedReader, rows: Rows) -> None:
    """A rate has both parts; nothing else has any; a part is no rate and enters with a weight."""
    table = TABLES["indicators"]
    kinds = {row["indicator_code"]: row["kind"] for row in rows["indicators"]}
    roles = defaultdict(set)
    for row in rows["indicator_components"]:
        roles[row["indicator_code"]].add(row["role"])
        if kinds[row["component_code"]] == "rate":
            message = "thành phần không được là tỷ lệ / a part must not be a rate"
            reader.fault(TABLES["indicator_components"], row.line, "component_code", message)
        if not row["coefficient"]:
            message = "hệ số 0: thành phần không được tính / 0: the part would not count"
            reader.fault(TABLES["indicator_components"], row.line, "coefficient", message)
    for row in rows["indicators"]:
        expected = {"numerator", "denominator"} if row["kind"] == "rate" else set()
        if roles[row["indicator_code"]] != expected:
            message = (
                "tỷ lệ cần tử số và mẫu số, chỉ tiêu khác thì không / only a rate has parts, both"
            )
            reader.fault(table, row.line, "kind", message)


def _check_categories(reader: SeedReader, rows: Rows) -> None:
    """A category code names one thing within an indicator, whatever list it comes from."""
    codes = defaultdict(list)
    for row in rows["code_lists"]:
        codes[row["code_list"]].append(row["category_code"])
    seen: set[tuple[str, str]] = set()
    for row in rows["indicator_breakdowns"]:
        for code in codes[row["code_list"]]:
            if (row["indicator_code"], code) in seen:
                message = (
                    f"mã {code} có ở hai danh mục / {code} stands in two lists of the indicator"
                )
                reader.fault(TABLES["indicator_breakdowns"], row.line, "code_list", message)
            seen.add((row["indicator_code"], code))


def _check_form_versions(reader: SeedReader, rows: Rows) -> None:
    versions = {(row["form_code"], row["form_version"]) for row in rows["forms"]}
    for name in ("form_sheets", "form_items", "form_scopes"):
        for row in rows[name]:
            if (row["form_code"], row["form_version"]) not in versions:
                message = (
                    f"tìm thấy / found {row['form_version']!r}; không có trong / not in forms.csv"
                )
                reader.fault(TABLES[name], row.line, "form_version", message)


def _check_item_categories(reader: SeedReader, rows: Rows) -> None:
    """An item's category belongs to a list that breaks its indicator down."""
    lists = defaultdict(set)
    for row in rows["indicator_breakdowns"]:
        lists[row["indicator_code"]].add(row["code_list"])
    allowed = defaultdict(set)
    for row in rows["code_lists"]:
        allowed[row["category_code"]].add(row["code_list"])
    for row in rows["form_items"]:
        category = row["category_code"]
        if category != TOTAL and not allowed[category] & lists[row["indicator_code"]]:
            message = (
                f"tìm thấy / found {category!r}; không phân tổ chỉ tiêu này / not its category"
            )
            reader.fault(TABLES["form_items"], row.line, "category_code", message)


def _check_one_form_per_indicator(reader: SeedReader, rows: Rows) -> None:
    """Two forms that ask for one indicator would give one figure two sources."""
    owner: dict[str, str] = {}
    for row in rows["form_items"]:
        form = owner.setdefault(row["indicator_code"], row["form_code"])
        if form != row["form_code"]:
            message = f"đã có ở biểu / already asked for by {form}"
            reader.fault(TABLES["form_items"], row.line, "indicator_code", message)


def _check_printed_rates(reader: SeedReader, rows: Rows) -> None:
    """A form may ask how a unit prints a rate, but nobody owes what the warehouse works out."""
    kinds = {row["indicator_code"]: row["kind"] for row in rows["indicators"]}
    for row in rows["form_items"]:
        if kinds[row["indicator_code"]] == "rate" and row["is_compulsory"]:
            message = "tỷ lệ không bắt buộc / a rate is never compulsory"
            reader.fault(TABLES["form_items"], row.line, "is_compulsory", message)
