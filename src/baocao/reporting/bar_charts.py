"""Bar charts of reports as SVG: one drawing for pages and for print, in one language."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import count

from jinja2 import Environment

from baocao.reporting.blocks import Chart
from baocao.reporting.language import Language, text
from baocao.reporting.pages import template_environment

WIDTH = 360
# As many characters of a label as fit in one line at 13 units of size.
LABEL_CHARACTERS = 50
LABEL_HEIGHT, BAR_HEIGHT, BEFORE_HEIGHT, GAP = 17, 15, 13, 9
# The longest bar leaves room for its figure and coverage.
BAR_WIDTH = 220


@dataclass(frozen=True)
class DrawnBar:
    """One bar with its place: lines of the label, both lengths and what stands beside them."""

    label: list[str]
    top: int
    length: Decimal
    shown: str
    before_length: Decimal | None
    before_shown: str

    @property
    def bars_top(self) -> int:
        """Return where the bar begins, below its label."""
        return self.top + LABEL_HEIGHT * len(self.label)


@cache
def _environment() -> Environment:
    return template_environment(
        text=text, width=WIDTH, bar_height=BAR_HEIGHT, before_height=BEFORE_HEIGHT
    )


def chart_svg(chart: Chart, lang: Language, name: str, font: str) -> str:
    """Return a chart as an SVG element that says in words what it shows.

    Args:
        chart: the bars.
        lang: the language of its words.
        name: unique in the document: names of the title and of the pattern are made from it.
        font: the family, as SVG names it.
    """
    top = 24 if chart.is_compared else 4
    bars: list[DrawnBar] = []
    for bar in chart.bars:
        drawn = DrawnBar(
            wrapped(bar.label[lang], LABEL_CHARACTERS),
            top,
            _length(bar.value, chart.whole),
            bar.shown[lang],
            None if bar.before is None else _length(bar.before, chart.whole),
            bar.before_shown[lang] if bar.before_shown else "",
        )
        bars.append(drawn)
        before = 0 if drawn.before_length is None else BEFORE_HEIGHT
        top = drawn.bars_top + BAR_HEIGHT + before + GAP
    template = _environment().get_template("bar_chart.svg.j2")
    return template.render(
        chart=chart, bars=bars, lang=lang, name=f"{name}-{lang}", font=font, height=top
    )


def wrapped(label: str, limit: int) -> list[str]:
    """Return a label cut into lines between words, none longer than the limit where words allow."""
    lines: list[str] = []
    for word in label.split():
        if lines and len(lines[-1]) + 1 + len(word) <= limit:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


def chart_names() -> "count[int]":
    """Return numbers for naming the charts of one document."""
    return count(1)


def _length(value: Decimal, whole: Decimal) -> Decimal:
    """Return a bar's length; the smallest thing counted is still to be seen."""
    if not value:
        return Decimal(0)
    return max(Decimal(1), (value * BAR_WIDTH / whole).quantize(Decimal("0.1")))
