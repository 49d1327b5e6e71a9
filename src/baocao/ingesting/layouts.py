"""The layout data of all forms, folded for look-up: labels, item codes, totals."""

import re
from dataclasses import dataclass
from functools import cached_property

from baocao.ingesting.text import fold
from baocao.registry import Form, FormSheet, Registry

# How forms head the column of figures; with none of these it is the first column after the code.
VALUE_HEADERS = frozenset({"so lieu", "so luong", "ket qua", "so lieu ky nay", "so lieu trong ky"})
UNIT_OF_MEASURE_HEADERS = frozenset({"don vi tinh", "dvt", "don vi"})
SUBTOTALS = frozenset({"cong", "tong", "tong so"})
FOOTER = re.compile(
    r"(?:ghi chu|noi nhan|nguoi lap|thu truong|chu tich|giam doc|bi thu|truong |ky ten|tm |kt )"
)
UNIT_CODE_LIKE = re.compile(r"[A-Z0-9][A-Z0-9.\-/]{0,34}", re.IGNORECASE)
ITEM_LIKE = re.compile(r"[a-z]{2,4}[0-9]{2}(?: [a-z0-9]{1,6})?")


@dataclass(frozen=True)
class FoldedLabels:
    """The labels of one form, folded."""

    period: frozenset[str]
    unit_code: frozenset[str]
    unit_name: frozenset[str]
    total: frozenset[str]

    @classmethod
    def of(cls, sheets: list[FormSheet]) -> "FoldedLabels":
        """Return the folded labels of some layouts together."""
        return cls(
            period=frozenset(fold(sheet.period_label) for sheet in sheets),
            unit_code=frozenset(fold(sheet.unit_code_label) for sheet in sheets),
            unit_name=frozenset(fold(sheet.unit_name_label) for sheet in sheets),
            total=frozenset(fold(sheet.total_label) for sheet in sheets),
        )


class Layouts:
    """Look-ups over the layout data of every form and version."""

    def __init__(self, registry: Registry) -> None:
        """Fold the labels and item codes once.

        Args:
            registry: the reference data.
        """
        self._forms = registry.forms
        self._items: dict[str, dict[str, str]] = {}
        for form in registry.forms:
            codes = self._items.setdefault(form.form_code, {})
            codes.update({fold(item.code): item.code for item in form.items})

    @cached_property
    def form_labels(self) -> frozenset[str]:
        """Return the folded labels in front of a form's code."""
        return frozenset(
            fold(sheet.form_label) for form in self._forms for sheet in form.sheets.values()
        )

    @cached_property
    def _form_codes(self) -> re.Pattern[str]:
        codes = sorted({fold(form.form_code) for form in self._forms}, key=len, reverse=True)
        return re.compile(rf"\b(?:{'|'.join(codes)})\b")

    @cached_property
    def _code_of_folded(self) -> dict[str, str]:
        return {fold(form.form_code): form.form_code for form in self._forms}

    @cached_property
    def _labels(self) -> dict[str, FoldedLabels]:
        sheets: dict[str, list[FormSheet]] = {}
        for form in self._forms:
            sheets.setdefault(form.form_code, []).extend(form.sheets.values())
        everything = [sheet for some in sheets.values() for sheet in some]
        labels = {code: FoldedLabels.of(some) for code, some in sheets.items()}
        return labels | {"": FoldedLabels.of(everything)}

    def form_code_in(self, folded: str) -> str | None:
        """Return the first known form code in folded text, or None."""
        match = self._form_codes.search(folded)
        return self._code_of_folded[match[0]] if match else None

    def labels(self, form_code: str | None) -> FoldedLabels:
        """Return the labels of a form, of all forms together for an unknown one."""
        return self._labels.get(form_code or "", self._labels[""])

    @cached_property
    def label_keys(self) -> frozenset[str]:
        """Return every folded label of every form."""
        labels = self._labels[""]
        keys = labels.period | labels.unit_code | labels.unit_name | labels.total
        return keys | self.form_labels | self.item_keys

    @cached_property
    def item_keys(self) -> frozenset[str]:
        """Return the folded item codes of all forms."""
        return frozenset(key for items in self._items.values() for key in items)

    def items(self, form_code: str) -> dict[str, str]:
        """Return item codes by folded item code, over all versions of a form."""
        return self._items.get(form_code, {})

    def forms(self, form_code: str) -> list[Form]:
        """Return all versions of a form."""
        return [form for form in self._forms if form.form_code == form_code]
