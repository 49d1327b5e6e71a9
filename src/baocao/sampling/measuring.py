"""The whole way on the sample province, without Airflow: from files to a scoreboard."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from baocao.registry import Registry
from baocao.sampling.scoreboard import Scoreboard, published_scoreboard
from baocao.sampling.writing_out import TRUTH_FILE, write_sample
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
