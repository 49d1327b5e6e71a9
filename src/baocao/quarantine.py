"""The quarantine: what is held, who looked at it, and when its bytes go.

Files with personal data and hostile ones lie here for a short time, so that a mistake can be looked
into; nothing else of Baocao opens them. Whoever is given a copy is logged before he has it. When
the time is over the bytes are removed; the envelope (hash, sender, size, reasons) stays.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from baocao import chained_log
from baocao.errors import UsageError
from baocao.files import atomic_path, only_holder, write_atomic
from baocao.registry import Registry
from baocao.registry.offices import office_fault
from baocao.settings import Settings, parse_instant

LOG = "access.jsonl"
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
SHORTEST_PREFIX = 8


@dataclass(frozen=True)
class Held:
    """One file in the quarantine.

    Attributes:
        sha256: the hash of its bytes.
        envelope: what is known of it: name (masked), sender, size, reasons, when it was kept.
        kept_at: when it came into the quarantine, UTC.
        removed_at: when its bytes were removed, None while they are there.
    """

    sha256: str
    envelope: dict[str, Any]
    kept_at: datetime
    removed_at: datetime | None


def held(settings: Settings) -> list[Held]:
    """Return everything that is or was in the quarantine, oldest first.

    Raises:
        UsageError: an envelope holds no instant where one belongs.
    """
    found = [_held(path) for path in settings.quarantine.glob("??/*.json")]
    return sorted(found, key=lambda one: (one.kept_at, one.sha256))


def hand_over(
    settings: Settings, registry: Registry, prefix: str, target: Path, by: str, why: str
) -> Held:
    """Give an office a copy of a held file, after the log says so.

    Args:
        settings: where the quarantine is, and what time it is.
        registry: units, by whose codes an office may be named.
        prefix: the first digits of the hash, at least eight.
        target: the file to write, readable by its owner alone.
        by: the office that asks; no person.
        why: the reason.

    Raises:
        UsageError: no such file, its bytes are gone, no reason, `by` is no office, or the target is
            there already.
    """
    one = _find(settings, prefix)
    fault = office_fault(by, {unit.unit_code for unit in registry.units})
    if fault:
        raise UsageError(f"--by: {fault}")
    if not why.strip():
        raise UsageError("--why: phải nêu lý do / a reason is needed")
    if target.exists():
        raise UsageError(f"{target}: đã có, không ghi đè / exists, is not overwritten")
    with _only_writer(settings):
        source = _bytes(settings, one.sha256)
        if not source.exists():
            raise UsageError(f"{one.sha256[:SHORTEST_PREFIX]}: đã xóa / its bytes were removed")
        _log(settings, {"action": "handed_over", "sha256": one.sha256, "by": by, "why": why})
        with atomic_path(target, PRIVATE_FILE) as temporary:
            temporary.touch(PRIVATE_FILE)
            shutil.copyfile(source, temporary)
    return one


def remove_expired(settings: Settings) -> list[Held]:
    """Remove the bytes of files held longer than `settings.quarantine_days`; return those files.

    Safe to kill and to call again: bytes go first, then the envelope and the log say so.
    """
    limit = settings.now - timedelta(days=settings.quarantine_days)
    expired = [one for one in held(settings) if one.removed_at is None and one.kept_at <= limit]
    if expired:
        with _only_writer(settings):
            for one in expired:
                _bytes(settings, one.sha256).unlink(missing_ok=True)
                _log(settings, {"action": "removed", "sha256": one.sha256})
                envelope = {**one.envelope, "removed_at": settings.now.isoformat()}
                content = json.dumps(envelope, ensure_ascii=False, indent=2)
                write_atomic(_envelope(settings, one.sha256), content, PRIVATE_FILE)
    return expired


def access_log(settings: Settings) -> list[chained_log.Entry]:
    """Return who was given what and what was removed, oldest first.

    Raises:
        StateError: the log cannot be read.
    """
    return chained_log.read(settings.quarantine / LOG)


def altered_lines(settings: Settings) -> list[int]:
    """Return the lines of the access log, from 1, that are not as they were written."""
    return list(chained_log.broken_lines(settings.quarantine / LOG))


def _held(envelope: Path) -> Held:
    document = json.loads(envelope.read_text(encoding="utf-8"))
    removed = document.get("removed_at")
    return Held(
        sha256=document["sha256"],
        envelope=document,
        kept_at=parse_instant(document["kept_at"], f"{envelope} kept_at"),
        removed_at=parse_instant(removed, f"{envelope} removed_at") if removed else None,
    )


def _find(settings: Settings, prefix: str) -> Held:
    matches = [one for one in held(settings) if one.sha256.startswith(prefix)]
    if len(prefix) >= SHORTEST_PREFIX and len(matches) == 1:
        return matches[0]
    raise UsageError(
        f"{prefix}: không có tệp nào trong khu cách ly có mã băm này (cần ít nhất "
        f"{SHORTEST_PREFIX} ký tự) / no file in quarantine has this hash (at least "
        f"{SHORTEST_PREFIX} digits)"
    )


def _bytes(settings: Settings, sha256: str) -> Path:
    return settings.quarantine / sha256[:2] / sha256


def _envelope(settings: Settings, sha256: str) -> Path:
    return settings.quarantine / sha256[:2] / f"{sha256}.json"


def _log(settings: Settings, entry: chained_log.Entry) -> None:
    stamped = {"at": settings.now.isoformat(), **entry}
    chained_log.append(settings.quarantine / LOG, stamped, PRIVATE_FILE)


@contextmanager
def _only_writer(settings: Settings) -> Iterator[None]:
    """Hold the lock of the quarantine; the system frees it when the process ends."""
    with only_holder(settings.quarantine / ".lock"):
        yield
