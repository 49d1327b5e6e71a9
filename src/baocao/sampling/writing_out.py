"""The sample province onto disk: files in an inbox, the truth beside it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from baocao.errors import StateError
from baocao.registry import Registry
from baocao.sampling.province import (
    DEFAULT_SEED,
    FIRST_PERIOD,
    LAST_PERIOD,
    Province,
    make_province,
)
from baocao.sampling.truth import write_truth
from baocao.settings import Settings

Progress = Callable[[Iterable[Path], int], AbstractContextManager[Iterable[Path]]]
TRUTH_FILE = "truth.csv"


@dataclass(frozen=True)
class SampleSummary:
    """What was written: counts of files, of reports in them, and of flags to find by class."""

    inbox: Path
    truth: Path
    files: int
    reports: int
    faults: dict[str, int]


@dataclass(frozen=True)
class SampleRange:
    """Which sample province: its seed, its first and last periods, and whether sizes are mixed."""

    seed: int = DEFAULT_SEED
    first: str = FIRST_PERIOD
    last: str = LAST_PERIOD
    mixes_sizes: bool = False


def write_sample(
    settings: Settings,
    inbox: Path | None = None,
    truth: Path | None = None,
    wanted: SampleRange | None = None,
    progress: Progress | None = None,
) -> SampleSummary:
    """Write the sample province; files that are there already are written again, the same.

    Args:
        settings: where seeds and inbox are.
        inbox: the folder for the files, by default the inbox.
        truth: the truth file, by default `truth.csv` in the home.
        wanted: seed and range of periods.
        progress: wraps the files to be written and their number, to show how far it is.

    Raises:
        UsageError: a period of the range is not in the calendar.
        ConfigError: the seeds are not fit to be used.
        StateError: the inbox by default is one that real reports came or come to.
    """
    if inbox is None:
        _refuse_real_inbox(settings)
    inbox, truth = inbox or settings.inbox, truth or settings.home / TRUTH_FILE
    wanted = wanted or SampleRange()
    registry = Registry.load(settings.seeds)
    province = make_province(registry, wanted.seed, wanted.first, wanted.last, wanted.mixes_sizes)
    # The truth first: it marks the state as a sample's, should this be stopped half-way.
    write_truth(truth, province.truth)
    for _ in _shown(province, inbox, progress):
        pass
    return SampleSummary(
        inbox=inbox,
        truth=truth,
        files=len(province.deliveries),
        reports=sum(len(delivery.pages) for delivery in province.deliveries),
        faults=dict(sorted(Counter(row.fault_class for row in province.truth).items())),
    )


def _refuse_real_inbox(settings: Settings) -> None:
    """Keep synthetic reports out of a state that is not known to hold nothing else."""
    received = settings.archive.exists() or any(p.is_file() for p in settings.inbox.rglob("*"))
    if received and not (settings.home / TRUTH_FILE).exists():
        raise StateError(
            f"{settings.inbox}: hộp thư đã có báo cáo thật, không ghi số liệu giả lập vào đây; "
            "dùng --out / real reports were received here, synthetic ones must not be mixed in; "
            "use --out"
        )


def _shown(province: Province, inbox: Path, progress: Progress | None) -> Iterator[Path]:
    files = province.write(inbox)
    shown = progress(files, len(province.deliveries)) if progress else nullcontext(files)
    with shown as paths:
        yield from paths
