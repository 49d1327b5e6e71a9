"""The reference data of a province as typed objects, checked as a whole when loaded."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from baocao.errors import ConfigError
from baocao.registry.anchors import FormAnchor, PeriodWord
from baocao.registry.calendars import CLOSING
from baocao.registry.checks import check_meaning
from baocao.registry.loading import SeedReader, content_of
from baocao.registry.making import calendar_of, forms_of, group, indicators_of, make
from baocao.registry.model import (
    TOTAL,
    Addressee,
    Category,
    Document,
    DocumentAddressee,
    ExpectedReport,
    Form,
    FormItem,
    FormSheet,
    Indicator,
    ParentLink,
    Period,
    Succession,
    Unit,
    UnitType,
    in_force,
)

__all__ = [
    "TOTAL",
    "Addressee",
    "Category",
    "ExpectedReport",
    "Form",
    "FormAnchor",
    "FormItem",
    "FormSheet",
    "Indicator",
    "Period",
    "PeriodWord",
    "Registry",
    "Unit",
    "UnitType",
]


@dataclass(frozen=True)
class Registry:
    """All reference data of a province."""

    units: tuple[Unit, ...]
    parents: tuple[ParentLink, ...]
    successions: tuple[Succession, ...]
    calendar: tuple[Period, ...]
    categories: tuple[Category, ...]
    indicators: dict[str, Indicator]
    breakdowns: dict[str, tuple[str, ...]]
    components: tuple[dict[str, Any], ...]
    forms: tuple[Form, ...]
    addressees: tuple[Addressee, ...]
    documents: tuple[Document, ...]
    document_addressees: tuple[DocumentAddressee, ...]
    anchors: tuple[FormAnchor, ...] = ()
    period_words: tuple[PeriodWord, ...] = ()
    unit_types: dict[str, UnitType] = field(default_factory=dict)

    @classmethod
    def load(cls, seeds: Path) -> "Registry":
        """Read and check a seeds folder; while its content is the same, it is read once a process.

        Raises:
            ConfigError: with every fault in every file.
        """
        return _read(seeds, content_of(seeds))

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """Return the periods of the regimes under which a form is due, the usual regime first."""
        used = {row.regime for row in self.addressees}
        return tuple(period for period in self.calendar if period.regime in used)

    @cached_property
    def _units_by_code(self) -> dict[str, list[Unit]]:
        return group((unit.unit_code, unit) for unit in self.units)

    @cached_property
    def _order(self) -> dict[Unit, int]:
        return {unit: place for place, unit in enumerate(self.units)}

    @cached_property
    def _addressees_by_type(self) -> dict[tuple[str, str], list[Addressee]]:
        return group(((row.form_code, row.unit_type), row) for row in self.addressees)

    @cached_property
    def _parents_by_code(self) -> dict[tuple[str, str], list[ParentLink]]:
        return group(((link.tree, link.unit_code), link) for link in self.parents)

    @cached_property
    def _children_by_code(self) -> dict[tuple[str, str], list[ParentLink]]:
        return group(((link.tree, link.parent_unit_code), link) for link in self.parents)

    @cached_property
    def _periods_by_code(self) -> dict[tuple[str, str], Period]:
        return {(period.regime, period.period_code): period for period in self.calendar}

    def unit(self, code: str, on: date) -> Unit | None:
        """Return the unit that bears a code on a day, or None."""
        for unit in self._units_by_code.get(code, []):
            if in_force(on, unit.valid_from, unit.valid_to):
                return unit
        return None

    def knows_unit(self, code: str) -> bool:
        """Return whether a code was ever borne by a unit."""
        return code in self._units_by_code

    def units_on(self, on: date) -> list[Unit]:
        """Return the units valid on a day, in the order of the seed file."""
        return [unit for unit in self.units if in_force(on, unit.valid_from, unit.valid_to)]

    def parent(self, code: str, on: date, tree: str = "reporting") -> str | None:
        """Return the code of a unit's parent in a tree on a day, or None at the root."""
        for link in self._parents_by_code.get((tree, code), []):
            if in_force(on, link.valid_from, link.valid_to):
                return link.parent_unit_code
        return None

    def children(self, code: str, on: date, tree: str = "reporting") -> list[str]:
        """Return the codes of a unit's children in a tree on a day."""
        links = self._children_by_code.get((tree, code), [])
        return [link.unit_code for link in links if in_force(on, link.valid_from, link.valid_to)]

    def period(self, code: str, regime: str) -> Period | None:
        """Return a period of a regime, or None."""
        return self._periods_by_code.get((regime, code))

    def periods_with_code(self, code: str) -> list[Period]:
        """Return the periods of all regimes that bear a code."""
        return [period for period in self.periods if period.period_code == code]

    def form(self, form_code: str, on: date) -> Form | None:
        """Return the version of a form in force on a day, or None."""
        for form in self.forms:
            if form.form_code == form_code and in_force(on, form.valid_from, form.valid_to):
                return form
        return None

    def items_due(self, form: Form, unit_type: str, period: Period) -> list[FormItem]:
        """Return the items that a type of unit owes in a period: those with a category in force."""
        return [
            item
            for item in self.items_for(form, unit_type, period.period_type)
            if self._is_in_force(item, period.end_date)
        ]

    def _is_in_force(self, item: FormItem, on: date) -> bool:
        return item.category_code == TOTAL or any(
            in_force(on, category.valid_from, category.valid_to)
            for code_list in self.breakdowns.get(item.indicator_code, ())
            for category in self._categories_by_code.get((code_list, item.category_code), ())
        )

    @cached_property
    def _categories_by_code(self) -> dict[tuple[str, str], list[Category]]:
        return group(((one.code_list, one.category_code), one) for one in self.categories)

    def items_for(self, form: Form, unit_type: str, period_type: str) -> list[FormItem]:
        """Return the items that a type of unit owes in a type of period; the rest do not apply."""
        return [
            item
            for item in form.items
            if period_type in item.period_types and (item.indicator_code, unit_type) in form.scopes
        ]

    def addressee(self, form_code: str, unit: Unit, on: date) -> Addressee | None:
        """Return why a unit owes a form on a day; a row for the unit wins over one for its type."""
        matches = [
            row
            for row in self._addressees_by_type.get((form_code, unit.unit_type), [])
            if row.unit_code in ("", unit.unit_code)
            and in_force(on, row.valid_from, row.valid_to)
            and self.is_within(unit.unit_code, row.within_unit_code, on, row.tree)
        ]
        return max(matches, key=lambda row: row.unit_code, default=None)

    def is_within(self, code: str, root: str, on: date, tree: str = "reporting") -> bool:
        """Return whether a unit is `root` or lies below it in a tree on a day."""
        above: str | None = code
        while above is not None and above != root:
            above = self.parent(above, on, tree)
        return above is not None

    def below(self, root: str, on: date, tree: str = "reporting") -> Iterator[str]:
        """Yield the codes of `root` and of all units below it in a tree on a day."""
        yield root
        for child in self.children(root, on, tree):
            yield from self.below(child, on, tree)

    def expected_reports(self) -> Iterator[ExpectedReport]:
        """Yield every report due, by period, form and unit."""
        for period in self.periods:
            for form in self.forms:
                yield from self.reports_due(form, period)

    def reports_due(self, form: Form, period: Period) -> Iterator[ExpectedReport]:
        """Yield the reports due on a version of a form for a period, none if it is not due then.

        Units valid on the last day of the window owe it, by addressee row; a closing period is owed
        by the units that end with it.
        """
        day = period.end_date
        if in_force(day, form.valid_from, form.valid_to) and form.is_due_for(period):
            found = (self._owed(one, form, period) for one in self._addressed(form.form_code, day))
            yield from (report for report in found if report is not None)

    def report_due(self, form_code: str, code: str, period: Period) -> ExpectedReport | None:
        """Return the report that one unit owes on a form for a period, or None."""
        form, unit = self.form(form_code, period.end_date), self.unit(code, period.end_date)
        if form is None or unit is None or not form.is_due_for(period):
            return None
        return self._owed(unit, form, period)

    def _owed(self, unit: Unit, form: Form, period: Period) -> ExpectedReport | None:
        day = period.end_date
        row = self.addressee(form.form_code, unit, day)
        is_there = period.period_type != CLOSING or unit.valid_to == day + timedelta(days=1)
        if row is None or row.regime != period.regime or not is_there:
            return None
        return self._expected(unit, form, period, row)

    def _addressed(self, form_code: str, on: date) -> list[Unit]:
        """Return the units below the roots to which a form is addressed on a day, seed order."""
        roots = {
            (row.tree, row.within_unit_code)
            for row in self.addressees
            if row.form_code == form_code and in_force(on, row.valid_from, row.valid_to)
        }
        codes = {code for tree, root in roots for code in self.below(root, on, tree)}
        units = [unit for unit in (self.unit(code, on) for code in codes) if unit is not None]
        return sorted(units, key=self._order.__getitem__)

    def _expected(self, unit: Unit, form: Form, period: Period, row: Addressee) -> ExpectedReport:
        day = period.end_date
        parent = self.parent(unit.unit_code, day, row.tree) if row.sent_by == "parent" else None
        return ExpectedReport(
            unit_code=unit.unit_code,
            unit_valid_from=unit.valid_from,
            unit_type=unit.unit_type,
            form_code=form.form_code,
            form_version=form.form_version,
            period_code=period.period_code,
            period_type=period.period_type,
            regime=period.regime,
            due_date=period.due_on(row.due_day),
            sender_unit_code=parent or unit.unit_code,
        )


