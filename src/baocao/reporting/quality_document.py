"""The quality report as a document for print: counts, lists, changed figures, and two annexes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baocao.reporting.blocks import Block, Items, Paragraph, Part, Printed
from baocao.reporting.flags import SERIOUS
from baocao.reporting.language import Text, names, number, period_name, same, text
from baocao.reporting.quality_page import QualityPage
from baocao.reporting.quality_tables import (
    changes_table,
    checks_table,
    counts_table,
    flags_table,
    grid_table,
    layers_table,
    reports_table,
    trend_chart,
)
from baocao.reporting.quality_words import NOTES, page_facts
from baocao.reporting.score_tables import depths_table, score_blocks


@dataclass(frozen=True)
class QualityDocument(Printed):
    """The printed quality report.

    Attributes:
        facts: windows and due dates, version and edition.
    """

    facts: Sequence[Text]


def quality_document(page: QualityPage) -> QualityDocument:
    """Return the document of a page."""
    notice = text("page.synthetic_title") + same(". ") + text("page.synthetic")
    return QualityDocument(
        title=text("page.title", period=period_name(page.period_code)),
        province=page.province,
        facts=page_facts(page),
        notice=notice if page.synthetic else None,
        parts=list(_parts(page)),
    )


def _parts(page: QualityPage) -> Iterator[Part]:
    yield Part("overview", _numbered(1, "overview.heading"), 2, list(_overview(page)))
    yield Part("scores", _numbered(2, "scores.heading"), 2, list(score_blocks(page.scores)))
    yield Part("lists", _numbered(3, "lists.heading"), 2, [])
    for status, rows in (
        ("missing", page.missing),
        ("late", page.late),
        ("rejected", page.rejected),
    ):
        caption = text(f"lists.{status}")
        blocks: list[Block] = [Paragraph([text(f"lists.none_{status}")])]
        if rows:
            hint = [Paragraph([text("lists.rejected_hint")])] if status == "rejected" else []
            blocks = [*hint, reports_table(caption, rows)]
        counted = caption + same(f" ({len(rows)})")
        yield Part(f"list_{status}", counted, 3, blocks)
    yield Part("changes", _numbered(4, "changes.heading"), 2, _changes(page))
    notes = Items([text(f"notes.{key}") for key in NOTES])
    yield Part("notes", _numbered(5, "notes.heading"), 2, [notes])
    yield Part("flags", text("annex.flags"), 2, _flags(page), page="landscape")
    yield Part("grid", text("annex.grid"), 2, [grid_table(page)], page="landscape")


def _numbered(place: int, key: str) -> Text:
    return same(f"{place}. ") + text(key)


def _overview(page: QualityPage) -> Iterator[Block]:
    counts = {key: number(page.total[key]) for key in ("received", "expected", "on_time")}
    sentences = [text("overview.lead", **counts)]
    if page.total["not_due"]:
        sentences.append(text("overview.not_due", count=number(page.total["not_due"])))
    yield Paragraph(sentences)
    yield layers_table(page.total)
    forms = {form["form_code"]: names(form, "form_name") for form in page.forms}
    by_form = [
        (same(f"{row['form_code']} ") + forms[row["form_code"]], row) for row in page.by_form
    ]
    yield counts_table(text("overview.by_form"), [*by_form, (text("word.total"), page.total)])
    groups = [(group.name, group.summary) for group in page.groups]
    yield counts_table(text("overview.by_group"), groups)
    yield depths_table([(text("word.total"), page.total), *by_form, *groups])
    if len(page.trend) > 1:
        yield trend_chart(page.trend)
    if page.flags_by_check:
        yield checks_table(page.flags_by_check)
    else:
        yield Paragraph([text("overview.no_flags")])


def _changes(page: QualityPage) -> list[Block]:
    if not page.changes:
        return [Paragraph([text("changes.none")])]
    reports = len({row["submission_id"] for row in page.changes})
    lead = text("changes.lead", reports=number(reports), figures=number(len(page.changes)))
    return [Paragraph([lead]), changes_table(page.changes)]


def _flags(page: QualityPage) -> list[Block]:
    if not page.flags:
        return [Paragraph([text("flags.none")])]
    serious = sum(flag["severity"] in SERIOUS for flag in page.open_flags)
    lead = text("flags.lead", open=number(len(page.open_flags)), errors=number(serious))
    listed = [flag for flag in page.open_flags if flag["check_kind"] != "reporting"]
    blocks: list[Block] = [Paragraph([lead, text("flags.listed")])]
    return [*blocks, flags_table(listed)] if listed else blocks
