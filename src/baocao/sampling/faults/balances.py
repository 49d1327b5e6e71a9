"""Stocks that do not carry over: wrong closing balances, openings that do not match."""

from baocao.sampling.faults.scene import Mark, Scene
from baocao.sampling.lineage import ReportKey

LAST_QUARTER = 4


def closing(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """The closing balance is mistyped; the next report opens with the right one."""
    family, part, check_code = scene.dice.pick(
        (("DL", "KNPA", "BAL01"), ("GQ", "KN", "BAL02")), "family", key
    )
    has_next = scene.lineage.neighbour(key, 1) is not None
    if scene.period(key).period_no == LAST_QUARTER and scene.year_of(key):
        return None
    if not has_next and scene.lineage.successor(scene.unit(key)):
        return None
    for code in (f"{family}04", f"{family}04.{part}"):
        scene.book[key][code] += 3
    following = scene.following(key)
    note = f"{family}04 is 3 above the balance"
    marks = [Mark(check_code, key, f"{family}04", note)]
    if following:
        note = "the previous report closed 3 too high"
        marks.append(Mark("BAL03", following, f"{family}01", note))
    return marks


def opening(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """The opening balance does not follow the last report; later reports carry it on."""
    if not scene.previous(key):
        return None
    family, part = scene.dice.pick((("DL", "KNPA"), ("GQ", "KN")), "family", key)
    _shift(scene, key, family, part)
    after = _first_after(scene, key)
    if after:
        _shift(scene, after, family, part)
    note = f"{family}01 is 2 above the previous closing balance"
    marks = [Mark("BAL03", key, f"{family}01", note)]
    year = scene.year_of(key)
    if year and scene.period(key).period_no != 1:
        check_code = "BAL01" if family == "DL" else "BAL02"
        marks.append(Mark(check_code, year, f"{family}04", "the year does not balance"))
    elif year and scene.previous(year):
        marks.append(Mark("BAL03", year, f"{family}01", "the year opens as its first quarter"))
    return marks


def _first_after(scene: Scene, key: ReportKey) -> ReportKey | None:
    """Return the first quarterly report of the unit that took the unit of a report over."""
    successor = scene.lineage.successor(scene.unit(key))
    if successor is None:
        return None
    series = scene.lineage.series_of(successor, key.form_code)
    quarters = [period for period in series.periods if period.period_type == "Q"]
    return key._replace(unit_code=successor.unit_code, period_code=quarters[0].period_code)


def _shift(scene: Scene, key: ReportKey, family: str, part: str) -> None:
    """Raise the opening and closing balances of a quarter and of all later ones by 2."""
    end = scene.period(key).end_date
    for period in scene.lineage.by_report[key].periods:
        if period.period_type == "Q" and period.end_date >= end:
            figures = scene.book[key._replace(period_code=period.period_code)]
            for number in ("01", "04"):
                figures[f"{family}{number}"] += 2
                figures[f"{family}{number}.{part}"] += 2
    scene.resum_balances(key)


def put_balances(scene: Scene) -> None:
    """Put all faults of this kind."""
    quarters = list(scene.where("F-TCD", "Q"))
    scene.inject("balance", 12, quarters, lambda key: closing(scene, key))
    scene.inject("opening", 12, quarters, lambda key: opening(scene, key))
