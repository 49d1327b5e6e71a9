"""The cells of a report: each item's figure read, or named as blank, faulty or out of place."""

from functools import lru_cache
from typing import Any, NamedTuple

from baocao.ingesting.answers import read_answer
from baocao.ingesting.findings import Catalogue, Subject
from baocao.ingesting.headings import plain
from baocao.ingesting.identifying import Identity
from baocao.ingesting.model import (
    CLAIMED_TOTAL,
    PRINTED_RATE,
    VALUE,
    Both,
    CellRow,
    FindingRow,
    FoundReport,
    FoundValue,
    Text,
    Where,
)
from baocao.ingesting.numbers import PART_OF_ONE, REASONS, Reading, percent_text, read_number
from baocao.ingesting.text import STORED
from baocao.registry import FormItem, Registry

# The fields of a found value that say more than the cell itself.
MARKS = slice(FoundValue._fields.index("is_valueless"), None)
NO_MARKS = (False,) * len(FoundValue._fields[MARKS])
MOST_MET, LONGEST_MET = 8192, 60
UNKNOWN_ITEM = Both("mã số này không có trong biểu", "the form has no such code")
OUT_OF_SCOPE = Both(
    "chỉ tiêu này không áp dụng cho loại đơn vị hoặc kỳ này",
    "the item does not apply to this kind of unit or period",
)


class Said(NamedTuple):
    """What a cell of an item says, as it is stored, and the code of the finding on it, or None."""

    raw_text: str
    reading: Reading
    finding_code: str | None


class PlannedItem(NamedTuple):
    """An item of a form as one kind of unit owes it in one kind of period.

    Attributes:
        role: what its cell lands as.
        is_checked: a rate whose own figures the form asks too.
        numbers: what numbers say in cells of items like this one, as far as they were met.
        texts: the same of texts.
    """

    item: FormItem
    code: str
    is_due: bool
    decimals: int
    unit_vi: str
    is_answer: bool
    role: str
    is_checked: bool
    numbers: dict[float, Said]
    texts: dict[str, Said]

    def says(self, found: FoundValue) -> Said:
        """Return what a cell of an item that is due says."""
        raw = found.raw
        if found[MARKS] == NO_MARKS:
            if raw.__class__ is float:
                return self.numbers.get(raw) or self._met(self.numbers, found)
            if raw.__class__ is str and len(raw) <= LONGEST_MET:
                return self.texts.get(raw) or self._met(self.texts, found)
        return self._said(found)

    def _met(self, known: dict[Any, Said], found: FoundValue) -> Said:
        if len(known) >= MOST_MET:
            known.clear()
        said = known[found.raw] = self._said(found)
        return said

    def _said(self, found: FoundValue) -> Said:
        reading = self.read(found)
        is_number = self.role == PRINTED_RATE and found.raw.__class__ is float
        raw_text = percent_text if is_number and found.is_percent else _raw_text
        return Said(raw_text(found.raw), reading, _fault(reading, found, self.item))

    def read(self, found: FoundValue) -> Reading:
        """Return what a cell says for this item, and what is said about it beside the cell."""
        if self.is_answer:
            return read_answer(found.raw)
        reading = read_number(found.raw, self.decimals, self.unit_vi, is_percent=found.is_percent)
        if self.is_checked and reading.reason == PART_OF_ONE:
            # Its own figures tell whether it is meant: a rule compares, nobody has to guess.
            reading = read_number(f"{_raw_text(found.raw)}%", self.decimals, self.unit_vi)
        if found.is_estimate and reading.status == "reported":
            return reading._replace(status="estimated")
        return reading


