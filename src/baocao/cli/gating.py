"""Commands of the gate: `baocao check`, and `baocao publish` behind it."""

import click

from baocao import publishing
from baocao.cli import print_json
from baocao.cli.progress import bar
from baocao.quality import CheckResult, StageResult
from baocao.quality import check as run_check
from baocao.settings import Settings

STAGES = {"landing": "dữ liệu đã nạp / landing", "marts": "kho số liệu / marts"}


@click.command()
@click.option(
    "--stage",
    type=click.Choice(["landing", "marts", "all"]),
    default="all",
    help="Kiểm tra gì / what to check.",
)
@click.option("--full", is_flag=True, help="Xem lại mọi lô / look at every landed batch again.")
@click.option("--json", "as_json", is_flag=True, help="Một đối tượng / one JSON object.")
def check(stage: str, full: bool, as_json: bool) -> int:
    """Kiểm tra dữ liệu đã nạp và kho / check what has landed and the warehouse.

    Runs the Great Expectations suites, builds the Data Docs and saves the verdict that publishing
    asks for. Exit code 1 when a critical expectation failed: publishing is then refused.
    """
    settings = Settings.from_env()
    with bar("Kiểm tra / checking", hidden=as_json) as progress:
        result = run_check(settings, stage, full=full, progress=progress)
    if as_json:
        print_json({**result.to_dict(), "data_docs": str(settings.data_docs / "index.html")})
    else:
        _print_result(result)
        click.echo(f"Data Docs: {settings.data_docs / 'index.html'}")
    return 1 if result.red else 0


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Một đối tượng / one JSON object.")
def publish(as_json: bool) -> None:
    """Công bố bản dựng đã kiểm tra / publish the build that passed its check.

    A new version appears in one atomic step; readers who have a version open keep it. Refused with
    exit code 1 while a gate is red, missing or for another build. The same build is published once.
    """
    settings = Settings.from_env()
    published = publishing.publish(settings)
    if as_json:
        print_json(vars(published))
        return
    if published.created:
        rows = sum(published.tables.values())
        done = f"Đã công bố / published {published.version}: {len(published.tables)} bảng / tables"
        click.echo(f"{done}, {rows:,} dòng / rows, {published.path}")
    else:
        click.echo(f"Bản dựng này đã công bố / already published as {published.version}")


def _print_result(result: CheckResult) -> None:
    for name, stage in result.stages.items():
        click.echo(_stage_line(name, stage))
        for failure in stage.failures:
            click.echo(f"  {failure}")
            for row in failure.rows:
                click.echo("      " + ", ".join(f"{key}={value}" for key, value in row.items()))


def _stage_line(name: str, stage: StageResult) -> str:
    evaluated = sum(suite.evaluated for suite in stage.suites)
    mark = "✗ đỏ / red" if stage.red else "✓ xanh / green"
    failed = f"{len(stage.failures)}/{evaluated} điều kiện không đạt / expectations failed"
    return f"{mark}: {STAGES[name]}, {failed}"
