"""Parts above their whole, parts of nothing, and figures crowded into a few fields.

Each function makes one fault and returns the flags that follow.
"""

from functools import partial

from baocao.sampling.faults.scene import Mark, Scene
from baocao.sampling.lineage import ReportKey

FIELDS = ("KT", "VHXH", "QPAN", "HTCT")
FEWEST_MODELS = 8


def above(
    scene: Scene, key: ReportKey, check_code: str, pairs: tuple[tuple[str, str], ...]
) -> list[Mark] | None:
    """A part is one above the whole that it is counted in."""
    part, whole = scene.dice.pick(pairs, check_code, key)
    figures = scene.book[key]
    if not figures.get(whole) or part not in figures:
        return None
    figures[part] = figures[whole] + 1
    return [Mark(check_code, key, part, f"{part} = {whole} + 1")]


def part_of_nothing(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """The number of residential areas is zero, that of those registered is not."""
    figures = scene.book[key]
    if not figures["VH05"]:
        return None
    figures["VH04"] = 0
    return [Mark("NUM11", key, "VH05", "VH04 = 0, VH05 above it")]


def crowded_fields(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """The models of one field are counted under another one, which leaves the first empty."""
    figures, year = scene.book[key], scene.year_of(key)
    empty, full = scene.dice.pick((FIELDS[:2], FIELDS[1:3], FIELDS[2:]), "fields", key)
    moved = figures[f"DVK01.{empty}"]
    crowded = figures[f"DVK01.{full}"] + moved
    if figures["DVK01"] < FEWEST_MODELS or not moved:
        return None
    if year and scene.book[year][f"DVK01.{full}"] < crowded:
        return None
    figures[f"DVK01.{empty}"], figures[f"DVK01.{full}"] = 0, crowded
    return [Mark("DVK03R", key, "DVK01", f"models of {empty} counted under {full}")]


def put_wholes(scene: Scene) -> None:
    """Put all faults of this kind."""
    culture = list(scene.where("F-VH", "S"))
    for count, candidates, change in (
        (3, culture, part_of_nothing),
        (4, scene.where("F-DVK", "S"), crowded_fields),
    ):
        scene.inject("whole", count, candidates, partial(change, scene))
    for count, candidates, check_code, pairs in (
        (2, scene.where("F-VB", "S"), "NUM02", (("VB05", "VB04"),)),
        (1, scene.where("F-DN", "S"), "NUM05", (("DN05", "DN04"), ("DN09", "DN04"))),
        (5, culture, "NUM07", (("VH02", "VH01"), ("VH05", "VH04"))),
        (3, scene.where("F-GS", "S"), "NUM09", (("DT03", "DT02"),)),
    ):
        change = partial(above, scene, check_code=check_code, pairs=pairs)
        scene.inject("whole", count, candidates, change)
