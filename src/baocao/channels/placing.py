"""Putting a file into the inbox: all of it, once, under its own name and time."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from baocao.channels.model import ChannelRefused
from baocao.files import sync_directory
from baocao.ingesting.discovering import CHANNEL_MARK

PART = ".part"


def place(
    inbox: Path,
    folder: PurePosixPath,
    name: str,
    arrived_ns: int,
    write: Callable[[BinaryIO], None],
) -> Path:
    """Write a file under a name that ingest passes over, then give it its name in one step.

    When this returns the file and its name survive a power cut. Doing it again gives the same.

    Args:
        inbox: the inbox.
        folder: the file's own folder in it.
        name: the file's name, safe already.
        arrived_ns: nanoseconds since the epoch, the time of arrival.
        write: writes the content.

    Raises:
        ChannelRefused: somebody has put a link in the way, out of the inbox.
    """
    target = inbox / folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.parent.resolve().is_relative_to(inbox.resolve()):
        raise ChannelRefused(f"{folder.parent}: liên kết ra ngoài hộp nhận / a link out of inbox")
    part = target.with_name(f"{name}{PART}")
    try:
        with part.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    os.utime(part, ns=(arrived_ns, arrived_ns))
    part.replace(target)
    for made in (target.parent, *target.parent.parents):
        sync_directory(made)
        if made == inbox:
            break
    return target


def sweep(inbox: Path, channel_code: str) -> None:
    """Remove what a killed look left half-written, and the folders that ingest has emptied.

    To be called by whoever collects from the channel, while nobody else does.
    """
    for folder in _folders(inbox, channel_code):
        for part in folder.glob(f"*{PART}"):
            part.unlink()
        _remove_if_empty(folder)
    for channel in inbox.glob(f"*/{CHANNEL_MARK}{channel_code}"):
        _remove_if_empty(channel)


def _folders(inbox: Path, channel_code: str) -> Iterator[Path]:
    for folder in inbox.glob(f"*/{CHANNEL_MARK}{channel_code}/*"):
        if folder.is_dir() and not folder.is_symlink():
            yield folder


def _remove_if_empty(folder: Path) -> None:
    if not any(folder.iterdir()):
        folder.rmdir()
