"""Commands that make the warehouse: `baocao build`, and `baocao run` for the whole way."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from baocao.building import BuildResult
from baocao.building import build as make_build
from baocao.building.dbt import Progress
from baocao.cli import print_json
from baocao.settings import Settings

NODE_NAME_WIDTH = 40


@click.command()
@click.option("--full", is_flag=True, help="Làm lại tất cả / make every row anew.")
@click.option(
    "--target", type=click.Choice(["duckdb"]), default="duckdb", help="Nơi dựng / where to build."
)
@click.option("--json", "as_json", is_flag=True, help="Một đối tượng / one JSON object.")
def build(full: bool, target: str, as_json: bool) -> None:
    """Dựng kho từ những gì đã nạp / bring the warehouse up to what has landed.

    Makes again only the periods that changed, unless --full is given or seeds, rules or models
    changed. Both ways give the same rows.
    """
    settings = Settings.from_env()
    with progress_bar("build") as progress:
        result = make_build(settings, full=full, progress=progress)
    if as_json:
        print_json({**result.summary(), "target": target})
    else:
        click.echo(build_line(result))


def build_line(result: BuildResult) -> str:
    """Return one line on what a build did, Vietnamese first."""
    if not result.changed:
        return f"Không có gì mới / nothing to do: build {result.build_id}"
    if result.full:
        what = "mọi kỳ / every period"
    else:
        what = f"{len(result.periods)} kỳ / period(s): {', '.join(result.periods) or '-'}"
    batches = f"{len(result.new_batches)} lô mới / new batch(es)"
    nodes = f"{len(result.nodes)} bước / nodes; {result.seconds:.1f} s"
    return f"Đã dựng / built {result.build_id}: {what}; {batches}; {nodes}"


@contextmanager
def progress_bar(label: str) -> Iterator[Progress | None]:
    """Yield a function that draws a bar on standard error, or None where nobody looks at one."""
    if not sys.stderr.isatty():
        yield None
        return
    bars: list[Any] = []

    def show(node: str, done: int, total: int) -> None:
        if not bars:
            bars.append(click.progressbar(length=total, label=label, file=sys.stderr))
            bars[0].__enter__()
        bars[0].label = f"{label} {node[:NODE_NAME_WIDTH]:<{NODE_NAME_WIDTH}}"
        bars[0].update(max(0, done - bars[0].pos))

    try:
        yield show
    finally:
        for bar in bars:
            bar.__exit__(None, None, None)
