"""What guards every request: headers that tell browsers what a page may do, and a limit on size."""

import logging
import traceback
from collections.abc import Callable
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool

log = logging.getLogger(__name__)

Scope = dict[str, Any]
Receive = Callable[[], Any]
Send = Callable[[Any], Any]
App = Callable[[Scope, Receive, Send], Any]

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not no-referrer: browsers would then hide where a form comes from, from us as well.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
HTTPS_ONLY = ("strict-transport-security", "max-age=31536000")


class SecurityHeaders:
    """Adds the headers to every answer that does not set them itself."""

    def __init__(self, app: App) -> None:
        """Keep what answers."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and add to its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wanted = HEADERS | (dict([HTTPS_ONLY]) if scope["scheme"] == "https" else {})

        async def send_with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                more = [
                    (name.encode(), value.encode())
                    for name, value in wanted.items()
                    if name.encode() not in present
                ]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        await self._app(scope, receive, send_with_headers)


class LastResort:
    """Answers when something failed that nobody foresaw, and keeps what failed out of the log.

    The message of an error may quote what a unit sent; where it happened does not.
    """

    def __init__(self, app: App, answer: Callable[[Request], Response]) -> None:
        """Keep what answers.

        Args:
            app: what answers.
            answer: what answers when that failed.
        """
        self._app = app
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def noted(message: Any) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:
            frames = "".join(traceback.format_tb(error.__traceback__))
            log.error("%s %s\n%s", scope["method"], type(error).__name__, frames)
            if not has_begun:
                answer = await run_in_threadpool(self._answer, Request(scope))
                await answer(scope, receive, send)


class BodyLimit:
    """Ends a request whose body is larger than its page takes, as soon as that is known.

    What the sender goes on sending is thrown away up to a bound: a browser shows our answer only
    when it could send everything.
    """

    PATIENCE = 8

    def __init__(self, app: App, limit: Callable[[str], int]) -> None:
        """Keep what answers.

        Args:
            app: what answers.
            limit: the largest body in bytes, by the path of the page.
        """
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its body counted."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        declared = next(
            (value for name, value in scope["headers"] if name == b"content-length"), b""
        )
        received = 0
        too_large = declared.isdigit() and int(declared) > limit

        async def counted() -> Any:
            nonlocal received
            if too_large:
                await _drain(receive, self.PATIENCE * limit)
                raise HTTPException(413)
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                await _drain(receive, self.PATIENCE * limit)
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)


async def _drain(receive: Receive, most: int) -> None:
    """Throw away what is still coming, up to a number of bytes."""
    thrown = 0
    while thrown < most:
        message = await receive()
        thrown += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body"):
            return
