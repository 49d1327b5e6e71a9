"""The summary report as a document: official heading, narrative, lists, methods, annex."""

import re
from collections.abc import Iterator

from baocao.reporting.blocks import Block, Document, Items, Paragraph, Part
from baocao.reporting.language import (
    Text,
    day,
    due_words,
    filled,
    instant,
    known,
    number,
    percent,
    period_name,
    text,
    version_name,
)
from baocao.reporting.reading import Row
from baocao.reporting.summary_lists import documents_table, lacking_table, unit_list_table
from baocao.reporting.summary_narrative import (
    common_reason,
    document_sentences,
    is_coverage_other,
    section_sentences,
)
from baocao.reporting.summary_outline import Section, UnitList
from baocao.reporting.summary_page import LEAST_COMPARED, SummaryPage
from baocao.reporting.summary_tables import (
    annex_table,
    figures_table,
    forms_chart,
    forms_table,
    has_restated,
    section_charts,
)

# What a province's name begins with and the line of place and date leaves out.
DESIGNATION = re.compile(r"^(Tỉnh|Thành phố) | (Province|City)$")


def summary_document(page: SummaryPage) -> Document:
    """Return the document of a page."""
    period = period_name(page.period_code)
    place = Text(DESIGNATION.sub("", page.unit.vi), DESIGNATION.sub("", page.unit.en))
    notice = text("page.synthetic_title") + Text(". ", ". ") + text("page.synthetic")
    return Document(
        title=text("summary.title", period=period, unit=_within(page.unit)),
        province=Text(page.unit.vi.upper(), page.unit.en.upper()),
        place_date=text("summary.place_date", place=place),
        subject=text("summary.subject", period=period),
        notice=notice if page.synthetic else None,
        parts=list(_parts(page)),
    )


def figures_in_order(page: SummaryPage) -> list[Row]:
    """Return all figures, section by section; those of no section at the end."""
    sections = page.outline.sections

    def place(row: Row) -> int:
        code = row["indicator_code"]
        return next((i for i, one in enumerate(sections) if one.has(code)), len(sections))

    return sorted(page.figures, key=place)


def _parts(page: SummaryPage) -> Iterator[Part]:
    yield Part("overview", _numbered("I", text("part.overview")), 2, list(_overview(page)))
    yield Part("results", _numbered("II", text("part.results")), 2, [])
    place = 0
    for section in page.outline.sections:
        if _totals(section, page):
            place += 1
            yield Part(
                section.key, _numbered(str(place), section.title), 3, _section(section, page)
            )
    other = [row for row in page.figures.totals if _is_outside(row, page)]
    if other:
        title = text("part.other")
        yield Part("other", _numbered(str(place + 1), title), 3, [figures_table(other, title)])
    yield Part("attention", _numbered("III", text("part.attention")), 2, [])
    yield from _lists(page)
    yield Part("methods", _numbered("IV", text("part.methods")), 2, [Items(_methods(page))])
    annex = annex_table(figures_in_order(page), text("part.annex"))
    yield Part("annex", text("part.annex"), 2, [annex], page="landscape")


def _within(unit: Text) -> Text:
    """Return a province's name as it stands within a sentence: `tỉnh Bắc Kạn`."""
    return Text(unit.vi[:1].lower() + unit.vi[1:], unit.en)


def _numbered(place: str, title: Text) -> Text:
    return Text(f"{place}. ", f"{place}. ") + title


def _totals(section: Section, page: SummaryPage) -> list[Row]:
    return [row for row in page.figures.totals if section.has(row["indicator_code"])]


def _is_outside(row: Row, page: SummaryPage) -> bool:
    return not any(section.has(row["indicator_code"]) for section in page.outline.sections)


def _overview(page: SummaryPage) -> Iterator[Block]:
    counts = {key: number(count) for key, count in page.reports.items()}
    windows = {(window["start_date"], window["end_date"]): None for window in page.windows}
    period = period_name(page.period_code)
    sentences = [
        text("say.window", period=period, start=day(start), end=day(end)) for start, end in windows
    ]
    if page.share_received is None:
        sentences.append(text("say.nothing_expected"))
    else:
        sentences.append(text("say.received", share=percent(page.share_received), **counts))
    sentences += [
        text(f"say.{state}", count=counts[state])
        for state in ("missing", "rejected", "not_due")
        if page.reports[state]
    ]
    if page.open_errors:
        sentences.append(text("say.open_errors", count=number(page.open_errors)))
    reason = common_reason(page.figures)
    if reason:
        sentences.append(text(f"report.{reason}"))
    differing = sum(is_coverage_other(row) for row in page.figures.totals)
    if differing:
        sentences.append(text("say.coverage_differs", count=number(differing)))
    yield Paragraph(sentences)
    chart = forms_chart(page.by_form)
    if chart:
        yield chart
        yield forms_table(page.by_form)


