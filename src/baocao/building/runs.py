"""Which runs of dbt make a build: one, or for a long history several, each for some periods."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyarrow.parquet as pq

from baocao.building.affected import Affected
from baocao.building.records import NodeResult
from baocao.landing import folders
from baocao.registry import Registry
from baocao.settings import Settings

# Of one run: about 1.5 GiB a million figures; what goes beyond its limit it spills to disk.
FIGURES_AT_ONCE = 2_000_000
# dbt takes an empty list of periods as all of them; this one belongs to no row.
NO_PERIOD = ["-"]
# What our own test suite runs and a build leaves out: unit tests judge code, not rows; reference
# data is judged where it is seeded, and the keys of intermediate models again in the marts.
LEFT_OUT = ["path:models/intermediate", "path:models/staging/reference"]
# And what an incremental build leaves out: what has not changed since it was judged last.
LEFT_OUT_UNCHANGED = [*LEFT_OUT, "path:../seeds", "path:models/staging/rules"]
# What a further run of the same build makes: the views, which show its periods, what is kept by
# period, and tables between these. The last run also makes the tables that follow from them.
BY_PERIOD = "config.materialized:incremental"
BETWEEN = f"{BY_PERIOD}+,+{BY_PERIOD}"
VIEWS = "config.materialized:view"


@dataclass(frozen=True)
class Run:
    """One run of dbt: its command and options, and its variables."""

    arguments: list[str]
    variables: dict[str, list[str]]


def runs_of(affected: Affected, slices: list[list[str]], *, full: bool, judged: bool) -> list[Run]:
    """Return the runs of dbt that make a build, in order.

    Args:
        affected: what an incremental build has to make again.
        slices: the periods of each run of a full build; one run for everything where there is one.
        full: whether the build starts from an empty file.
        judged: whether dbt's tests are run on what was made.
    """
    if not full:
        variables = _variables(affected.periods or NO_PERIOD, affected.looking_back or NO_PERIOD)
        return [Run(_build(LEFT_OUT_UNCHANGED, judged, ["seed"]), variables)]
    if len(slices) < 2:
        return [Run(_build(LEFT_OUT, judged), _variables([], []))]
    selected = [[], *([BETWEEN, VIEWS] for _ in slices[1:-1]), [f"{BY_PERIOD}+", VIEWS]]
    made = [
        Run([*_build([], False), *_selecting(words)], _variables(periods, periods))
        for words, periods in zip(selected, slices, strict=True)
    ]
    # Tests look at all periods at once, as after a single run.
    arguments = ["test", "--exclude-resource-type", "unit_test", *_excluding(LEFT_OUT)]
    return [*made, Run(arguments, _variables([], []))] if judged else made


def slices_of(settings: Settings, registry: Registry, at_once: int) -> list[list[str]]:
    """Return the periods of each run of a full build, in an order in which none looks ahead.

    A period comes after those that it contains, and after those before it. A run has at most
    `at_once` landed figures, unless one period alone has more.
    """
    counts = _landed_figures(settings) if _landed_rows(settings) > at_once else Counter()
    ends: dict[str, tuple[int, int]] = {}
    for period in registry.periods:
        place = (period.end_date.toordinal(), -period.start_date.toordinal())
        ends[period.period_code] = max(place, ends.get(period.period_code, place))
    return list(_filled(sorted(ends, key=lambda code: (ends[code], code)), counts, at_once))


def merged(nodes: Iterable[NodeResult]) -> list[NodeResult]:
    """Return one result a node: its last status, and the seconds of all its runs."""
    seconds: defaultdict[str, float] = defaultdict(float)
    last: dict[str, NodeResult] = {}
    for node in nodes:
        seconds[node.unique_id] += node.seconds
        last[node.unique_id] = node
    return [NodeResult(name, one.status, round(seconds[name], 3)) for name, one in last.items()]


def _filled(codes: list[str], counts: Mapping[str, int], at_once: int) -> Iterator[list[str]]:
    held: list[str] = []
    figures = 0
    for code in codes:
        if held and figures + counts.get(code, 0) > at_once:
            yield held
            held, figures = [], 0
        held.append(code)
        figures += counts.get(code, 0)
    yield held


def _landed_rows(settings: Settings) -> int:
    return sum(
        pq.read_metadata(folder / "cells.parquet").num_rows
        for folder in set(folders(settings).values())
    )


def _landed_figures(settings: Settings) -> Counter[str]:
    counts: Counter[str] = Counter()
    for folder in set(folders(settings).values()):
        column = pq.read_table(folder / "cells.parquet", columns=["period_code"])["period_code"]
        for pair in column.value_counts().to_pylist():
            counts[pair["values"]] += pair["counts"]
    return counts


def _variables(periods: list[str], looking_back: list[str]) -> dict[str, list[str]]:
    return {"periods": periods, "periods_looking_back": looking_back}


def _build(left_out: list[str], judged: bool, also: Iterable[str] = ()) -> list[str]:
    kinds = ["unit_test", *also, *([] if judged else ["test"])]
    words = [word for kind in kinds for word in ("--exclude-resource-type", kind)]
    return ["build", *words, *_excluding(left_out if judged else [])]


def _excluding(folders_left_out: list[str]) -> list[str]:
    names = [f"{folder},resource_type:test" for folder in folders_left_out]
    return ["--exclude", *names] if names else []


def _selecting(words: list[str]) -> list[str]:
    return ["--select", *words] if words else []
