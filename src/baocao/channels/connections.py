"""Hosts, accounts and secrets: from Airflow's connections and from nowhere else."""

import logging
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from baocao.channels.model import ChannelRefused, ChannelUnreachable
from baocao.errors import BaocaoError, UsageError
from baocao.local_airflow.keys import load_or_make_keys
from baocao.registry.channels import Channel
from baocao.settings import Settings

# At their most talkative these write requests with their headers.
_TALKATIVE = ("asyncssh", "aiobotocore", "boto3", "botocore", "s3fs", "fsspec", "sshfs", "urllib3")


@dataclass(frozen=True, repr=False)
class Access:
    """What an Airflow connection says; it has no text form, so that no log can show it."""

    connection_id: str
    host: str = ""
    port: int | None = None
    login: str = ""
    password: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    def needs(self, *names: str) -> None:
        """Make sure that fields are filled in.

        Raises:
            UsageError: one is blank; its name is said, no value is.
        """
        blank = [name for name in names if not getattr(self, name)]
        if blank:
            raise UsageError(
                f"{self.connection_id}: kết nối Airflow thiếu / the Airflow connection lacks "
                f"{', '.join(blank)}"
            )


def access_of(channel: Channel) -> Access:
    """Return what the channel's connection says; the host of a URL stands in for a blank one.

    Airflow looks in its own order: a secrets backend, AIRFLOW_CONN_…, its database.

    Raises:
        UsageError: there is no such connection.
    """
    access = _read(channel.connection_id) if channel.connection_id else Access("")
    if "://" not in channel.location:
        return access
    url = urlsplit(channel.location)
    return Access(
        connection_id=access.connection_id,
        host=access.host or url.hostname or "",
        port=access.port or url.port,
        login=access.login or url.username or "",
        password=access.password,
        extra=access.extra,
    )


def _read(connection_id: str) -> Access:
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        found = Connection.get(connection_id)
    except AirflowNotFoundException:
        raise UsageError(
            f"{connection_id}: không có kết nối Airflow này / there is no such Airflow connection"
        ) from None
    try:
        extra = found.extra_dejson
    except ValueError:
        extra = None
    if not isinstance(extra, dict):
        raise UsageError(f"{connection_id}: extra không phải JSON / extra is no JSON object")
    return Access(
        connection_id=connection_id,
        host=found.host or "",
        port=found.port,
        login=found.login or "",
        password=found.password or "",
        extra=extra,
    )


def find_airflow(settings: Settings, env: MutableMapping[str, str]) -> None:
    """Let a process that Airflow did not start find the connections that Airflow has.

    Where nothing says which Airflow, it is the one that `make up` keeps in the state folder.

    Args:
        settings: where the state is.
        env: the environment of this process, which Airflow reads when it is imported.
    """
    home = settings.home / "airflow"
    has_database = "AIRFLOW_HOME" in env or "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN" in env
    if "AIRFLOW_HOME" not in env:
        env["AIRFLOW_HOME"] = str(home)
        if (home / "keys.json").is_file() and not has_database:
            named = env.get("BAOCAO_AIRFLOW_DB") or f"sqlite:///{home / 'airflow.db'}"
            env["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] = named
            env["AIRFLOW__CORE__FERNET_KEY"] = load_or_make_keys(home / "keys.json").fernet
            has_database = True
    if has_database:
        # As Airflow's own server processes: its database is asked after everything else.
        env.setdefault("_AIRFLOW_PROCESS_CONTEXT", "server")


def hush() -> None:
    """Keep the clients' own logs to warnings: what they say of a request is not for a log."""
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.WARNING))


Errors = tuple[type[Exception], ...]


@contextmanager
def plain_errors(
    channel: Channel, refused: Errors, passing: Errors, through: Errors = ()
) -> Iterator[None]:
    """Turn a client's errors into ours: the kind of error is named, its text is not.

    A client's text may quote an address, an account or a request.

    Args:
        channel: named in the message.
        refused: errors that stay until somebody mends something.
        passing: errors that a later try may not meet.
        through: errors that the caller deals with.

    Raises:
        ChannelRefused: for one of `refused`.
        ChannelUnreachable: for one of `passing`.
    """
    try:
        yield
    except (BaocaoError, *through):
        raise
    except refused as error:
        what = "cần sửa cấu hình / mend the setup"
        raise ChannelRefused(_message(channel, error, what)) from None
    except passing as error:
        what = "sẽ thử lại lần sau / the next try may go well"
        raise ChannelUnreachable(_message(channel, error, what)) from None


def _message(channel: Channel, error: Exception, what: str) -> str:
    return f"kênh / channel {channel.channel_code} ({channel.kind}): {type(error).__name__}; {what}"
