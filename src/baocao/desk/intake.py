"""From a file that a unit hands in to its receipt.

The file is put into the inbox, under a name that is not read until it is whole, and taken in by the
same ingest as everything else: at once, by one thread that takes all files waiting together. Should
it be killed, the file lies in the inbox and the next ingest of any kind takes it in.
"""

import logging
import os
import secrets
import shutil
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from baocao.desk.members import Member
from baocao.desk.names import clean_name
from baocao.desk.store import Store
from baocao.errors import UsageError
from baocao.files import sync_directory
from baocao.ingesting.discovering import CHANNEL_MARK
from baocao.ingesting.personal import mask_personal_data
from baocao.registry import Registry
from baocao.settings import Settings

log = logging.getLogger(__name__)

# Letters only: digits could be taken for somebody's number, and masked.
ID_LETTERS, ID_LENGTH = "abcdefghijkmnopqrstuvwxyz", 20
# The archive's envelopes name it as the way by which a file came.
CHANNEL = f"{CHANNEL_MARK}desk"
LEFT_AFTER_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Upload:
    """One file handed in; `inbox_folder` is the folder of its own, relative to the inbox."""

    upload_id: str
    account_id: int
    inbox_folder: str
    file_name: str
    received_at: datetime


class Intake:
    """Puts files into the inbox and has them taken in."""

    def __init__(self, store: Store, read_settings: Callable[[], Settings]) -> None:
        """Prepare the one thread.

        Args:
            store: where it is kept who handed in what.
            read_settings: returns the settings with the present time.
        """
        self._store = store
        self._read_settings = read_settings
        self._lock = threading.Lock()
        self._waiting: dict[Path, Future[None]] = {}
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk-intake")

    def receive(self, member: Member, file_name: str, content: BinaryIO) -> Upload:
        """Put a file into the inbox, its time of arrival the present, and note whose it is.

        Raises:
            OSError: the inbox cannot be written to; nothing of the file stays.
        """
        upload_id = "".join(secrets.choice(ID_LETTERS) for _ in range(ID_LENGTH))
        name = clean_name(file_name)
        inbox_folder = f"{member.unit.unit_code}/{CHANNEL}/{upload_id}"
        folder = member.settings.inbox / inbox_folder
        folder.mkdir(parents=True)
        part = folder / f"{name}.part"
        try:
            with part.open("wb") as file:
                shutil.copyfileobj(content, file)
                file.flush()
                os.fsync(file.fileno())
            arrived = member.settings.now.timestamp()
            os.utime(part, (arrived, arrived))
            self._store.write(
                "insert into uploads (upload_id, account_id, inbox_folder, file_name, received_at) "
                "values (?, ?, ?, ?, ?)",
                upload_id,
                member.account.account_id,
                inbox_folder,
                mask_personal_data(name),
                member.settings.now.isoformat(),
            )
            part.rename(folder / name)
            sync_directory(folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        account_id, arrived_at = member.account.account_id, member.settings.now
        return Upload(upload_id, account_id, inbox_folder, name, arrived_at)

    def find(self, member: Member, upload_id: str) -> Upload | None:
        """Return a file that an account handed in, None when there is none or it is another's."""
        row = self._store.one(
            "select upload_id, account_id, inbox_folder, file_name, received_at from uploads "
            "where upload_id = ? and account_id = ?",
            upload_id,
            member.account.account_id,
        )
        if row is None:
            return None
        arrived_at = datetime.fromisoformat(row["received_at"])
        return Upload(**{**dict(row), "received_at": arrived_at})

    def take_in(self, upload: Upload) -> Future[None]:
        """Have a file taken in and return what is done when it has been, or has failed to be.

        Asked again while it waits, it waits once.
        """
        return self._enqueue(self._read_settings().inbox / upload.inbox_folder)

    def _enqueue(self, folder: Path) -> Future[None]:
        with self._lock:
            if folder not in self._waiting:
                self._waiting[folder] = Future()
                self._thread.submit(self._take_waiting)
            return self._waiting[folder]

    def resume(self) -> None:
        """Have files taken in that were handed in before the page was ended.

        What was cut off while it was being written stays for a day: another page may write there.
        """
        for folder in self._read_settings().inbox.glob(f"*/{CHANNEL}/*"):
            if not folder.is_dir():
                continue
            if folder.stat().st_ctime < self._store.clock() - LEFT_AFTER_SECONDS:
                for part in folder.glob("*.part"):
                    part.unlink(missing_ok=True)
            self._enqueue(folder)

    def close(self) -> None:
        """Wait until everything that waits has been taken in; nothing more is."""
        self._thread.shutdown(wait=True)

    def _take_waiting(self) -> None:
        """Take in all files that wait, in one run."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        paths = [path for folder in waiting for path in _files(folder)]
        try:
            if paths:
                self._ingest(paths)
        finally:
            for folder, done in waiting.items():
                _remove_if_empty(folder)
                done.set_result(None)

    def _ingest(self, paths: list[Path]) -> None:
        from baocao.ingesting.pipeline import ingest

        try:
            settings = self._read_settings()
            ingest(settings, Registry.load(settings.seeds), paths)
        except Exception as error:
            if isinstance(error, UsageError) and len(paths) > 1:
                # Another ingest has taken one of them in meanwhile.
                for path in paths:
                    self._ingest([path])
                return
            # Not the message: it may name a file, and files are named by people.
            frames = "".join(traceback.format_tb(error.__traceback__))
            log.error("ingest: %s; files stay in the inbox\n%s", type(error).__name__, frames)


def _files(folder: Path) -> list[Path]:
    """Return the whole files in a folder, none when another ingest has taken them already."""
    try:
        return [path for path in folder.iterdir() if path.is_file() and path.suffix != ".part"]
    except FileNotFoundError:
        return []


def _remove_if_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        return
