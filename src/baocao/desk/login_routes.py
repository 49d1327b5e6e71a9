"""Pages that need no login: logging in and out, the language, style and script."""

import logging
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse, RedirectResponse

from baocao.desk.rendering import assets, page
from baocao.desk.visits import (
    LANGUAGE_COOKIE,
    LANGUAGE_SECONDS,
    OWN_PATH,
    AnyVisit,
    Visit,
    find_member,
)

log = logging.getLogger(__name__)
router = APIRouter()
LONGEST_CODE = 64


def _own(path: str) -> str:
    """Return a path inside the desk as it was asked for, the main page for anything else."""
    return path if OWN_PATH.fullmatch(path) else "/"


@router.get("/login")
def show_login(visit: AnyVisit, back: str = "/", why: str = "") -> Response:
    """Show the login form."""
    if find_member(visit) is not None:
        return RedirectResponse(visit.link(_own(back)), 303)
    notice = {"ended": "login.ended", "expired": "login.expired"}.get(why)
    return page(visit, "login", back=_own(back), notice=notice, fault=None, unit_code="")


@router.post("/login")
async def log_in(
    visit: AnyVisit,
    csrf: Annotated[str, Form()] = "",
    unit_code: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Begin a session, or say why not."""
    visit.check_csrf(csrf)
    return await run_in_threadpool(_log_in, visit, unit_code.strip(), password, _own(back))


def _log_in(visit: Visit, unit_code: str, password: str, back: str) -> Response:
    desk, unit_code = visit.desk, unit_code[:LONGEST_CODE]
    wait = desk.limits.attempt(unit_code, visit.address)
    if wait:
        log.warning("login refused for now: too many failures")
        fault = visit.words("login.wait", minutes=-(-wait // 60))
        refused = page(
            visit, "login", status=429, back=back, notice=None, fault=fault, unit_code=unit_code
        )
        refused.headers["retry-after"] = str(wait)
        return refused
    account = desk.accounts.login(unit_code, password)
    if account is None or desk.member(account, "") is None:
        log.info("login failed")
        fault = visit.words("login.wrong")
        return page(
            visit, "login", status=401, back=back, notice=None, fault=fault, unit_code=unit_code
        )
    desk.limits.succeeded(unit_code, visit.address)
    log.info("login of %s", account.unit_code)
    response = RedirectResponse(visit.link(back), 303)
    visit.give_token(response, desk.sessions.start(account.account_id))
    return response


@router.post("/logout")
async def log_out(visit: AnyVisit, csrf: Annotated[str, Form()] = "") -> Response:
    """End the session."""
    visit.check_csrf(csrf)
    await run_in_threadpool(visit.desk.sessions.end, visit.token)
    return RedirectResponse(visit.link("/login", why="ended"), 303)


@router.get("/language/{language}")
def choose_language(visit: AnyVisit, language: str, back: str = "/") -> Response:
    """Keep the choice of a language and go back to the page."""
    if language not in ("vi", "en"):
        raise HTTPException(404)
    response = RedirectResponse(visit.link(_own(back)), 303)
    response.set_cookie(
        LANGUAGE_COOKIE,
        language,
        max_age=LANGUAGE_SECONDS,
        path=visit.root or "/",
        secure=visit.is_secure,
        httponly=True,
        samesite="lax",
    )
    return response


@router.get("/static/{name}")
def show_asset(name: str) -> Response:
    """Return style or script."""
    if name not in assets():
        raise HTTPException(404)
    content, kind = assets()[name]
    keep = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(content, media_type=f"{kind}; charset=utf-8", headers=keep)


@router.get("/healthz")
def show_health(visit: AnyVisit) -> Response:
    """Tell that the desk can read its state."""
    visit.desk.store.one("select count(*) from accounts")
    return PlainTextResponse("ok")
