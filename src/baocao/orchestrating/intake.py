"""Taking in the inbox, and what has landed since and is in no build yet."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from baocao.building import records
from baocao.landing import batch_ids, folders
from baocao.registry import Registry
from baocao.settings import Settings


def check_config(settings: Settings) -> dict[str, int]:
    """Return how much of everything is configured; name rules that are broken in the log.

    Units' files are taken in without such a rule. Its faults stand in what is published, too. What
    only the summary report reads is not looked at: that report names its own faults.

    Raises:
        ConfigError: seeds, texts of findings or suites have faults.
    """
    from baocao import checking

    return checking.check_config(settings, for_intake=True)


def shares(settings: Settings) -> list[list[int]]:
    """Return the shares into which to divide the inbox, as (number, of): one for a small one."""
    from baocao.ingesting.discovering import discover
    from baocao.ingesting.sharding import shares_for

    waiting = discover(settings, None, None, None)
    return [[share.number, share.of] for share in shares_for(waiting)]


def take_in(settings: Settings, number: int = 1, of: int = 1) -> dict[str, Any]:
    """Take in a share of the inbox and return the counts: files, reports, findings, batches.

    Args:
        settings: where the state is.
        number: the number of the share, from 1.
        of: how many shares there are; 1 for the whole inbox, read in as many processes as set.

    Raises:
        ConfigError: seeds or the catalogue of findings have faults.
    """
    from baocao.ingesting.discovering import discover
    from baocao.ingesting.pipeline import Ingest
    from baocao.ingesting.sharding import Share

    jobs = settings.ingest_jobs if of == 1 else 1
    run = Ingest(
        replace(settings, ingest_jobs=jobs),
        Registry.load(settings.seeds),
        share=Share(number, of),
    )
    result = run.run(discover(settings, None, None, None))
    return {
        "files": dict(result.files),
        "reports": dict(result.reports),
        "findings": dict(result.findings),
        "batch_ids": result.batch_ids,
    }


def announcement(
    settings: Settings, announcements: Iterable[Mapping[str, Any]]
) -> dict[str, list[str]]:
    """Return what to announce: the batches that nobody was told of, and their periods.

    Args:
        settings: where landing and the record of the last build are.
        announcements: the extras of earlier asset events.
    """
    batches = unannounced(settings, announcements)
    return {"batch_ids": batches, "periods": periods_of(settings, batches)}


def unannounced(settings: Settings, announcements: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the batches that landed, are in no build, and were announced to nobody yet.

    Read from the state and not from the result of the run that landed them, so that a batch whose
    run was killed before it could speak is announced by the next one; and announced once, so that
    a build that fails on it is not started again by every later run.

    Args:
        settings: where landing and the record of the last build are.
        announcements: the extras of earlier asset events, with their `batch_ids`.
    """
    build = records.load(settings)
    built = set(build.batches) if build else set()
    announced = {batch for extra in announcements for batch in extra.get("batch_ids", ())}
    return sorted(set(batch_ids(settings)) - built - announced)


def periods_of(settings: Settings, batches: Iterable[str]) -> list[str]:
    """Return the codes of the periods that the batches report on, in order."""
    import pyarrow.parquet as pq

    found: set[str] = set()
    known = folders(settings)
    for folder in {known[batch_id] for batch_id in batches}:
        file = folder / "submissions.parquet"
        found.update(filter(None, pq.read_table(file, columns=["period_code"])[0].to_pylist()))
    return sorted(found)
