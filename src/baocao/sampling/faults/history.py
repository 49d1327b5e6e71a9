"""Reports that do not go with the unit's other reports: copied, empty, extreme, inconsistent."""

from baocao.sampling.faults.scene import Mark, Scene
from baocao.sampling.figures import FAMILIES, FIELDS, Figures, models
from baocao.sampling.lineage import ReportKey

# The outlier rule looks at a report when four before it are there.
QUARTERS_BEFORE_OUTLIER = 4
LARGEST_DROP = 10


def copied(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """All figures are those of the period before, and the report still agrees with all others."""
    before = scene.previous(key)
    if before is None:
        return None
    old, new = scene.book[before], scene.book[key]
    if sum(figure > 0 for figure in old.values()) < 5 or not may_copy(scene, key, old, new):
        return None
    new.update(old)
    if key.form_code == "F-TCD":
        scene.resum_flows(key)
    return [Mark("REP09", key, "", f"all figures of {before.period_code}")]


def may_copy(scene: Scene, key: ReportKey, old: Figures, new: Figures) -> bool:
    """Tell whether a copy leaves every balance, sum and comparison with other reports as it was."""
    if key.form_code == "F-TCD":
        return scene.period(key).period_type == "Q" and _stands_still(old) and _stands_still(new)
    half, year = scene.half_of(key), scene.year_of(key)
    if key == year and half:
        first_half = scene.book[half]
        grows = all(old[code] >= figure for code, figure in first_half.items())
        return grows and new.get("DC11", 0) == 0 and old != new
    within_year = scene.book[year] if year else {}
    return old != new and all(within_year.get(c, figure) >= figure for c, figure in old.items())


def _stands_still(figures: Figures) -> bool:
    return all(
        figures[f"{family}01.{part}"] == figures[f"{family}04.{part}"]
        for family, parts in FAMILIES.items()
        for part in parts
    )


def all_zero(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """Nothing happened in the half-year, says the report."""
    figures = scene.book[key]
    flows = [code for code in figures if code[:4] in ("DC13", "DC14", "DC15", "VB08")]
    if any(figures[code] > LARGEST_DROP for code in flows):
        return None
    figures.update(dict.fromkeys(flows, 0))
    return [Mark("REP10", key, "", "all flows zero")]


def outlier(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """Far more than usual, with the sums of the report and of the year in line."""
    if scene.quarters(key).index(key) < QUARTERS_BEFORE_OUTLIER or _has_peers(scene, key):
        return None
    extra = scene.dice.number(90, 160, "extra", key)
    codes = scene.dice.pick(
        (("TD01", "TD03", "TD04"), ("DL02", "DL02.KNPA", "DL03", "DL03.KNPA")), "item", key
    )
    for code in codes:
        scene.book[key][code] += extra
    scene.resum_flows(key)
    return [Mark("VAL07", key, codes[0], f"{', '.join(codes)}: {extra} above the usual")]


def _has_peers(scene: Scene, key: ReportKey) -> bool:
    """Tell whether a commune may also stand out among its peers, whose households are known."""
    households = [
        scene.due_date(one)
        for one in scene.keys
        if one.form_code == "F-VH" and one.unit_code == key.unit_code
    ]
    return any(due <= scene.period(key).end_date for due in households)


def year_below_half(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """The yearly report holds less than the first half-year did."""
    return _below_half(scene, key, "PER01", "DC13")


def conferences_fall(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """A cumulative count of conferences falls within the year."""
    return _below_half(scene, key, "PER03", "CQ02")


def _below_half(scene: Scene, key: ReportKey, check: str, indicator: str) -> list[Mark] | None:
    """Put a yearly figure below that of the first half-year."""
    half = scene.half_of(key)
    if half is None or scene.book[half][indicator] == 0:
        return None
    less = scene.size(1, key, scene.book[half][indicator])
    scene.book[key][indicator] = scene.book[half][indicator] - less
    return [Mark(check, key, indicator, f"{less} below {half.period_code}", size=less)]


def registrations_fall(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """More models registered by mid-year than by the end of the year."""
    half = scene.half_of(key)
    if half is None:
        return None
    registered = scene.book[half]
    more = scene.size(2, key)
    # Much more stands in all fields: crowded into one it would be a fault of its own.
    each = max(more - 2, 0) // len(FIELDS)
    fields = {name: registered[f"DVK01.{name}"] + each for name in FIELDS}
    fields[FIELDS[0]] = scene.book[key][f"DVK01.{FIELDS[0]}"] + more - each * (len(FIELDS) - 1)
    registered.update(models("DVK01", fields, registered["DVK01.CN"]))
    note = f"{half.period_code} has more models registered"
    return [Mark("PER03", key, "DVK01", note, size=more)]


def quarters_differ(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """The year holds more receptions than its four quarters, with its own sums in line."""
    quarters = scene.lineage.within_year(key, "Q")
    if len(quarters) < 4 or not all(scene.has(quarter) for quarter in quarters):
        return None
    more = scene.size(5, key)
    for code in ("TD01", "TD03", "TD04"):
        scene.book[key][code] += more
    return [Mark("PER02", key, "TD01", f"{more} more than the four quarters", size=more)]


def conventions_jump(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """More village conventions in force than last year's and this year's recognised."""
    if scene.previous(key) is None:
        return None
    more = scene.size(3, key)
    scene.book[key]["DC10"] += more
    note = f"{more} more than last year's plus those recognised"
    return [Mark("PER04", key, "DC10", note, size=more)]


def villages_jump(scene: Scene, key: ReportKey) -> list[Mark] | None:
    """Half as many villages again for one period, and back again in the next."""
    following = scene.following(key)
    if scene.previous(key) is None or following is None:
        return None
    scene.book[key]["DC05"] += (scene.book[key]["DC05"] + 1) // 2
    return [
        Mark("PER05", key, "DC05", "half as many again"),
        Mark("PER05", following, "DC05", "back to the figure of two periods before"),
    ]


def put_history(scene: Scene) -> None:
    """Put all faults of this kind."""
    communes = ("COMMUNE",)
    bodies = ("AGENCY", "ENTERPRISE")
    for name, count, candidates, change in (
        ("copied", 4, scene.where("F-TCD", "Q"), copied),
        ("copied", 4, scene.where("F-QCDC", "SA", communes), copied),
        ("copied", 4, scene.where("F-DVK", "SA"), copied),
        ("zero", 6, scene.where("F-QCDC", "S", bodies), all_zero),
        ("outlier", 12, scene.where("F-TCD", "Q"), outlier),
        ("year_below_half", 4, scene.where("F-QCDC", "A", communes), year_below_half),
        ("year_below_half", 3, scene.where("F-QCDC", "A", communes), conferences_fall),
        ("year_below_half", 3, scene.where("F-DVK", "A"), registrations_fall),
        ("quarters_and_year", 6, scene.where("F-TCD", "A"), quarters_differ),
        ("jump", 4, scene.where("F-QCDC", "A", communes), conventions_jump),
        ("jump", 3, scene.where("F-QCDC", "S", communes), villages_jump),
    ):
        scene.inject(name, count, candidates, lambda key, make=change: make(scene, key))
