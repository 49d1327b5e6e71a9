"""The seeds of the published facts: those of this province with the overlay laid over them.

`seeds/facts/overlay/` holds only the files that differ, each with the header of the file it lies
over. A row whose key is there already changes the columns that it fills in; any other row is added.
The files of `WHOLE` take the place of the others, and its addressees those of the provinces that
the facts are about. The tree of totals of the other provinces is that of their territory, to which
the overlay adds the bodies below the province.
"""

import csv
import shutil
from collections.abc import Iterable
from pathlib import Path

from baocao.registry.tables import TABLES

Row = dict[str, str]
FOLDER = Path("facts")
OVERLAY = FOLDER / "overlay"
# What belongs to one province: years, reviews, documents, targets, corrections.
WHOLE = frozenset(
    {
        "corrections",
        "document_addressees",
        "documents",
        "reporting_years",
        "special_periods",
        "targets",
    }
)
ADDRESSEES = "form_addressees"
DOCUMENT_LIST = "CL_DOCUMENT"


def compose(seeds: Path, target: Path, provinces: Iterable[str]) -> None:
    """Write the composed seeds folder.

    Args:
        seeds: this province's seeds, with the overlay in them.
        target: a folder that does not exist yet.
        provinces: codes of the provinces whose reports the facts are about.
    """
    own = set(provinces)
    shutil.copytree(seeds, target, ignore=shutil.ignore_patterns(FOLDER.name))
    for name, table in TABLES.items():
        over = seeds / OVERLAY / table.path
        if over.exists():
            path = target / table.path
            header, rows = _read(path)
            added = _read(over)[1]
            if name == ADDRESSEES:
                rows = [row for row in rows if row["within_unit_code"] not in own]
            _write(path, header, added if name in WHOLE else _laid_over(rows, added, table.key))
    _drop_other_documents(target)
    _add_reporting_trees(target, own)


def _laid_over(rows: list[Row], added: list[Row], key: tuple[str, ...]) -> list[Row]:
    found = {tuple(row[column] for column in key): row for row in rows}
    for row in added:
        own = tuple(row[column] for column in key)
        filled = {column: value for column, value in row.items() if value}
        found[own] = {**found[own], **filled} if own in found else row
    return list(found.values())


def _drop_other_documents(target: Path) -> None:
    """Leave out categories and items of documents that the overlay does not list."""
    _, documents = _read(target / TABLES["documents"].path)
    known = {row["document_code"] for row in documents}
    path = target / TABLES["code_lists"].path
    header, rows = _read(path)
    others = {
        row["category_code"]
        for row in rows
        if row["code_list"] == DOCUMENT_LIST and row["category_code"] not in known
    }
    _write(path, header, [row for row in rows if not _is_of(row, others)])
    path = target / TABLES["form_items"].path
    header, rows = _read(path)
    _write(path, header, [row for row in rows if row["category_code"] not in others])


def _is_of(row: Row, categories: set[str]) -> bool:
    return row["code_list"] == DOCUMENT_LIST and row["category_code"] in categories


def _add_reporting_trees(target: Path, provinces: set[str]) -> None:
    """Add the trees of totals: the units of the territory, until the province's own tree begins."""
    path = target / TABLES["unit_parents"].path
    header, rows = _read(path)
    begins: dict[str, str] = {}
    for row in rows:
        if row["tree"] == "reporting":
            code = row["unit_code"]
            begins[code] = min(row["valid_from"], begins.get(code, row["valid_from"]))
    first = min(row["valid_from"] for row in rows)
    land = [row for row in rows if row["tree"] == "territorial" and row["valid_from"] == first]
    districts = {row["unit_code"] for row in land if row["parent_unit_code"] in provinces}
    for row in land:
        if row["parent_unit_code"] in provinces | districts:
            until = begins.get(row["unit_code"], row["valid_to"])
            rows.append({**row, "tree": "reporting", "valid_to": until})
    _write(path, header, rows)


def _read(path: Path) -> tuple[list[str], list[Row]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames or ()), list(reader)


def _write(path: Path, header: list[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
