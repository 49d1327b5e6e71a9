"""Are the editions still what was frozen? Every file is hashed again."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from baocao import chained_log
from baocao.editions.store import (
    FROZEN,
    MANIFEST,
    Edition,
    PeriodEditions,
    list_editions,
    log_path,
)
from baocao.files import sha256_of
from baocao.settings import Settings


@dataclass(frozen=True)
class Verification:
    """What a call of `verify` found.

    Attributes:
        editions: how many were looked at.
        files: how many files were hashed.
        problems: one line each, with the file; empty when all is as it was frozen.
    """

    editions: int
    files: int
    problems: list[str]


def verify(settings: Settings, period: str | None = None) -> Verification:
    """Hash every file of the editions again and compare with manifests and log.

    Raises:
        StateError: a manifest or a log cannot be read.
    """
    problems: list[str] = []
    editions = files = 0
    for found in list_editions(settings, period):
        problems += _sequence(found)
        problems += _log(settings, found)
        for edition in found.editions:
            editions += 1
            files += len(_records(edition)) + 1
            problems += _files(edition, found.log)
    return Verification(editions, files, problems)


def _records(edition: Edition) -> list[dict[str, Any]]:
    delta = edition.manifest.get("delta") or {"files": []}
    return [*edition.manifest["tables"], *delta["files"]]


def _sequence(found: PeriodEditions) -> Iterator[str]:
    for place, edition in enumerate(found.editions, start=1):
        if edition.number != place:
            yield f"{found.period}: thiếu lần chốt {place} / edition {place} is missing"
            return


def _files(edition: Edition, log: list[dict[str, Any]]) -> Iterator[str]:
    manifest = edition.path / MANIFEST
    hashes = {e["manifest_sha256"] for e in log if e["edition"] == edition.number}
    if hashes != {sha256_of(manifest)}:
        yield f"{manifest}: khác với nhật ký / not as in the log"
    records = _records(edition)
    for record in records:
        path = edition.path / record["file"]
        if not path.is_file():
            yield f"{path}: không còn / is missing"
        elif sha256_of(path) != record["sha256"]:
            yield f"{path}: đã bị sửa / was altered"
    named = {MANIFEST, *(record["file"] for record in records)}
    for path in sorted(edition.path.iterdir()):
        if path.name not in named:
            yield f"{path}: không có trong manifest / not in the manifest"


def _log(settings: Settings, found: PeriodEditions) -> Iterator[str]:
    """Yield where the chain of the log is broken, or an edition is not in it."""
    path = log_path(settings, found.period)
    for number in chained_log.broken_lines(path):
        yield f"{path}:{number}: dòng này hoặc dòng trước đã bị sửa / altered, or the line before"
    logged = {entry["edition"] for entry in found.log if entry["action"] == FROZEN}
    for edition in found.editions:
        if edition.number not in logged:
            yield f"{path}: không ghi lần chốt {edition.number} / edition is not in the log"
