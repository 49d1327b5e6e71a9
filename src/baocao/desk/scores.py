"""A unit's own quality scores, as the current published version has them."""

from dataclasses import dataclass

import duckdb

from baocao.desk.members import Member
from baocao.errors import StateError
from baocao.registry.score_tables import PARTS
from baocao.reporting.language import Text, number, percent
from baocao.reporting.quality_scores import change_words
from baocao.reporting.reading import Row, open_published

MOST_PERIODS = 4
# The unit is its code and the day from which it is valid, since codes are used again. No rank: what
# others did is not the unit's to see here.
OWN_SCORES = """
select
    period_code, score, score_change, is_small, reports_owed, flags_to_check,
    submitted_share, timely_share, filled_share, passed_share
from reports.rpt_league_table
where unit_code = $unit_code and unit_valid_from = $valid_from
order by end_date desc, period_code
limit $most
"""


@dataclass(frozen=True)
class Score:
    """One period's score of one unit.

    Attributes:
        parts: the shares by the names of the parts, in their order.
        few: number of reports that were due where it is a small one, else None.
        to_check: number of open flags that only ask to check.
    """

    period_code: str
    score: Text
    change: Text
    parts: dict[str, Text]
    few: int | None
    to_check: int


def own_scores(member: Member) -> list[Score]:
    """Return the last scores of the unit that has logged in, and of no other, the newest first.

    Empty before anything is published, and while what is published was made before there were
    scores.
    """
    unit = member.unit
    wanted = {"unit_code": unit.unit_code, "valid_from": unit.valid_from, "most": MOST_PERIODS}
    try:
        with open_published(member.settings) as published:
            rows = published.rows(OWN_SCORES, wanted)
    except (StateError, duckdb.CatalogException):
        return []
    return [_score(row) for row in rows]


def _score(row: Row) -> Score:
    return Score(
        period_code=row["period_code"],
        score=number(row["score"], 1),
        change=change_words(row),
        parts={part: percent(row[f"{part}_share"], 0) for part in PARTS},
        few=row["reports_owed"] if row["is_small"] else None,
        to_check=row["flags_to_check"],
    )
