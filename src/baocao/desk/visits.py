"""What each request brings along: its session, its language, where it comes from."""

import re
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool

from baocao.desk.members import Member
from baocao.desk.service import Desk
from baocao.desk.sessions import LASTS_SECONDS, new_token
from baocao.desk.words import Words
from baocao.hosts import is_loopback

LANGUAGE_COOKIE = "baocao-language"
LANGUAGE_SECONDS = 365 * 24 * 3600
# A page of ours, as a path inside the desk; anything else would send people elsewhere.
OWN_PATH = re.compile(r"/(?:[a-z0-9][A-Za-z0-9._-]*/?)*")


class LoginNeeded(Exception):  # noqa: N818 - a turn of the way, not a fault
    """Nobody has logged in, or not any more."""


@dataclass(frozen=True)
class Visit:
    """One request.

    Attributes:
        token: of the session, or of a visitor who has not logged in.
        is_new: whether the visitor has to be given the token.
    """

    request: Request
    desk: Desk
    words: Words
    token: str
    is_new: bool

    @property
    def root(self) -> str:
        """Return the path under which the desk is served, empty at the top of a server."""
        return self.request.scope.get("root_path", "").rstrip("/")

    @property
    def path(self) -> str:
        """Return the path of the page inside the desk."""
        return self.request.url.path.removeprefix(self.root) or "/"

    @property
    def address(self) -> str:
        """Return the network address of the visitor."""
        return self.request.client.host if self.request.client else ""

    @property
    def is_secure(self) -> bool:
        """Tell whether cookies are for encrypted connections only: always but on this machine."""
        return self.request.url.scheme == "https" or not is_loopback(self.request.url.hostname)

    @property
    def csrf(self) -> str:
        """Return what a form of this page brings back."""
        return self.desk.sessions.csrf(self.token)

    def link(self, path: str, **query: str) -> str:
        """Return the address of a page of ours."""
        asked = "&".join(f"{name}={quote(value, safe='/')}" for name, value in query.items())
        return f"{self.root}{path}" + (f"?{asked}" if asked else "")

    def check_csrf(self, brought: object) -> None:
        """Refuse a form that is not from one of our pages in this session.

        Raises:
            HTTPException: 403.
        """
        if not (isinstance(brought, str) and self.desk.sessions.is_ours(self.token, brought)):
            raise HTTPException(403)

    def give_token(self, response: Response, token: str) -> None:
        """Have the browser keep a token."""
        response.set_cookie(
            _cookie_name(secure=self.is_secure, root=self.root),
            self.desk.sessions.cookie(token),
            max_age=LASTS_SECONDS,
            path=self.root or "/",
            secure=self.is_secure,
            httponly=True,
            samesite="lax",
        )


def _cookie_name(*, secure: bool, root: str) -> str:
    """Return the cookie's name; the prefix makes browsers take it from this very host alone."""
    prefix = "__Host-" if secure and not root else ""
    return f"{prefix}baocao-desk"


def get_visit(request: Request) -> Visit:
    """Return the visit of a request."""
    desk: Desk = request.app.state.desk
    wanted = request.cookies.get(LANGUAGE_COOKIE)
    words = Words("en" if wanted == "en" else "vi")
    unnamed = Visit(request, desk, words, "", is_new=True)
    name = _cookie_name(secure=unnamed.is_secure, root=unnamed.root)
    token = desk.sessions.token(request.cookies.get(name))
    return Visit(request, desk, words, token or new_token(), is_new=token is None)


def find_member(visit: Visit) -> Member | None:
    """Return who has logged in, None when nobody has."""
    account_id = None if visit.is_new else visit.desk.sessions.account_id(visit.token)
    account = None if account_id is None else visit.desk.accounts.active(account_id)
    return None if account is None else visit.desk.member(account, visit.token)


async def get_member(visit: Annotated[Visit, Depends(get_visit)]) -> Member:
    """Return who has logged in.

    Raises:
        LoginNeeded: nobody has.
    """
    member = await run_in_threadpool(find_member, visit)
    if member is None:
        raise LoginNeeded
    return member


AnyVisit = Annotated[Visit, Depends(get_visit)]
AMember = Annotated[Member, Depends(get_member)]
