"""Corrections of reported figures: dated, reasoned, decided by an office, expiring."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from baocao.errors import ConfigError, ConfigFault, relative_name
from baocao.ingesting.personal import has_personal_data
from baocao.registry import Registry
from baocao.registry.loading import SeedReader
from baocao.registry.offices import office_fault
from baocao.registry.tables import TABLES

# Unit, form, period, indicator, category.
Figure = tuple[str, str, str, str, str]
Place = tuple[str, str]


@dataclass(frozen=True)
class Correction:
    """One correction, as written in `seeds/corrections/corrections.csv`.

    Attributes:
        line: where it stands in the file.
        reported_value: the figure as reported; None for a blank cell.
        decided_at: from when the corrected value counts, UTC.
        expires_at: until when (excluded), UTC; None for good.
        decided_by: an office.
    """

    line: int
    correction_id: str
    unit_code: str
    form_code: str
    period_code: str
    indicator_code: str
    category_code: str
    reported_value: Decimal | None
    corrected_value: Decimal
    decided_at: datetime
    expires_at: datetime | None
    decided_by: str
    reason_vi: str
    reason_en: str

    @property
    def figure(self) -> Figure:
        """Return the key of the figure that is corrected."""
        indicator = (self.indicator_code, self.category_code)
        return (self.unit_code, self.form_code, self.period_code, *indicator)

    def changes(self, after: datetime, until: datetime) -> bool:
        """Return whether it begins or expires after an instant and not later than another."""
        instants = (self.decided_at, self.expires_at)
        return any(at is not None and after < at <= until for at in instants)

    def state(self, now: datetime) -> str:
        """Return `undecided`, `decided` or `expired`, as of an instant."""
        if self.decided_at > now:
            return "undecided"
        return "expired" if self.expires_at is not None and self.expires_at <= now else "decided"


def load(seeds: Path, registry: Registry) -> tuple[Correction, ...]:
    """Return the corrections of a seeds folder, in file order.

    Args:
        seeds: the folder.
        registry: the rest of the reference data in it.

    Raises:
        ConfigError: with every fault found, each with its row and column.
    """
    reader = SeedReader(seeds)
    rows = reader.read_table("corrections")
    found = tuple(Correction(row.line, **row.values) for row in rows)
    faults = [*reader.faults, *_faults(seeds, found, registry)]
    if faults:
        raise ConfigError(faults)
    return found


def fault_of(seeds: Path, correction: Correction, column: str, message: str) -> ConfigFault:
    """Return a fault of one correction, with its file and row."""
    name = relative_name(seeds / TABLES["corrections"].path, seeds)
    return ConfigFault(name, correction.line, column, message)


def _faults(
    seeds: Path, corrections: tuple[Correction, ...], registry: Registry
) -> Iterator[ConfigFault]:
    codes = {unit.unit_code for unit in registry.units} if corrections else set()
    for correction in corrections:
        places = [
            *_unknown(correction, registry),
            *_values(correction, registry),
            *_dates(correction),
        ]
        for column in ("reason_vi", "reason_en"):
            if has_personal_data(getattr(correction, column)):
                message = (
                    "không ghi họ tên, số giấy tờ hay số điện thoại / "
                    "no names of persons, identity or phone numbers"
                )
                places.append((column, message))
        office = office_fault(correction.decided_by, codes)
        if office:
            places.append(("decided_by", office))
        for column, message in places:
            yield fault_of(seeds, correction, column, message)
    for earlier, later in _overlapping(corrections):
        message = (
            f"cùng một số liệu với dòng / same figure as row {earlier.line} "
            f"({earlier.correction_id}); ghi expires_at cho dòng trước / let the earlier one expire"
        )
        yield fault_of(seeds, later, "decided_at", message)


def _unknown(correction: Correction, registry: Registry) -> Iterator[Place]:
    """Yield what does not exist, or not in the period that the correction names."""
    periods = registry.periods_with_code(correction.period_code)
    if not periods:
        yield "period_code", _not_in(correction.period_code, "seeds/reference/calendars.csv")
        return
    days = [period.end_date for period in periods]
    if not any(registry.unit(correction.unit_code, day) for day in days):
        message = _not_in(correction.unit_code, f"đơn vị trong kỳ / units of the period {days[0]}")
        yield "unit_code", message
    forms = [form for day in days if (form := registry.form(correction.form_code, day))]
    if not forms:
        yield "form_code", _not_in(correction.form_code, f"biểu có hiệu lực / forms on {days[0]}")
        return
    owed = (registry.report_due(correction.form_code, correction.unit_code, p) for p in periods)
    if any(registry.unit(correction.unit_code, day) for day in days) and not any(owed):
        place = f"{correction.unit_code}, {correction.period_code}"
        yield "form_code", f"{place}: không phải nộp / owes no {correction.form_code}"
    items = {
        (item.indicator_code, item.category_code)
        for form in forms
        for item in form.items
        # A rate follows from its figures: those are what an office corrects.
        if registry.indicators[item.indicator_code].kind != "rate"
    }
    if correction.indicator_code not in {indicator for indicator, _ in items}:
        yield "indicator_code", _not_in(correction.indicator_code, correction.form_code)
    elif (correction.indicator_code, correction.category_code) not in items:
        place = f"{correction.form_code}, {correction.indicator_code}"
        yield "category_code", _not_in(correction.category_code, place)


def _not_in(value: str, place: str) -> str:
    return f"tìm thấy / found {value!r}; không có trong / not in {place}"


def _values(correction: Correction, registry: Registry) -> Iterator[Place]:
    value = correction.corrected_value
    if value == correction.reported_value:
        yield "corrected_value", f"bằng số đã báo / the same as reported: {value}"
    if value < 0:
        yield "corrected_value", f"tìm thấy / found {value}; không được âm / must not be negative"
    indicator = registry.indicators.get(correction.indicator_code)
    if indicator is not None and value != round(value, indicator.decimals):
        message = f"tìm thấy / found {value}; số lẻ nhiều nhất / decimals at most: "
        yield "corrected_value", f"{message}{indicator.decimals}"


def _dates(correction: Correction) -> Iterator[Place]:
    expires = correction.expires_at
    if expires is not None and expires <= correction.decided_at:
        yield "expires_at", "phải sau decided_at / must be after decided_at"


def _overlapping(corrections: Iterable[Correction]) -> Iterator[tuple[Correction, Correction]]:
    """Yield pairs that would correct the same reported value of one figure at one time."""
    groups: dict[tuple[Figure, Decimal | None], list[Correction]] = defaultdict(list)
    for correction in corrections:
        groups[correction.figure, correction.reported_value].append(correction)
    for group in groups.values():
        ordered = sorted(group, key=lambda correction: (correction.decided_at, correction.line))
        for earlier, later in pairwise(ordered):
            if earlier.expires_at is None or earlier.expires_at > later.decided_at:
                yield earlier, later
