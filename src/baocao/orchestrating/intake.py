"""Taking in the inbox, and what has landed since and is in no build yet."""

from collections.abc import Iterable, Mapping
from typing import Any

from baocao.building import records
from baocao.landing import batch_ids, folders
from baocao.registry import Registry
from baocao.settings import Settings


def take_in(settings: Settings) -> dict[str, Any]:
    """Take in the whole inbox and return the counts: files, reports, findings, batches.

    Raises:
        ConfigError: seeds or the catalogue of findings have faults.
    """
    from baocao.ingesting.pipeline import ingest

    result = ingest(settings, Registry.load(settings.seeds))
    return {
        "files": dict(result.files),
        "reports": dict(result.reports),
        "findings": dict(result.findings),
        "batch_ids": result.batch_ids,
    }


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
