"""`baocao ingest`: taking in what units sent."""

import logging
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from baocao.cli import print_json
from baocao.cli.channels import fill_inbox
from baocao.ingesting.pipeline import IngestResult
from baocao.ingesting.pipeline import ingest as take_in
from baocao.registry import Registry
from baocao.settings import Settings, parse_instant

MOST_SHOWN = 20
FILE_WORDS = {
    "read": "đã đọc / read",
    "refused": "không nhận / refused",
    "quarantined": "cách ly / quarantined",
    "duplicate": "trùng / duplicate",
    "finished": "đã xong từ trước / finished before",
    "unreachable": "không mở được / not readable",
}


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would come of it; write nothing.")
@click.option("--received-at", metavar="T", help="When the files arrived, ISO 8601 UTC.")
@click.option("--unit", metavar="U", help="Code of the unit that sent the files.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Read many files in N processes; default BAOCAO_INGEST_JOBS, else 1.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def ingest(
    paths: tuple[Path, ...],
    dry_run: bool,
    received_at: str | None,
    unit: str | None,
    jobs: int | None,
    as_json: bool,
) -> int:
    """Nhận tệp báo cáo / take in files: archive, read, land, receipt.

    Without PATH the whole inbox is taken in. Exit code 1: something was refused or is wrong.
    """
    settings = Settings.from_env()
    settings = replace(settings, ingest_jobs=jobs or settings.ingest_jobs)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    arrived = parse_instant(received_at, "--received-at") if received_at else None
    registry = Registry.load(settings.seeds)
    if not paths and not dry_run:
        fill_inbox(settings, registry)
    with _bar(hidden=as_json) as bar:
        task = bar.add_task("Nhận báo cáo / ingest", total=None)
        result = take_in(
            settings,
            registry,
            list(paths) or None,
            dry_run=dry_run,
            received_at=arrived,
            unit=unit,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    if as_json:
        print_json(_document(result, dry_run=dry_run))
    else:
        _print(result, settings, dry_run=dry_run)
    return 1 if result.has_faults else 0


def _bar(*, hidden: bool) -> Progress:
    console = Console(stderr=True)
    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(
        *columns, console=console, transient=True, disable=hidden or not console.is_terminal
    )


def _document(result: IngestResult, *, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "files": dict(result.files),
        "reports": dict(result.reports),
        "findings": dict(result.findings),
        "batch_ids": result.batch_ids,
        "affected": [list(pair) for pair in sorted(result.affected)],
        "receipts": [str(path) for path in result.receipts],
        "refused": [
            {"file": file, "finding_code": code, "message_vi": vi, "message_en": en}
            for file, code, vi, en in result.refused
        ],
    }


def _print(result: IngestResult, settings: Settings, *, dry_run: bool) -> None:
    if not any(result.files.values()):
        click.echo(f"Không có tệp nào / no files: {settings.inbox}")
        return
    if dry_run:
        click.echo("Chạy thử, không ghi gì / dry run, nothing is written")
    for title, counts in (
        ("tệp / files", {FILE_WORDS[name]: count for name, count in result.files.items()}),
        ("báo cáo / reports", result.reports),
        ("ghi nhận / findings", result.findings),
    ):
        for name, count in sorted(counts.items()):
            if count:
                click.echo(f"{count:7}  {title}: {name}")
    for file, code, message_vi, message_en in result.refused[:MOST_SHOWN]:
        click.echo(f"\n{file}\n  {code} {message_vi}\n        {message_en}")
    if len(result.refused) > MOST_SHOWN:
        click.echo(f"\n… {len(result.refused) - MOST_SHOWN} nữa / more")
    if result.receipts:
        click.echo(f"\nPhiếu tiếp nhận / receipts: {settings.receipts}")