class CellJudge:
    """Judges the cells of reports by the items that a unit owes."""

    def __init__(self, registry: Registry, catalogue: Catalogue) -> None:
        """Keep the reference data.

        Args:
            registry: the reference data.
            catalogue: the texts of findings.
        """
        self._registry = registry
        self._catalogue = catalogue
        # What cells of items that are read alike were found to say.
        self._met: dict[tuple[int, str, bool, str, bool, bool], tuple[dict, dict]] = {}
        self._plans: dict[tuple[str, str, str, str, str], list[PlannedItem]] = {}

    def read(
        self, report: FoundReport, identity: Identity, subject: Subject
    ) -> tuple[list[CellRow], list[FindingRow]]:
        """Return the cells of an identified report and the findings on them."""
        cells: list[CellRow] = []
        findings: list[FindingRow] = []
        found = {value.item_code: value for value in report.values}
        sheet = report.sheet
        for planned in self._plan(identity):
            value = found.pop(planned.code, None)
            if value is None:
                findings += self._not_found(report, planned, subject)
                continue
            if planned.is_due:
                raw_text, reading, code = planned.says(value)
                item = planned.item
                cell = CellRow(
                    item.indicator_code,
                    item.category_code,
                    planned.role,
                    sheet,
                    value.place,
                    raw_text,
                    reading.status,
                    reading.value,
                )
                if code is not None:
                    findings.append(self._finding(code, cell, item, reading, subject))
                    if code == "VAL12":
                        cell = cell._replace(value=None, value_status="missing")
                if value.is_joint and reading.value:
                    findings.append(self._finding("HIE04", cell, item, reading, subject))
            else:
                reading = planned.read(value)
                cell, finding = self._other_cell(sheet, planned, value, reading, subject)
                findings += finding
            cells.append(cell)
        for value in found.values():
            where = Where(report.sheet, value.place)
            write = self._catalogue.write
            findings.append(
                write("ITM02", subject, found=value.item_code, where=where, reason=UNKNOWN_ITEM)
            )
        return cells, findings

    def read_claimed(
        self, report: FoundReport, identity: Identity, subject: Subject
    ) -> tuple[list[CellRow], list[FindingRow]]:
        """Return the claimed totals of a file, blank ones left out, and those without a reading."""
        cells: list[CellRow] = []
        findings: list[FindingRow] = []
        items = {planned.code: planned for planned in self._plan(identity)}
        for found in report.values:
            planned = items.get(found.item_code)
            if planned is None or planned.role == PRINTED_RATE:
                continue
            # A total counts the answers, so that it is a number even where they are not.
            percent = found.is_percent
            reading = read_number(found.raw, planned.decimals, planned.unit_vi, is_percent=percent)
            cell = _cell(CLAIMED_TOTAL, report.sheet, planned.item, found, reading)
            if found.is_valueless or reading.fault:
                code = "VAL12" if found.is_valueless else "VAL11"
                findings.append(self._finding(code, cell, planned.item, reading, subject))
            elif reading.value is not None:
                cells.append(cell)
        return cells, findings

    def _plan(self, identity: Identity) -> list[PlannedItem]:
        form, unit, period = identity.form, identity.unit, identity.period
        if form is None or unit is None or period is None:
            return []
        period_key = (period.regime, period.period_code)
        key = (form.form_code, form.form_version, unit.unit_type, *period_key)
        if key not in self._plans:
            due = set(self._registry.items_due(form, unit.unit_type, period))
            asked = {item.indicator_code for item in form.items}
            self._plans[key] = [self._planned(item, item in due, asked) for item in form.items]
        return self._plans[key]

    def _planned(self, item: FormItem, is_due: bool, asked: set[str]) -> PlannedItem:
        indicator = self._registry.indicators[item.indicator_code]
        is_answer = indicator.kind == "boolean"
        role = PRINTED_RATE if indicator.kind == "rate" else VALUE
        is_checked = role == PRINTED_RATE and asked.issuperset(
            row["component_code"]
            for row in self._registry.components
            if row["indicator_code"] == item.indicator_code
        )
        kind = (indicator.decimals, indicator.unit_vi, is_answer, role, is_checked)
        numbers, texts = self._met.setdefault((*kind, item.is_compulsory), ({}, {}))
        return PlannedItem(item, item.code, is_due, *kind, numbers, texts)

    def _not_found(
        self, report: FoundReport, planned: PlannedItem, subject: Subject
    ) -> list[FindingRow]:
        if not planned.is_due:
            return []
        code = "ITM01" if planned.item.is_compulsory else "ITM04"
        if report.layout_code == "long":
            # A list of records has no rows to lose: an item left out is an item left blank.
            code = "REP03" if planned.item.is_compulsory else ""
        where = Where(report.sheet, "")
        item = planned.item
        return [self._catalogue.write(code, subject, where=where, item=item)] if code else []

    def _other_cell(
        self,
        sheet: str,
        planned: PlannedItem,
        found: FoundValue,
        reading: Reading,
        subject: Subject,
    ) -> tuple[CellRow, list[FindingRow]]:
        """Return the cell of an item that does not apply; a figure in it is named, not kept."""
        cell = _cell(planned.role, sheet, planned.item, found, Reading(None, "not_applicable"))
        # A cell crossed out ("x", "/") says what is known already.
        says_something = reading.fault and any(mark.isdigit() for mark in cell.raw_text)
        if not reading.value and not says_something:
            return cell, []
        named = cell._replace(raw_text=f"{planned.item.code} = {cell.raw_text}")
        return cell, [self._finding("ITM02", named, planned.item, reading, subject, OUT_OF_SCOPE)]

    def _finding(
        self,
        code: str,
        cell: CellRow,
        item: FormItem,
        reading: Reading,
        subject: Subject,
        reason: Text = "",
    ) -> FindingRow:
        return self._catalogue.write(
            code,
            subject,
            found=cell.raw_text,
            where=Where(cell.sheet, cell.cell),
            item=item,
            reason=reason or (Both(*REASONS[reading.reason]) if reading.reason else ""),
        )


def _fault(reading: Reading, found: FoundValue, item: FormItem) -> str | None:
    """Return the finding code of a cell that a unit owes, None for a good one."""
    if found.is_valueless:
        return "VAL12"
    if reading.fault is not None:
        return reading.fault
    if reading.value is not None and reading.value < 0:
        return "VAL01"
    if reading.status == "estimated":
        return "VAL13"
    return "REP03" if reading.value is None and item.is_compulsory else None


def _raw_text(raw: Any) -> str:
    if raw.__class__ is float:
        return _number_text(raw)
    return STORED[raw] if isinstance(raw, str) else plain(raw)


_number_text = lru_cache(maxsize=16384)(plain)


def _cell(role: str, sheet: str, item: FormItem, found: FoundValue, reading: Reading) -> CellRow:
    return CellRow(
        item.indicator_code,
        item.category_code,
        role,
        sheet,
        found.place,
        _raw_text(found.raw),
        reading.status,
        reading.value,
    )
