"""The command `baocao compact`: small batches of landing become one."""

from dataclasses import asdict

import click

from baocao.cli import print_json
from baocao.compacting import FEWEST
from baocao.compacting import compact as merge_batches
from baocao.settings import Settings


@click.command()
@click.option(
    "--fewest",
    type=click.IntRange(2),
    default=FEWEST,
    show_default=True,
    help="Ít hơn số lô này thì không gộp / merge nothing below this number of batches.",
)
@click.option("--json", "as_json", is_flag=True, help="Một đối tượng / one JSON object.")
def compact(fewest: int, as_json: bool) -> None:
    """Gộp các lô nhỏ / merge small batches of landing; safe beside everything else.

    Only what the warehouse is built from is merged. What was merged is removed a day later.
    """
    done = merge_batches(Settings.from_env(), fewest)
    if as_json:
        print_json(asdict(done))
    else:
        click.echo(
            f"đã gộp / merged: {done.merged}; còn / now: {done.folders}; "
            f"đã xóa / removed: {done.removed}"
        )
