"""Keeping every byte ever received, by content hash.

Files with personal data and hostile ones are kept apart from all others.
"""

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

from baocao.files import atomic_path, sha256_of, write_atomic
from baocao.ingesting.model import FileResult
from baocao.settings import Settings

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
# Refused because opening them does harm: macros, and files that swell when unpacked.
HOSTILE = frozenset({"FIL05", "FIL07"})


def sha256(content: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def archive_path(settings: Settings, file_sha256: str) -> Path:
    """Return where the bytes with a hash are kept."""
    return settings.archive / file_sha256[:2] / file_sha256


def quarantine_path(settings: Settings, file_sha256: str) -> Path:
    """Return where the bytes with a hash are kept when nobody is to open them by chance."""
    return settings.quarantine / file_sha256[:2] / file_sha256


def keep(settings: Settings, result: FileResult, content: bytes | None) -> None:
    """Keep a delivery's bytes and the envelope of the first delivery that brought them.

    Bytes that are there already are left as they are; nothing is ever overwritten. Written without
    waiting for the disk: `sync_disk` does so for a whole batch, before the batch lands.

    Args:
        settings: where the archive and the quarantine are.
        result: what became of the delivery; personal data and hostile files go to
            the quarantine, which only its owner may read.
        content: the bytes, None to copy them from the delivery's path.
    """
    is_private = result.outcome == "quarantined" or any(
        finding.finding_code in HOSTILE for finding in result.findings
    )
    path_of = quarantine_path if is_private else archive_path
    target = path_of(settings, result.file_sha256)
    if is_private:
        for folder in (settings.quarantine, target.parent):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(PRIVATE_FOLDER)
    mode = PRIVATE_FILE if is_private else None
    reasons = sorted({one.finding_code for one in result.all_findings() if one.severity == "block"})
    held = {"kept_at": settings.now.isoformat(), "reasons": reasons} if is_private else {}
    # A power cut can leave a file of that name without its bytes; the quarantine removes bytes.
    is_missing = not target.exists() or sha256_of(target) != result.file_sha256
    if is_missing and content is not None:
        write_atomic(target, content, mode, sync=False)
    elif is_missing:
        with atomic_path(target, mode, sync=False) as temporary:
            shutil.copyfile(result.delivery.path, temporary)
    envelope = target.with_name(f"{target.name}.json")
    if (is_private and is_missing) or not envelope.exists() or envelope.stat().st_size == 0:
        write_atomic(envelope, _envelope(result, held), mode, sync=False)


def sync_disk() -> None:
    """Wait until everything written so far survives a power cut."""
    os.sync()


def _envelope(result: FileResult, held: dict[str, Any]) -> str:
    delivery = result.delivery
    return json.dumps(
        {
            "file_name": delivery.file_name,
            "unit_code": delivery.sender_unit_code,
            "channel": delivery.channel,
            "received_at": delivery.received_at.isoformat(),
            "size_bytes": result.size_bytes,
            "media_type": result.media_type,
            "sha256": result.file_sha256,
            "delivery_id": result.delivery_id,
            **held,
        },
        ensure_ascii=False,
    )