@lru_cache(maxsize=2)
def _read(seeds: Path, content: str) -> Registry:  # noqa: ARG001 - content tells folders apart
    """Return the registry of a seeds folder; what it returns is never changed, so it is shared."""
    reader = SeedReader(seeds)
    rows = reader.read_all()
    if not reader.faults:
        check_meaning(reader, rows)
    if reader.faults:
        raise ConfigError(reader.faults)
    breakdowns = group(
        (row["indicator_code"], row["code_list"]) for row in rows["indicator_breakdowns"]
    )
    return Registry(
        units=tuple(make(Unit, row) for row in rows["units"]),
        parents=tuple(make(ParentLink, row) for row in rows["unit_parents"]),
        successions=tuple(make(Succession, row) for row in rows["unit_successions"]),
        calendar=tuple(calendar_of(rows)),
        categories=tuple(make(Category, row) for row in rows["code_lists"]),
        indicators=indicators_of(rows),
        breakdowns={code: tuple(lists) for code, lists in breakdowns.items()},
        components=tuple(row.values for row in rows["indicator_components"]),
        forms=tuple(forms_of(rows)),
        addressees=tuple(make(Addressee, row) for row in rows["form_addressees"]),
        documents=tuple(make(Document, row) for row in rows["documents"]),
        document_addressees=tuple(
            make(DocumentAddressee, row) for row in rows["document_addressees"]
        ),
        anchors=tuple(make(FormAnchor, row) for row in rows["form_anchors"]),
        period_words=tuple(make(PeriodWord, row) for row in rows["period_words"]),
        unit_types={row["unit_type"]: make(UnitType, row) for row in rows["unit_types"]},
    )
