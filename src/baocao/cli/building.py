"""Commands that make the warehouse: `baocao build`, and `baocao run` for the whole way."""

from collections.abc import Mapping

import click

from baocao.building import BuildResult
from baocao.building import build as make_build
from baocao.cli import print_json
from baocao.cli.channels import fill_inbox
from baocao.cli.progress import bar
from baocao.registry import Registry
from baocao.settings import Settings

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Một đối tượng / one JSON object."
)


@click.command()
@click.option("--full", is_flag=True, help="Làm lại mọi kỳ / make every period anew.")
@json_option
def build(full: bool, as_json: bool) -> int:
    """Dựng kho từ những gì đã nạp / bring the warehouse up to what has landed.

    Makes again only the periods that changed, unless --full is given or seeds, rules or models
    changed. Both ways give the same rows. Exit code 1: a rule is refused, and judges nobody.
    """
    result = _build(Settings.from_env(), full=full, hidden=as_json)
    if as_json:
        print_json(result.summary())
    else:
        click.echo(build_line(result))
        _tell_refused(result)
    return 1 if result.refused else 0


@click.command()
@json_option
def run(as_json: bool) -> int:
    """Nhận, dựng, kiểm tra, công bố / ingest, build, check and publish, without Airflow.

    Exit code 1: something was refused or flagged as an error, a rule among it, or a gate is red and
    the version published last stands.
    """
    from baocao.ingesting.pipeline import ingest
    from baocao.publishing import publish
    from baocao.quality import check

    settings = Settings.from_env()
    registry = Registry.load(settings.seeds)
    fill_inbox(settings, registry)
    with bar("Nhận báo cáo / ingest", hidden=as_json) as progress:
        taken = ingest(settings, registry, progress=progress)
    built = _build(settings, full=False, hidden=as_json)
    checked = check(settings, "all")
    published = None if checked.red else publish(settings)
    if as_json:
        counts = {"files": taken.files, "reports": taken.reports, "findings": taken.findings}
        print_json(
            {
                "ingest": {name: dict(count) for name, count in counts.items()},
                "build": built.summary(),
                "check": checked.to_dict(),
                "publish": vars(published) if published else None,
            }
        )
    else:
        click.echo(
            f"{_counts(taken.files)} tệp / files; {_counts(taken.reports)} báo cáo / reports"
        )
        click.echo(build_line(built))
        _tell_refused(built)
        for failure in checked.failures:
            click.echo(f"  {failure}")
        click.echo(
            f"Phiên bản / version {published.version}: {published.path}"
            if published
            else "Cổng đỏ, chưa công bố / a gate is red, nothing published"
        )
    return 1 if checked.red or taken.has_faults or built.refused else 0


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


def _tell_refused(result: BuildResult) -> None:
    """Name the rules that judged nobody: without a word their flags would seem to be settled."""
    for fault in result.refused:
        click.echo(f"  Quy tắc bị từ chối, không xét ai / rule refused, judges nobody: {fault}")


def _build(settings: Settings, *, full: bool, hidden: bool) -> BuildResult:
    with bar("Dựng kho / build", hidden=hidden) as progress:
        return make_build(settings, full=full, progress=progress)


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()) if count) or "0"
