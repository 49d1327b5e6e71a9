"""Texts of layouts and words for periods as data: every fault is named with its column."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from baocao.registry.layout_checks import check_layouts
from baocao.registry.loading import Row, SeedReader

ITEM = {"form_code": "F-A", "layout_code": "", "anchor": "item", "item_code": "AA01", "text": "Hộ"}
WORD: dict[str, object] = {"language": "fr", "word": "mars", "period_type": "M", "period_no": 3}


@pytest.fixture
def reader(root: Path) -> SeedReader:
    return SeedReader(root / "seeds")


def faults(
    reader: SeedReader, anchors: list[dict[str, str]], words: Sequence[Mapping[str, object]]
) -> list[tuple[int, str]]:
    """Return row and column of what is wrong with some anchors and words."""
    item = {"form_code": "F-A", "indicator_code": "AA01", "category_code": "_T"}
    other = item | {"category_code": "KN"}
    rows = {
        "form_items": [Row(2, item), Row(3, other)],
        "form_anchors": [Row(number, one) for number, one in enumerate(anchors, start=2)],
        "period_words": [Row(number, dict(one)) for number, one in enumerate(words, start=2)],
    }
    check_layouts(reader, rows)
    return [(fault.row, fault.column) for fault in reader.faults]


def test_sound_rows(reader: SeedReader) -> None:
    other = ITEM | {"item_code": "AA01.KN", "text": "Hộ > khiếu nại"}
    total = {**ITEM, "anchor": "total", "item_code": "", "text": "Tổng"}
    assert faults(reader, [ITEM, other, total], [WORD, WORD | {"word": "March"}]) == []


@pytest.mark.parametrize(
    ("anchors", "column"),
    [
        ([ITEM | {"item_code": "AA02"}], "item_code"),
        ([ITEM | {"form_code": ""}], "item_code"),
        ([ITEM | {"anchor": "total"}], "item_code"),
        ([ITEM, ITEM | {"item_code": "AA01.KN", "text": "HO"}], "text"),
    ],
    ids=["no such item", "no form", "an item's code on another anchor", "one text, two items"],
)
def test_anchors_that_mean_nothing_or_two_things(
    anchors: list[dict[str, str]], column: str, reader: SeedReader
) -> None:
    assert faults(reader, anchors, []) == [(len(anchors) + 1, column)]


@pytest.mark.parametrize(
    ("words", "column"),
    [
        ([WORD | {"period_type": "Q", "period_no": 5}], "period_no"),
        ([WORD, WORD | {"language": "xx", "word": "Mars", "period_no": 4}], "word"),
    ],
)
def test_words_that_mean_nothing_or_two_things(
    words: list[Mapping[str, object]], column: str, reader: SeedReader
) -> None:
    assert faults(reader, [], words) == [(len(words) + 1, column)]
