"""`baocao facts`: the figures that five provinces published, and what the warehouse finds."""

from pathlib import Path

import click

from baocao.cli import print_json
from baocao.facts.measuring import measure
from baocao.facts.printing import document, print_judgements
from baocao.settings import Settings


@click.command()
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Giữ kho ở thư mục này / keep the warehouse in this folder, or read again the one kept "
    "there. Without it everything happens in a temporary folder.",
)
@click.option("--json", "as_json", is_flag=True, help="Một đối tượng / one JSON object.")
@click.pass_context
def facts(ctx: click.Context, home: Path | None, as_json: bool) -> None:
    """So số liệu năm tỉnh đã công bố / reproduce the figures that five provinces published.

    Invents figures of their units, takes them in as files, builds, checks and publishes, and reads
    each fact from the published version. Exit code 1 when one testable fact is off.
    """
    kept = home.resolve() if home is not None else None
    judgements = measure(Settings.from_env(), lambda step: click.echo(step, err=True), kept)
    found = document(judgements)
    if as_json:
        print_json(found)
    else:
        print_judgements(judgements)
    ctx.exit(0 if found["is_good"] else 1)
