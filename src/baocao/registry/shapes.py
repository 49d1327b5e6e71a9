"""What is stated about one seed file: its columns, key and references."""

from dataclasses import dataclass, field

from baocao.registry.fields import Parser, day, optional_day, text


@dataclass(frozen=True)
class Reference:
    """A column whose values must stand in a column of another file; blank is left out."""

    column: str
    table: str
    target: str


@dataclass(frozen=True)
class Table:
    """One seed file: its path under `seeds/`, columns in file order, key and references.

    `numbered_by` is the column of the key that tells the versions of a thing apart.
    """

    path: str
    columns: dict[str, Parser]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = field(default=())
    numbered_by: str = "valid_from"

    @property
    def identity(self) -> tuple[str, ...]:
        """Return the columns that name a thing, of which one version is in force on a day."""
        return tuple(column for column in self.key if column != self.numbered_by)


TREES = ("territorial", "reporting", "party", "government", "union")
VALIDITY: dict[str, Parser] = {"valid_from": day, "valid_to": optional_day}
NAMES: dict[str, Parser] = {"name_vi": text, "name_en": text}
