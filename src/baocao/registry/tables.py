"""The shape of every seed file: columns, their types, keys and references.

One place states it for `config check`; dbt's seed properties state the same for the warehouse and
a test keeps the two in step.
"""

from baocao.registry.calendars import DUE_BASES, PERIOD_TYPES, SPECIAL_TYPES
from baocao.registry.catalogue_tables import CATALOGUE_TABLES
from baocao.registry.channel_tables import CHANNEL_TABLES
from baocao.registry.fields import (
    between,
    boolean,
    day,
    instant,
    integer,
    list_of,
    number,
    one_of,
    optional_day,
    optional_instant,
    optional_integer,
    optional_number,
    optional_text,
    text,
)
from baocao.registry.layout_tables import LAYOUT_TABLES
from baocao.registry.model import DUE_DAYS
from baocao.registry.score_tables import SCORE_TABLES
from baocao.registry.shapes import NAMES, TREES, VALIDITY, Reference, Table

# The successor takes over all of the unit, and nobody else any of it.
WHOLE_KINDS = ("full", "unchanged", "rename", "type_change")
SUCCESSION_KINDS = (
    *WHOLE_KINDS,
    "full_area_partial_population",
    "partial",
    "partial_area_only",
    "partial_area_all_population",
    "partial_population",
)
CALENDAR_TYPE = one_of(*PERIOD_TYPES)
PERIOD_TYPE = one_of(*PERIOD_TYPES, *SPECIAL_TYPES)
MONTH_OFFSET = between(-24, 24)
DAY_OF_MONTH = between(1, 31)
YEAR = between(1945, 2999)
UNIT_TYPE_KNOWN = Reference("unit_type", "unit_types", "unit_type")

