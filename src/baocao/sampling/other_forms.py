"""Figures of the forms on documents, enterprises, dialogue, commendation and culture.

Each maker returns the figures of the first half and of the whole of a reporting year; a half stays
below its year. Invented, like everything in the sample; no unit's real figures.
"""

from collections.abc import Callable, Iterable
from typing import Any

from baocao.registry import Unit
from baocao.sampling.dice import Dice
from baocao.sampling.lineage import Lineage, ReportKey, Series
from baocao.sampling.profiles import Profiles

Figures = dict[str, int]
SeriesFigures = dict[str, Figures]
Halves = tuple[Figures, Figures]
PROVINCE_FORM = "F-VB"
ANSWER = "VB07"
# Levels at which units of a type are commended.
LEVELS = {"COMMUNE": ("TINH", "XA", "DVI"), "PARTY_COMMITTEE": ("TW", "TINH", "XA")}
OTHER_LEVELS = ("TW", "TINH", "DVI")
WAYS_TO_SAY_YES = ("x", "X", "1")


class OtherForms:
    """Makes the figures of the forms that are due twice a year and carry nothing over."""

    def __init__(self, lineage: Lineage, profiles: Profiles) -> None:
        self.lineage = lineage
        self.profiles = profiles
        self.makers: dict[str, Callable[[Unit, int], Halves]] = {
            PROVINCE_FORM: self._documents,
            "F-DN": self._enterprises,
            "F-GS": self._dialogues,
            "F-KTH": self._commendations,
            "F-VH": self._culture,
        }

    def __contains__(self, form_code: str) -> bool:
        """Return whether this knows how to fill a form."""
        return form_code in self.makers

    def figures(self, series: Series) -> SeriesFigures:
        """Return the figures of a series, by period and item code."""
        made: SeriesFigures = {}
        for period in series.periods:
            half, whole = self.makers[series.form_code](series.unit, period.reporting_year)
            made[period.period_code] = half if period.period_type == "S" else whole
        return made

    def _dice(self, form_code: str, unit: Unit, year: int) -> Dice:
        return self.profiles.dice.at(form_code, unit.unit_code, year)

    def _both(self, unit: Unit, year: int, items: Iterable[str]) -> Halves:
        """Return the flows of the first half and of the year for items with a usual figure."""
        pairs = {item: self.profiles.half_yearly(unit, item, year) for item in items}
        return {i: half for i, (half, _) in pairs.items()}, {i: w for i, (_, w) in pairs.items()}

    # Parent documents, classes held, and who among the Party's committees has a plan.
    def _documents(self, unit: Unit, year: int) -> Halves:
        dice = self._dice(PROVINCE_FORM, unit, year)
        half, whole = self._both(unit, year, ("QT01",))
        for figures in (half, whole):
            figures["QT02"] = figures["QT01"] * dice.number(45, 130, "QT02")
        stocks = self._committees(unit, dice)
        for document in self.lineage.registry.documents:
            code = document.document_code
            stocks[f"{ANSWER}.{code}"] = int(dice.chance(88, code))
        return half | stocks, whole | stocks | {"NV01": dice.number(6, 9, "NV01")}

    def _committees(self, unit: Unit, dice: Dice) -> Figures:
        """Return the Party's stocks: the provincial committee counts those without a row here."""
        if unit.unit_type == "PROVINCE":
            return {"VB01": sum(self._committees_of(one) for one in self._parties())}
        if unit.unit_type != "PARTY_COMMITTEE":
            return {}
        committees = self._committees_of(unit)
        organisations = committees * dice.number(18, 32, "VB04")
        return {
            "VB02": committees - int(committees > 1) * dice.number(1, 4, "VB02"),
            "VB04": organisations,
            "VB05": organisations - dice.number(1, organisations // 6, "VB05"),
        }

    def _parties(self) -> list[Unit]:
        units = {series.unit for series in self.lineage.series if series.form_code == PROVINCE_FORM}
        return [unit for unit in units if unit.unit_type == "PARTY_COMMITTEE"]

    def _committees_of(self, unit: Unit) -> int:
        """Return one for a committee; for the provincial one those of the communes."""
        on = unit.valid_from
        if self.lineage.registry.parent(unit.unit_code, on, "party"):
            return 1
        communes = {
            series.unit
            for series in self.lineage.series
            if series.form_code == PROVINCE_FORM and series.unit.unit_type == "COMMUNE"
        }
        return max(1, len(communes))

    # Enterprises: agreements, conferences and dialogue are parts of those with a union.
    def _enterprises(self, unit: Unit, year: int) -> Halves:
        dice = self._dice("F-DN", unit, year)
        state, operating = dice.number(14, 22, "DN01"), dice.number(4200, 5600, "DN11")
        with_union = operating * dice.number(5, 8, "DN04") // 100
        stocks = {
            "DN01": state,
            "DN02": state - dice.number(0, 1, "DN02"),
            "DN04": with_union,
            "DN05": with_union * dice.number(86, 94, "DN05") // 100,
            "DN11": operating,
        }
        half, whole = dict(stocks), dict(stocks)
        for item in ("DN07", "DN09"):
            whole[item] = with_union * dice.number(85, 95, item) // 100
            half[item] = whole[item] * dice.number(40, 60, item, "half") // 100
        return half, whole

    # Dialogue with the people, inspections; supervision by the Front.
    def _dialogues(self, unit: Unit, year: int) -> Halves:
        dice = self._dice("F-GS", unit, year)
        half, whole = self._both(unit, year, ("DT01", "KT01", "GS01", "GS02"))
        for figures, name in ((half, "half"), (whole, "whole")):
            figures["DT02"] = figures["DT01"] * dice.number(6, 14, "DT02")
            figures["DT03"] = figures["DT02"] - dice.number(0, 3, "DT03", name)
        return half, whole

    # Commendation: a total is the sum of its levels.
    def _commendations(self, unit: Unit, year: int) -> Halves:
        dice = self._dice("F-KTH", unit, year)
        levels = LEVELS.get(unit.unit_type, OTHER_LEVELS)
        half: Figures = {}
        whole: Figures = {}
        for item, largest in (("KTH01", 3), ("KTH02", 6)):
            for level in ("TW", "TINH", "XA", "DVI"):
                code, top = f"{item}.{level}", 1 if level == "TW" else largest
                half[code] = dice.number(0, top, code) if level in levels else 0
                later = dice.number(0, top, code, "later") if level in levels else 0
                whole[code] = half[code] + later
            half[item] = sum(half[code] for code in list(half) if code.startswith(f"{item}."))
            whole[item] = sum(whole[code] for code in list(whole) if code.startswith(f"{item}."))
        half["KTH03"] = dice.number(1, 6, "KTH03")
        whole["KTH03"] = half["KTH03"] + dice.number(1, 6, "KTH03", "later")
        return half, whole

    # Households and residential areas that register for the cultural titles.
    def _culture(self, unit: Unit, year: int) -> Halves:
        dice = self._dice("F-VH", unit, year)
        households, areas = self.profiles.usual(unit, "VH01"), self.profiles.usual(unit, "VH04")
        figures = {
            "VH01": households,
            "VH02": households * dice.number(82, 99, "VH02") // 100,
            "VH04": areas,
            "VH05": areas - dice.number(0, 2, "VH05"),
        }
        return figures, dict(figures)


def written_answers(key: ReportKey, figures: Figures, dice: Dice) -> dict[str, Any]:
    """Return how a report writes its answers: a cross, a one, the document's number, or nothing.

    A no stays a figure, written as the unit writes a zero.
    """
    written: dict[str, Any] = {}
    for code, figure in figures.items():
        if not code.startswith(f"{ANSWER}."):
            continue
        draw = dice.at("answer", *key, code)
        if draw.chance(6, "left out"):
            written[code] = ""
        elif figure and draw.chance(50, "number"):
            written[code] = f"{draw.number(3, 90, 'no')}/KH"
        elif figure:
            written[code] = draw.pick(WAYS_TO_SAY_YES, "way")
    return written
