"""The shape of the seed files about indicators, code lists and parent documents."""

from baocao.registry.fields import (
    between,
    boolean,
    day,
    integer,
    number,
    one_of,
    optional_day,
    optional_text,
    text,
)
from baocao.registry.shapes import NAMES, TREES, VALIDITY, Reference, Table

CATEGORY_KNOWN = Reference("category_code", "code_lists", "category_code")
INDICATOR_KNOWN = Reference("indicator_code", "indicators", "indicator_code")

CATALOGUE_TABLES = {
    "code_lists": Table(
        "reference/code_lists.csv",
        {"code_list": text, "category_code": text, **NAMES, "sort_order": integer, **VALIDITY},
        ("code_list", "category_code", "valid_from"),
    ),
    "indicator_groups": Table(
        "indicators/indicator_groups.csv",
        {"indicator_group": text, **NAMES},
        ("indicator_group",),
    ),
    "indicators": Table(
        "indicators/indicators.csv",
        {
            "indicator_code": text,
            "indicator_group": text,
            **NAMES,
            "unit_vi": text,
            "unit_en": text,
            "kind": one_of("flow", "stock", "ytd", "rate", "boolean"),
            "direction": one_of("higher", "lower", "neutral"),
            "agg_units": one_of("sum", "ratio", "count_yes"),
            "agg_periods": one_of("sum", "last", "first", "ratio"),
            "succession_basis": one_of("whole", "population"),
            "decimals": between(0, 4),
            "source": text,
        },
        ("indicator_code",),
        (Reference("indicator_group", "indicator_groups", "indicator_group"),),
    ),
    "indicator_components": Table(
        "indicators/indicator_components.csv",
        {
            "indicator_code": text,
            "role": one_of("numerator", "denominator"),
            "component_code": text,
            "coefficient": number,
        },
        ("indicator_code", "role", "component_code"),
        (INDICATOR_KNOWN, Reference("component_code", "indicators", "indicator_code")),
    ),
    "indicator_breakdowns": Table(
        "indicators/indicator_breakdowns.csv",
        {"indicator_code": text, "code_list": text},
        ("indicator_code", "code_list"),
        (INDICATOR_KNOWN, Reference("code_list", "code_lists", "code_list")),
    ),
    "indicator_definitions": Table(
        "indicators/indicator_definitions.csv",
        {
            "indicator_code": text,
            "definition_version": integer,
            "valid_from": day,
            "valid_to": optional_day,
            "is_break": boolean,
            "note_vi": text,
            "note_en": text,
            "legal_basis": text,
        },
        ("indicator_code", "definition_version"),
        (INDICATOR_KNOWN,),
        numbered_by="definition_version",
    ),
    "targets": Table(
        "indicators/targets.csv",
        {
            "indicator_code": text,
            "category_code": text,
            "unit_code": text,
            "period_code": text,
            "target_value": number,
            "legal_basis": text,
        },
        ("indicator_code", "category_code", "unit_code", "period_code"),
        (INDICATOR_KNOWN, CATEGORY_KNOWN, Reference("unit_code", "units", "unit_code")),
    ),
    "documents": Table(
        "reference/documents.csv",
        {
            "document_code": text,
            **NAMES,
            "issuer_unit_code": text,
            "issued_on": day,
            "due_days": integer,
            "legal_basis": text,
        },
        ("document_code",),
        (
            Reference("document_code", "code_lists", "category_code"),
            Reference("issuer_unit_code", "units", "unit_code"),
        ),
    ),
    "document_addressees": Table(
        "reference/document_addressees.csv",
        {
            "document_code": text,
            "tree": one_of(*TREES),
            "within_unit_code": text,
            "unit_type": text,
            "unit_code": optional_text,
        },
        ("document_code", "tree", "within_unit_code", "unit_type", "unit_code"),
        (
            Reference("document_code", "documents", "document_code"),
            Reference("within_unit_code", "units", "unit_code"),
            Reference("unit_type", "unit_types", "unit_type"),
            Reference("unit_code", "units", "unit_code"),
        ),
    ),
}
