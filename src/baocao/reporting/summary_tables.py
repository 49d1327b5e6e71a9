"""Tables and charts of the summary report, from rows of the published tables."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from baocao.reporting.language import Text, known, names, number, percent, text
from baocao.reporting.reading import Row
from baocao.reporting.summary_blocks import Bar, Chart, Column, Line, Table
from baocao.reporting.summary_narrative import by_list, figure_text, list_name
from baocao.reporting.summary_outline import Section
from baocao.reporting.summary_page import TOTAL, Figures

COUNTS = ("expected", "received", "on_time", "late", "missing", "rejected", "not_due")


def figures_table(rows: Sequence[Row], caption: Text) -> Table:
    """Return figures with coverage beside every total; the year before and targets if any."""
    compared = any(row["is_comparable"] for row in rows)
    columns = [
        Column(text("head.indicator"), 40),
        Column(text("head.value"), 12, is_number=True),
        Column(text("head.coverage"), 14, is_number=True),
    ]
    lines = [[_full_name(row), figure_text(row, row["value"]), _coverage(row)] for row in rows]
    if compared:
        columns += [
            Column(text("head.previous"), 13, is_number=True),
            Column(text("head.change"), 12, is_number=True),
            Column(text("head.percent"), 9, is_number=True),
        ]
        for cells, row in zip(lines, rows, strict=True):
            cells += [_previous(row), _change(row), _percent(row)]
    if any(row["target_value"] is not None for row in rows):
        columns.append(Column(text("head.target"), 10, is_number=True))
        for cells, row in zip(lines, rows, strict=True):
            cells.append(_target(row))
    return Table(caption, columns, [Line(cells) for cells in lines])


def annex_table(rows: Sequence[Row], caption: Text) -> Table:
    """Return every indicator with its breakdowns, both coverages and the parts of rates."""
    return Table(
        caption,
        [
            Column(text("head.code"), 8),
            Column(text("head.indicator"), 32),
            Column(text("head.value"), 9, is_number=True),
            Column(text("head.numerator"), 8, is_number=True),
            Column(text("head.denominator"), 8, is_number=True),
            Column(text("head.coverage"), 9, is_number=True),
            Column(text("head.previous"), 9, is_number=True),
            Column(text("head.previous_coverage"), 8, is_number=True),
            Column(text("head.change"), 9, is_number=True),
            Column(text("head.percent"), 7, is_number=True),
        ],
        [_annex_line(row) for row in rows],
    )


def forms_table(rows: Sequence[Row]) -> Table:
    """Return the expected reports counted by state, one line a form."""
    return Table(
        text("chart.forms"),
        [
            Column(text("head.form"), 26),
            *(Column(text(f"head.{count}"), 9, is_number=True) for count in COUNTS),
            Column(text("head.share"), 13, is_number=True),
        ],
        [
            Line(
                [
                    _same(f"{row['form_code']} ") + names(row, "form_name"),
                    *(number(row[count]) for count in COUNTS),
                    percent(row["completeness"]),
                ]
            )
            for row in rows
        ],
    )


def lacking_table(rows: Sequence[Row]) -> Table:
    """Return the units that lack reports, one line a unit."""
    lines = []
    for place, (_, reports) in enumerate(groupby(rows, lambda row: row["unit_code"]), start=1):
        listed = list(reports)
        forms = [_same(row["form_code"] + ": ") + known("status", row["status"]) for row in listed]
        lines.append(
            Line(
                [
                    number(place),
                    names(listed[0], "unit_name", listed[0]["unit_code"]),
                    _same(listed[0]["unit_code"]),
                    Text("; ".join(form.vi for form in forms), "; ".join(f.en for f in forms)),
                ]
            )
        )
    columns = [
        Column(text("head.number"), 8, is_number=True),
        Column(text("head.unit"), 38),
        Column(text("head.code"), 14),
        Column(text("head.lacking"), 40),
    ]
    return Table(text("part.no_report"), columns, lines)


def models_table(rows: Sequence[Row]) -> Table:
    """Return the units that registered models and lack results."""
    columns = [
        Column(text("head.number"), 8, is_number=True),
        Column(text("head.unit"), 38),
        Column(text("head.code"), 12),
        Column(text("head.registered"), 14, is_number=True),
        Column(text("head.with_result"), 14, is_number=True),
        Column(text("head.without_result"), 14, is_number=True),
    ]
    lines = [
        Line(
            [
                number(place),
                names(row, "unit_name", row["unit_code"]),
                _same(row["unit_code"]),
                *(_or_blank(row[key]) for key in ("registered", "with_result", "without_result")),
            ]
        )
        for place, row in enumerate(rows, start=1)
    ]
    return Table(text("part.no_result"), columns, lines)


def documents_table(rows: Sequence[Row]) -> Table:
    """Return the units that have not implemented a parent document, or do not say."""
    columns = [
        Column(text("head.number"), 8, is_number=True),
        Column(text("head.unit"), 34),
        Column(text("head.code"), 14),
        Column(text("head.document"), 30),
        Column(text("head.answer"), 14),
    ]
    lines = [
        Line(
            [
                number(place),
                names(row, "unit_name", row["unit_code"]),
                _same(row["unit_code"]),
                names(row, "document_name", row["document_code"]),
                known("answer", row["answer"]),
            ]
        )
        for place, row in enumerate(rows, start=1)
    ]
    return Table(text("part.no_document"), columns, lines)


def forms_chart(rows: Sequence[Row]) -> Chart | None:
    """Return the share of expected reports that arrived, one bar a form."""
    bars = [
        Bar(
            _same(f"{row['form_code']} ") + names(row, "form_name"),
            Decimal(100 * row["received"]) / row["expected"],
            _same(f"{row['received']}/{row['expected']}"),
        )
        for row in rows
    ]
    return Chart(text("chart.forms"), bars, Decimal(100)) if bars else None


def section_charts(section: Section, figures: Figures) -> list[Chart]:
    """Return the charts of a section; figures that are unknown are not drawn as nothing."""
    rows = [row for row in map(figures.get, section.chart) if row is not None]
    charts = [_figures_chart(section.title, rows, "indicator_name")]
    if section.chart_by:
        for code_list, parts in by_list(figures.parts(section.chart_by)):
            title = text("chart.parts", title=_indicator(parts), by=list_name(code_list))
            charts.append(_figures_chart(title, parts, "category_name"))
    return [chart for chart in charts if chart is not None]


def _figures_chart(caption: Text, rows: Sequence[Row], name: str) -> Chart | None:
    known_rows = [row for row in rows if row["value"] is not None]
    if len(known_rows) < 2:
        return None
    bars = [_figure_bar(row, names(row, name, row["indicator_code"])) for row in known_rows]
    whole = max(max(bar.value, bar.before or bar.value) for bar in bars)
    return Chart(caption, bars, whole) if whole else None


def _figure_bar(row: Row, label: Text) -> Bar:
    shown = figure_text(row, row["value"]) + _same(f" ({_coverage(row).vi})")
    if row["comparison"] != "comparable":
        return Bar(label, row["value"], shown)
    before_shown = figure_text(row, row["previous_value"]) + _same(
        f" ({_coverage(row, 'previous_').vi})"
    )
    return Bar(label, row["value"], shown, row["previous_value"], before_shown)


def _indicator(parts: Sequence[Row]) -> Text:
    return names(parts[0], "indicator_name", parts[0]["indicator_code"])


def _annex_line(row: Row) -> Line:
    code = row["indicator_code"]
    is_part = row["category_code"] != TOTAL
    cells = [
        _same(f"{code}.{row['category_code']}" if is_part else code),
        _name(row),
        figure_text(row, row["value"]),
        *(_or_dash(row[key]) for key in ("numerator", "denominator")),
        _coverage(row),
        _previous(row),
        _coverage(row, "previous_"),
        _change(row),
        _percent(row),
    ]
    return Line(cells, is_part)


def _name(row: Row) -> Text:
    if row["category_code"] != TOTAL:
        return names(row, "category_name", row["category_code"])
    return _full_name(row)


def _full_name(row: Row) -> Text:
    """Return the indicator's name with its unit of measure, and the category if it is of one."""
    name = names(row, "indicator_name", row["indicator_code"])
    if row["category_code"] != TOTAL:
        name += Text(": ", ": ") + names(row, "category_name", row["category_code"])
    return name + Text(f" ({row['measure_vi']})", f" ({row['measure_en']})")


