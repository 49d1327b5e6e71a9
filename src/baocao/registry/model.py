"""What the reference data describe, as typed, frozen objects."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

TOTAL = "_T"
# Whose due day of the two that a period has: that of units, or that of the province itself.
DUE_DAYS = UNIT_DAY, PROVINCE_DAY = ("unit", "province")


def in_force(day: date, valid_from: date, valid_to: date | None) -> bool:
    """Return whether `day` lies in the half-open interval [valid_from, valid_to)."""
    return valid_from <= day and (valid_to is None or day < valid_to)


@dataclass(frozen=True)
class Unit:
    """One unit and validity interval. A code alone is no key: codes are reused by other units."""

    scheme: str
    unit_code: str
    valid_from: date
    valid_to: date | None
    name_vi: str
    name_en: str
    designation_vi: str
    unit_type: str
    level: int
    province_code: str
    is_synthetic: bool


@dataclass(frozen=True)
class ParentLink:
    """One edge of one tree and its validity interval."""

    tree: str
    unit_code: str
    parent_unit_code: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Succession:
    """One predecessor of one unit, with the share of the predecessor that it took over.

    `from` bore its code on the eve of `effective_date`, `to` bears it on the day. `weight` is the
    share of everything, `population_weight` that of people and households; None is unpublished.
    """

    from_unit_code: str
    to_unit_code: str
    effective_date: date
    kind: str
    weight: Decimal | None
    population_weight: Decimal | None
    legal_basis: str = ""


@dataclass(frozen=True)
class CalendarRule:
    """How the window and the due date of one period type follow from its nominal months.

    Months are counted from the nominal first month for the start and from the nominal last month
    for the end: the first quarter with `start_month_offset = -1, start_day = 15` begins on
    15 December of the year before; a day beyond the end of its month is the month's last. Where a
    cut-off changed, `first_start_date` is when the first window under the row begins, so that no
    day is lost or counted twice. Where the law knew no cut-off, `is_window_known` is False and the
    window is the nominal months, for the order of periods only.
    """

    regime: str
    period_type: str
    valid_from: date
    valid_to: date | None
    start_month_offset: int
    start_day: int
    end_month_offset: int
    end_day: int
    first_start_date: date | None
    is_window_known: bool
    due_basis: str
    due_month_offset: int
    due_value: int
    province_due_day: int


@dataclass(frozen=True)
class Period:
    """One period of one regime: window (both days included) and due dates, days in Vietnam.

    `due_date` is for units below the province, `province_due_date` for what the province owes.
    """

    regime: str
    period_code: str
    period_type: str
    period_no: int
    reporting_year: int
    start_date: date
    end_date: date
    due_date: date
    province_due_date: date
    is_window_known: bool
    name_vi: str
    name_en: str

    def due_on(self, due_day: str) -> date:
        """Return the last day for the reports of an addressee row with this `due_day`."""
        return self.province_due_date if due_day == PROVINCE_DAY else self.due_date


@dataclass(frozen=True)
class Category:
    """One code of one code list and its validity interval."""

    code_list: str
    category_code: str
    name_vi: str
    name_en: str
    sort_order: int
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Definition:
    """One version of what an indicator means; `is_break`: not comparable with the one before."""

    definition_version: int
    valid_from: date
    valid_to: date | None
    is_break: bool
    note_vi: str
    note_en: str
    legal_basis: str


@dataclass(frozen=True)
class UnitType:
    """A type of unit, and how its reports are headed and signed: by office, never by name."""

    unit_type: str
    letterhead: str
    superior_vi: str
    on_behalf_vi: str
    office_vi: str


@dataclass(frozen=True)
class Indicator:
    """One indicator; `decimals` is the precision of reported and of published figures.

    `succession_basis` says which share of a predecessor its history follows: `whole`, the share of
    everything, or `population`, that of people and households. `group_vi` names its group, under
    which forms print it.
    """

    indicator_code: str
    name_vi: str
    name_en: str
    unit_vi: str
    unit_en: str
    kind: str
    agg_units: str
    agg_periods: str
    succession_basis: str
    decimals: int
    group_vi: str = ""
    definitions: tuple[Definition, ...] = ()

    def definition(self, on: date) -> Definition | None:
        """Return the definition in force on a day, or None."""
        for one in self.definitions:
            if in_force(on, one.valid_from, one.valid_to):
                return one
        return None


@dataclass(frozen=True)
class FormItem:
    """One figure that a form asks for: an indicator in a category."""

    form_code: str
    form_version: str
    item_no: int
    indicator_code: str
    category_code: str
    label_vi: str
    label_en: str
    period_types: tuple[str, ...]
    is_compulsory: bool

    @property
    def code(self) -> str:
        """Return the item's code as printed in forms: `TD01`, `DL02.KN`."""
        if self.category_code == TOTAL:
            return self.indicator_code
        return f"{self.indicator_code}.{self.category_code}"


@dataclass(frozen=True)
class FormSheet:
    """The anchors by which a reader finds its way in one layout of a form."""

    layout_code: str
    form_label: str
    period_label: str
    unit_code_label: str
    unit_name_label: str
    item_code_label: str
    total_label: str


@dataclass(frozen=True)
class Form:
    """One version of a form with its items, layouts and the indicators that apply to whom."""

    form_code: str
    form_version: str
    valid_from: date
    valid_to: date | None
    name_vi: str
    name_en: str
    items: tuple[FormItem, ...]
    sheets: dict[str, FormSheet]
    periods: tuple[tuple[str, int | None], ...]
    scopes: frozenset[tuple[str, str]]

    def is_due_for(self, period: Period) -> bool:
        """Return whether the form is asked for in periods of that type and number."""
        return any(
            period.period_type == period_type and number in (None, period.period_no)
            for period_type, number in self.periods
        )


@dataclass(frozen=True)
class Addressee:
    """Who owes a form, under which regime, until when, and whether the parent sends it for them.

    Units of `unit_type` that are `within_unit_code` or lie below it in `tree`; with `unit_code`
    only that one. `due_day` is one of `DUE_DAYS`.
    """

    form_code: str
    tree: str
    within_unit_code: str
    unit_type: str
    unit_code: str
    valid_from: date
    valid_to: date | None
    regime: str
    sent_by: str
    due_day: str


@dataclass(frozen=True)
class Document:
    """One parent document, to be implemented within `due_days` of its issue."""

    document_code: str
    name_vi: str
    name_en: str
    issuer_unit_code: str
    issued_on: date
    due_days: int


@dataclass(frozen=True)
class DocumentAddressee:
    """To whom a document is addressed, as `Addressee` says it of a form."""

    document_code: str
    tree: str
    within_unit_code: str
    unit_type: str
    unit_code: str


@dataclass(frozen=True)
class ExpectedReport:
    """One report that is due: grain unit, form and period.

    `unit_valid_from` completes the unit's key; `sender_unit_code` is who sends the file.
    """

    unit_code: str
    unit_valid_from: date
    unit_type: str
    form_code: str
    form_version: str
    period_code: str
    period_type: str
    regime: str
    due_date: date
    sender_unit_code: str
