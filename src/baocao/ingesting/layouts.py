"""The layout data of all forms, folded for look-up: labels, item codes, headings, totals."""

import re
from collections.abc import Iterable
from functools import cached_property

from baocao.ingesting.period_words import PeriodReader
from baocao.ingesting.personal import PERSONAL
from baocao.ingesting.remarks import KINDS
from baocao.ingesting.text import Remembered, fold
from baocao.registry import Registry
from baocao.registry.anchors import UNIT_PERIODS_DOWN

UNIT_CODE_LIKE = re.compile(r"[A-Z0-9][A-Z0-9.\-/]{0,34}", re.IGNORECASE)
ITEM_LIKE = re.compile(r"[a-z]{2,4}[0-9]{2}(?: [a-z0-9]{1,6})?")

# What the header of a column may say that the column holds.
VALUE, TOTAL, CUMULATIVE, OTHER, MEASURE = "value", "total", "cumulative", "other", "measure"
# What a text cell may tell, added up.
(
    TELLS_ITEM,
    TELLS_CODE,
    TELLS_LABEL,
    TELLS_FORM,
    TELLS_DAY,
    TELLS_FROM,
    TELLS_VERSION,
    TELLS_REMARK,
    TELLS_PERSONAL,
) = (1 << bit for bit in range(9))
_ENUMERATOR = re.compile(r"^(?:[ivx]{1,4}|[a-e]|\d{1,2}) ")

Labels = tuple[str, ...]


def begins_with(key: str, labels: Labels) -> str | None:
    """Return the label that folded text is or begins with, or None."""
    if not key.startswith(labels):
        return None
    for label in labels:
        if key.startswith(label) and (len(key) == len(label) or key[len(label)] == " "):
            return label
    return None


