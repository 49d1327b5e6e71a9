"""Texts by which a reader finds its way in files that were laid out by others."""

from dataclasses import dataclass

LAYOUT_CODES = ITEMS_DOWN, UNITS_DOWN, UNIT_PERIODS_DOWN = (
    "items_down",
    "units_down",
    "unit_periods_down",
)
# What a text that stands in a file marks; docs/how-to/add-a-form.md tells what each is for.
ANCHORS = (
    "form", "item", "unit_code", "unit_name", "period", "year", "part", "value", "cumulative",
    "other", "measure", "total", "subtotal", "footer", "ignore",
)  # fmt: skip


@dataclass(frozen=True)
class FormAnchor:
    """A text by which a reader finds its way, in one form or layout, or in all where blank."""

    form_code: str
    layout_code: str
    anchor: str
    item_code: str
    text: str


@dataclass(frozen=True)
class PeriodWord:
    """How a language calls a part of a year: `janvier` is month 1."""

    language: str
    word: str
    period_type: str
    period_no: int
