"""What an outline of the summary report means beside a province's catalogue, for `config check`."""

import re
from collections.abc import Iterator
from string import Formatter
from typing import Any

from baocao.errors import ConfigFault
from baocao.registry import Registry
from baocao.reporting.language import catalogue
from baocao.reporting.outline_shape import fault
from baocao.rules.reading import Document, Path_

# One or many: [document|documents].
ALTERNATIVES = re.compile(r"\[([^|\[\]{}]*)\|([^|\[\]{}]*)\]")
LANGUAGES = ("vi", "en")
# Parts of the report that are there whatever the outline says.
OWN_PARTS = frozenset(
    {"overview", "results", "other", "attention", "changes", "no_report", "no_document"}
    | {"methods", "annex"}
)
PART_KEY = re.compile(r"[a-z][a-z0-9_]*")
# What a workbook takes as the name of a sheet.
SHEET_NAME = re.compile(r"[^\[\]:*?/\\]{1,31}")

# Where a fault is, the name of the field, and what is wrong.
Found = Iterator[tuple[Path_, str, str]]


def prefix_of(indicator: str) -> str:
    """Return the letters that an indicator's code begins with."""
    return indicator.rstrip("0123456789")


def check_meaning(document: Document, registry: Registry) -> Iterator[ConfigFault]:
    """Yield every fault of an outline that is of the right shape.

    Args:
        document: the outline's file.
        registry: the reference data whose indicators and code lists it may name.
    """
    sections = document.data["sections"]
    lists = document.data.get("lists", [])
    breakdowns = document.data.get("breakdowns", [])
    found = [
        *_repeated(sections, lists, breakdowns),
        *_taken(sections, lists),
        *(one for i, entry in enumerate(sections) for one in _section(entry, i, registry)),
        *(one for i, entry in enumerate(lists) for one in _unit_list(entry, i, registry)),
    ]
    code_lists = {category.code_list for category in registry.categories}
    for position, entry in enumerate(breakdowns):
        if entry["code_list"] not in code_lists:
            place = ("breakdowns", position, "code_list")
            message = _not_in(entry["code_list"], "seeds/reference/code_lists.csv")
            found.append((place, "code_list", message))
    for path, field, message in found:
        yield fault(document, path, field, message)


def _repeated(sections: list[Any], lists: list[Any], breakdowns: list[Any]) -> Found:
    """Yield names that stand twice; sections and lists are parts of one report."""
    parts = [(("sections", i, "section"), one["section"]) for i, one in enumerate(sections)]
    parts += [(("lists", i, "list"), one["list"]) for i, one in enumerate(lists)]
    prefixes = [
        (("sections", i, "prefixes", j), prefix)
        for i, one in enumerate(sections)
        for j, prefix in enumerate(one["prefixes"])
    ]
    said = [
        (("sections", i, "says", j, "indicator"), statement["indicator"])
        for i, one in enumerate(sections)
        for j, statement in enumerate(one["says"])
    ]
    told = [(("breakdowns", i, "code_list"), one["code_list"]) for i, one in enumerate(breakdowns)]
    for named in (parts, prefixes, said, told):
        seen: set[str] = set()
        for path, key in named:
            if key in seen:
                field = next(str(step) for step in reversed(path) if isinstance(step, str))
                yield path, field, f"{key}: đã có ở trên / stands already above"
            seen.add(key)


def _taken(sections: list[Any], lists: list[Any]) -> Found:
    """Yield names of parts and of sheets that the report cannot bear."""
    parts = [(("sections", i, "section"), one["section"]) for i, one in enumerate(sections)]
    parts += [(("lists", i, "list"), one["list"]) for i, one in enumerate(lists)]
    for path, key in parts:
        if key in OWN_PARTS or not PART_KEY.fullmatch(key):
            own = ", ".join(sorted(OWN_PARTS))
            message = (
                f"tìm thấy / found {key!r}; cần / expected a-z, 0-9, _; không dùng / not {own}"
            )
            yield path, str(path[-1]), message
    for language in LANGUAGES:
        field = f"sheet_{language}"
        taken = {
            words[language].casefold() for key, words in catalogue().items() if key[:6] == "sheet."
        }
        for position, entry in enumerate(lists):
            name = entry[field]
            if not SHEET_NAME.fullmatch(name) or name.casefold() in taken:
                message = "cần tên khác các trang kia, 1–31 chữ, không có / expected another name "
                message += "than the other sheets', 1–31 letters, none of []:*?/\\"
                yield ("lists", position, field), field, message
            taken.add(name.casefold())


