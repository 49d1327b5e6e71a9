"""The command `changes`: what reports that were sent again changed."""

from dataclasses import asdict
from datetime import datetime

import click

from baocao.cli import print_json
from baocao.cli.as_of import as_of_option, settings_as_of
from baocao.cli.reading import json_option, lang_option
from baocao.reporting import printing
from baocao.reporting.changes import figure_changes
from baocao.reporting.language import Language, text, version_name


@click.command()
@click.option("--period", help="Kỳ / period, e.g. 2025-Q1.")
@click.option("--unit", help="Đơn vị / unit code.")
@as_of_option
@lang_option
@json_option
def changes(
    period: str | None, unit: str | None, as_of: datetime | None, lang: Language, as_json: bool
) -> None:
    """Báo cáo gửi lại đã đổi số nào / old value, new value and delta of reports sent again."""
    report = figure_changes(settings_as_of(as_of), period, unit)
    if as_json:
        print_json(asdict(report) | {"count": len(report.changes)})
        return
    if as_of is not None:
        click.echo(version_name(report.version)[lang])
    printing.print_changes(report.changes, lang)
    click.echo(f"{text('word.total')[lang]}: {len(report.changes)}")
