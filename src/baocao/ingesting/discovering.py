"""What lies in the inbox, or what the operator names, as deliveries in order of arrival."""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from baocao.errors import UsageError
from baocao.ingesting.model import Delivery
from baocao.ingesting.personal import mask_personal_data
from baocao.ingesting.text import clean
from baocao.settings import Settings

# What editors, file managers and transfer programs leave beside a file or write while sending it.
_UNFINISHED = (".part", ".partial", ".filepart", ".crdownload", ".tmp", ".swp")
_OFFICE_LOCK = "~$"
# The folder of what came from nobody we know; such a sender may send no unit's report.
UNKNOWN_SENDER = "_khong_ro"
# `<unit>/@<channel>/<key>/<file>`: put there by `baocao.channels`.
CHANNEL_MARK = "@"


def discover(
    settings: Settings,
    paths: Sequence[Path] | None,
    received_at: datetime | None,
    unit: str | None,
) -> list[Delivery]:
    """Return the files to take in, ordered by arrival, then by path.

    Args:
        settings: where the inbox is and what time it is.
        paths: files or folders named by the operator; None for the whole inbox.
        received_at: when they arrived; None for the file's time in the inbox, else for now.
        unit: the sender, None for the inbox folder.

    Raises:
        UsageError: a named path does not exist.
    """
    deliveries = [
        _delivery(settings, path, written_at, received_at, unit)
        for start in ([settings.inbox] if paths is None else paths)
        for path, written_at in _files(settings, start)
    ]
    return sorted(deliveries, key=lambda one: (one.received_at, one.inbox_path))


def _files(settings: Settings, start: Path) -> Iterator[tuple[Path, float]]:
    """Yield each file and the time at which it was last written to."""
    start = Path(os.path.abspath(start))  # noqa: PTH100 - resolve() would follow links
    if not start.exists():
        if start == settings.inbox:
            return
        raise UsageError(f"{start}: không có tệp hoặc thư mục này / no such file or folder")
    if start.is_file():
        yield start, start.stat().st_mtime
        return
    # A link in the inbox could point at any file of this machine; links are left alone.
    for folder, names, files in os.walk(start, followlinks=False):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            if is_unfinished(name):
                continue
            path = Path(folder, name)
            with suppress(FileNotFoundError):
                status = path.lstat()
                if stat.S_ISREG(status.st_mode):
                    yield path, status.st_mtime


def is_unfinished(name: str) -> bool:
    """Return whether a name is that of a file still being written, or of no file to be sent."""
    return name.startswith((".", _OFFICE_LOCK)) or name.lower().endswith(_UNFINISHED)


def _delivery(
    settings: Settings,
    path: Path,
    written_at: float,
    received_at: datetime | None,
    unit: str | None,
) -> Delivery:
    in_inbox = path.is_relative_to(settings.inbox)
    inside = path.relative_to(settings.inbox) if in_inbox else path
    folder = inside.parts[0] if in_inbox and len(inside.parts) > 1 else None
    if received_at is None:
        # A clock that runs ahead of ours gives a file a time that has not come yet.
        put_down = datetime.fromtimestamp(written_at, UTC) if in_inbox else settings.now
        arrived = min(put_down, settings.now)
    else:
        arrived = received_at
    return Delivery(
        path=path,
        inbox_path=mask_personal_data(_shown(inside.as_posix())),
        file_name=mask_personal_data(_shown(path.name)),
        sender_unit_code=unit or (_shown(folder) if folder else None),
        received_at=arrived,
        in_inbox=in_inbox,
        channel=_channel(inside) if in_inbox else None,
    )


def _channel(inside: Path) -> str | None:
    """Return the channel that put a file into the inbox, None for a unit's own doing."""
    is_collected = len(inside.parts) == 4 and inside.parts[1].startswith(CHANNEL_MARK)
    return _shown(inside.parts[1].removeprefix(CHANNEL_MARK)) if is_collected else None


def _shown(name: str) -> str:
    """Return a file name as text: bytes that are no UTF-8 are replaced, control characters go."""
    return clean(os.fsencode(name).decode("utf-8", "replace"))
