"""What was put into the sample province, so that what is found can be compared with it.

Grain of the truth file: one row per flag that must be raised. A fault with consequences, such as a
closing balance that the next report does not open with, has a row for each of them under one
`fault_id`. Rows follow from how the faults are made; no rule is ever run to obtain them.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from baocao.errors import UsageError
from baocao.files import write_atomic


@dataclass(frozen=True, order=True)
class TruthRow:
    """One flag that must be raised; blank form and period where the file tells neither.

    `size` is by how much a figure is wrong, blank where the fault is no amount.
    """

    fault_id: str
    fault_class: str
    check_code: str
    unit_code: str
    form_code: str
    period_code: str
    indicator_code: str
    file_name: str
    note: str
    size: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Return what a found flag is matched by."""
        return (self.check_code, self.unit_code, self.form_code, self.period_code)


COLUMNS = tuple(field.name for field in fields(TruthRow))


def write_truth(path: Path, rows: Iterable[TruthRow]) -> None:
    """Write the truth file as CSV, in a fixed order."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(row) for row in sorted(rows))
    write_atomic(path, text.getvalue())


def read_truth(path: Path) -> list[TruthRow]:
    """Read a truth file.

    Raises:
        UsageError: there is no such file, or its columns are not those of a truth file.
    """
    if not path.is_file():
        raise UsageError(f"{path}: không có tệp này / no such file; run `baocao sample` first")
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise UsageError(f"{path}: found columns {reader.fieldnames}; expected {list(COLUMNS)}")
        return [TruthRow(**row) for row in reader]
