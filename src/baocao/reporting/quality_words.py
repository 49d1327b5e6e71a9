"""What every rendering of the quality report says alike: page, workbook and print."""

from baocao.reporting.language import (
    Text,
    day,
    due_words,
    instant,
    known,
    same,
    text,
    version_name,
)
from baocao.reporting.quality_page import QualityPage
from baocao.reporting.reading import Row

# What was sent, sent in time, filled in and right: words, share, part and whole in the summary.
LAYERS = (
    ("word.completeness", "completeness", "received", "expected"),
    ("word.timeliness", "timeliness", "on_time", "expected"),
    ("word.filled_share", "filled_share", "compulsory_filled", "compulsory_expected"),
    ("word.passed_share", "passed_share", "rules_passed", "rules_evaluated"),
)
# Completeness in three layers, each inside the one before: words, share and count of reports.
DEPTHS = (
    ("word.depth_submitted", "completeness", "received"),
    ("word.depth_filled", "completeness_filled", "reports_filled"),
    ("word.depth_passed", "completeness_passed", "reports_passed"),
)
# How it is counted, note by note.
NOTES = ("expected", "rates", "layers", "depths", "late", "rejected", "days", "scores")


def page_facts(page: QualityPage) -> list[Text]:
    """Return what a page is about: windows and due dates, as of when, version and edition.

    A rule that is refused is named too: without a word, what it found would seem to be mended.
    """
    edition = [page.edition] if page.edition else []
    refused = page.refused_rules
    lacking = [text("page.refused_rules", places=", ".join(refused))] if refused else []
    as_of = text("page.as_of", instant=instant(page.as_of))
    is_alone = len(page.windows) == 1
    windows = (_window(row, is_alone=is_alone) for row in page.windows)
    return [*windows, as_of, version_name(page.version), *edition, *lacking]


def _window(row: Row, *, is_alone: bool) -> Text:
    """Return a window and its due date, behind the names of its regimes where there are others."""
    regimes = [known("regime", regime) for regime in row["regimes"]]
    named = Text(", ".join(one.vi for one in regimes), ", ".join(one.en for one in regimes))
    dates = text("page.window", start=day(row["start_date"]), end=day(row["end_date"]))
    said = dates + same(", ") + due_words(row)
    return sentence(said if is_alone else named + same(": ") + said)


def sentence(words: Text) -> Text:
    """Return words with a capital at their beginning."""
    return Text(words.vi[:1].upper() + words.vi[1:], words.en[:1].upper() + words.en[1:])


def item_code(row: Row) -> str | None:
    """Return the item a row concerns as forms write it: `TD03`, `DL02.KN`; None for none."""
    indicator, category = row["indicator_code"], row["category_code"]
    return indicator if category in (None, "_T") else f"{indicator}.{category}"
