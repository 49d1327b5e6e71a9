"""Stocks that do not carry over: wrong closing balances, openings that do not match."""

from baocao.registry.calendars import CLOSING
from baocao.sampling.faults.scene import Mark, Scene
from baocao.sampling.figures import ROLLING
from baocao.sampling.lineage import ReportKey

LAST_QUARTER = 4


def closing(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """The closing balance is mistyped; the next report opens with the right one.

    That may be the first report of the unit that took this one over.
    """
    family, part, check_code = scene.dice.pick(
        (("DL", "KNPA", "BAL01"), ("GQ", "KN", "BAL02")), "family", key
    )
    if scene.period(key).period_no == LAST_QUARTER and scene.year_of(key):
        return None
    opened = scene.opened_by(key)
    if not _take_lineage(scene, key, opened):
        return None
    more = scene.size(3, key)
    for code in (f"{family}04", f"{family}04.{part}"):
        scene.book[key][code] += more
    note = f"{family}04 is {more} above the balance"
    carried = f"what was carried over closed {more} too high"
    return [
        Mark(check_code, key, f"{family}04", note, size=more),
        *(Mark("BAL03", one, f"{family}01", carried, size=more) for one in opened),
    ]


def opening(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """The opening balance does not follow the last report; later reports carry it on."""
    if not scene.previous_rolling(key):
        return None
    marks = _open_higher(scene, key)
    year = scene.year_of(key)
    family = marks[0].indicator_code[:2]
    if year and scene.period(key).period_no != 1:
        check_code = "BAL01" if family == "DL" else "BAL02"
        note = "the year does not balance"
        marks.append(Mark(check_code, year, f"{family}04", note, size=marks[0].size))
    elif year and scene.previous(year):
        note = "the year opens as its first quarter"
        marks.append(Mark("BAL03", year, f"{family}01", note, size=marks[0].size))
    return marks


def inherited(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """The first opening balance of a new unit is not the sum of its predecessors' last closings."""
    sources = scene.lineage.carried_from(key)
    if all(scene.unit(source) == scene.unit(key) for source in sources):
        return None
    if not scene.is_comparable(key) or not _take_lineage(scene, key, [key]):
        return None
    marks = _open_higher(scene, key)
    year = scene.year_of(key)
    if year:
        note = "the year opens as its first quarter"
        marks.append(Mark("BAL03", year, marks[0].indicator_code, note, size=marks[0].size))
    return marks


def _take_lineage(scene: Scene, key: ReportKey, opened: list[ReportKey]) -> bool:
    """Keep other faults off the units whose balances meet in a report; False if one bears some."""
    met = {source for one in opened for source in scene.lineage.carried_from(one)} | set(opened)
    others = [one for one in met if scene.unit(one) != scene.unit(key)]
    if not all(scene.is_free(one) for one in others):
        return False
    for one in others:
        scene.take(one)
    return True


def _open_higher(scene: Scene, key: ReportKey) -> list[Mark]:
    family, part = scene.dice.pick((("DL", "KNPA"), ("GQ", "KN")), "family", key)
    more = scene.size(2, key)
    _shift(scene, key, family, part, more)
    after = _first_after(scene, key)
    if after:
        _shift(scene, after, family, part, more)
    note = f"{family}01 is {more} above what was carried over"
    return [Mark("BAL03", key, f"{family}01", note, size=more)]


def _first_after(scene: Scene, key: ReportKey) -> ReportKey | None:
    """Return the first quarterly report of the unit that took the unit of a report over."""
    successor = scene.lineage.successor(scene.unit(key))
    if successor is None:
        return None
    series = scene.lineage.series_of(successor, key.form_code)
    quarters = [period for period in series.periods if period.period_type == "Q"]
    return key._replace(unit_code=successor.unit_code, period_code=quarters[0].period_code)


def _shift(scene: Scene, key: ReportKey, family: str, part: str, more: int) -> None:
    """Raise the opening and closing balances of a report and of all later ones."""
    end = scene.period(key).end_date
    for period in scene.lineage.by_report[key].periods:
        if period.period_type in ROLLING and period.end_date >= end:
            figures = scene.book[key._replace(period_code=period.period_code)]
            for number in ("01", "04"):
                figures[f"{family}{number}"] += more
                figures[f"{family}{number}.{part}"] += more
    scene.resum_balances(key)


def put_balances(scene: Scene) -> None:
    """Put all faults of this kind."""
    quarters = list(scene.where("F-TCD", "Q"))
    closings = list(scene.where("F-TCD", CLOSING))
    for name, count, candidates, change in (
        ("inherited", 4, quarters, inherited),
        ("balance", 3, closings, closing),
        ("balance", 12, quarters, closing),
        ("opening", 2, closings, opening),
        ("opening", 12, quarters, opening),
    ):
        scene.inject(name, count, candidates, lambda key, make=change: make(scene, key))
