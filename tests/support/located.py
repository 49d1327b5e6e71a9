"""Which of the suspects that flags name are the cells that the sample province made wrong."""

from collections.abc import Iterator

import duckdb

from baocao.sampling.figures import Figuring
from baocao.sampling.profiles import Profiles
from baocao.sampling.province import Province

Key = tuple[str, str, str]


def wrong_items(sent: Province) -> dict[Key, set[str]]:
    """Return the items that differ from the figures before any fault was put in, by report."""
    sound = Figuring(sent.lineage, Profiles(sent.lineage, sent.dice)).fill()
    return {
        (page.key.unit_code, page.key.form_code, page.key.period_code): {
            code for code, figure in page.figures.items() if sound[page.key].get(code) != figure
        }
        for delivery in sent.deliveries
        if delivery.is_owed
        for page in delivery.pages
    }


def located(
    published: duckdb.DuckDBPyConnection, wrong: dict[Key, set[str]]
) -> Iterator[tuple[str, bool]]:
    """Yield, for each flag that names suspects, its check and whether a wrong cell is among them.

    Where no cell of the report itself was made wrong, another report's was: the flag must say that
    it may lie elsewhere.
    """
    items = {
        (submission, place): item
        for submission, place, item in published.execute(
            """
            select distinct
                submission_id,
                case when sheet <> '' then sheet || '!' || cell else cell end,
                case category_code
                    when '_T' then indicator_code else indicator_code || '.' || category_code
                end
            from marts.fct_indicator_values
            """
        ).fetchall()
    }
    for check_code, *key, submission, cells, words in published.execute(
        """
        select check_code, unit_code, form_code, period_code, submission_id, suspect_cells,
            suspects_vi
        from marts.fct_quality_flags where suspects_vi is not null
        """
    ).fetchall():
        places = [place for one in cells.split("; ") for place in one.split(" + ")]
        elsewhere = any(": " in place for place in places) or "báo cáo khác" in words
        own = {items.get((submission, place)) for place in places}
        true = wrong.get(tuple(key), set())
        yield check_code, bool(true & own) if true else elsewhere
