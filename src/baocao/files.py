"""Writing files so that a reader sees the old or the new, never half of either."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHUNK = 1024 * 1024


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def short_hash(*parts: str) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 of the parts, joined unambiguously."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def sync_directory(path: Path) -> None:
    """Make renames inside a directory survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def atomic_path(target: Path, mode: int | None = None, *, sync: bool = True) -> Iterator[Path]:
    """Yield a temporary path beside `target`, renamed over it when the block ends well.

    Args:
        target: the file to write; its folder is made where missing.
        mode: permission bits of the new file.
        sync: wait until the bytes survive a power cut; who writes many files syncs them together.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        if mode is not None:
            temporary.chmod(mode)
        if sync:
            with temporary.open("rb") as file:
                os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_atomic(
    target: Path, content: bytes | str, mode: int | None = None, *, sync: bool = True
) -> None:
    """Write bytes, or text as UTF-8, in one atomic step."""
    data = content.encode() if isinstance(content, str) else content
    with atomic_path(target, mode, sync=sync) as temporary:
        temporary.write_bytes(data)


@contextmanager
def atomic_directory(target: Path) -> Iterator[Path]:
    """Yield an empty directory beside `target` that becomes `target` when the block ends well.

    Raises:
        FileExistsError: `target` exists already; a directory is written once.
    """
    if target.exists():
        raise FileExistsError(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    try:
        yield temporary
        temporary.rename(target)
        sync_directory(target.parent)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


@contextmanager
def only_holder(lock: Path) -> Iterator[None]:
    """Wait for a lock file and hold it; the system frees it when the process ends, however it ends.

    Args:
        lock: a file in a folder that is there.
    """
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
