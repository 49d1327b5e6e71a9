"""One call for every format: choose rows, write them to one file in one atomic step.

Rows pass in batches, so that memory does not grow with the table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from baocao.errors import UsageError
from baocao.exporting import ess, plain, sdmx
from baocao.exporting.selecting import Choice, Selection, open_selection
from baocao.files import atomic_path
from baocao.settings import Settings

Writer = Callable[[Selection, Path], int]


@dataclass(frozen=True)
class Format:
    """One format.

    Attributes:
        write: writes the selected rows to a path, returns how many.
        table: the table that it is of; None where the caller names one.
    """

    write: Writer
    table: str | None


FORMATS = {
    "csv": Format(plain.write_csv, None),
    "parquet": Format(plain.write_parquet, None),
    "sdmx-csv": Format(sdmx.write, sdmx.TABLE),
    "ess-json": Format(ess.write, ess.TABLE),
}


@dataclass(frozen=True)
class Export:
    """What was written: from which published version, which table, how many rows, and where."""

    version: str
    table: str
    rows: int
    path: str


def export(
    settings: Settings, format_name: str, target: Path, table: str | None, choice: Choice
) -> Export:
    """Write published rows to a file.

    Args:
        settings: where the published version is; with `as_of`, what was known then.
        format_name: a key of `FORMATS`.
        target: the file, replaced in one step.
        table: for `csv` and `parquet`, a table of `marts` or `reports`.
        choice: which rows.

    Raises:
        StateError: nothing is published yet.
        UsageError: no such table, or it has no column to choose by.
    """
    chosen = FORMATS[format_name]
    name = chosen.table or table
    if name is None:
        raise UsageError(f"--table: cần cho định dạng {format_name} / is needed for {format_name}")
    if table not in (None, name):
        raise UsageError(f"--table {table}: {format_name} luôn là / is always {name}")
    with open_selection(settings, name, choice) as selection:
        try:
            with atomic_path(target) as temporary:
                rows = chosen.write(selection, temporary)
        except pa.ArrowException as error:
            raise UsageError(f"{target}: {error}") from error
        return Export(selection.version, name, rows, str(target))
