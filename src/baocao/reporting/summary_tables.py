"""Tables and charts of the summary report, from rows of the published tables."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from baocao.reporting.blocks import Bar, Chart, Column, Line, Table
from baocao.reporting.language import Text, known, names, number, percent, same, text
from baocao.reporting.reading import Row
from baocao.reporting.summary_narrative import figure_text
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
    """Return every indicator with its breakdowns, both coverages and the parts of rates.

    Where the territory changed, the year before restated on today's borders stands instead of the
    columns that would be empty.
    """
    columns = [
        Column(text("head.code"), 8),
        Column(text("head.indicator"), 32),
        Column(text("head.value"), 9, is_number=True),
        Column(text("head.numerator"), 8, is_number=True),
        Column(text("head.denominator"), 8, is_number=True),
        Column(text("head.coverage"), 9, is_number=True),
    ]
    restated = has_restated(rows)
    if restated:
        columns.append(Column(text("head.restated"), 9, is_number=True))
    else:
        columns.append(Column(text("head.previous"), 9, is_number=True))
    columns.append(Column(text("head.previous_coverage"), 8, is_number=True))
    if not restated:
        columns.append(Column(text("head.change"), 9, is_number=True))
        columns.append(Column(text("head.percent"), 7, is_number=True))
    return Table(caption, columns, [_annex_line(row, restated=restated) for row in rows])


def has_restated(rows: Iterable[Row]) -> bool:
    """Return whether a year before on today's borders is all there is beside the figures."""
    listed = list(rows)
    return any(row["restated_value"] is not None for row in listed) and not any(
        row["is_comparable"] for row in listed
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
                    same(f"{row['form_code']} ") + names(row, "form_name"),
                    *(number(row[count]) for count in COUNTS),
                    percent(row["completeness"]),
                ]
            )
            for row in rows
        ],
    )


def forms_chart(rows: Sequence[Row]) -> Chart | None:
    """Return the share of expected reports that arrived, one bar a form."""
    bars = [
        Bar(
            same(f"{row['form_code']} ") + names(row, "form_name"),
            Decimal(100 * row["received"]) / row["expected"],
            same(f"{row['received']}/{row['expected']}"),
        )
        for row in rows
    ]
    return Chart(text("chart.forms"), bars, Decimal(100)) if bars else None


def section_charts(section: Section, figures: Figures) -> list[Chart]:
    """Return the charts of a section; figures that are unknown are not drawn as nothing."""
    rows = [row for row in map(figures.get, section.chart) if row is not None]
    charts = [_figures_chart(section.title, rows, "indicator_name")]
    if section.chart_by:
        for told, parts in figures.parts(section.chart_by):
            title = text("chart.parts", title=_indicator(parts), by=told)
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
    shown = figure_text(row, row["value"]) + same(f" ({_coverage(row).vi})")
    if row["comparison"] != "comparable":
        return Bar(label, row["value"], shown)
    before_shown = figure_text(row, row["previous_value"]) + same(
        f" ({_coverage(row, 'previous_').vi})"
    )
    return Bar(label, row["value"], shown, row["previous_value"], before_shown)


def _indicator(parts: Sequence[Row]) -> Text:
    return names(parts[0], "indicator_name", parts[0]["indicator_code"])


def _annex_line(row: Row, *, restated: bool) -> Line:
    code = row["indicator_code"]
    is_part = row["category_code"] != TOTAL
    cells = [
        same(f"{code}.{row['category_code']}" if is_part else code),
        _name(row),
        figure_text(row, row["value"]),
        *(_or_dash(row[key]) for key in ("numerator", "denominator")),
        _coverage(row),
    ]
    if restated:
        value = row["restated_value"]
        cells += [same("–") if value is None else figure_text(row, value)]
        cells += [_coverage(row, "restated_")]
    else:
        cells += [_previous(row), _coverage(row, "previous_"), _change(row), _percent(row)]
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
    mark = " *" if row["is_derived"] else ""
    return name + Text(f" ({row['measure_vi']}){mark}", f" ({row['measure_en']}){mark}")


def _previous(row: Row) -> Text:
    if row["previous_value"] is not None:
        return figure_text(row, row["previous_value"])
    return known("cell", "no_previous" if row["comparison"] == "unknown" else row["comparison"])


def _target(row: Row) -> Text:
    value = row["target_value"]
    return same("–") if value is None else figure_text(row, value)


def _change(row: Row) -> Text:
    if row["change"] is None:
        return same("–")
    return _signed(row["change"], number(abs(row["change"]), row["decimals"]))


def _percent(row: Row) -> Text:
    if row["change_percent"] is None:
        return same("–")
    return _signed(row["change_percent"], percent(abs(row["change_percent"])))


def _signed(value: Decimal, shown: Text) -> Text:
    """Return a figure with its sign; the minus is the long one, which no spreadsheet computes."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return same(sign) + shown


def _coverage(row: Row, prefix: str = "") -> Text:
    expected = row[f"{prefix}units_expected"]
    if expected is None:
        return same("–")
    return number(row[f"{prefix}units_reported"]) + same("/") + number(expected)


def _or_dash(value: Decimal | None) -> Text:
    return same("–") if value is None else number(value)
