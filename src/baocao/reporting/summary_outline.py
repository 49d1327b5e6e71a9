"""The outline of the summary report, `seeds/reports/summary_outline.yml`: what a province shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from baocao.errors import ConfigError, relative_name
from baocao.registry import Registry
from baocao.reporting.language import Text
from baocao.reporting.outline_checks import check_meaning, prefix_of
from baocao.reporting.outline_shape import OUTLINE, departures
from baocao.rules.reading import read_document

FILE = Path("reports") / "summary_outline.yml"


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
        return prefix_of(indicator) in self.prefixes


@dataclass(frozen=True)
class UnitList:
    """A list of the units whose part of a figure is less than the whole, or left blank.

    Attributes:
        key: its name in the outline.
        whole: the indicator of which there must be some.
        part: the indicator that must be as many; nothing is lacking where a period does not ask it.
        words: its texts by name: title, counted, none, not_asked, whole, part, rest, sheet.
    """

    key: str
    whole: str
    part: str
    words: Mapping[str, Text]


@dataclass(frozen=True)
class Outline:
    """What a province's summary report shows.

    Attributes:
        sections: the sections in the order of the report.
        breakdowns: how a breakdown is told, by its code list.
        lists: lists of units, in the order of the report.
    """

    sections: tuple[Section, ...]
    breakdowns: Mapping[str, Text]
    lists: tuple[UnitList, ...]


def load(seeds: Path, registry: Registry) -> Outline:
    """Return the outline of a seeds folder.

    Args:
        seeds: the folder.
        registry: the rest of the reference data in it.

    Raises:
        ConfigError: the file is missing, or names what the catalogue does not have, or would not
            read as a sentence; with the line of every fault.
    """
    document = read_document(seeds / FILE, relative_name(seeds / FILE, seeds))
    faults = list(departures(document, OUTLINE)) or list(check_meaning(document, registry))
    if faults:
        raise ConfigError(faults)
    return Outline(
        sections=tuple(_section(entry) for entry in document.data["sections"]),
        breakdowns={
            entry["code_list"]: Text(entry["vi"], entry["en"])
            for entry in document.data.get("breakdowns", ())
        },
        lists=tuple(_unit_list(entry) for entry in document.data.get("lists", ())),
    )


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


def _unit_list(entry: dict[str, Any]) -> UnitList:
    said = ("counted", "none", "not_asked", "whole", "part", "rest", "sheet")
    words = {name: Text(entry[f"{name}_vi"], entry[f"{name}_en"]) for name in said}
    title = Text(entry["vi"], entry["en"])
    return UnitList(entry["list"], entry["whole"], entry["part"], {"title": title, **words})
