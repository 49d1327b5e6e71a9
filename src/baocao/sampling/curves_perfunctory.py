"""Operating curves of the checks of perfunctory reports: copies and round figures in right reports.

Digits are also judged on figures drawn anew, as counts of people who come as they like are spread
(Poisson): the sample's own move less than real ones and so end in the same digits more often.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from random import Random

from baocao.rules.perfunctory import (
    LAST_DIGIT,
    ROUND_FIGURES,
    chance_figures,
    has_enough,
    likeness,
    most_hits,
    probability,
)
from baocao.sampling.curves import Clean, Trial
from baocao.sampling.curves_statistics import poisson
from baocao.sampling.figures import FAMILIES, Figures, part_codes

Values = dict[str, Decimal]

COMPARED = {"min_values": 10, "min_distinct": 6}
COMPARED_FORMS = ("F-TCD", "F-QCDC")
SHARES = ("0.75", "0.80", "0.85", "0.90", "0.95")
COPIES = {"100 %": 100, "95 %": 95, "90 %": 90, "80 %": 80}
# One report in so many is copied, once for each size.
EVERY = 20

LEAST_FIGURE, LEAST_FIGURES, STEP, ENDING = 10, 6, 5, 7
EXPECTED = {ROUND_FIGURES: 0.25, LAST_DIGIT: 0.1}
CHOSEN = {ROUND_FIGURES: "0.005", LAST_DIGIT: "0.001"}
ALPHAS = ("0.01", "0.005", "0.001", "0.0001")
SHAPED = {"100 %": 100, "90 %": 90, "80 %": 80, "70 %": 70, "60 %": 60}
# What happened in a quarter, without what other figures add up to.
ITEMS = (
    *("TD01", "TD02", "TD04", "TD05", "TD06", "GQ06"),
    *(
        code
        for family, parts in FAMILIES.items()
        for number in ("02", "03")
        for code in part_codes(family + number, parts)
    ),
)


def _values(figures: Figures) -> Values:
    return {code: Decimal(figure) for code, figure in figures.items()}


@dataclass(frozen=True)
class LikeOtherUnit:
    """Reports compared with all others of the same form and period."""

    name: str = "like_other_unit · sample"
    settings: tuple[str, ...] = SHARES
    chosen: str = "0.85"
    sizes: tuple[str, ...] = tuple(COPIES)

    def trial(self, clean: Clean) -> Trial:
        """Judge every report, then copies of some in which part of the figures differ."""
        trial = Trial()
        dice = Random(clean.dice.number(0, 2**32, self.name))  # noqa: S311 - no secret
        groups: dict[tuple[str, str], list[Values]] = defaultdict(list)
        for key, figures in clean.book.items():
            if key in clean.lineage.expected and key.form_code in COMPARED_FORMS:
                values = _values(figures)
                if has_enough(values, COMPARED):
                    groups[key.form_code, key.period_code].append(values)
        for reports in groups.values():
            for nearest in _nearest(reports):
                trial.clean_reports += 1
                trial.alarms.update(one for one in self.settings if nearest >= Fraction(one))
            for values in reports[::EVERY]:
                self._copy(values, dice, trial)
        return trial

    def _copy(self, values: Values, dice: Random, trial: Trial) -> None:
        counted = [item for item, value in values.items() if value]
        for size, percent in COPIES.items():
            changed = dice.sample(counted, round(len(counted) * (100 - percent) / 100))
            found = likeness(values | {item: values[item] + 1 for item in changed}, values)
            trial.injected[size] += 1
            for setting in self.settings:
                if found.equal >= Fraction(setting) * found.compared:
                    trial.found[setting, size] += 1


def _nearest(reports: list[Values]) -> list[Fraction]:
    """Return for each report the share that it has in common with the one most like it.

    Where that is below every share that is tried, 0.
    """
    nearest = [Fraction(0)] * len(reports)
    figures = [{pair for pair in one.items() if pair[1]} for one in reports]
    for place, one in enumerate(figures):
        for other_place in range(place + 1, len(reports)):
            other = figures[other_place]
            if len(one & other) < float(SHARES[0]) * max(len(one), len(other)):
                continue
            found = likeness(reports[place], reports[other_place])
            share = Fraction(found.equal, found.compared)
            nearest[place] = max(nearest[place], share)
            nearest[other_place] = max(nearest[other_place], share)
    return nearest


@dataclass(frozen=True)
class Digits:
    """The quarters of each year, by round figures or by last digits."""

    check_kind: str
    is_drawn_anew: bool
    settings: tuple[str, ...] = ALPHAS
    sizes: tuple[str, ...] = tuple(SHAPED)

    @property
    def chosen(self) -> str:
        """Return the alpha that the rule has."""
        return CHOSEN[self.check_kind]

    @property
    def name(self) -> str:
        """Return the check and the figures it is tried on."""
        return f"{self.check_kind} · {'Poisson' if self.is_drawn_anew else 'sample'}"

    def trial(self, clean: Clean) -> Trial:
        """Judge the quarters of every year, then the same with part of the figures shaped."""
        trial = Trial()
        dice = Random(clean.dice.number(0, 2**32, self.name))  # noqa: S311 - no secret
        for key in clean.lineage.expected:
            if key.form_code != "F-TCD" or clean.lineage.period(key).period_type != "A":
                continue
            quarters = [
                {item: clean.book[quarter][item] for item in ITEMS}
                for quarter in clean.lineage.within_year(key, "Q")
            ]
            if self.is_drawn_anew:
                quarters = [{c: poisson(dice, f) for c, f in one.items()} for one in quarters]
            if self._judge(quarters, trial, size=""):
                for size, percent in SHAPED.items():
                    shaped = [self._shaped(one, percent, dice) for one in quarters]
                    self._judge(shaped, trial, size)
        return trial

    def _judge(self, quarters: list[Figures], trial: Trial, size: str) -> bool:
        """Count one year, with faults of a size or right as it is; return if it is judged."""
        figures = chance_figures(map(_values, quarters), ITEMS, LEAST_FIGURE)
        is_judged = len(figures) >= LEAST_FIGURES
        if size:
            trial.injected[size] += 1
        elif is_judged:
            trial.clean_reports += 1
        if is_judged:
            params = {"multiple": STEP, "expected_share": EXPECTED[self.check_kind]}
            hits = most_hits(self.check_kind, figures, params)
            rare = probability(self.check_kind, len(figures), hits, params)
            raised = [setting for setting in self.settings if rare <= Fraction(setting)]
            if size:
                trial.found.update((setting, size) for setting in raised)
            else:
                trial.alarms.update(raised)
        return is_judged

    def _shaped(self, figures: Figures, percent: int, dice: Random) -> Figures:
        """Return figures each of which, with that chance, got the wanted end."""
        return {
            item: self._near(figure) if dice.randrange(100) < percent else figure
            for item, figure in figures.items()
        }

    def _near(self, figure: int) -> int:
        if figure < LEAST_FIGURE:
            return figure
        if self.check_kind == ROUND_FIGURES:
            return STEP * round(figure / STEP)
        return max(10 * round((figure - ENDING) / 10) + ENDING, 10 + ENDING)


def detectors() -> Iterator[LikeOtherUnit | Digits]:
    """Yield the checks whose settings are a choice."""
    yield LikeOtherUnit()
    for check_kind in (ROUND_FIGURES, LAST_DIGIT):
        for is_drawn_anew in (False, True):
            yield Digits(check_kind, is_drawn_anew)
