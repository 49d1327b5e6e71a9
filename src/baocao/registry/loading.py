"""Reads the seed files, row by row, and lists every fault with its file, row and column."""

import csv
import io
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from baocao.errors import ConfigFault, relative_name
from baocao.files import sha256_of, short_hash
from baocao.registry.fields import Parser
from baocao.registry.tables import TABLES, Table

# A column, how it is read, and what its values so far were read as.
Field = tuple[str, Parser, dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """One typed row of a seed file and the line it stands on."""

    line: int
    values: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        """Return the typed value of a column."""
        return self.values[column]


def content_of(seeds: Path) -> str:
    """Return a hash of all seed files of a folder; one that is missing counts as such."""
    paths = [seeds / table.path for table in TABLES.values()]
    return short_hash(*(sha256_of(path) if path.is_file() else "" for path in paths))


class SeedReader:
    """Reads all seed files of a folder; afterwards `faults` holds what is wrong."""

    def __init__(self, seeds: Path) -> None:
        """Prepare to read a seeds folder.

        Args:
            seeds: the folder, laid out as `tables.TABLES` states.
        """
        self.seeds = seeds
        self.faults: list[ConfigFault] = []

    def fault(self, table: Table, line: int, column: str, message: str) -> None:
        """Note one fault of one table."""
        name = relative_name(self.seeds / table.path, self.seeds)
        self.faults.append(ConfigFault(name, line, column, message))

    def read_all(self) -> dict[str, list[Row]]:
        """Return the rows of every table; rows with faults are left out and noted."""
        rows = {name: self._read(table) for name, table in TABLES.items()}
        for name, table in TABLES.items():
            self._check_key(table, rows[name])
            self._check_overlaps(table, rows[name])
            self._check_references(table, rows[name], rows)
        return rows

    def read_table(self, name: str) -> list[Row]:
        """Return the rows of one table by itself; references to others are not looked at."""
        rows = self._read(TABLES[name])
        self._check_key(TABLES[name], rows)
        return rows

    def _read(self, table: Table) -> list[Row]:
        path = self.seeds / table.path
        try:
            content = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            self.fault(table, 0, "", "không có tệp / file is missing")
            return []
        except UnicodeDecodeError as error:
            self.fault(table, 0, "", f"không phải UTF-8 / not UTF-8: byte {error.start}")
            return []
        reader = csv.reader(io.StringIO(content, newline=""))
        header = next(reader, [])
        if header != list(table.columns):
            expected = ",".join(table.columns)
            found = ",".join(header)
            self.fault(table, 1, "", f"tìm thấy / found {found}; cần / expected {expected}")
            return []
        fields: list[Field] = [(name, parser, {}) for name, parser in table.columns.items()]
        rows = [self._parse(table, reader.line_num, values, fields) for values in reader if values]
        return [row for row in rows if row is not None]

    def _parse(self, table: Table, line: int, values: list[str], fields: list[Field]) -> Row | None:
        if len(values) != len(table.columns):
            message = (
                f"tìm thấy / found {len(values)} cột / columns; cần / expected {len(table.columns)}"
            )
            self.fault(table, line, "", message)
            return None
        typed: dict[str, Any] = {}
        for (column, parser, known), value in zip(fields, values, strict=True):
            if value in known:
                typed[column] = known[value]
                continue
            try:
                if value != value.strip() or not unicodedata.is_normalized("NFC", value):
                    raise ValueError("thừa khoảng trắng hoặc không phải NFC / spaces or not NFC")
                typed[column] = known[value] = parser(value)
            except ValueError as error:
                self.fault(table, line, column, str(error))
        return Row(line, typed) if len(typed) == len(table.columns) else None

    def _check_key(self, table: Table, rows: list[Row]) -> None:
        keys = [tuple(map(row.values.__getitem__, table.key)) for row in rows]
        counts = Counter(keys)
        if len(counts) == len(keys):
            return
        for row, key in zip(rows, keys, strict=True):
            if counts[key] > 1:
                shown = ", ".join(str(part) for part in key)
                self.fault(
                    table, row.line, "+".join(table.key), f"trùng khóa / duplicate key: {shown}"
                )

    def _check_overlaps(self, table: Table, rows: list[Row]) -> None:
        """Versions of one thing must not be in force on the same day."""
        if table.numbered_by not in table.key:
            return
        columns = table.identity
        ordered = sorted(
            rows, key=lambda row: (*(str(row[column]) for column in columns), row["valid_from"])
        )
        for row in ordered:
            if row["valid_to"] is not None and row["valid_to"] <= row["valid_from"]:
                self.fault(
                    table, row.line, "valid_to", "phải sau valid_from / must be after valid_from"
                )
        for earlier, later in pairwise(ordered):
            same = all(earlier[column] == later[column] for column in columns)
            if same and (earlier["valid_to"] or date.max) > later["valid_from"]:
                message = f"chồng với dòng / overlaps with row {earlier.line}"
                self.fault(table, later.line, "valid_from", message)

    def _check_references(
        self, table: Table, rows: list[Row], all_rows: dict[str, list[Row]]
    ) -> None:
        for reference in table.references:
            known = {row[reference.target] for row in all_rows[reference.table]}
            target = f"{TABLES[reference.table].path}[{reference.target}]"
            for row in rows:
                value = row[reference.column]
                if value and value not in known:
                    message = f"tìm thấy / found {value!r}; không có trong / not in {target}"
                    self.fault(table, row.line, reference.column, message)