def _section(section: Section, page: SummaryPage) -> list[Block]:
    sentences = section_sentences(section, page.figures, common_reason(page.figures))
    blocks: list[Block] = [Paragraph(sentences)] if sentences else []
    blocks += section_charts(section, page.figures)
    return [*blocks, figures_table(_totals(section, page), section.title)]


def _lists(page: SummaryPage) -> Iterator[Part]:
    blocks: list[Block] = [Paragraph([text("list.changes", least=LEAST_COMPARED)], quiet=True)]
    if page.changes:
        blocks.append(figures_table(page.changes, text("part.changes")))
    else:
        blocks = [Paragraph([text("list.none_change")])]
    yield Part("changes", _numbered("1", text("part.changes")), 3, blocks)

    if page.lacking:
        units = len({row["unit_code"] for row in page.lacking})
        counts = {"units": number(units), "reports": number(len(page.lacking))}
        blocks = [Paragraph([text("list.reports", **counts)]), lacking_table(page.lacking)]
    else:
        blocks = [Paragraph([text("list.none_report")])]
    yield Part("no_report", _numbered("2", text("part.no_report")), 3, blocks)

    place = 3
    for one in page.outline.lists:
        title = _numbered(str(place), one.words["title"])
        yield Part(one.key, title, 3, _unit_list(one, page))
        place += 1
    title = _numbered(str(place), text("part.no_document"))
    yield Part("no_document", title, 3, _documents(page))


def _unit_list(one: UnitList, page: SummaryPage) -> list[Block]:
    rows = page.unit_lists[one.key]
    if rows:
        counted = filled(one.words["counted"], units=number(len(rows)))
        return [Paragraph([counted]), unit_list_table(one, rows)]
    asked = page.figures.get(one.part) is not None
    return [Paragraph([one.words["none" if asked else "not_asked"]])]


def _documents(page: SummaryPage) -> list[Block]:
    if not page.answers:
        return [Paragraph([text("list.no_document_asked")])]
    sentences = Paragraph(document_sentences(page.answers))
    if not page.unimplemented:
        return [sentences, Paragraph([text("list.none_document")])]
    return [sentences, documents_table(page.unimplemented)]


def _methods(page: SummaryPage) -> list[Text]:
    windows = [
        text(
            "method.window",
            regimes=_joined([known("regime", regime) for regime in window["regimes"]]),
            start=day(window["start_date"]),
            end=day(window["end_date"]),
            due=due_words(window),
        )
        for window in page.windows
    ]
    absent = [section.title for section in page.outline.sections if not _totals(section, page)]
    return [
        *windows,
        text("method.boundary", unit=_within(page.unit)),
        text("method.as_of", instant=instant(page.as_of), version=version_name(page.version)),
        _edition(page),
        *(text(f"method.{key}") for key in ("coverage", "unknown", "rates", "comparison")),
        *([text("method.derived")] if any(row["is_derived"] for row in page.figures) else []),
        *([text("method.restated")] if has_restated(page.figures) else []),
        *([text("say.not_collected", sections=_joined(absent, "; "))] if absent else []),
        text("method.trace"),
        text("summary.draft_note"),
    ]


def _edition(page: SummaryPage) -> Text:
    """Return which frozen edition of the period stands, and whether the figures are its own."""
    if page.edition is None:
        return text("method.not_frozen")
    named = text(
        "method.frozen",
        number=page.edition["number"],
        instant=instant(page.edition["frozen_at"]),
        version=page.edition["version"],
    )
    if page.edition["version"] == page.version:
        return named
    return named + Text(" ", " ") + text("method.not_of_edition")


def _joined(texts: list[Text], separator: str = ", ") -> Text:
    return Text(separator.join(t.vi for t in texts), separator.join(t.en for t in texts))
