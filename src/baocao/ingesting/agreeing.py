"""Do all places of a file that name a unit name the same one? Two that differ are told, always."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath
from typing import NamedTuple

from baocao.ingesting.grids import place
from baocao.ingesting.model import Both, FoundReport, Problem
from baocao.ingesting.text import fold
from baocao.ingesting.unit_index import UnitIndex
from baocao.registry import Unit

_TOKEN = re.compile(r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*")
# A shorter number in the name of a file may be anything.
_CODE = re.compile(r"[0-9]{5}|[A-Z]{2,}(?:-[0-9A-Z]+)+")
IN_HEADING = Both("tiêu đề", "the heading")
IN_MARK = Both("dấu ẩn của biểu mẫu", "the template's hidden mark")
IN_SHEET = Both("tên trang tính", "the sheet's name")
IN_FILE = Both("tên tệp", "the file's name")


class Naming(NamedTuple):
    """Units that one place names, and how to say which place that is."""

    units: list[Unit]
    where: Both
    cell: str = ""


class Agreement:
    """Compares the unit of a report with what the rest of the file says."""

    def __init__(self, index: UnitIndex) -> None:
        """Keep the look-ups.

        Args:
            index: the units that report here.
        """
        self._index = index

    def problems(
        self, report: FoundReport, file_name: str, unit: Unit, on: date
    ) -> Iterator[Problem]:
        """Yield a problem for each place that names other units and none that stands near.

        A superior's name above the own one is usual, and a district may send for its communes.
        """
        for naming in self._namings(report, file_name, on):
            if any(self._index.is_near(unit, one, on) for one in naming.units):
                continue
            named = ", ".join(dict.fromkeys(_shown(one) for one in naming.units))
            found = Both(f"{naming.where.vi} nêu {named}", f"{naming.where.en} names {named}")
            whole = not naming.cell
            yield Problem("UNT07", naming.cell, found, _shown(unit), is_of_file=whole)

    def proposal(self, report: FoundReport, file_name: str, on: date) -> str | None:
        """Return the one unit that the file names elsewhere, superiors of it aside, or None."""
        named = {one for naming in self._namings(report, file_name, on) for one in naming.units}
        lowest = {
            one for one in named if not any(self._index.is_above(one, other, on) for other in named)
        }
        return lowest.pop().unit_code if len(lowest) == 1 else None

    def _namings(self, report: FoundReport, file_name: str, on: date) -> Iterator[Naming]:
        heading = report.heading
        labelled = (heading.unit_code, heading.unit_name, heading.period)
        own = {label.place for label in labelled if label} | {heading.form_place}
        named_in = self._index.named_in(on)
        for row, column, _, key in heading.above:
            units = named_in[key]
            if units and place(row, column) not in own:
                yield Naming(units, IN_HEADING, place(row, column))
        if report.mark is not None:
            marked = self._index.unit(report.mark.unit, on)
            if marked is not None:
                yield Naming([marked], IN_MARK)
        for text, where in ((report.sheet, IN_SHEET), (PurePosixPath(file_name).stem, IN_FILE)):
            units = self._in_name(text, on)
            if units:
                yield Naming(units, where)

    def _in_name(self, text: str, on: date) -> list[Unit]:
        """Return the units in the name of a file or a sheet, by code or by whole name."""
        if not text:
            return []
        codes = (token for token in _TOKEN.findall(text) if _CODE.fullmatch(token))
        found = [unit for code in codes if (unit := self._index.unit(code, on)) is not None]
        return found or self._index.named_in(on)[fold(text)]


def _shown(unit: Unit) -> str:
    return f"{unit.unit_code} – {unit.name_vi}"
