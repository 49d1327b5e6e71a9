"""Duties not met: models without a result, no dialogue, too few days of citizen reception."""

from baocao.sampling.faults.scene import Mark, Scene
from baocao.sampling.figures import FIELDS, models
from baocao.sampling.lineage import ReportKey

# The days that the law asked of commune heads are in the rules up to the change of 1 July 2026.
LAST_QUARTER_WITH_DAYS = "2026-Q2"


def no_result(scene: Scene, key: ReportKey) -> list[Mark]:
    """Models registered in the year have no result at its end: some of them, or none at all."""
    figures = scene.book[key]
    nothing = scene.dice.chance(30, "nothing", key)
    fields = {name: figures[f"DVK02.{name}"] for name in FIELDS}
    short = scene.dice.pick(FIELDS, "field", key)
    fields = dict.fromkeys(FIELDS, 0) if nothing else fields | {short: max(0, fields[short] - 2)}
    individuals = 0 if nothing else min(figures["DVK02.CN"], sum(fields.values()))
    recognised = {name: min(figures[f"DVK03.{name}"], count) for name, count in fields.items()}
    figures.update(models("DVK02", fields, individuals))
    figures.update(models("DVK03", recognised, min(individuals, sum(recognised.values()))))
    return [Mark("DVK01R", key, "DVK02", f"{figures['DVK02']} of {figures['DVK01']} have a result")]


def more_recognised(scene: Scene, key: ReportKey) -> list[Mark]:
    """One model more recognised than has a result."""
    figures = scene.book[key]
    fields = {name: figures[f"DVK02.{name}"] for name in FIELDS}
    fields[scene.dice.pick(FIELDS, "field", key)] += 1
    figures.update(models("DVK03", fields, figures["DVK02.CN"]))
    return [Mark("DVK02R", key, "DVK03", "one more recognised than with a result")]


def no_dialogue(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """No dialogue conference in a whole year."""
    half, unit, period = scene.half_of(key), scene.unit(key), scene.period(key)
    if half is None or unit.valid_from > period.start_date:
        return None
    scene.book[key]["DC04"] = scene.book[half]["DC04"] = 0
    return [Mark("LAW01", key, "DC04", "none in the year")]


def few_days(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """The head received citizens on fewer days than the law asks."""
    if key.period_code > LAST_QUARTER_WITH_DAYS:
        return None
    scene.book[key]["TD06"] = {"COMMUNE": 8, "DISTRICT": 4}.get(scene.unit(key).unit_type, 1)
    scene.resum_flows(key)
    return [Mark("LAW02", key, "TD06", "below the law's number of days")]


def put_duties(scene: Scene) -> None:
    """Put all faults of this kind."""
    for name, count, candidates, change in (
        ("no_result", 14, scene.where("F-DVK", "A"), no_result),
        ("no_result", 4, scene.where("F-DVK", "A"), more_recognised),
        ("duty", 5, scene.where("F-QCDC", "A", ("COMMUNE",)), no_dialogue),
        ("duty", 8, scene.where("F-TCD", "Q"), few_days),
    ):
        scene.inject(name, count, candidates, lambda key, make=change: make(scene, key))
