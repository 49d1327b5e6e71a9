"""Reports like those of others or of long ago, and figures rounder than chance makes them."""

from baocao.sampling.faults.history import may_copy
from baocao.sampling.faults.scene import Mark, Scene
from baocao.sampling.figures import FAMILIES, Figures, part_codes
from baocao.sampling.lineage import ReportKey

# So many figures that are not 0, and so many different ones, a report needs to be compared.
ENOUGH, ENOUGH_DIFFERENT = 10, 6
# Digits are looked at from this figure on, where so many different ones are there.
LEAST_FIGURE, LEAST_FIGURES = 10, 6
PERIODS_BACK = 2
# By how much a figure may change without standing out against the unit's own history.
LARGEST_CHANGE = {5: 6, 10: 9}
RECEPTIONS = ("TD01", "TD02", "TD04", "TD06")
PETITIONS = tuple(
    code
    for family, parts in FAMILIES.items()
    for number in ("02", "03")
    for code in part_codes(family + number, parts)
)


def _can_be_compared(figures: Figures) -> bool:
    counted = [figure for figure in figures.values() if figure]
    return len(counted) >= ENOUGH and len(set(counted)) >= ENOUGH_DIFFERENT


def like_neighbour(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """All figures but at most one are those of another commune for the same half-year."""
    new = scene.book[key]
    others = [
        other
        for other in scene.where("F-QCDC", "S", ("COMMUNE",))
        if other.period_code == key.period_code and other != key and scene.is_free(other)
    ]
    for other in scene.dice.shuffled(others, "neighbour", key):
        old = dict(scene.book[other])
        if scene.dice.chance(50, "one differs", key):
            old["DC13"] += 1
        fits = old["DC05"] == new["DC05"] and old.keys() == new.keys()
        if fits and _can_be_compared(old) and may_copy(scene, key, old, new):
            new.update(old)
            return [
                Mark("PRF01", key, "", f"figures of {other.unit_code}"),
                Mark("PRF01", other, "", f"its figures are those of {key.unit_code} too"),
            ]
    return None


def long_ago(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """All figures are those of two periods before, not of the last one."""
    before = scene.lineage.neighbour(key, -PERIODS_BACK)
    if before is None or not scene.has(before) or not scene.is_free(before):
        return None
    old, new = scene.book[before], scene.book[key]
    if len({figure for figure in old.values() if figure}) < ENOUGH_DIFFERENT:
        return None
    if old["DC05"] != new["DC05"] or not may_copy(scene, key, old, new):
        return None
    new.update(old)
    return [Mark("PRF04", key, "", f"all figures of {before.period_code}")]


def rounded(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """All figures of 10 or more that a unit reports for the quarters of a year end in 0 or 5."""
    return _end_in(scene, key, "PRF02", step=5, digit=0)


def one_digit(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """All figures of 10 or more that a unit reports for the quarters of a year end in 7."""
    return _end_in(scene, key, "PRF03", step=10, digit=7)


def _end_in(
    scene: Scene, key: ReportKey, check_code: str, step: int, digit: int
) -> list[Mark] | None:
    quarters = scene.lineage.within_year(key, "Q")
    if not all(scene.has(quarter) for quarter in quarters):
        return None
    shaped = [
        _shaped(scene.book[quarter], step, digit, number % 2 == 0)
        for number, quarter in enumerate(quarters)
    ]
    # In no quarter enough to be judged by itself, in the year enough.
    seen = {pair for figures in shaped for pair in _counted(figures)}
    if None in shaped or len(seen) < LEAST_FIGURES:
        return None
    if any(len(_counted(figures)) >= LEAST_FIGURES for figures in shaped):
        return None
    for quarter, figures in zip(quarters, shaped, strict=True):
        scene.book[quarter].update(figures or {})
    scene.resum_flows(key)
    return [Mark(check_code, key, "", f"all figures of 10 or more end in {digit}, by {step}")]


def _shaped(figures: Figures, step: int, digit: int, is_even: bool) -> Figures | None:
    """Return new receptions, or None where some would stand out or a petition's digits count."""
    if any(figures[code] >= LEAST_FIGURE for code in PETITIONS):
        return None
    new: Figures = {}
    # One up, one down, so that their sum hardly changes, and the other way round in turn.
    for code, goes_up in (("TD01", is_even), ("TD02", not is_even), ("TD04", is_even)):
        new[code] = _near(figures[code], step, digit, goes_up)
    new["TD06"] = _near(figures["TD06"], step, digit, goes_up=True)
    new["TD03"] = new["TD01"] + new["TD02"]
    if new["TD04"] < new["TD03"]:
        return None
    changes = [abs(figure - figures[code]) for code, figure in new.items()]
    return new if max(changes) <= LARGEST_CHANGE[step] else None


def _near(figure: int, step: int, digit: int, goes_up: bool) -> int:
    """Return the next figure up or down with the wanted end; what is below 10 stays as it is."""
    if figure < LEAST_FIGURE:
        return figure
    below = figure - (figure - digit) % step
    is_kept = below == figure or (below >= LEAST_FIGURE and not goes_up)
    return below if is_kept else below + step


def _counted(figures: Figures | None) -> set[tuple[str, int]]:
    """Return the figures whose digits count: each once, of a report the first item's."""
    first: dict[int, str] = {}
    for code in RECEPTIONS:
        if figures and figures[code] >= LEAST_FIGURE:
            first.setdefault(figures[code], code)
    return {(code, figure) for figure, code in first.items()}


def put_perfunctory(scene: Scene) -> None:
    """Put all faults of this kind."""
    communes = ("COMMUNE",)
    for name, count, candidates, change in (
        ("like_neighbour", 8, scene.where("F-QCDC", "S", communes), like_neighbour),
        ("long_ago", 4, scene.where("F-QCDC", "SA", communes), long_ago),
        ("rounded", 6, scene.where("F-TCD", "A"), rounded),
        ("one_digit", 4, scene.where("F-TCD", "A"), one_digit),
    ):
        scene.inject(name, count, candidates, lambda key, make=change: make(scene, key))
