"""The command `baocao export`: published data and verdicts in standard formats."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from baocao.cli import print_json
from baocao.cli.as_of import as_of_option, settings_as_of
from baocao.exporting import FORMATS
from baocao.exporting import export as write_export
from baocao.exporting.selecting import Choice


@click.command()
@click.option(
    "--format", "format_name", required=True, type=click.Choice(list(FORMATS)), help="Định dạng."
)
@click.option("--table", help="Bảng (csv, parquet) / table, e.g. fct_indicator_values.")
@click.option("--unit", help="Chỉ đơn vị này / this unit only.")
@click.option("--form", help="Chỉ biểu này / this form only.")
@click.option("--period", help="Chỉ kỳ này / this period only.")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Tệp ghi ra / file.",
)
@as_of_option
@click.option("--json", "as_json", is_flag=True, help="Một đối tượng / one JSON object.")
def export(  # noqa: PLR0913 - one for each option
    format_name: str,
    table: str | None,
    unit: str | None,
    form: str | None,
    period: str | None,
    output: Path,
    as_of: datetime | None,
    as_json: bool,
) -> None:
    """Xuất số liệu đã công bố / published data and verdicts in formats of other systems.

    csv and parquet write one table; sdmx-csv the totals of indicators; ess-json the verdicts of all
    rules as a validation report of the European Statistical System.
    """
    done = write_export(
        settings_as_of(as_of), format_name, output, table, Choice(unit, form, period)
    )
    if as_json:
        print_json(asdict(done))
    else:
        click.echo(f"{done.version} {done.table}: {done.rows} dòng / rows → {done.path}")
