"""Commands that read the published version: status, flags, trace, report, query."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from baocao.cli import print_json
from baocao.cli.as_of import as_of_option, settings_as_of
from baocao.reporting import printing
from baocao.reporting.flags import FLAG_STATUSES, quality_flags
from baocao.reporting.language import (
    Language,
    known,
    names,
    number,
    period_name,
    text,
    version_name,
)
from baocao.reporting.quality_report import Format, write_quality_report
from baocao.reporting.query import run_query
from baocao.reporting.reading import Row
from baocao.reporting.status import STATUSES, reporting_status
from baocao.reporting.summary_report import Format as SummaryFormat
from baocao.reporting.summary_report import write_summary_report
from baocao.reporting.trace import trace_figure

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Một đối tượng / one JSON object."
)
lang_option = click.option(
    "--lang",
    type=click.Choice(["vi", "en"]),
    default="vi",
    help="Ngôn ngữ / language of the words.",
)


def _say_as_of(version: str, as_of: datetime | None, lang: Language) -> None:
    if as_of is not None:
        click.echo(version_name(version)[lang])


@click.command()
@click.option("--period", help="Kỳ / period, e.g. 2025-Q1.")
@click.option("--form", help="Biểu / form, e.g. F-TCD.")
@click.option("--status", type=click.Choice(STATUSES), help="Chỉ tình trạng này / only this state.")
@as_of_option
@lang_option
@json_option
@click.pass_context
def status(
    ctx: click.Context,
    period: str | None,
    form: str | None,
    status: str | None,
    as_of: datetime | None,
    lang: Language,
    as_json: bool,
) -> None:
    """Ai đúng hạn, muộn, chưa nộp, bị từ chối / who is on time, late, missing, refused, not due.

    Prints the counts by period and form and, with --period or --status, the reports: those not on
    time unless --status asks otherwise. Exit code 1 when a report is missing or was refused.
    """
    report = reporting_status(settings_as_of(as_of), period, form, status)
    if as_json:
        print_json(asdict(report))
    else:
        _say_as_of(report.version, as_of, lang)
        printing.print_summary(report.summary, lang)
        quiet = () if status else ("on_time", "not_due")
        listed = [row for row in report.reports if row["status"] not in quiet]
        if listed and (period or status):
            click.echo()
            printing.print_reports(listed, lang)
    if any(row["missing"] or row["rejected"] for row in report.summary):
        ctx.exit(1)


@click.command()
@click.option("--unit", help="Đơn vị / unit code.")
@click.option("--period", help="Kỳ / period; `none`: flags whose period could not be told.")
@click.option(
    "--status", type=click.Choice(FLAG_STATUSES), help="Chỉ tình trạng này / only this state."
)
@as_of_option
@lang_option
@json_option
@click.pass_context
def flags(
    ctx: click.Context,
    unit: str | None,
    period: str | None,
    status: str | None,
    as_of: datetime | None,
    lang: Language,
    as_json: bool,
) -> None:
    """Cảnh báo chất lượng và chứng cứ / quality flags with their evidence.

    Exit code 1 when an open flag among them is at error or worse.
    """
    report = quality_flags(settings_as_of(as_of), unit, period, status)
    if as_json:
        print_json(asdict(report) | {"count": len(report.flags)})
    else:
        _say_as_of(report.version, as_of, lang)
        printing.print_flags(report.flags, lang)
        click.echo(f"{text('word.total')[lang]}: {len(report.flags)}")
    if report.has_serious:
        ctx.exit(1)


@click.command()
@click.option("--unit", required=True, help="Đơn vị / unit code, anywhere in the tree.")
@click.option("--indicator", required=True, help="Chỉ tiêu / indicator code, e.g. TD03.")
@click.option("--period", required=True, help="Kỳ / period, e.g. 2025-Q1.")
@click.option("--category", default="_T", show_default=True, help="Phân tổ / category code.")
@click.option(
    "--boundary",
    type=click.Choice(["as_reported", "current"]),
    default="as_reported",
    show_default=True,
    help="Địa giới khi báo cáo hay hiện nay / territory of the period, or today's.",
)
@as_of_option
@lang_option
@json_option
def trace(  # noqa: PLR0913 - one for each option
    unit: str,
    indicator: str,
    period: str,
    category: str,
    boundary: str,
    as_of: datetime | None,
    lang: Language,
    as_json: bool,
) -> None:
    """Từ số công bố về tệp, trang tính, ô / from a published figure to file, sheet and cell."""
    found = trace_figure(settings_as_of(as_of), unit, indicator, period, category, boundary)
    if as_json:
        print_json(asdict(found) | {"reconciles": found.reconciles})
        return
    click.echo(
        f"{names(found.figure, 'unit_name', unit)[lang]} ({unit}), {period_name(period)[lang]}, "
        f"{indicator} {names(found.figure, 'indicator_name')[lang]}: {_value(found.figure, lang)}"
    )
    click.echo(version_name(found.version)[lang])
    click.echo(text("trace.reconciles" if found.reconciles else "trace.differs")[lang])
    for part in found.parts:
        factor = "" if part.coefficient == 1 else f"{number(part.coefficient)[lang]} × "
        total = f"{factor}{part.indicator_code} = {number(part.total)[lang]}"
        click.echo(f"\n{known('role', part.role)[lang]}: {total}")
        printing.print_sources(part.sources, lang)
    if found.changes:
        said = text("trace.changed")[lang]
        click.echo(f"\n{said}")
        printing.print_changes(found.changes, lang)


def _value(figure: Row, lang: Language) -> str:
    value = text("trace.unknown") if figure["value"] is None else number(figure["value"])
    coverage = text(
        "trace.coverage", reported=figure["units_reported"], expected=figure["units_expected"]
    )
    return f"{value[lang]} {names(figure, 'measure')[lang]} ({coverage[lang]})"


@click.group()
def report() -> None:
    """Báo cáo cho người đọc / reports for people."""


@report.command()
@click.option("--period", required=True, help="Kỳ / period, e.g. 2025-Q1.")
@click.option("--format", "file_format", type=click.Choice(["html", "xlsx", "pdf"]), default="html")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Tệp ghi ra / file to write; by default reports/<period>/quality.<format>.",
)
@as_of_option
@lang_option
@json_option
def quality(
    period: str,
    file_format: Format,
    output: Path | None,
    as_of: datetime | None,
    lang: Language,
    as_json: bool,
) -> None:
    """Chất lượng báo cáo của một kỳ / the quality of a period's reporting.

    The page holds both languages; --lang says in which it opens. A workbook or PDF is in that one.
    """
    path, page = write_quality_report(settings_as_of(as_of), period, output, lang, file_format)
    if as_json:
        figures = {"figures": page.total, "open_flags": len(page.open_flags)}
        print_json({"path": path, "period": period, "version": page.version} | figures)
    else:
        click.echo(path)


@report.command()
@click.option("--period", required=True, help="Kỳ / period, e.g. 2025-A1.")
@click.option("--unit", help="Mã tỉnh / code of the province; needed where there are several.")
@click.option("--format", "file_format", type=click.Choice(["html", "xlsx", "pdf"]), default="html")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Tệp ghi ra / file to write; by default reports/<period>/summary_<unit>.<format>.",
)
@as_of_option
@lang_option
@json_option
def summary(
    period: str,
    unit: str | None,
    file_format: SummaryFormat,
    output: Path | None,
    as_of: datetime | None,
    lang: Language,
    as_json: bool,
) -> None:
    """Báo cáo tổng hợp của tỉnh trong một kỳ / a province's summary report of a period.

    Text and figures with the change against the year before, coverage, lists, charts and an annex.
    The page holds both languages; --lang says in which it opens. A workbook or PDF is in that one.
    """
    settings = settings_as_of(as_of)
    path, page = write_summary_report(settings, period, output, unit, lang, file_format)
    if as_json:
        counts = {"figures": len(list(page.figures)), "reports": page.reports}
        names_of = {"period": period, "unit": page.unit_code, "version": page.version}
        print_json({"path": path} | names_of | counts)
    else:
        click.echo(path)


@click.command()
@click.argument("sql")
@click.option(
    "--limit", type=click.IntRange(min=1), default=1000, show_default=True, help="Số dòng / rows."
)
@as_of_option
@json_option
def query(sql: str, limit: int, as_of: datetime | None, as_json: bool) -> None:
    """Hỏi phiên bản công bố bằng SQL / read-only SQL on the current published version.

    Tables of `marts` and `reports` need no schema in front. Prints at most --limit rows and says so
    when there were more.
    """
    result = run_query(settings_as_of(as_of), sql, limit)
    if as_json:
        rows = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
        print_json({"version": result.version, "truncated": result.truncated, "rows": rows})
        return
    if as_of is not None:
        click.echo(version_name(result.version).vi, err=True)
    printing.print_table(result.columns, result.rows)
    if result.truncated:
        click.echo(f"… còn nữa / there are more rows (--limit {limit})", err=True)
