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
    """One seed file: its path under `seeds/`, columns in file order, key and references."""

    path: str
    columns: dict[str, Parser]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = field(default=())


TREES = ("territorial", "reporting", "party", "government", "union")
VALIDITY: dict[str, Parser] = {"valid_from": day, "valid_to": optional_day}
NAMES: dict[str, Parser] = {"name_vi": text, "name_en": text}