TABLES = {
    "unit_types": Table(
        "reference/unit_types.csv",
        {
            "unit_type": text,
            **NAMES,
            "plural_vi": text,
            "plural_en": text,
            "sort_order": integer,
            "letterhead": one_of("state", "party"),
            "superior_vi": text,
            "on_behalf_vi": optional_text,
            "office_vi": text,
        },
        ("unit_type",),
    ),
    "units": Table(
        "reference/units.csv",
        {
            "scheme": text,
            "unit_code": text,
            **VALIDITY,
            **NAMES,
            "designation_vi": optional_text,
            "unit_type": text,
            "level": integer,
            "province_code": optional_text,
            "is_synthetic": boolean,
            "source": text,
        },
        ("scheme", "unit_code", "valid_from"),
        (UNIT_TYPE_KNOWN, Reference("province_code", "units", "unit_code")),
    ),
    "unit_parents": Table(
        "reference/unit_parents.csv",
        {
            "tree": one_of(*TREES),
            "unit_code": text,
            "parent_unit_code": text,
            **VALIDITY,
        },
        ("tree", "unit_code", "valid_from"),
        (
            Reference("unit_code", "units", "unit_code"),
            Reference("parent_unit_code", "units", "unit_code"),
        ),
    ),
    "unit_successions": Table(
        "reference/unit_successions.csv",
        {
            "from_unit_code": text,
            "to_unit_code": text,
            "effective_date": day,
            "kind": one_of(*SUCCESSION_KINDS),
            "weight": optional_number,
            "population_weight": optional_number,
            "legal_basis": text,
        },
        ("from_unit_code", "to_unit_code", "effective_date"),
        (
            Reference("from_unit_code", "units", "unit_code"),
            Reference("to_unit_code", "units", "unit_code"),
        ),
    ),
    "regimes": Table(
        "reference/regimes.csv", {"regime": text, **NAMES, "legal_basis": text}, ("regime",)
    ),
    "calendars": Table(
        "reference/calendars.csv",
        {
            "regime": text,
            "period_type": CALENDAR_TYPE,
            **VALIDITY,
            "start_month_offset": MONTH_OFFSET,
            "start_day": DAY_OF_MONTH,
            "end_month_offset": MONTH_OFFSET,
            "end_day": DAY_OF_MONTH,
            "first_start_date": optional_day,
            "is_window_known": boolean,
            "due_basis": one_of(*DUE_BASES),
            "due_month_offset": MONTH_OFFSET,
            "due_value": between(1, 250),
            "province_due_day": DAY_OF_MONTH,
            "legal_basis": text,
        },
        ("regime", "period_type", "valid_from"),
        (Reference("regime", "regimes", "regime"),),
    ),
    "special_periods": Table(
        "reference/special_periods.csv",
        {
            "regime": text,
            "period_code": text,
            "period_type": one_of(*SPECIAL_TYPES),
            "period_no": integer,
            "reporting_year": YEAR,
            "start_date": day,
            "end_date": day,
            "due_date": day,
            "province_due_date": day,
            **NAMES,
            "legal_basis": text,
        },
        ("regime", "period_code"),
        (Reference("regime", "regimes", "regime"),),
    ),
    "holidays": Table(
        "reference/holidays.csv",
        {"holiday_date": day, "name_vi": text, "source": text},
        ("holiday_date",),
    ),
    "reporting_years": Table(
        "reference/reporting_years.csv", {"reporting_year": YEAR}, ("reporting_year",)
    ),
    **CATALOGUE_TABLES,
    **CHANNEL_TABLES,
    **SCORE_TABLES,
    "forms": Table(
        "forms/forms.csv",
        {"form_code": text, "form_version": text, **VALIDITY, **NAMES, "legal_basis": text},
        ("form_code", "form_version"),
        numbered_by="form_version",
    ),
    "form_periods": Table(
        "forms/form_periods.csv",
        {"form_code": text, "period_type": PERIOD_TYPE, "period_no": optional_integer},
        ("form_code", "period_type", "period_no"),
        (Reference("form_code", "forms", "form_code"),),
    ),
    **LAYOUT_TABLES,
    "form_items": Table(
        "forms/form_items.csv",
        {
            "form_code": text,
            "form_version": text,
            "item_no": integer,
            "indicator_code": text,
            "category_code": text,
            "label_vi": text,
            "label_en": text,
            "period_types": list_of(*PERIOD_TYPES, *SPECIAL_TYPES),
            "is_compulsory": boolean,
        },
        ("form_code", "form_version", "indicator_code", "category_code"),
        (
            Reference("form_code", "forms", "form_code"),
            Reference("indicator_code", "indicators", "indicator_code"),
            Reference("category_code", "code_lists", "category_code"),
        ),
    ),
    "form_scopes": Table(
        "forms/form_scopes.csv",
        {"form_code": text, "form_version": text, "indicator_code": text, "unit_type": text},
        ("form_code", "form_version", "indicator_code", "unit_type"),
        (
            Reference("form_code", "forms", "form_code"),
            Reference("indicator_code", "form_items", "indicator_code"),
            UNIT_TYPE_KNOWN,
        ),
    ),
    "form_addressees": Table(
        "forms/form_addressees.csv",
        {
            "form_code": text,
            "tree": one_of(*TREES),
            "within_unit_code": text,
            "unit_type": text,
            "unit_code": optional_text,
            **VALIDITY,
            "regime": text,
            "sent_by": one_of("self", "parent"),
            "due_day": one_of(*DUE_DAYS),
        },
        ("form_code", "tree", "within_unit_code", "unit_type", "unit_code", "valid_from"),
        (
            Reference("form_code", "forms", "form_code"),
            Reference("within_unit_code", "units", "unit_code"),
            UNIT_TYPE_KNOWN,
            Reference("unit_code", "units", "unit_code"),
            Reference("regime", "regimes", "regime"),
        ),
    ),
    "corrections": Table(
        "corrections/corrections.csv",
        {
            "correction_id": text,
            "unit_code": text,
            "form_code": text,
            "period_code": text,
            "indicator_code": text,
            "category_code": text,
            "reported_value": optional_number,
            "corrected_value": number,
            "decided_at": instant,
            "expires_at": optional_instant,
            "decided_by": text,
            "reason_vi": text,
            "reason_en": text,
        },
        ("correction_id",),
    ),
}
