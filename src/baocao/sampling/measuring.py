"""The whole way on the sample province, without Airflow: from files to a scoreboard."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from baocao.registry import Registry
from baocao.sampling.scoreboard import Scoreboard, built_scoreboard, published_scoreboard
from baocao.sampling.truth import TruthRow, read_truth
from baocao.sampling.writing_out import TRUTH_FILE, SampleRange, write_sample
from baocao.settings import Settings

# Shortly after the third quarter of 2026 was due; the sample ends with it.
PRESENT = datetime(2026, 9, 30, 17, tzinfo=UTC)
Say = Callable[[str], None]


def measure(settings: Settings, say: Say) -> Scoreboard:
    """Make, ingest, build, check and publish the sample province; return its scoreboard.

    Args:
        settings: where everything is; the home should hold nothing else.
        say: told of each step as it begins.

    Raises:
        BuildFailed: dbt reported an error.
        PublishRefused: a gate is red.
    """
    # Each of these brings libraries along that reading a truth file has no use for.
    from baocao.building import build
    from baocao.ingesting.pipeline import ingest
    from baocao.publishing import publish
    from baocao.quality import check

    say("1/4 tỉnh mẫu / sample province")
    write_sample(settings)
    say("2/4 nạp / ingest")
    ingest(settings, Registry.load(settings.seeds))
    say("3/4 dựng kho / build")
    build(settings)
    say("4/4 kiểm tra, công bố / check, publish")
    check(settings)
    publish(settings)
    return published_scoreboard(settings, settings.home / TRUTH_FILE)


def sample_scoreboard(settings: Settings, say: Say) -> Scoreboard:
    """Return the scoreboard of a sample province of its own, in a folder that is removed again.

    Args:
        settings: seeds, expectations and dbt project to measure.
        say: told of each step as it begins.
    """
    with TemporaryDirectory(prefix="baocao-scoreboard-") as folder:
        home = Path(folder)
        return measure(replace(settings, home=home, inbox=home / "inbox", now=PRESENT), say)


@dataclass(frozen=True)
class SeedResult:
    """What was put into the province of one seed, and how much of it was found."""

    seed: int
    truth: tuple[TruthRow, ...]
    board: Scoreboard


def seed_results(settings: Settings, seeds: Iterable[int], say: Say) -> list[SeedResult]:
    """Return the scoreboards of provinces of several seeds, with faults of all sizes.

    Each is made, ingested and built in a folder that is removed again; gates and publishing, which
    change no flag, are left out.

    Args:
        settings: seeds, expectations and dbt project to measure.
        seeds: each decides every figure, fault and time of a province.
        say: told of each province as it begins.

    Raises:
        BuildFailed: dbt reported an error.
    """
    from baocao.building import build
    from baocao.ingesting.pipeline import ingest

    registry, results = Registry.load(settings.seeds), []
    for seed in seeds:
        say(f"tỉnh mẫu số / sample province {seed}")
        with TemporaryDirectory(prefix="baocao-scoreboard-") as folder:
            home = Path(folder)
            own = replace(settings, home=home, inbox=home / "inbox", now=PRESENT)
            write_sample(own, wanted=SampleRange(seed, mixes_sizes=True))
            ingest(own, registry)
            build(own, judged=False)
            truth = tuple(read_truth(home / TRUTH_FILE))
            results.append(SeedResult(seed, truth, built_scoreboard(own, home / TRUTH_FILE)))
    return results
