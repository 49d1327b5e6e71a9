"""Plausible figures that satisfy every rule, for each report that a unit owes.

Each maker returns the figures of one series (a unit and a form) by period and item code. Items
that no maker knows, such as an indicator that a province added to a form, get plain figures by
the kind of their indicator.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import cycle, islice

from baocao.registry import Form, Period, Registry, Unit
from baocao.registry.calendars import CLOSING, MONTHS
from baocao.sampling.lineage import Lineage, ReportKey, Series
from baocao.sampling.other_forms import OtherForms
from baocao.sampling.profiles import Profiles

Figures = dict[str, int]
SeriesFigures = dict[str, Figures]
FAMILIES = {"DL": ("KN", "TC", "KNPA"), "GQ": ("KN", "TC")}
FIELDS: tuple[str, ...] = ("KT", "VHXH", "QPAN", "HTCT")
# In what turn a unit issues documents of all types: each has a habit of its own.
DOCUMENTS = "VB08"
TURNS = (
    ("KH", "CV", "CV", "QD", "KH", "CTR", "CV", "NQ", "HD", "KH", "CT", "VBK"),
    ("CV", "KH", "NQ", "CV", "CT", "KH", "QD", "CV", "VBK", "HD", "KH", "CTR"),
)
LARGEST_BACKLOG = 8
# Reports that carry balances from one to the next; a year opens and closes as its quarters do.
ROLLING = ("Q", CLOSING)


def part_codes(indicator: str, parts: Iterable[str]) -> list[str]:
    """Return the codes of an indicator's breakdown items."""
    return [f"{indicator}.{part}" for part in parts]


def year_of_quarters(quarters: list[Figures]) -> Figures:
    """Return a year's F-TCD figures: flows summed, opening of the first, closing of the last."""
    year = {code: sum(quarter[code] for quarter in quarters) for code in quarters[0]}
    for code in year:
        if code[:4] in ("DL01", "GQ01"):
            year[code] = quarters[0][code]
        elif code[:4] in ("DL04", "GQ04"):
            year[code] = quarters[-1][code]
    return year


