"""The desk as a web application; it can also be mounted under a path of another one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse

from baocao.desk import login_routes, unit_routes
from baocao.desk.guarding import BodyLimit, LastResort, SecurityHeaders
from baocao.desk.rendering import page
from baocao.desk.service import Desk
from baocao.desk.visits import LoginNeeded, find_member, get_visit
from baocao.settings import MEBIBYTE

EXPLAINED = (400, 403, 404, 405, 409, 413)
LARGEST_FORM = MEBIBYTE // 16


def create_app(desk: Desk) -> FastAPI:
    """Return the application that serves a desk."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        desk.intake.resume()
        yield
        desk.intake.close()

    app = FastAPI(
        docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False, lifespan=lifespan
    )
    app.state.desk = desk
    app.include_router(login_routes.router)
    app.include_router(unit_routes.router)
    app.add_exception_handler(LoginNeeded, _ask_to_log_in)
    app.add_exception_handler(RequestValidationError, _show_fault)
    for status in EXPLAINED:
        app.add_exception_handler(status, _show_fault)

    def largest_body(path: str) -> int:
        """Return the largest body that a page takes: a file and its form, or a form alone."""
        return LARGEST_FORM + desk.read_settings().max_file_bytes * path.endswith("/send")

    app.add_middleware(BodyLimit, limit=largest_body)
    app.add_middleware(LastResort, answer=_show_failure)
    app.add_middleware(SecurityHeaders)
    return app


def _ask_to_log_in(request: Request, _error: Exception) -> Response:
    """Lead to the login form, and from there back to a page that was asked for."""
    visit = get_visit(request)
    had_session = not visit.is_new
    query = {"why": "expired"} if had_session or visit.path != "/" else {}
    if request.method == "GET" and visit.path != "/":
        query["back"] = visit.path
    return RedirectResponse(visit.link("/login", **query), 303)


async def _show_fault(request: Request, error: Exception) -> Response:
    """Say in a page of ours what is wrong with a request."""
    status = getattr(error, "status_code", 400)
    return await run_in_threadpool(_fault_page, request, status)


def _show_failure(request: Request) -> Response:
    """Say that the fault is ours, without asking who has logged in: that may be what failed."""
    return page(get_visit(request), "fault", status=500, kind=500)


def _fault_page(request: Request, status: int) -> Response:
    visit = get_visit(request)
    return page(visit, "fault", find_member(visit), status, kind=status)
