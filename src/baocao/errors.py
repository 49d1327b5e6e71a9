"""What can go wrong, in words that name the place and the remedy.

Faults in what units send are data (findings), never exceptions. The exceptions here concern the
operator: a wrong call, a wrong configuration, a gate that is closed.
"""

from dataclasses import dataclass
from pathlib import Path


class BaocaoError(Exception):
    """Base of all errors that are shown to the operator without a traceback."""

    exit_code = 2


class UsageError(BaocaoError):
    """The call is wrong: an unknown unit, period, form or option."""


@dataclass(frozen=True, order=True)
class ConfigFault:
    """One fault in `seeds/` or `expectations/`, with its place.

    Attributes:
        file: path of the file, relative to the folder that was checked.
        row: line number in the file as an editor shows it, 0 for the whole file.
        column: name of the CSV column or of the YAML field, empty for the whole row.
        message: what was found, what was expected and what to do.
    """

    file: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        """Return `file:row [column] message`."""
        place = f"{self.file}:{self.row}" if self.row else self.file
        return (
            f"{place} [{self.column}] {self.message}" if self.column else f"{place} {self.message}"
        )


class ConfigError(BaocaoError):
    """`seeds/` or `expectations/` are not fit to run with; carries every fault found."""

    def __init__(self, faults: list[ConfigFault]) -> None:
        """Keep the faults in file order.

        Args:
            faults: at least one fault.
        """
        self.faults = sorted(faults)
        count = len(self.faults)
        listing = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(
            f"Cấu hình có {count} lỗi / the configuration has {count} fault(s):\n{listing}"
        )


class StateError(BaocaoError):
    """The state under BAOCAO_HOME is missing or not as expected, e.g. nothing published yet."""


class BuildFailed(BaocaoError):  # noqa: N818 - an outcome, said as it is logged
    """dbt reported an error; the warehouse and the published version are as before."""

    exit_code = 1


class PublishRefused(BaocaoError):  # noqa: N818 - an outcome, said as it is logged
    """A gate is red, missing or belongs to another build; the published version stands."""

    exit_code = 1


class EditionRefused(BaocaoError):  # noqa: N818 - an outcome, said as it is logged
    """A period cannot be frozen or re-opened as it stands; its editions are as before."""

    exit_code = 1


def relative_name(path: Path, base: Path) -> str:
    """Return `path` as shown to people: relative to the parent of `base` where possible."""
    try:
        return path.relative_to(base.parent).as_posix()
    except ValueError:
        return path.as_posix()
