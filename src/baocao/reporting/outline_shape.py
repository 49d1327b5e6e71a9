"""The shape of the outline of the summary report: which entries there are and what each holds."""

from collections.abc import Iterator, Mapping
from typing import Any

from baocao.errors import ConfigFault
from baocao.rules.reading import Document, Path_

# A shape is a text, a flag, a list of one shape, or a mapping, whose keys end in `?` where they may
# be left out.
TEXT, FLAG = "text", "flag"
Shape = str | list[Any] | Mapping[str, Any]
EXPECTED = {
    "text": "chữ, không để trống / a text, not blank",
    "flag": "true hoặc / or false",
    "list": "danh sách, không để trống / a list, not empty",
    "mapping": "các mục tên: giá trị / entries of the form name: value",
}


def _both(*names: str) -> dict[str, Shape]:
    return {f"{name}_{language}": TEXT for name in names for language in ("vi", "en")}


NAMED: dict[str, Shape] = {"vi": TEXT, "en": TEXT}
STATEMENT: dict[str, Shape] = {
    "indicator": TEXT,
    **NAMED,
    "zero_vi?": TEXT,
    "zero_en?": TEXT,
    "by?": FLAG,
}
SECTION: dict[str, Shape] = {
    "section": TEXT,
    "prefixes": [TEXT],
    **NAMED,
    "says": [STATEMENT],
    "chart?": [TEXT],
    "chart_by?": TEXT,
}
UNIT_LIST: dict[str, Shape] = {
    "list": TEXT,
    "whole": TEXT,
    "part": TEXT,
    **NAMED,
    **_both("counted", "none", "not_asked", "whole", "part", "rest", "sheet"),
}
OUTLINE: dict[str, Shape] = {
    "sections": [SECTION],
    "breakdowns?": [{"code_list": TEXT, **NAMED}],
    "lists?": [UNIT_LIST],
}


def departures(
    document: Document, shape: Shape, path: Path_ = (), *, field: str = ""
) -> Iterator[ConfigFault]:
    """Yield a fault for each value that is missing, unknown or of another kind than its shape.

    Args:
        document: the file.
        shape: what stands at the path.
        path: keys and positions that lead to the value.
        field: the name under which people know the value.
    """
    value: Any = document.data
    for key in path:
        value = value[key]
    kind = shape if isinstance(shape, str) else "list" if isinstance(shape, list) else "mapping"
    if not _is(kind, value):
        yield fault(document, path, field, f"cần / expected {EXPECTED[kind]}")
    elif isinstance(shape, list):
        for position in range(len(value)):
            yield from departures(document, shape[0], (*path, position), field=field)
    elif isinstance(shape, Mapping):
        inner = {key.removesuffix("?"): (one, key.endswith("?")) for key, one in shape.items()}
        for key in sorted(value.keys() - inner.keys()):
            known = ", ".join(inner)
            yield fault(
                document, (*path, key), key, f"không có mục này / unknown; có / known: {known}"
            )
        for key, (one, is_optional) in inner.items():
            if key in value:
                yield from departures(document, one, (*path, key), field=key)
            elif not is_optional:
                yield fault(document, path, key, "thiếu / is missing")


def fault(document: Document, path: Path_, field: str, message: str) -> ConfigFault:
    """Return a fault at a value, under the name by which people know it."""
    return ConfigFault(document.name, document.mark(path).line, field, message)


def _is(kind: str, value: Any) -> bool:
    if kind == "text":
        return isinstance(value, str) and bool(value.strip())
    if kind == "flag":
        return isinstance(value, bool)
    return isinstance(value, list if kind == "list" else dict) and bool(value)
