"""Who reports what for the facts, and the invented figures as they are filled in."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from baocao.facts.apportioning import apportion
from baocao.facts.published import Fact
from baocao.registry import TOTAL, Registry, Unit
from baocao.sampling.dice import Dice
from baocao.sampling.figures import Figures
from baocao.sampling.lineage import Lineage, ReportKey

Weigh = Callable[[ReportKey], int]


@dataclass
class Book:
    """The reports that answer the facts: figures by item code, an item left out is left blank.

    Attributes:
        registry: the composed reference data.
        lineage: the reports owed.
        dice: repeatable choices.
        issuers: the unit that issued each document.
        figures: figures of each report, by item code.
        left_out: reports that their units do not send.
    """

    registry: Registry
    lineage: Lineage
    dice: Dice
    issuers: dict[str, str]
    figures: dict[ReportKey, Figures] = field(default_factory=dict)
    left_out: set[ReportKey] = field(default_factory=set)

    def owing(self, fact: Fact, item_code: str) -> list[ReportKey]:
        """Return the reports of a fact's province and period that ask for an item and are sent.

        Where no form asks for it in that kind of period, those of the shorter periods within it.
        """
        asked = [
            key
            for key in self._asking.get((fact.province_code, item_code), [])
            if key not in self.left_out
        ]
        return [key for key in asked if key.period_code == fact.period_code] or [
            key for key in asked if self._is_within(key, fact)
        ]

    @cached_property
    def _asking(self) -> dict[tuple[str, str], list[ReportKey]]:
        """Return the reports that ask for an item, by province and item code."""
        found: dict[tuple[str, str], list[ReportKey]] = defaultdict(list)
        for key in self.lineage.expected:
            province = self._province(key)
            for item in self.lineage.items(key):
                found[province, item.code].append(key)
        return dict(found)

    def _is_within(self, key: ReportKey, fact: Fact) -> bool:
        whole, part = self.registry.period(fact.period_code, fact.regime), self.lineage.period(key)
        if whole is None or part.regime != whole.regime:
            return False
        return whole.start_date <= part.start_date and part.end_date <= whole.end_date

    def _province(self, key: ReportKey) -> str:
        """Return the province that a report adds up to."""
        day = self.lineage.period(key).end_date
        code = key.unit_code
        while (above := self.registry.parent(code, day)) is not None:
            code = above
        return code

    def unit(self, key: ReportKey) -> Unit:
        """Return the unit of a report."""
        return self.lineage.unit(key)

    def put(self, key: ReportKey, item_code: str, figure: int) -> None:
        """Fill in one figure."""
        self.figures.setdefault(key, {})[item_code] = figure

    def spread(self, total: int, keys: list[ReportKey], item_code: str, weigh: Weigh) -> None:
        """Share a total out over reports; those of weight zero report zero."""
        shares = apportion(total, [weigh(key) for key in keys])
        for key, share in zip(keys, shares, strict=True):
            self.put(key, item_code, share)

    def category_codes(self, indicator_code: str, code_list: str) -> list[str]:
        """Return the categories of a list in which the forms ask for an indicator, in order."""
        asked = {
            item.category_code
            for form in self.registry.forms
            for item in form.items
            if item.indicator_code == indicator_code
        }
        ordered = sorted(self.registry.categories, key=lambda category: category.sort_order)
        return [
            category.category_code
            for category in ordered
            if category.code_list == code_list and category.category_code in asked
        ]

    def category_names(self, code_list: str) -> dict[str, str]:
        """Return the Vietnamese names of the categories of a list, by code."""
        return {
            category.category_code: category.name_vi
            for category in self.registry.categories
            if category.code_list == code_list
        }

    def parts_of(self, rate_code: str) -> tuple[str, str] | None:
        """Return numerator and denominator of a rate, None for an indicator that is none."""
        parts = {
            row["role"]: row["component_code"]
            for row in self.registry.components
            if row["indicator_code"] == rate_code
        }
        return (parts["numerator"], parts["denominator"]) if parts else None

    def sent(self) -> Iterator[tuple[ReportKey, Figures]]:
        """Yield the reports that are sent, with their figures."""
        for key in self.lineage.expected:
            if key in self.figures and key not in self.left_out:
                yield key, self.figures[key]


def item_code(indicator_code: str, category_code: str) -> str:
    """Return the code by which forms print an item."""
    if category_code == TOTAL:
        return indicator_code
    return f"{indicator_code}.{category_code}"
