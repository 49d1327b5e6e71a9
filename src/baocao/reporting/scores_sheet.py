"""The league tables as one sheet of the quality workbook: every unit with its parts."""

from typing import Any

from baocao.registry.score_tables import PARTS
from baocao.reporting.language import Language, names, text
from baocao.reporting.quality_scores import Scores
from baocao.reporting.reading import Row
from baocao.reporting.score_tables import score_lead, whole_sentence
from baocao.reporting.sheets import Column, Sheet


def scores_sheet(scores: Scores, lang: Language, title: str) -> Sheet:
    """Return the sheet: how a score is made above, one row a unit below, the best first."""
    heading = [title, *(sentence[lang] for sentence in score_lead(scores))]
    heading.append((whole_sentence(scores.whole) if scores.whole else text("scores.none"))[lang])
    rows = [
        (league.name[lang], " ".join(remark[lang] for remark in league.remarks), line)
        for league in scores.leagues
        for line in league.lines
    ]
    return Sheet(text("sheet.scores")[lang], _columns(lang), rows, heading, 4)


def _columns(lang: Language) -> list[Column]:
    def titled(word: str, width: int, key: str, style: str = "number") -> Column:
        return Column(text(word)[lang], width, lambda row: row[2][key], style)

    def parted(part: str) -> Column:
        return Column(text(f"part.{part}")[lang], 11, lambda row: _share(row[2], part), "percent")

    return [
        Column(text("word.unit_type")[lang], 26, lambda row: row[0]),
        titled("word.rank", 7, "rank_no"),
        titled("word.unit_code", 12, "unit_code", "code"),
        Column(text("word.unit_name")[lang], 34, lambda row: names(row[2], "unit_name")[lang]),
        titled("word.score", 9, "score"),
        titled("word.score_low", 10, "score_low"),
        titled("word.score_high", 10, "score_high"),
        titled("word.reports_owed", 10, "reports_owed"),
        *(parted(part) for part in PARTS),
        titled("word.score_change", 10, "score_change"),
        titled("word.previous_period", 12, "previous_period_code", "code"),
        titled("word.year_score", 10, "year_score"),
        titled("word.to_check", 10, "flags_to_check"),
        titled("word.settled", 14, "settled_flags"),
        Column(text("word.remarks")[lang], 40, lambda row: row[1]),
    ]


def _share(row: Row, part: str) -> Any:
    """Return a percentage as the fraction that a percent format expects."""
    value = row[f"{part}_share"]
    return None if value is None else value / 100
