"""S3 buckets: an object is there in full or not at all; what was taken gets a tag.

Nothing is moved or deleted: S3 has no rename in one step, and a copy with a deletion could take a
newer version away unread. Old objects are for the bucket's own lifecycle rule.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import s3fs
from botocore.exceptions import BotoCoreError, ClientError

from baocao.channels.connections import Access
from baocao.channels.folders import Found, instant_of
from baocao.channels.generic import GenericPlace
from baocao.errors import UsageError

TAG = {"baocao": "da-nhan"}
LOOPBACK = ("localhost", "127.0.0.1", "::1")
SECONDS = 60


class S3Place(GenericPlace):
    """A prefix of a bucket."""

    is_atomic = True
    _passing = (ClientError, BotoCoreError)

    def _connect(self, access: Access) -> Any:
        access.needs("login", "password")
        endpoint = str(access.extra.get("endpoint_url") or "")
        address = urlsplit(endpoint)
        if address.scheme == "http" and address.hostname not in LOOPBACK:
            raise UsageError(f"{access.connection_id}: endpoint_url cần / has to be https")
        client = {"region_name": access.extra.get("region_name") or "us-east-1"}
        if endpoint:
            client["endpoint_url"] = endpoint
        waits = {"connect_timeout": SECONDS, "read_timeout": SECONDS}
        return s3fs.S3FileSystem(
            key=access.login,
            secret=access.password,
            token=access.extra.get("aws_session_token"),
            client_kwargs=client,
            config_kwargs={**waits, "retries": {"max_attempts": 3}},
            use_listings_cache=False,
            skip_instance_cache=True,
        )

    def _root_of(self, location: str) -> str:
        return location.partition("://")[2] if "://" in location else location.lstrip("/")

    def _entries(self, unreadable: Callable[[], None]) -> Iterator[tuple[str, dict[str, Any]]]:  # noqa: ARG002
        # A prefix without objects is an empty folder; a bucket that is not there is a fault.
        self._fs.ls(self._root.partition("/")[0], refresh=True)
        for path, info in self._fs.find(self._root, detail=True).items():
            # A key with a slash at its end is what consoles make for an empty folder.
            is_folder = str(info.get("Key", path)).endswith("/")
            if info["type"] == "file" and not is_folder and path.startswith(f"{self._root}/"):
                yield path, info

    def _found(self, path: str, info: dict[str, Any]) -> Found:
        return Found(
            path=path,
            relative=self._relative(path),
            size=int(info["size"]),
            stamp=self._stamp_of(info),
            changed_at=instant_of(info["LastModified"]),
        )

    def _stamp_of(self, info: dict[str, Any]) -> str:
        return f"{info['size']} {info.get('ETag')} {instant_of(info.get('LastModified'))}"

    def stamp(self, found: Found) -> str:
        """Return an object's present stamp, asked of the server."""
        return self._stamp_of(self._fs.info(found.path, refresh=True))

    def mark(self, found: Found, key: str, now: datetime) -> None:  # noqa: ARG002 - one for all
        """Tag an object; a tag on a newer version by mistake does no harm, the ledger decides.

        Raises:
            PermissionError: the account may not.
        """
        try:
            self._fs.put_tags(found.path, TAG, mode="m")
        except (ClientError, BotoCoreError) as error:
            raise PermissionError(type(error).__name__) from None
