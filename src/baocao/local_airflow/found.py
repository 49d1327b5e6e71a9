"""What a run has found, read from the published version, as tables for a terminal."""

from collections.abc import Iterator

from rich import box
from rich.console import Console
from rich.table import Table

from baocao.local_airflow.watching import Run
from baocao.reporting.reading import Published, Row, open_published
from baocao.reporting.status import STATUSES, period_folder
from baocao.settings import Settings

DUE_STATUSES = {
    "on_time": "đúng hạn\non time",
    "late": "muộn\nlate",
    "missing": "thiếu\nmissing",
    "rejected": "bị từ chối\nrejected",
}
PERIODS_SHOWN = 4
# From workbooks to a published version; the rest is for people to read. A build that another DAG
# asked for, to be sure that nothing is missing, is not part of it.
MAIN_WORK = ("ingest", "check_landing", "build", "check_marts", "publish")


def _table(title: str, **columns: str) -> Table:
    """Return an empty table; numbers are columns whose header is marked with `#`."""
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for header in columns.values():
        is_number = header.startswith("#")
        table.add_column(header.lstrip("#"), justify="right" if is_number else "left")
    return table


def times(runs: list[Run]) -> Table:
    """Return the seconds of each task, without the runs that found nothing to do."""
    table = _table("Thời gian / time taken", dag="DAG", task="task", seconds="#giây\nseconds")
    busy = [run for run in runs if all(task.state != "skipped" for task in run.tasks)]
    for run in busy:
        for task in run.tasks:
            table.add_row(run.dag_id, task.task_id, f"{task.seconds or 0:.1f}")
        table.add_row(run.dag_id, "=", f"{run.seconds or 0:.1f}", style="bold", end_section=True)
    first = [run for run in busy if run.run_type != "operator_triggered"]
    main = sum(t.seconds or 0 for run in first for t in run.tasks if t.task_id in MAIN_WORK)
    table.add_row(f"{MAIN_WORK[0]} … {MAIN_WORK[-1]}", "=", f"{main:.1f}", style="bold")
    return table


def expected_reports(published: Published) -> Table:
    """Return how many reports were expected and what became of them, by period and in all."""
    counts = published.rows(
        "select period_code, count(*) as expected, "
        + ", ".join(f"count(*) filter (status = '{status}') as {status}" for status in STATUSES)
        + " from marts.fct_reporting_status where status <> 'not_due' "
        "group by period_code order by max(due_date) desc, period_code desc"
    )
    headers = {status: f"#{words}" for status, words in DUE_STATUSES.items()}
    table = _table(
        "Báo cáo phải gửi / reports expected",
        period="kỳ\nperiod",
        expected="#phải gửi\nexpected",
        **headers,
    )
    for row in counts[:PERIODS_SHOWN]:
        table.add_row(row["period_code"], *_figures(row))
    table.add_section()
    every = {key: sum(row[key] for row in counts) for key in ("expected", *DUE_STATUSES)}
    table.add_row(f"{len(counts)} kỳ / periods", *_figures(every), style="bold")
    return table


def _figures(row: Row) -> list[str]:
    return [f"{row[key]:,}" for key in ("expected", *DUE_STATUSES)]


def flags_by_kind(published: Published) -> Table:
    """Return how many flags there are of each kind and check, the most frequent first."""
    rows = published.rows(
        "select check_kind, check_code, any_value(check_name_vi) as name_vi, "
        "any_value(check_name_en) as name_en, count(*) as flags, "
        "count(*) filter (status = 'open') as still_open "
        "from reports.rpt_quality_flags group by check_kind, check_code "
        "order by check_kind, flags desc, check_code"
    )
    table = _table(
        "Cảnh báo theo loại / flags by kind",
        kind="loại\nkind",
        code="mã\ncode",
        flags="#cờ\nflags",
        still_open="#còn mở\nopen",
        check="kiểm tra\ncheck",
    )
    for number, row in enumerate(rows):
        is_last = number + 1 == len(rows) or rows[number + 1]["check_kind"] != row["check_kind"]
        is_first = number == 0 or rows[number - 1]["check_kind"] != row["check_kind"]
        table.add_row(
            row["check_kind"] if is_first else "",
            row["check_code"],
            f"{row['flags']:,}",
            f"{row['still_open']:,}",
            f"{row['name_vi']} / {row['name_en']}",
            end_section=is_last,
        )
    total = [f"{sum(row[key] for row in rows):,}" for key in ("flags", "still_open")]
    table.add_row("tất cả / all", "", *total, "", style="bold")
    return table


def pages(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield what there is to look at, with its path; of the period that fell due last."""
    with open_published(settings) as published:
        rows = published.rows(
            "select period_code from marts.fct_reporting_status where status <> 'not_due' "
            "group by period_code order by max(due_date) desc, period_code desc limit 1"
        )
    folder = period_folder(settings, rows[0]["period_code"])
    yield "Báo cáo chất lượng / quality report", f"{folder / 'quality.html'} (.xlsx)"
    yield "Chưa báo cáo / non-reporters", f"{folder / 'non_reporters.xlsx'} (.csv)"
    yield "Data Docs", str(settings.data_docs / "index.html")
    yield "Biên nhận / receipts", str(settings.receipts)


def show_found(settings: Settings, runs: list[Run], console: Console) -> None:
    """Print the time taken, what was found, the published version and where the pages are.

    Raises:
        StateError: nothing is published.
    """
    console.print(times(runs))
    with open_published(settings) as published:
        console.print(expected_reports(published), flags_by_kind(published))
        version = f"Phiên bản công bố / published version: [bold]{published.version}[/]"
    console.print(f"{version} ({settings.published / 'current'})", soft_wrap=True)
    for name, path in pages(settings):
        console.print(f"{name}: {path}", soft_wrap=True, highlight=False)
