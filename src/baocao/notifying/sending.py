"""Handing letters to the mail server that Airflow's connection `baocao_smtp` names."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from baocao.channels.model import ChannelRefused, ChannelUnreachable
from baocao.errors import UsageError
from baocao.hosts import is_loopback
from baocao.notifying.ledger import REFUSED, SENT, Letter

if TYPE_CHECKING:
    from airflow.providers.smtp.hooks.smtp import SmtpHook

CONNECTION = "baocao_smtp"
_NEEDS_MENDING = (
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPNotSupportedError,
)
# From here on the server's no is for good.
FOR_GOOD = 500


class Post:
    """A mail server; connected when the first letter goes."""

    def __init__(self, hook: "SmtpHook") -> None:
        """Keep what connects.

        Args:
            hook: with a connection that is fit to be used.
        """
        self._hook = hook
        self._client: smtplib.SMTP | None = None

    @property
    def sender(self) -> str:
        """Return the address that letters come from."""
        return self._hook.from_email or ""

    def send(self, letter: Letter) -> str:
        """Hand one letter over; return `sent`, or `refused` where the server never will take it.

        Raises:
            ChannelRefused: the server refuses account or sender.
            ChannelUnreachable: it is not there, or asks to come back later.
        """
        with _plain_errors():
            if self._client is None:
                # The hook's own way to send makes no plain-text part; its client does.
                self._client = cast("smtplib.SMTP", self._hook.get_conn()._smtp_client)
            try:
                self._client.sendmail(self.sender, [letter.address], letter.content)
            except smtplib.SMTPRecipientsRefused as error:
                return _refused(next(iter(error.recipients.values()))[0], error)
            except smtplib.SMTPDataError as error:
                return _refused(error.smtp_code, error)
        return SENT

    def close(self) -> None:
        """Hang up."""
        if self._client is not None:
            self._client.close()


@contextmanager
def open_post() -> Iterator[Post]:
    """Yield the mail server of Airflow's connection.

    Raises:
        UsageError: there is no such connection, it names no sender, or it does without TLS.
    """
    from airflow.providers.smtp.hooks.smtp import SmtpHook

    # The hook asks for its connection at the first use; here it is asked for the faults in it.
    hook = SmtpHook(smtp_conn_id=CONNECTION)
    hook.smtp_connection = _connection()
    _require_fit(hook)
    post = Post(hook)
    try:
        yield post
    finally:
        post.close()


def _connection() -> Any:
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        return Connection.get(CONNECTION)
    except AirflowNotFoundException:
        raise UsageError(
            f"{CONNECTION}: không có kết nối Airflow này / there is no such Airflow connection"
        ) from None


def _require_fit(hook: "SmtpHook") -> None:
    is_plain = not hook.use_ssl and not hook.smtp_starttls
    is_unchecked = hook.ssl_context == "none"
    if (is_plain or is_unchecked) and not is_loopback(hook.host):
        raise UsageError(
            f"{CONNECTION}: không có TLS / without TLS: {hook.host}; "
            "bỏ disable_tls hoặc disable_ssl, và ssl_context / drop these from extra"
        )
    if not hook.from_email:
        raise UsageError(f"{CONNECTION}: thiếu / lacks extra from_email")


def _refused(code: int, error: Exception) -> str:
    """Return that a letter was refused for good; else the server asks to come back."""
    if code >= FOR_GOOD:
        return REFUSED
    raise error


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Name the kind of an error, not its text, which may quote an address."""
    try:
        yield
    except _NEEDS_MENDING as error:
        raise ChannelRefused(_message(error, "cần sửa kết nối / mend the connection")) from None
    except (smtplib.SMTPException, OSError) as error:
        raise ChannelUnreachable(_message(error, "sẽ thử lại / the next try may go well")) from None


def _message(error: Exception, what: str) -> str:
    return f"{CONNECTION}: {type(error).__name__}; {what}"
