"""The pieces that reports are made of, the same for a page, a workbook and a PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from baocao.reporting.language import Text


@dataclass(frozen=True)
class Paragraph:
    """Sentences in a row; `quiet` ones are remarks."""

    sentences: Sequence[Text]
    quiet: bool = False


@dataclass(frozen=True)
class Items:
    """A bulleted list."""

    texts: Sequence[Text]


@dataclass(frozen=True)
class Column:
    """The head of a column: its title, its share of the width, and whether it holds figures."""

    title: Text
    width: int
    is_number: bool = False


@dataclass(frozen=True)
class Line:
    """One row of a table.

    Attributes:
        cells: one a column.
        is_part: the row belongs to the figure above it.
        strong: places of the cells that stand out.
    """

    cells: Sequence[Text]
    is_part: bool = False
    strong: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Table:
    """A table whose first column names the row."""

    caption: Text
    columns: Sequence[Column]
    lines: Sequence[Line]


@dataclass(frozen=True)
class Bar:
    """One bar of a chart, with the same figure a year before where the two can be compared.

    Attributes:
        label: what is counted.
        value: its length.
        shown: the figure and its coverage, in words.
        before: the length of the bar of a year before, or None.
        before_shown: its figure in words, or None.
    """

    label: Text
    value: Decimal
    shown: Text
    before: Decimal | None = None
    before_shown: Text | None = None


@dataclass(frozen=True)
class Chart:
    """Horizontal bars on one scale; `whole` is the length of the full width."""

    caption: Text
    bars: Sequence[Bar]
    whole: Decimal

    @property
    def is_compared(self) -> bool:
        """Return whether any bar has one of a year before beside it."""
        return any(bar.before is not None for bar in self.bars)


Block = Paragraph | Items | Table | Chart


@dataclass(frozen=True)
class Part:
    """A heading and what stands under it.

    Attributes:
        key: a name for links, unique in the document.
        title: the heading, numbered.
        level: 2 for a part, 3 for a section within it.
        blocks: what stands under it.
        page: whether a printed copy begins a new page here, and how it lies.
    """

    key: str
    title: Text
    level: Literal[2, 3]
    blocks: Sequence[Block]
    page: Literal["", "landscape"] = ""


@dataclass(frozen=True)
class Printed:
    """What every printed report has.

    Attributes:
        title: the name of the document.
        province: whose it is, as its heading writes it.
        notice: that figures are those of the sample, or None.
        parts: in order.
    """

    title: Text
    province: Text
    notice: Text | None
    parts: Sequence[Part]


@dataclass(frozen=True)
class Document(Printed):
    """The whole summary report: its official heading and its parts.

    Attributes:
        place_date: the line of place and date, left to be filled.
        subject: what the report is about.
    """

    place_date: Text
    subject: Text
