"""The two tables: the forty hazards, and what becomes of each file that shows one."""

import csv
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent


class Hazard(NamedTuple):
    """One hazard of the list and what happens to it, in both languages."""

    number: int
    name_vi: str
    name_en: str
    what_happens_vi: str
    what_happens_en: str


class Expected(NamedTuple):
    """One row of the table of cases.

    Attributes:
        hazard: the number of the hazard.
        file: the file's name; of several deliveries, that of the first.
        outcome: what becomes of each report, "refused" for a whole file; deliveries parted by "|".
        findings: finding codes, each with the item or the cell it is about.
        figures: figures that differ from a faultless report's, by item; "~" marks an estimate.
    """

    hazard: int
    file: str
    outcome: str
    findings: str
    figures: str


def hazards() -> list[Hazard]:
    """Return the forty hazards in order."""
    with (HERE / "hazards.csv").open(encoding="utf-8", newline="") as file:
        return [Hazard(int(row["hazard"]), *list(row.values())[1:]) for row in csv.DictReader(file)]


def cases() -> list[Expected]:
    """Return the table of cases in order."""
    with (HERE / "cases.csv").open(encoding="utf-8", newline="") as file:
        return [
            Expected(int(row["hazard"]), *list(row.values())[1:]) for row in csv.DictReader(file)
        ]
