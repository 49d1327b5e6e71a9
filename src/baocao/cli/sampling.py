"""Commands about the sample province and about empty forms: sample, scoreboard, template."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from baocao.cli import print_json
from baocao.cli.curves import show_curves
from baocao.errors import UsageError
from baocao.files import write_atomic
from baocao.registry import Registry
from baocao.sampling.curves import SEEDS, all_detectors, measure
from baocao.sampling.measuring import sample_scoreboard, seed_results
from baocao.sampling.province import DEFAULT_SEED, FIRST_PERIOD, LAST_PERIOD
from baocao.sampling.scoreboard import (
    LOWEST_PRECISION,
    LOWEST_RECALL,
    Score,
    Scoreboard,
    by_size,
    combined,
    published_scoreboard,
)
from baocao.sampling.writing_out import SampleRange, write_sample
from baocao.settings import Settings
from baocao.templating import ready_template

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Một đối tượng / one JSON object."
)
file_option = click.Path(dir_okay=False, path_type=Path)
LISTED = 50
TABLE_WIDTH = 90


def _progress(files: Iterable[Path], count: int) -> AbstractContextManager[Iterable[Path]]:
    return click.progressbar(files, length=count, label="Tệp / files")


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Thư mục nhận / inbox folder; mặc định / default BAOCAO_INBOX.",
)
@click.option("--truth", type=file_option, help="Tệp sự thật / truth file; default truth.csv.")
@click.option("--seed", type=int, default=DEFAULT_SEED, show_default=True)
@click.option("--from", "first", default=FIRST_PERIOD, show_default=True, help="Kỳ đầu / first.")
@click.option("--to", "last", default=LAST_PERIOD, show_default=True, help="Kỳ cuối / last.")
@json_option
def sample(
    out: Path | None, truth: Path | None, seed: int, first: str, last: str, as_json: bool
) -> None:
    """Viết tỉnh mẫu với số liệu giả lập / write the sample province of synthetic figures.

    Writes the files that units would send, with faults, and a truth file that lists every flag
    that must be found. The same seed writes the same bytes.
    """
    wanted = SampleRange(seed, first, last)
    progress = None if as_json else _progress
    summary = write_sample(Settings.from_env(), out, truth, wanted, progress)
    if as_json:
        print_json(asdict(summary))
        return
    click.echo(
        f"{summary.files} tệp / files, {summary.reports} báo cáo / reports → {summary.inbox}"
    )
    flags = sum(summary.faults.values())
    click.echo(f"{flags} cảnh báo phải tìm thấy / flags to be found → {summary.truth}")


@click.command()
@click.option(
    "--truth",
    type=file_option,
    help="So với bản đã công bố / compare with what is published under BAOCAO_HOME. Without it the "
    "sample province is made, ingested, built, checked and published in a temporary folder.",
)
@click.option(
    "--seeds",
    type=click.IntRange(1),
    help="Số tỉnh mẫu khác nhau, lỗi đủ cỡ / how many provinces of other seeds, with faults of all "
    "sizes; each takes some minutes (with --curve some seconds).",
)
@click.option(
    "--curve",
    is_flag=True,
    help="Đường đặc trưng của các ngưỡng / operating curves: recall by size of fault and false "
    "alarms per 1,000 right reports, for each threshold tried.",
)
@json_option
@click.pass_context
def scoreboard(
    ctx: click.Context, truth: Path | None, seeds: int | None, curve: bool, as_json: bool
) -> None:
    """So lỗi tìm thấy với lỗi đã cài / compare the flags found with the faults put in.

    Exit code 1 when recall is below 1.0 or precision below 0.98, overall or in any class.
    """
    settings = Settings.from_env()
    if truth and (seeds or curve):
        raise UsageError("--truth, --seeds, --curve: chỉ dùng một / --truth goes with neither")
    if curve:
        registry = Registry.load(settings.seeds)
        show_curves(measure(registry, all_detectors(), range(1, (seeds or SEEDS) + 1)), as_json)
        return
    if seeds:
        ctx.exit(0 if _over_seeds(settings, seeds, as_json) else 1)
    if truth:
        board = published_scoreboard(settings, truth)
    else:
        board = sample_scoreboard(settings, lambda step: click.echo(step, err=True))
    if as_json:
        print_json(_document(board))
    else:
        _print(board)
    ctx.exit(0 if board.is_good else 1)


def _over_seeds(settings: Settings, count: int, as_json: bool) -> bool:
    """Measure the provinces of seeds 1, 2, … and print them together; tell whether all is good."""
    results = seed_results(settings, range(1, count + 1), lambda step: click.echo(step, err=True))
    board = combined(result.board for result in results)
    sizes = by_size([row for result in results for row in result.truth], board.misses)
    if as_json:
        each = [{"seed": one.seed} | _row(one.board.total) for one in results]
        print_json(_document(board) | {"sizes": [_row(one) for one in sizes], "seeds": each})
        return board.is_good
    for one in results:
        total = one.board.total
        click.echo(f"{one.seed}: {total.found}/{total.injected}, {total.false_alarms}")
    _print(board)
    _print_scores("Theo cỡ sai / by size", sizes)
    return board.is_good


def _row(score: Score) -> dict[str, object]:
    return asdict(score) | {
        "recall": round(score.recall, 4),
        "precision": round(score.precision, 4),
        "is_good": score.is_good,
    }


def _document(board: Scoreboard) -> dict[str, object]:
    return {
        "is_good": board.is_good,
        "total": _row(board.total),
        "classes": [_row(score) for score in board.scores],
        "misses": [asdict(row) for row in board.misses],
        "false_alarms": [asdict(flag) for flag in board.false_alarms],
    }


def _print(board: Scoreboard) -> None:
    _print_scores("Bảng điểm / scoreboard", (*board.scores, board.total))
    misses = [f"{row.fault_id} {' '.join(row.key)} ({row.note})" for row in board.misses]
    _list("Bỏ sót / missed", misses)
    alarms = [f"{' '.join(flag.key)}: {flag.message_vi}" for flag in board.false_alarms]
    _list("Báo nhầm / false alarms", alarms)
    bar = f"recall ≥ {LOWEST_RECALL}, precision ≥ {LOWEST_PRECISION}"
    click.echo(f"{'ĐẠT / passed' if board.is_good else 'KHÔNG ĐẠT / below the bar'}: {bar}")


def _print_scores(title: str, scores: Sequence[Score]) -> None:
    table = Table(title=title)
    table.add_column("Loại lỗi\nfault class", no_wrap=True)
    for name in ("cài\nput in", "thấy\nfound", "sót\nmissed", "báo nhầm\nfalse alarms"):
        table.add_column(name, justify="right", no_wrap=True)
    for name in ("độ phủ\nrecall", "độ chính xác\nprecision"):
        table.add_column(name, justify="right", no_wrap=True)
    for score in scores:
        counts = (score.injected, score.found, score.missed, score.false_alarms)
        table.add_row(
            score.fault_class or "tất cả / all",
            *map(str, counts),
            f"{score.recall:.3f}",
            f"{score.precision:.3f}",
            style="" if score.is_good else "bold red",
            end_section=not scores[-1].fault_class and score is scores[-2],
        )
    console = Console()
    if console.width < TABLE_WIDTH:
        console = Console(width=TABLE_WIDTH)
    console.print(table)


def _list(title: str, lines: list[str]) -> None:
    if lines:
        click.echo(f"{title}: {len(lines)}")
        for line in lines[:LISTED]:
            click.echo(f"  {line}")
        if len(lines) > LISTED:
            click.echo(f"  … {len(lines) - LISTED}: --json")


@click.command()
@click.option("--form", "form_code", required=True, help="Biểu / form, e.g. F-TCD.")
@click.option("--unit", "unit_code", required=True, help="Đơn vị gửi / sending unit, e.g. 01840.")
@click.option("--period", "period_code", required=True, help="Kỳ / period, e.g. 2026-Q3.")
@click.option("-o", "--output", type=file_option, required=True, help="Tệp / file, .xlsx.")
@json_option
def template(form_code: str, unit_code: str, period_code: str, output: Path, as_json: bool) -> None:
    """Biểu mẫu trống để điền / a form as a workbook, ready to fill."""
    settings = Settings.from_env()
    registry = Registry.load(settings.seeds)
    if output.suffix.lower() != ".xlsx":
        raise UsageError(
            f"--output: tìm thấy / found {output.name!r}; cần tên tệp .xlsx / expected .xlsx"
        )
    content = ready_template(settings, registry, form_code, unit_code, period_code)
    write_atomic(output, content)
    if as_json:
        print_json(
            {"output": str(output), "form": form_code, "unit": unit_code, "period": period_code}
        )
    else:
        click.echo(f"{form_code} {unit_code} {period_code} → {output}")
