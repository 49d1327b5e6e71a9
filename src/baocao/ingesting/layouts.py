"""The layout data of all forms, folded for look-up: labels, item codes, totals."""

import re
from collections.abc import Iterable
from functools import cached_property

from baocao.ingesting.text import fold
from baocao.registry import Registry

# How forms head the column of figures; with none of these it is the first column after the code.
VALUE_HEADERS = frozenset({"so lieu", "so luong", "ket qua", "so lieu ky nay", "so lieu trong ky"})
UNIT_OF_MEASURE_HEADERS = frozenset({"don vi tinh", "dvt", "don vi"})
SUBTOTALS = frozenset({"cong", "tong", "tong so"})
FOOTER = re.compile(
    r"(?:ghi chu|noi nhan|nguoi lap|thu truong|chu tich|giam doc|bi thu|truong |ky ten|tm |kt )"
)
UNIT_CODE_LIKE = re.compile(r"[A-Z0-9][A-Z0-9.\-/]{0,34}", re.IGNORECASE)
ITEM_LIKE = re.compile(r"[a-z]{2,4}[0-9]{2}(?: [a-z0-9]{1,6})?")


class Layouts:
    """Look-ups over the layout data of every form and version.

    Attributes:
        form_labels: folded labels in front of a form's code; the others likewise.
    """

    def __init__(self, registry: Registry) -> None:
        """Fold the labels and item codes once; labels of one kind count in every form.

        Args:
            registry: the reference data.
        """
        sheets = [sheet for form in registry.forms for sheet in form.sheets.values()]
        self.form_labels = _folded(sheet.form_label for sheet in sheets)
        self.period_labels = _folded(sheet.period_label for sheet in sheets)
        self.unit_code_labels = _folded(sheet.unit_code_label for sheet in sheets)
        self.unit_name_labels = _folded(sheet.unit_name_label for sheet in sheets)
        self.total_labels = _folded(sheet.total_label for sheet in sheets)
        self._code_of_folded = {fold(form.form_code): form.form_code for form in registry.forms}
        self._items: dict[str, dict[str, str]] = {}
        for form in registry.forms:
            codes = self._items.setdefault(form.form_code, {})
            codes.update({fold(item.code): item.code for item in form.items})

    @cached_property
    def _form_codes(self) -> re.Pattern[str]:
        codes = sorted(self._code_of_folded, key=len, reverse=True)
        return re.compile(rf"\b(?:{'|'.join(codes)})\b")

    @cached_property
    def heading_labels(self) -> tuple[str, ...]:
        """Return every folded label that may stand above a table."""
        return self.form_labels + self.period_labels + self.unit_code_labels + self.unit_name_labels

    @cached_property
    def item_keys(self) -> frozenset[str]:
        """Return the folded item codes of all forms."""
        return frozenset(key for items in self._items.values() for key in items)

    @cached_property
    def label_keys(self) -> frozenset[str]:
        """Return every folded label and item code of every form."""
        return frozenset(self.heading_labels + self.total_labels) | self.item_keys

    def items(self, form_code: str) -> dict[str, str]:
        """Return item codes by folded item code, over all versions of a form."""
        return self._items.get(form_code, {})

    def form_code_in(self, folded: str) -> str | None:
        """Return the first known form code in folded text, or None."""
        match = self._form_codes.search(folded)
        return self._code_of_folded[match[0]] if match else None

    def form_code_in_name(self, folded: str) -> str | None:
        """Return the one form that a folded file name tells, by its whole or its short code."""
        whole = self.form_code_in(folded)
        if whole:
            return whole
        words = set(folded.split())
        short = {code.split("-")[-1].lower(): code for code in self._code_of_folded.values()}
        found = [code for name, code in short.items() if name in words]
        return found[0] if len(found) == 1 else None


def _folded(labels: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(label) for label in labels))