class Layouts:
    """Look-ups over the layout data of every form and version.

    Attributes:
        form_labels: folded labels in front of a form's code; the others likewise.
        column_labels: those of units that stand over columns rather than in headings.
        periods: reads the periods that texts name.
    """

    def __init__(self, registry: Registry) -> None:
        """Fold the labels and item codes once; labels of one kind count in every form.

        Args:
            registry: the reference data.
        """
        self._anchors = registry.anchors
        sheets = [sheet for form in registry.forms for sheet in form.sheets.values()]
        self.form_labels = _folded(sheet.form_label for sheet in sheets)
        self.period_labels = _folded(sheet.period_label for sheet in sheets)
        self.unit_code_labels = self._with("unit_code", (one.unit_code_label for one in sheets))
        self.unit_name_labels = self._with("unit_name", (one.unit_name_label for one in sheets))
        self.total_labels = self._with("total", (sheet.total_label for sheet in sheets))
        # Words such as "Xã, phường" head columns; above a table they are a label with a colon only.
        printed = _folded(
            label for sheet in sheets for label in (sheet.unit_code_label, sheet.unit_name_label)
        )
        self.column_labels = frozenset(self.unit_code_labels + self.unit_name_labels) - {*printed}
        self.periods = PeriodReader(registry.period_words)
        self._code_of_folded = {fold(form.form_code): form.form_code for form in registry.forms}
        self._items: dict[str, dict[str, str]] = {}
        for form in registry.forms:
            codes = self._items.setdefault(form.form_code, {})
            codes.update({fold(item.code): item.code for item in form.items})
        self.item_keys = frozenset(key for items in self._items.values() for key in items)
        # Items by heading, of the forms whose files know no item codes.
        self._headed: dict[str, dict[str, str]] = {}
        for one in registry.anchors:
            if one.anchor == "item" and one.form_code in self._items:
                self._headed.setdefault(one.form_code, {})[fold(one.text)] = one.item_code
                self._items[one.form_code].setdefault(fold(one.text), one.item_code)
        self._by_periods = frozenset(
            form.form_code for form in registry.forms if UNIT_PERIODS_DOWN in form.sheets
        )

    def _with(self, anchor: str, labels: Iterable[str]) -> Labels:
        return _folded([*labels, *(one.text for one in self._anchors if one.anchor == anchor)])

    def _of(self, anchor: str) -> Labels:
        return self._with(anchor, ())

    @cached_property
    def cumulative_headers(self) -> Labels:
        """Return how columns of figures since the beginning of the year are headed."""
        return self._of("cumulative")

    @cached_property
    def header_kinds(self) -> Remembered[str | None]:
        """Return what a header says that its column holds, by folded text; None for nothing known.

        The names of figures and of units of measure are whole texts, the others beginnings.
        """
        values, measures = frozenset(self._of("value")), frozenset(self._of("measure"))
        cumulative, others = self.cumulative_headers, self._of("other")

        def kind(key: str) -> str | None:
            if self.is_total(key):
                return TOTAL
            if key in values:
                return VALUE
            if key in measures:
                return MEASURE
            if begins_with(key, cumulative):
                return CUMULATIVE
            return OTHER if begins_with(key, others) else None

        return Remembered(kind)

    @cached_property
    def period_headers(self) -> Labels:
        """Return how a column with the period of each row is headed."""
        return _folded([*self._of("period"), *self.period_labels])

    @cached_property
    def year_labels(self) -> Labels:
        """Return how a year that stands by itself is labelled."""
        return self._of("year")

    @cached_property
    def part_labels(self) -> Labels:
        """Return how a month or quarter without its year is labelled."""
        return self._of("part")

    @cached_property
    def _footers(self) -> Labels:
        return self._of("footer")

    @cached_property
    def _ignored(self) -> Labels:
        return self._of("ignore")

    @cached_property
    def _subtotals(self) -> tuple[frozenset[str], Labels]:
        """Return subtotals of one word, which are that alone, and the beginnings of longer ones."""
        labels = self._of("subtotal")
        return frozenset(labels), tuple(label for label in labels if " " in label)

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {
            fold(one.text): one.form_code
            for one in self._anchors
            if one.anchor == "form" and one.form_code
        }

    @cached_property
    def title_labels(self) -> Labels:
        """Return the folded titles that name a form that has no code in its files."""
        return tuple(sorted(self._titles, key=len, reverse=True))

    @cached_property
    def _form_codes(self) -> re.Pattern[str]:
        codes = sorted(self._code_of_folded, key=len, reverse=True)
        return re.compile(rf"\b(?:{'|'.join(codes)})\b")

    @cached_property
    def heading_labels(self) -> Labels:
        """Return every folded label that may stand above a table."""
        return self.form_labels + self.period_labels + self.unit_code_labels + self.unit_name_labels

    @cached_property
    def tells(self) -> Remembered[int]:
        """Return what texts tell, 0 for nothing."""
        items = frozenset(key for items in self._items.values() for key in items)
        forms, labels = self.form_labels, self.heading_labels

        def told(text: str) -> int:
            key = fold(text)
            return (
                TELLS_ITEM * (key in items)
                | TELLS_CODE * (ITEM_LIKE.fullmatch(key) is not None)
                | TELLS_LABEL * key.startswith(labels)
                | TELLS_FORM * key.startswith(forms)
                | TELLS_DAY * ("ngay" in key)
                | TELLS_FROM * ("tu " in key)
                | TELLS_VERSION * ("phien ban" in key)
                | TELLS_REMARK * bool(KINDS[text])
                | TELLS_PERSONAL * PERSONAL[text]
            )

        return Remembered(told)

    @cached_property
    def label_keys(self) -> frozenset[str]:
        """Return every folded label and item code of every form."""
        return frozenset(self.heading_labels + self.total_labels) | self.item_keys

    @property
    def has_headed_forms(self) -> bool:
        """Tell whether any form is known by headings in place of item codes."""
        return bool(self._headed)

    @cached_property
    def _totals(self) -> Remembered[bool]:
        return Remembered(lambda key: begins_with(key, self.total_labels) is not None)

    @cached_property
    def _sections(self) -> Remembered[bool]:
        words, beginnings = self._subtotals

        def heads(key: str) -> bool:
            return key in words or begins_with(key, beginnings) is not None

        return Remembered(lambda key: heads(key) or heads(_ENUMERATOR.sub("", key, count=1)))

    @cached_property
    def _signatures(self) -> Remembered[bool]:
        footers = self._footers
        return Remembered(lambda key: begins_with(key, footers) is not None)

    def is_total(self, key: str) -> bool:
        """Tell whether folded text heads a row (or a column) of totals."""
        return self._totals[key]

    def is_subtotal(self, key: str) -> bool:
        """Tell whether folded text heads a section or its total, an enumerator before it or not."""
        return self._sections[key]

    def is_sum_word(self, key: str) -> bool:
        """Tell whether folded text is the name of a sum and nothing else, which is no unit's."""
        return key in self._subtotals[0]

    def is_footer(self, key: str) -> bool:
        """Tell whether folded text stands below a table: recipients, signatures."""
        return self._signatures[key]

    def is_ignored(self, key: str) -> bool:
        """Tell whether folded text marks a row that is no report, such as an example."""
        return begins_with(key, self._ignored) is not None

    def is_by_periods(self, form_code: str) -> bool:
        """Tell whether a form may come as a table with a row for each unit and period."""
        return form_code in self._by_periods

    def items(self, form_code: str) -> dict[str, str]:
        """Return item codes by folded item code or heading, over all versions of a form."""
        return self._items.get(form_code, {})

    def form_code_in(self, folded: str) -> str | None:
        """Return the first known form code in folded text, or None."""
        match = self._form_codes.search(folded)
        return self._code_of_folded[match[0]] if match else None

    def form_titled(self, folded: str) -> str | None:
        """Return the form that folded text is the title of, or None."""
        title = begins_with(folded, self.title_labels) if self.title_labels else None
        return self._titles[title] if title else None

    def form_headed(self, keys: Iterable[str]) -> str | None:
        """Return the one form most of whose headings stand in a row of folded texts, else None."""
        found: list[tuple[int, str]] = []
        for code, headings in self._headed.items():
            items = {headings[key] for key in keys if key in headings}
            if len(items) * 2 > len(set(headings.values())):
                found.append((len(items), code))
        found.sort(reverse=True)
        if not found or (len(found) > 1 and found[1][0] == found[0][0]):
            return None
        return found[0][1]

    def form_code_in_name(self, folded: str) -> str | None:
        """Return the one form that a folded file name tells, by its whole or its short code."""
        whole = self.form_code_in(folded)
        if whole:
            return whole
        words = set(folded.split())
        short = {code.split("-")[-1].lower(): code for code in self._code_of_folded.values()}
        found = [code for name, code in short.items() if name in words]
        return found[0] if len(found) == 1 else None


def _folded(labels: Iterable[str]) -> Labels:
    return tuple(dict.fromkeys(fold(label) for label in labels))
