"""What the figures of a rule are called, so that no code is said without its name."""

from collections.abc import Iterable
from dataclasses import dataclass

from baocao.registry import TOTAL, Form, FormItem, Registry
from baocao.rules.scoping import Term


@dataclass(frozen=True)
class Named:
    """A figure by its codes, with what forms call it."""

    indicator_code: str
    category_code: str
    name_vi: str
    name_en: str

    @property
    def code(self) -> str:
        """Return the code that a message says."""
        if self.category_code == TOTAL:
            return self.indicator_code
        return f"{self.indicator_code}.{self.category_code}"

    def name(self, suffix: str) -> str:
        """Return the whole name in a language, "vi" or "en"."""
        return getattr(self, f"name_{suffix}")

    def category(self, suffix: str) -> str:
        """Return what sets the figure apart from the total: what stands behind the colon."""
        return self.name(suffix).rpartition(": ")[2]


def names_of(terms: Iterable[Term], form: Form, registry: Registry) -> tuple[Named, ...]:
    """Return the name of every figure of a part and of their totals, by the form if it has them."""
    keys = dict.fromkeys(
        (term.indicator_code, category)
        for term in terms
        for category in (term.category_code, TOTAL)
    )
    items: dict[tuple[str, str], FormItem] = {}
    for one in (*registry.forms, form):
        items |= {(item.indicator_code, item.category_code): item for item in one.items}
    found = []
    for indicator_code, category_code in keys:
        item = items.get((indicator_code, category_code))
        if item is not None:
            found.append(Named(indicator_code, category_code, item.label_vi, item.label_en))
        elif category_code == TOTAL:
            indicator = registry.indicators[indicator_code]
            found.append(Named(indicator_code, TOTAL, indicator.name_vi, indicator.name_en))
    return tuple(found)
