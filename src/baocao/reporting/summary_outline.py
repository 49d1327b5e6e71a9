"""The outline of the summary report: its sections and the sentences of each, kept as data."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from baocao.reporting.language import Text


@dataclass(frozen=True)
class Statement:
    """One sentence about one figure.

    Attributes:
        indicator: the code of the figure.
        says: the sentence with `{value}` in it, without a full stop.
        zero: what is said instead of a counted nothing; None for a rate.
        with_parts: whether the breakdown of the figure follows.
    """

    indicator: str
    says: Text
    zero: Text | None
    with_parts: bool


@dataclass(frozen=True)
class Section:
    """One section: which indicators it shows and what it says of them.

    Attributes:
        key: its name in the outline.
        title: its heading.
        prefixes: letters that the codes of its indicators begin with.
        statements: its sentences.
        chart: indicators drawn beside the same period of the year before; may be empty.
        chart_by: an indicator whose breakdown is drawn, or None.
    """

    key: str
    title: Text
    prefixes: tuple[str, ...]
    statements: tuple[Statement, ...]
    chart: tuple[str, ...]
    chart_by: str | None

    def has(self, indicator: str) -> bool:
        """Return whether the section shows the indicator."""
        return indicator.rstrip("0123456789") in self.prefixes


@cache
def outline() -> tuple[Section, ...]:
    """Return the sections in the order of the report."""
    content = files("baocao.reporting").joinpath("summary_outline.yml").read_text(encoding="utf-8")
    return tuple(_section(entry) for entry in yaml.safe_load(content))


def _section(entry: dict[str, Any]) -> Section:
    return Section(
        key=entry["section"],
        title=Text(entry["vi"], entry["en"]),
        prefixes=tuple(entry["prefixes"]),
        statements=tuple(_statement(said) for said in entry["says"]),
        chart=tuple(entry.get("chart", ())),
        chart_by=entry.get("chart_by"),
    )


def _statement(entry: dict[str, Any]) -> Statement:
    zero = Text(entry["zero_vi"], entry["zero_en"]) if "zero_vi" in entry else None
    return Statement(
        indicator=entry["indicator"],
        says=Text(entry["vi"], entry["en"]),
        zero=zero,
        with_parts=entry.get("by", False),
    )
