"""The shape of the files that say how forms are laid out."""

from baocao.registry.anchors import ANCHORS, LAYOUT_CODES
from baocao.registry.calendars import PERIOD_TYPES
from baocao.registry.fields import between, one_of, optional_text, text
from baocao.registry.shapes import Reference, Table

LAYOUT_TABLES = {
    "form_sheets": Table(
        "forms/form_sheets.csv",
        {
            "form_code": text,
            "form_version": text,
            "layout_code": one_of(*LAYOUT_CODES),
            "form_label": text,
            "period_label": text,
            "unit_code_label": text,
            "unit_name_label": text,
            "item_code_label": text,
            "total_label": text,
        },
        ("form_code", "form_version", "layout_code"),
        (Reference("form_code", "forms", "form_code"),),
    ),
    "form_anchors": Table(
        "forms/form_anchors.csv",
        {
            "form_code": optional_text,
            "layout_code": one_of("", *LAYOUT_CODES),
            "anchor": one_of(*ANCHORS),
            "item_code": optional_text,
            "text": text,
        },
        ("form_code", "layout_code", "anchor", "text"),
        (Reference("form_code", "forms", "form_code"),),
    ),
    "period_words": Table(
        "reference/period_words.csv",
        {
            "language": text,
            "word": text,
            "period_type": one_of(*PERIOD_TYPES),
            "period_no": between(1, 12),
        },
        ("language", "word"),
    ),
}
