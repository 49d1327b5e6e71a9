"""The quality report as one HTML file that needs nothing but itself."""

from functools import cache, partial
from typing import Any

from jinja2 import Environment

from baocao.registry.score_tables import PARTS
from baocao.reporting import language
from baocao.reporting.charts import scaled, stacked
from baocao.reporting.flags import SERIOUS, last_day
from baocao.reporting.language import Language
from baocao.reporting.pages import asset, source_hash, template_environment
from baocao.reporting.quality_page import QualityPage, UnitLine
from baocao.reporting.quality_scores import change_words
from baocao.reporting.quality_words import DEPTHS, LAYERS, NOTES, item_code, page_facts
from baocao.reporting.score_tables import interval_words, score_lead
from baocao.reporting.status import STATUSES

CHECKS_CHARTED = 10


def render_html(page: QualityPage, lang: Language) -> str:
    """Return the page; `lang` is the language it opens in until the reader chooses another.

    Script and style are inline, and the page's policy allows exactly these two by their hashes:
    text from submitted files cannot run even if it were to slip through the escaping.
    """
    style, script = asset("quality.css"), asset("quality.js")
    return (
        _environment()
        .get_template("quality.html.j2")
        .render(
            page=page,
            language=lang,
            period=language.period_name(page.period_code),
            statuses=STATUSES,
            layers=LAYERS,
            depths=DEPTHS,
            parts=PARTS,
            notes=NOTES,
            facts=page_facts(page),
            style=style,
            style_hash=source_hash(style),
            script=script,
            script_hash=source_hash(script),
            serious_flags=sum(flag["severity"] in SERIOUS for flag in page.open_flags),
            present=partial(_present, page),
        )
    )


@cache
def _environment() -> Environment:
    return template_environment(
        text=language.text,
        version_name=language.version_name,
        known=language.known,
        names=language.names,
        number=language.number,
        percent=language.percent,
        day=language.day,
        instant=language.instant,
        last_day=last_day,
        period_label=language.period_label,
        stacked=stacked,
        scaled=scaled,
        states=_states,
        item_code=item_code,
        checks_charted=CHECKS_CHARTED,
        change_words=change_words,
        interval_words=interval_words,
        score_lead=score_lead,
    )


def _states(unit: UnitLine) -> str:
    """Return the words by which the grid's filter finds a unit: its states, `flagged`."""
    states = {cell["status"] for cell in unit.cells.values()}
    if any(cell["open_flags"] for cell in unit.cells.values()):
        states.add("flagged")
    return " ".join(sorted(states))


def _present(page: QualityPage, column: str) -> list[Any]:
    """Return the different values of a column among the flags, in the order they appear."""
    return list(dict.fromkeys(flag[column] for flag in page.flags))