class Figuring:
    """Makes the figures of all series; predecessors must come before successors."""

    def __init__(self, lineage: Lineage, profiles: Profiles) -> None:
        self.lineage = lineage
        self.profiles = profiles
        self.dice = profiles.dice
        self.other_forms = OtherForms(lineage, profiles)
        self.book: dict[ReportKey, Figures] = {}
        self.conventions: dict[Unit, int] = {}

    def fill(self) -> dict[ReportKey, Figures]:
        """Return the figures of every report that is owed."""
        makers = {"F-TCD": self._receptions, "F-QCDC": self._democracy, "F-DVK": self._models}
        for series in self.lineage.series:
            code = series.form_code
            make = self.other_forms.figures if code in self.other_forms else makers.get(code)
            made = make(series) if make else {}
            for period in series.periods:
                key = ReportKey(series.unit.unit_code, code, period.period_code)
                self.book[key] = self._owed(key, made.get(period.period_code, {}))
        return self.book

    def _owed(self, key: ReportKey, made: Mapping[str, int]) -> Figures:
        period, form = self.lineage.period(key), self.lineage.form(key)
        plain = plain_figures(self.lineage.registry, form, period)
        return {
            item.code: made.get(item.code, plain[item.code]) for item in self.lineage.items(key)
        }

    # Citizen reception, petitions and cases: quarters roll from opening to closing balance.
    def _receptions(self, series: Series) -> SeriesFigures:
        made: SeriesFigures = {}
        quarters = [period for period in series.periods if period.period_type == "Q"]
        opening = self._first_opening(series)
        for period in (one for one in series.periods if one.period_type in ROLLING):
            figures = self._quarter(series, period)
            for family, parts in FAMILIES.items():
                for part in parts:
                    self._roll(series, period, figures, opening, f"{family}{{}}.{part}")
            add_totals(figures)
            made[period.period_code] = figures
        for year in (period for period in series.periods if period.period_type == "A"):
            within = [q.period_code for q in quarters if q.reporting_year == year.reporting_year]
            made[year.period_code] = year_of_quarters([made[code] for code in within])
        return made

    def _quarter(self, series: Series, period: Period) -> Figures:
        unit = series.unit
        dice = self.dice.at("quarter", unit.unit_code, period.period_code)
        regular = self.profiles.quarterly(unit, "TD01", period)
        by_head = self.profiles.quarterly(unit, "TD02", period)
        received = regular + by_head
        return {
            "TD01": regular,
            "TD02": by_head,
            "TD03": received,
            "TD04": received + self.profiles.usual(unit, "TD04") + dice.number(0, 1, "TD04"),
            "TD05": int(dice.chance(15, "TD05")),
            "TD06": self.profiles.days(unit, period) + dice.number(0, 1, "TD06"),
            "GQ06": int(dice.chance(5, "GQ06")),
        }

    def _first_opening(self, series: Series) -> Figures:
        first = ReportKey(
            series.unit.unit_code,
            series.form_code,
            next(p.period_code for p in series.periods if p.period_type in ROLLING),
        )
        closings = [self.book[key] for key in self.lineage.carried_from(first)]
        opening: Figures = {}
        for family, parts in FAMILIES.items():
            for part in parts:
                code = f"{family}{{}}.{part}"
                drawn = self.dice.number(0, 3, "opening", code, series.unit.unit_code)
                inherited = sum(figures[code.format("04")] for figures in closings)
                opening[code] = inherited if closings else drawn
        return opening

    def _roll(
        self, series: Series, period: Period, figures: Figures, opening: Figures, code: str
    ) -> None:
        received_code = code.format("02")
        dice = self.dice.at("closing", code, series.unit.unit_code)
        received = self.profiles.quarterly(series.unit, received_code, period)
        before = opening[code]
        step = 0 if code.endswith("TC") else dice.number(-1, 1, period.period_code)
        after = max(0, min(before + step, before + received, max(LARGEST_BACKLOG, before)))
        figures[code.format("01")] = before
        figures[received_code] = received
        figures[code.format("03")] = before + received - after
        figures[code.format("04")] = opening[code] = after

    # Grassroots democracy: the year is made first, the first half stays below it.
    def _democracy(self, series: Series) -> SeriesFigures:
        made: SeriesFigures = {}
        conventions = self._conventions_before(series.unit)
        for year in sorted({period.reporting_year for period in series.periods}):
            half, whole = self._democracy_year(series.unit, year)
            conventions += whole["DC11"]
            whole["DC10"] = conventions
            for period in series.periods:
                if period.reporting_year != year:
                    continue
                if period.period_type == CLOSING:
                    made[period.period_code] = self._democracy_at_the_end(series.unit, period)
                else:
                    figures = whole if period.period_type == "A" else half
                    made[period.period_code] = figures | self._documents(series.unit, figures)
        self.conventions[series.unit] = conventions
        return made

    def _documents(self, unit: Unit, figures: Figures) -> Figures:
        """Return the documents by type; more documents are no fewer of any type."""
        dice = self.dice.at("documents", unit.unit_code)
        first = dice.number(0, len(TURNS[0]) - 1, "first")
        issued = Counter(
            islice(cycle(dice.pick(TURNS, "turns")), first, first + figures[DOCUMENTS])
        )
        return {f"{DOCUMENTS}.{kind}": issued[kind] for kind in TURNS[0]}

    def _conventions_before(self, unit: Unit) -> int:
        predecessors = self.lineage.predecessors(unit)
        if predecessors:
            return sum(self.conventions[one] for one in predecessors)
        return self.profiles.usual(unit, "DC05") - 2

    def _democracy_year(self, unit: Unit, year: int) -> tuple[Figures, Figures]:
        profiles = self.profiles
        dice = self.dice.at("democracy", unit.unit_code, year)
        half: Figures = {}
        whole: Figures = {}
        for code in ("DC01", "DC08", "DC13", "DC14", "VB08"):
            half[code], whole[code] = profiles.half_yearly(unit, code, year)
        for part, of in (("DC02", "DC01"), ("DC09", "DC08"), ("DC15", "DC14")):
            short = dice.number(0, 1, part)
            half[part], whole[part] = half[of] - short, whole[of] - short
        half["DC04"] = dice.number(0, 1, "DC04")
        whole["DC04"] = half["DC04"] + dice.number(1, 2, "DC04 later")
        half["DC11"], whole["DC11"] = 0, dice.number(0, 1, "DC11")
        stocks = {code: profiles.usual(unit, code) for code in ("DC05", "CQ01", "VB09")}
        whole["DC06"] = stocks["DC05"] - dice.number(0, 1, "DC06")
        whole["CQ02"] = stocks["CQ01"] - dice.number(0, 1, "CQ02")
        half["CQ02"] = whole["CQ02"] - dice.number(0, 1, "CQ02 half")
        stocks["VB10"] = stocks["VB09"] - dice.number(0, 1, "VB10")
        return half | stocks, whole | stocks

    def _democracy_at_the_end(self, unit: Unit, period: Period) -> Figures:
        """Return what happened in a unit's last days: little, but not nothing."""
        dice = self.dice.at("democracy", unit.unit_code, period.period_code)
        figures = {code: dice.number(1, 2, code) for code in ("DC01", "DC14", "VB08")}
        figures |= {code: dice.number(0, 1, code) for code in ("DC04", "DC08", "DC13")}
        figures |= {"DC02": figures["DC01"], "DC09": figures["DC08"], "DC11": 0}
        return figures | {"DC15": figures["DC14"] - dice.number(0, 1, "DC15")}

    # "Dân vận khéo" models: registered early in the year, results and recognition at its end.
    def _models(self, series: Series) -> SeriesFigures:
        made: SeriesFigures = {}
        for year in sorted({period.reporting_year for period in series.periods}):
            half, whole = self._models_year(series, year)
            for period in series.periods:
                if period.reporting_year == year:
                    made[period.period_code] = whole if period.period_type == "A" else half
        return made

    def _models_year(self, series: Series, year: int) -> tuple[Figures, Figures]:
        dice = self.dice.at("models", series.unit.unit_code, year)
        registered = self.profiles.turning(series.unit, "DVK01", year)
        fields = dict.fromkeys(FIELDS, registered // len(FIELDS))
        for name in dice.shuffled(FIELDS, "fields")[: registered % len(FIELDS)]:
            fields[name] += 1
        # A unit registers late every year or never: two years must not come out alike by chance.
        is_late = self.dice.chance(40, "late models", series.unit.unit_code)
        late_field = dice.pick(FIELDS, "late") if is_late else ""
        by_year_end = {name: count + (name == late_field) for name, count in fields.items()}
        dropped = dice.pick(FIELDS, "not recognised")
        recognised = {name: count - (name == dropped) for name, count in by_year_end.items()}
        individuals = registered // 3
        half = models("DVK01", fields, individuals)
        whole = models("DVK01", by_year_end, individuals)
        whole |= models("DVK02", by_year_end, individuals)
        whole |= models("DVK03", recognised, individuals)
        return half, whole


def models(indicator: str, fields: Mapping[str, int], individuals: int) -> Figures:
    """Return the total and both breakdowns of a number of models."""
    total = sum(fields.values())
    by_field = {f"{indicator}.{name}": count for name, count in fields.items()}
    holders = {f"{indicator}.TT": total - individuals, f"{indicator}.CN": individuals}
    return {indicator: total} | by_field | holders


def add_totals(figures: Figures) -> None:
    """Set the totals of petitions and cases to the sums of their breakdowns."""
    for family, parts in FAMILIES.items():
        for number in ("01", "02", "03", "04"):
            indicator = family + number
            figures[indicator] = sum(figures[code] for code in part_codes(indicator, parts))


def plain_figures(registry: Registry, form: Form, period: Period) -> Figures:
    """Return consistent figures for any item, by the kind of its indicator.

    Flows are in proportion to the length of the period, so that parts add up to the whole; every
    breakdown adds up to its total.
    """
    months = MONTHS.get(period.period_type, 1)
    figures: Figures = {}
    for indicator_code in dict.fromkeys(item.indicator_code for item in form.items):
        kind = registry.indicators[indicator_code].kind
        if kind == "rate":
            continue
        total = {"flow": 2 * months, "boolean": 1}.get(kind, 12)
        figures[indicator_code] = total
        for code_list in registry.breakdowns.get(indicator_code, ()):
            members = [c for c in registry.categories if c.code_list == code_list]
            for place, member in enumerate(members):
                share = total // len(members) + (place < total % len(members))
                figures[f"{indicator_code}.{member.category_code}"] = share
    return figures
