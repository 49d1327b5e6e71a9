"""Operating curves of checks that compare a figure with others than its own history.

With units of the same type by household (VAL08), with another figure of the report (VAL09), and of
denominators with the period before (PER05); on the sample's figures, whose units differ in size.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from baocao.registry.calendars import MONTHS
from baocao.rules.statistic import UsualRange, per_size, related_range, usual_spread
from baocao.sampling.curves import Clean, Trial
from baocao.sampling.curves_statistics import ALLOWANCE, SIZES, Judged, around, try_out
from baocao.sampling.lineage import ReportKey

NOTHING = Decimal(0)


def _figure(clean: Clean, key: ReportKey, item: str) -> Decimal | None:
    found = clean.book[key].get(item) if key in clean.book else None
    return None if found is None else Decimal(found)


def _pairs(clean: Clean, forms: tuple[str, ...]) -> Iterator[tuple[ReportKey, ReportKey]]:
    """Yield each report of some forms with the one before it of the same type of period."""
    for series in clean.lineage.series:
        if series.form_code not in forms:
            continue
        before: dict[str, ReportKey] = {}
        for period in series.periods:
            key = ReportKey(series.unit.unit_code, series.form_code, period.period_code)
            if period.period_type in MONTHS and period.period_type in before:
                yield key, before[period.period_type]
            before[period.period_type] = key


@dataclass(frozen=True)
class Peers:
    """Communes' flows against those of all communes in the period before, by household."""

    name: str = "VAL08 · modified_zscore, √ · peers by household · sample"
    settings: tuple[str, ...] = ("6", "8", "10", "12", "15")
    chosen: str = "15"
    sizes: tuple[str, ...] = tuple(SIZES)
    form: str = "F-TCD"
    size_of: str = "VH01"
    least_peers: int = 10

    def trial(self, clean: Clean) -> Trial:
        """Judge every flow total of every commune whose households are known."""
        return try_out(clean, self.settings, self._judged(clean))

    def _judged(self, clean: Clean) -> Iterator[Judged]:
        indicators = clean.lineage.registry.indicators
        flows = sorted(code for code, one in indicators.items() if one.kind == "flow")
        sizes = self._sizes(clean)
        by_period: dict[str, list[ReportKey]] = defaultdict(list)
        for key in clean.book:
            if key.form_code == self.form and key.unit_code in sizes:
                by_period[key.period_code].append(key)
        for key, before in _pairs(clean, (self.form,)):
            for item in flows if key.unit_code in sizes else ():
                value, size = _figure(clean, key, item), sizes[key.unit_code]
                others = [one for one in by_period[before.period_code] if one != before]
                known = [(_figure(clean, one, item), sizes[one.unit_code]) for one in others]
                peers = [(figure, other) for figure, other in known if figure is not None]
                if value is not None and len(peers) >= self.least_peers:
                    spread = usual_spread("modified_zscore", per_size(peers, size), is_count=True)
                    if spread is not None:
                        yield Judged(key, item, int(value), partial(around, spread, ALLOWANCE))

    def _sizes(self, clean: Clean) -> dict[str, Decimal]:
        """Return unit → its households, as it reported them last."""
        found: dict[str, Decimal] = {}
        for series in clean.lineage.series:
            if series.unit.unit_type == "COMMUNE":
                for period in series.periods:
                    key = ReportKey(series.unit.unit_code, series.form_code, period.period_code)
                    size = _figure(clean, key, self.size_of)
                    if size:
                        found[series.unit.unit_code] = size
        return found


@dataclass(frozen=True)
class Attendance:
    """Attendances against the classes of the same report."""

    name: str = "VAL09 · ratio_band · most people a class · sample"
    settings: tuple[str, ...] = ("200", "500", "1000", "2000", "5000")
    chosen: str = "2000"
    sizes: tuple[str, ...] = tuple(SIZES)
    item: str = "QT02"
    related: str = "QT01"

    def trial(self, clean: Clean) -> Trial:
        """Judge every report that has both figures."""
        return try_out(clean, self.settings, self._judged(clean))

    def _judged(self, clean: Clean) -> Iterator[Judged]:
        for key in clean.book:
            value, related = _figure(clean, key, self.item), _figure(clean, key, self.related)
            if value is not None and related is not None:
                yield Judged(key, self.item, int(value), partial(self._usual, related))

    @staticmethod
    def _usual(related: Decimal, high: str) -> UsualRange:
        params = {"method": "ratio_band", "low": 1, "high": high}
        return related_range(params, related)


@dataclass(frozen=True)
class Denominators:
    """Denominators against the period before."""

    name: str = "PER05 · consistency · the period before · sample"
    settings: tuple[str, ...] = ("0.05", "0.1", "0.2", "0.5")
    chosen: str = "0.2"
    sizes: tuple[str, ...] = tuple(SIZES)
    forms: tuple[str, ...] = ("F-QCDC", "F-VH", "F-DN", "F-VB")
    items: tuple[str, ...] = ("DC05", "VH01", "VH04", "DN04", "VB04")

    def trial(self, clean: Clean) -> Trial:
        """Judge every denominator that the unit reported in the period before, too."""
        return try_out(clean, self.settings, self._judged(clean))

    def _judged(self, clean: Clean) -> Iterator[Judged]:
        for key, before in _pairs(clean, self.forms):
            for item in self.items:
                value, last = _figure(clean, key, item), _figure(clean, before, item)
                if value is not None and last is not None:
                    spread = usual_spread("consistency", [last])
                    if spread is not None:
                        yield Judged(key, item, int(value), partial(around, spread, NOTHING))


def detectors() -> Iterator[Peers | Attendance | Denominators]:
    """Yield the checks with the thresholds that they might have."""
    yield Peers()
    yield Attendance()
    yield Denominators()
