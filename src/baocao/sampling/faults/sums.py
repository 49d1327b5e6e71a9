"""Figures that do not agree within one report: parts above the whole, sums that do not add up.

Each function makes one fault and returns the flags that follow; where a wrong quarter is summed
into the year, the year bears the same fault.
"""

from dataclasses import replace

from baocao.sampling.faults.scene import SIZES, Mark, Scene
from baocao.sampling.lineage import ReportKey

# A figure this near to all others of its series is no outlier as well.
LARGEST_QUIET_DISTANCE = 10
# So far from the usual at most, whatever the quarter was like.
LARGEST_QUIET_RISE = 5
# Of every so many receptions at least as many had more than one person.
FEWEST_MORE_PEOPLE = 4
# Part and whole of a rate: a part of nothing is a fault of its own.
RATED = (("VB10", "VB09"), ("DC02", "DC01"), ("DC06", "DC05"), ("CQ02", "CQ01"))


def receptions_total(scene: Scene, key: ReportKey) -> list[Mark]:
    """TD03 is above TD01 + TD02, by so few that the people are still more than the receptions."""
    more = scene.size(2, key, FEWEST_MORE_PEOPLE)
    scene.book[key]["TD03"] += more
    return _carried(scene, Mark("SUM01", key, "TD03", f"TD03 = TD01 + TD02 + {more}", size=more))


def _carried(scene: Scene, mark: Mark) -> list[Mark]:
    """Return the mark of a quarter, and that of the year that adds the quarter up."""
    year = scene.resum_flows(mark.key)
    note = f"carried from the quarter: {mark.note}"
    return [mark, replace(mark, key=year, note=note)] if year else [mark]


def fewer_people(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """TD04 is below TD03."""
    figures = scene.book[key]
    less = scene.size(1, key, min(LARGEST_QUIET_DISTANCE, figures["TD03"]))
    fewer = figures["TD03"] - less
    others = [scene.book[quarter]["TD04"] for quarter in scene.quarters(key)]
    if max(abs(fewer - other) for other in others) > LARGEST_QUIET_DISTANCE:
        return None
    figures["TD04"] = fewer
    year = scene.resum_flows(key)
    marks = [Mark("SUM02", key, "TD04", f"TD04 = TD03 - {less}", size=less)]
    if year and scene.book[year]["TD04"] < scene.book[year]["TD03"]:
        marks.append(Mark("SUM02", year, "TD04", "carried from the quarter", size=less))
    return marks


def petitions_by_kind(scene: Scene, key: ReportKey) -> list[Mark]:
    """More petitions by kind than in total, received and processed, so that balances hold."""
    more = scene.size(1, key, LARGEST_QUIET_RISE)
    for indicator in ("DL02", "DL03"):
        scene.book[key][f"{indicator}.KNPA"] += more
    note = f"DL02.KNPA and DL03.KNPA {more} above what the totals hold"
    return _carried(scene, Mark("SUM03", key, "DL02", note, size=more))


def models_by_field(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """Fewer models in a field than the total holds."""
    figures = scene.book[key]
    indicator = "DVK02" if "DVK02" in figures else "DVK01"
    part = scene.dice.pick((f"{indicator}.VHXH", f"{indicator}.TT"), "part", key)
    if figures[part] == 0:
        return None
    less = scene.size(1, key, figures[part])
    figures[part] -= less
    note = f"{part} {less} below what {indicator} holds"
    return [Mark("SUM04", key, indicator, note, size=less)]


def documents_by_type(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """More plans, or other documents, than the total holds."""
    year = scene.year_of(key)
    part = scene.dice.pick(("VB08.KH", "VB08.VBK"), "part", key)
    figures = scene.book[key]
    if part not in figures:
        return None
    most = LARGEST_QUIET_RISE if year in (None, key) else scene.book[year][part] - figures[part]
    if most < 1:
        return None
    more = scene.size(1, key, most)
    figures[part] += more
    return [Mark("SUM05", key, "VB08", f"{part} {more} above what VB08 holds", size=more)]


def _above(scene: Scene, key: ReportKey, check_code: str, part: str, of: str) -> list[Mark] | None:
    figures = scene.book[key]
    if part not in figures or of not in figures:
        return None
    year = scene.year_of(key)
    most = SIZES[-1] if year in (None, key) else scene.book[year][part] - figures[of]
    if most < 1:
        return None
    more = scene.size(1, key, most)
    of_nothing = figures[of] == 0 and (part, of) in RATED
    figures[part] = figures[of] + more
    code = "NUM11" if of_nothing else check_code
    return [Mark(code, key, part, f"{part} = {of} + {more}", size=more)]


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
        (6, democracy, documents_by_type),
    ):
        scene.inject("sum", count, candidates, lambda key, make=change: make(scene, key))
    for count, change in (
        (6, more_regulations),
        (10, more_done_than_due),
        (4, more_resolved),
        (6, more_conferences),
    ):
        scene.inject("numerator", count, democracy, lambda key, make=change: make(scene, key))