def _previous(row: Row) -> Text:
    if row["previous_value"] is not None:
        return figure_text(row, row["previous_value"])
    return known("cell", "no_previous" if row["comparison"] == "unknown" else row["comparison"])


def _target(row: Row) -> Text:
    value = row["target_value"]
    return _same("–") if value is None else figure_text(row, value)


def _change(row: Row) -> Text:
    if row["change"] is None:
        return _same("–")
    return _signed(row["change"], number(abs(row["change"]), row["decimals"]))


def _percent(row: Row) -> Text:
    if row["change_percent"] is None:
        return _same("–")
    return _signed(row["change_percent"], percent(abs(row["change_percent"])))


def _signed(value: Decimal, shown: Text) -> Text:
    """Return a figure with its sign; the minus is the long one, which no spreadsheet computes."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return _same(sign) + shown


def _coverage(row: Row, prefix: str = "") -> Text:
    expected = row[f"{prefix}units_expected"]
    if expected is None:
        return _same("–")
    return number(row[f"{prefix}units_reported"]) + _same("/") + number(expected)


def _or_dash(value: Decimal | None) -> Text:
    return _same("–") if value is None else number(value)


def _or_blank(value: Decimal | None) -> Text:
    return text("head.blank") if value is None else number(value)


def _same(words: str) -> Text:
    return Text(words, words)
