"""Figures that do not agree within one report: parts above the whole, sums that do not add up.

Each function makes one fault and returns the flags that follow; where a wrong quarter is summed
into the year, the year bears the same fault.
"""

from baocao.sampling.faults.scene import Mark, Scene
from baocao.sampling.lineage import ReportKey

# A figure this near to all others of its series is no outlier as well.
LARGEST_QUIET_DISTANCE = 10


def receptions_total(scene: Scene, key: ReportKey) -> list[Mark]:
    """TD03 is two above TD01 + TD02."""
    scene.book[key]["TD03"] += 2
    year = scene.resum_flows(key)
    note = "TD03 = TD01 + TD02 + 2"
    marks = [Mark("SUM01", key, "TD03", note)]
    return marks + (
        [Mark("SUM01", year, "TD03", f"carried from the quarter: {note}")] if year else []
    )


def fewer_people(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """TD04 is one below TD03."""
    figures = scene.book[key]
    fewer = figures["TD03"] - 1
    others = [scene.book[quarter]["TD04"] for quarter in scene.quarters(key)]
    if max(abs(fewer - other) for other in others) > LARGEST_QUIET_DISTANCE:
        return None
    figures["TD04"] = fewer
    year = scene.resum_flows(key)
    marks = [Mark("SUM02", key, "TD04", "TD04 = TD03 - 1")]
    if year and scene.book[year]["TD04"] < scene.book[year]["TD03"]:
        marks.append(Mark("SUM02", year, "TD04", "carried from the quarter"))
    return marks


def petitions_by_kind(scene: Scene, key: ReportKey) -> list[Mark]:
    """One petition more by kind than in total, received and processed, so that balances hold."""
    for indicator in ("DL02", "DL03"):
        scene.book[key][f"{indicator}.KNPA"] += 1
    year = scene.resum_flows(key)
    note = "DL02.KNPA and DL03.KNPA one above what the totals hold"
    marks = [Mark("SUM03", key, "DL02", note)]
    return marks + (
        [Mark("SUM03", year, "DL02", f"carried from the quarter: {note}")] if year else []
    )


def models_by_field(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """One model fewer in a field than the total holds."""
    figures = scene.book[key]
    indicator = "DVK02" if "DVK02" in figures else "DVK01"
    part = scene.dice.pick((f"{indicator}.VHXH", f"{indicator}.TT"), "part", key)
    if figures[part] == 0:
        return None
    figures[part] -= 1
    return [Mark("SUM04", key, indicator, f"{part} one below what {indicator} holds")]


def _above(scene: Scene, key: ReportKey, check_code: str, part: str, of: str) -> list[Mark] | None:
    figures = scene.book[key]
    if part not in figures or of not in figures:
        return None
    above = figures[of] + 1
    year = scene.year_of(key)
    if year not in (None, key) and scene.book[year][part] < above:
        return None
    figures[part] = above
    return [Mark(check_code, key, part, f"{part} = {of} + 1")]


def more_regulations(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """VB10 above VB09."""
    return _above(scene, key, "NUM03", "VB10", "VB09")


def more_done_than_due(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """DC02 above DC01, DC06 above DC05 or DC09 above DC08."""
    pairs = (("DC02", "DC01"), ("DC06", "DC05"), ("DC09", "DC08"))
    return _above(scene, key, "NUM08", *scene.dice.pick(pairs, "pair", key))


def more_resolved(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """DC15 above DC14."""
    return _above(scene, key, "NUM09", "DC15", "DC14")


def more_conferences(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """CQ02 above CQ01."""
    return _above(scene, key, "NUM10", "CQ02", "CQ01")


def put_sums(scene: Scene) -> None:
    """Put all faults of this kind."""
    quarters = list(scene.where("F-TCD", "Q"))
    democracy = list(scene.where("F-QCDC", "SA"))
    for count, candidates, change in (
        (8, quarters, receptions_total),
        (4, quarters, fewer_people),
        (8, quarters, petitions_by_kind),
        (8, scene.where("F-DVK", "SA"), models_by_field),
    ):
        scene.inject("sum", count, candidates, lambda key, make=change: make(scene, key))
    for count, change in (
        (6, more_regulations),
        (10, more_done_than_due),
        (4, more_resolved),
        (6, more_conferences),
    ):
        scene.inject("numerator", count, democracy, lambda key, make=change: make(scene, key))
