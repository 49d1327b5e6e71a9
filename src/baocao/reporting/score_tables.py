"""Tables of the printed quality report about completeness in layers, and about scores."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from baocao.registry.score_tables import PARTS
from baocao.reporting.blocks import Bar, Block, Chart, Column, Line, Paragraph, Table
from baocao.reporting.language import (
    Text,
    names,
    number,
    percent,
    period_name,
    same,
    text,
)
from baocao.reporting.quality_scores import League, Scores, change_words
from baocao.reporting.quality_words import DEPTHS, sentence
from baocao.reporting.reading import Row

WHOLE_SCORE = Decimal(100)


def depths_table(rows: Iterable[tuple[Text, Row]]) -> Table:
    """Return the layers of completeness beside each total, counted in reports."""
    columns = [
        Column(text("word.group"), 30),
        Column(text("word.expected_reports"), 10, is_number=True),
        *(Column(text(word), 16, is_number=True) for word, _, _ in DEPTHS),
    ]
    lines = [
        Line(
            [
                name,
                number(row["expected"]),
                *(
                    number(row[part]) + same(" (") + percent(row[share]) + same(")")
                    for _, share, part in DEPTHS
                ),
            ]
        )
        for name, row in rows
    ]
    return Table(text("layers.heading"), columns, lines)


def score_lead(scores: Scores) -> list[Text]:
    """Return how a score is made and what it is fair to compare."""
    return [text("scores.lead", **scores.weights), text("scores.fair"), text("scores.interval")]


def score_blocks(scores: Scores) -> Iterator[Block]:
    """Yield what a printed report says of scores: the whole, its trend, a table for each type."""
    yield Paragraph(score_lead(scores))
    if scores.whole is None:
        yield Paragraph([text("scores.none")])
        return
    yield Paragraph([whole_sentence(scores.whole)])
    if len(scores.trend) > 1:
        yield _trend_chart(scores.trend)
    for league in scores.leagues:
        yield Paragraph([league.name + same(". "), *league.remarks])
        yield league_table(league)


def whole_sentence(whole: Row) -> Text:
    """Return the score of the province and its parts in one sentence."""
    return text(
        "scores.whole",
        score=number(whole["score"], 1),
        **{part: percent(whole[f"{part}_share"]) for part in PARTS},
    )


def league_table(league: League) -> Table:
    """Return the units of one type by their score, with its parts."""
    columns = [
        Column(text("word.rank"), 7, is_number=True),
        Column(text("word.unit"), 30),
        Column(text("word.score"), 9, is_number=True),
        Column(text("word.interval"), 14, is_number=True),
        *(Column(text(f"part.{part}"), 11, is_number=True) for part in PARTS),
        Column(text("word.score_change"), 10, is_number=True),
        Column(text("word.year_score"), 10, is_number=True),
    ]
    lines = [Line(_cells(row), strong=frozenset({2})) for row in league.lines]
    return Table(league.name, columns, lines)


def _cells(row: Row) -> list[Text]:
    name = names(row, "unit_name", row["unit_code"]) + same(f" ({row['unit_code']})")
    if row["is_small"]:
        name += same(" · ") + text("scores.few", count=number(row["reports_owed"]))
    return [
        same("–") if row["rank_no"] is None else number(row["rank_no"]),
        name,
        number(row["score"], 1),
        interval_words(row),
        *(percent(row[f"{part}_share"]) for part in PARTS),
        change_words(row),
        number(row["year_score"], 1),
    ]


def interval_words(row: Row) -> Text:
    """Return how far a score can be trusted, from and to."""
    return number(row["score_low"], 1) + same("–") + number(row["score_high"], 1)


def _trend_chart(rows: list[Row]) -> Chart:
    bars = [
        Bar(sentence(period_name(row["period_code"])), row["score"], number(row["score"], 1))
        for row in rows
    ]
    return Chart(text("scores.trend"), bars, WHOLE_SCORE)
