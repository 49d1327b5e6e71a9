"""Scores and league tables of one period, read from the published version."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from baocao.registry.score_tables import PARTS
from baocao.reporting.language import Text, number, same, text
from baocao.reporting.reading import Published, Row

TREND_PERIODS = 8


@dataclass(frozen=True)
class League:
    """The judged units of one type, the best first; equals share a rank.

    Attributes:
        name: the type of unit, in the plural.
        lines: one row a unit; `rank_no` is null where too few were judged.
        not_judged: units of the type of which nothing was due, or all was excused.
        is_provisional: whether a report of one of them is not due yet.
    """

    name: Text
    lines: list[Row]

    @property
    def not_judged(self) -> int:
        """Return how many units of the type are not in the table."""
        return self.lines[0]["peers_not_judged"]

    @property
    def is_provisional(self) -> bool:
        """Return whether places may still change as reports fall due."""
        return self.lines[0]["is_provisional"]

    @property
    def is_ranked(self) -> bool:
        """Return whether enough units were judged for places to mean something."""
        return self.lines[0]["rank_no"] is not None

    @property
    def remarks(self) -> list[Text]:
        """Return what a reader has to know before comparing."""
        found = []
        if not self.is_ranked:
            found.append(text("scores.few_peers"))
        if self.is_provisional:
            found.append(text("scores.provisional"))
        if self.not_judged:
            found.append(text("scores.not_judged", count=number(self.not_judged)))
        return found


@dataclass(frozen=True)
class Scores:
    """What the quality report says of scores.

    Attributes:
        whole: the score of the province with all below it; None while nothing is due.
        trend: the scores of the whole in periods of the same type, the oldest first.
        leagues: a table for each type of unit, in the order of types.
        weights: the weight of each part, by its name.
    """

    whole: Row | None
    trend: list[Row]
    leagues: list[League]
    weights: dict[str, Text]


def load_scores(published: Published, period: str) -> Scores:
    """Read the scores of a period; without any where nothing is due yet."""
    whole = published.rows(
        "select * from marts.fct_quality_scores where period_code = $period "
        "and extent = 'tree' order by reports_expected desc, unit_code limit 1",
        {"period": period},
    )
    judged = next((row for row in whole if row["score"] is not None), None)
    return Scores(
        whole=judged,
        trend=_trend(published, judged) if judged else [],
        leagues=list(_leagues(published, period)),
        weights=_weights(published),
    )


def _trend(published: Published, whole: Row) -> list[Row]:
    rows = published.rows(
        "select period_code, score, reports_owed from marts.fct_quality_scores "
        "where extent = 'tree' and score is not null and unit_code = $unit_code "
        "and unit_valid_from = $unit_valid_from and period_type = $period_type "
        "and end_date <= $end_date order by end_date desc limit $count",
        {
            **{key: whole[key] for key in ("unit_code", "unit_valid_from")},
            **{key: whole[key] for key in ("period_type", "end_date")},
            "count": TREND_PERIODS,
        },
    )
    return rows[::-1]


def _leagues(published: Published, period: str) -> Iterator[League]:
    rows = published.rows(
        "select league.*, unit_types.plural_vi, unit_types.plural_en "
        "from reports.rpt_league_table as league "
        "inner join marts.dim_unit_types as unit_types using (unit_type) "
        "where league.period_code = $period "
        "order by unit_types.sort_order, league.rank_no, league.score desc, league.unit_code",
        {"period": period},
    )
    for _, lines in groupby(rows, key=lambda row: row["unit_type"]):
        listed = list(lines)
        yield League(Text(listed[0]["plural_vi"], listed[0]["plural_en"]), listed)


def _weights(published: Published) -> dict[str, Text]:
    rows = published.rows("select setting_code, setting_value from marts.dim_score_settings")
    values = {row["setting_code"]: row["setting_value"] for row in rows}
    return {part: number(values[f"weight_{part}"]) for part in PARTS}


def change_words(row: Row) -> Text:
    """Return by how much a score changed since the period it is compared with, or a dash."""
    change = row["score_change"]
    if change is None:
        return same("–")
    if not change:
        return same("=")
    sign = "+" if change > 0 else "−"
    return same(sign) + number(abs(change))