def _section(entry: dict[str, Any], position: int, registry: Registry) -> Found:
    place = ("sections", position)
    known = {prefix_of(code) for code in registry.indicators}
    for i, prefix in enumerate(entry["prefixes"]):
        if prefix not in known:
            message = (
                f"không chỉ tiêu nào bắt đầu bằng / no indicator's code begins with {prefix!r}"
            )
            yield (*place, "prefixes", i), "prefixes", message
    for i, code in enumerate(entry.get("chart", ())):
        yield from _shown(code, (*place, "chart", i), "chart", entry, registry)
    if "chart_by" in entry:
        path = (*place, "chart_by")
        yield from _shown(entry["chart_by"], path, "chart_by", entry, registry)
        yield from _broken_down(entry["chart_by"], path, "chart_by", registry)
    for i, statement in enumerate(entry["says"]):
        path = (*place, "says", i)
        code = statement["indicator"]
        yield from _shown(code, (*path, "indicator"), "indicator", entry, registry)
        if statement.get("by"):
            yield from _broken_down(code, (*path, "by"), "by", registry)
        yield from _sentences(statement, path)
        yield from _zero(statement, path, registry)


def _shown(code: str, path: Path_, field: str, entry: dict[str, Any], registry: Registry) -> Found:
    """Yield what is wrong with an indicator that a section names."""
    if code not in registry.indicators:
        yield path, field, _not_in(code, "seeds/indicators/indicators.csv")
    elif prefix_of(code) not in entry["prefixes"]:
        prefixes = ", ".join(entry["prefixes"])
        message = f"{code} không thuộc phần này / is not of this section, prefixes: {prefixes}"
        yield path, field, message


def _broken_down(code: str, path: Path_, field: str, registry: Registry) -> Found:
    if code in registry.indicators and code not in registry.breakdowns:
        message = _not_in(code, "seeds/indicators/indicator_breakdowns.csv")
        yield path, field, message


def _sentences(statement: dict[str, Any], path: Path_) -> Found:
    """Yield what would come out wrong: braces, one or many, a full stop that is added anyway."""
    for name, needed in (("vi", ["value"]), ("en", ["value"]), ("zero_vi", []), ("zero_en", [])):
        words = statement.get(name, "")
        yield from _placeholders(words, needed, (*path, name), name)
        rest = ALTERNATIVES.sub("", words) if name == "en" else words
        if set(rest) & set("[]"):
            message = (
                "ngoặc [một|nhiều] không trọn hoặc thừa / [one|many] is broken, or not used here"
            )
            yield (*path, name), name, message
        if words.endswith("."):
            yield (*path, name), name, "bỏ dấu chấm cuối câu / leave out the full stop at the end"


def _placeholders(words: str, needed: list[str], path: Path_, field: str) -> Found:
    expected = ", ".join(f"{{{name}}}" for name in needed) or "không có ngoặc / no braces"
    try:
        parts = list(Formatter().parse(words))
    except ValueError as error:
        yield path, field, f"ngoặc nhọn hỏng / broken braces: {error}"
        return
    used = [name for _, name, _, _ in parts if name is not None]
    is_plain = not any(form or conversion for _, _, form, conversion in parts)
    if words and (used != needed or not is_plain):
        shown = ", ".join(f"{{{name}}}" for name in used) or "–"
        yield path, field, f"tìm thấy / found {shown}; cần / expected {expected}"


def _zero(statement: dict[str, Any], path: Path_, registry: Registry) -> Found:
    """A rate of nothing is 0 percent; a count of nothing has words of its own."""
    indicator = registry.indicators.get(statement["indicator"])
    if indicator is None:
        return
    for name in ("zero_vi", "zero_en"):
        if indicator.kind == "rate" and name in statement:
            yield (*path, name), name, "tỷ lệ không có câu này / a rate has no such sentence"
        elif indicator.kind != "rate" and name not in statement:
            message = "thiếu câu khi số là 0 / is missing: what is said of a counted nothing"
            yield path, name, message


def _unit_list(entry: dict[str, Any], position: int, registry: Registry) -> Found:
    place = ("lists", position)
    for field in ("whole", "part"):
        indicator = registry.indicators.get(entry[field])
        if indicator is None:
            message = _not_in(entry[field], "seeds/indicators/indicators.csv")
            yield (*place, field), field, message
        elif indicator.kind == "rate":
            message = f"{entry[field]} là tỷ lệ, cần số đếm / is a rate, a count is needed"
            yield (*place, field), field, message
    for language in LANGUAGES:
        field = f"counted_{language}"
        yield from _placeholders(entry[field], ["units"], (*place, field), field)


def _not_in(code: str, file: str) -> str:
    return f"tìm thấy / found {code!r}; không có trong / not in {file}"
