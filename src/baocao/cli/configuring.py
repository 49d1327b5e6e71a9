"""`baocao config`: the province's configuration."""

import click

from baocao.checking import check_config, config_warnings
from baocao.cli import print_json
from baocao.settings import Settings


@click.group()
def config() -> None:
    """Cấu hình của tỉnh / the province's configuration."""


@config.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def check(as_json: bool) -> None:
    """Kiểm tra seeds/ và expectations/ / validate seeds and expectations as a whole."""
    settings = Settings.from_env()
    counts, warnings = check_config(settings), config_warnings(settings)
    if as_json:
        print_json({"status": "ok", "counts": counts, "warnings": warnings})
        return
    listing = ", ".join(f"{count} {name}" for name, count in counts.items())
    click.echo(f"Cấu hình hợp lệ / the configuration is valid: {listing}")
    for warning in warnings:
        click.echo(f"Lưu ý / note: {warning}")
