"""What is stated about one seed file: its columns, key and references."""

from dataclasses import dataclass, field

from baocao.registry.fields import Parser


@dataclass(frozen=True)
class Reference:
    """A column whose values must stand in a column of another file; blank is left out."""

    column: str
    table: str
    target: str


@dataclass(frozen=True)
class Table:
    """One seed file: its path under `seeds/`, columns in file order, key and references."""

    path: str
    columns: dict[str, Parser]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = field(default=())
