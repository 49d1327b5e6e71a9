"""Turning a visit into a page."""

import hashlib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from baocao.desk.members import Member
from baocao.desk.visits import Visit
from baocao.desk.words import LANGUAGES
from baocao.receipts.wording import says_text
from baocao.reporting.pages import asset, template_environment
from baocao.settings import MEBIBYTE

# Served under these names; the house's style is the one that reports are set in.
KINDS = {
    "house.css": "text/css",
    "desk.css": "text/css",
    "desk.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
# Findings shown at once; the rest unfolds.
MOST_FINDINGS = 20


@cache
def assets() -> dict[str, tuple[bytes, str]]:
    """Return style and script by name: content and type."""
    own = files("baocao.desk").joinpath("static")
    return {
        name: (
            asset("quality.css").encode()
            if name == "house.css"
            else own.joinpath(name).read_bytes(),
            kind,
        )
        for name, kind in KINDS.items()
    }


@cache
def _environment() -> Environment:
    content = b"".join(content for content, _ in assets().values())
    return template_environment(
        "baocao.desk",
        languages=LANGUAGES,
        says=says_text,
        # Browsers keep style and script as long as they like; what has changed has another address.
        most=MOST_FINDINGS,
        edition=hashlib.sha256(content).hexdigest()[:12],
    )


def page(
    visit: Visit, name: str, member: Member | None = None, status: int = 200, **context: Any
) -> Response:
    """Return a page in the visitor's language.

    Args:
        visit: the request.
        name: the template's, without its ending.
        member: who has logged in.
        status: the HTTP status.
        context: what the template shows.
    """
    settings = member.settings if member else visit.desk.read_settings()
    text = (
        _environment()
        .get_template(f"{name}.html.j2")
        .render(
            visit=visit,
            here=visit.path if visit.request.method == "GET" else "/",
            name_on=lambda code, day: _name_on(visit, member, code, day),
            t=visit.words,
            link=visit.link,
            member=member,
            settings=settings,
            size=settings.max_file_bytes // MEBIBYTE,
            **context,
        )
    )
    response = HTMLResponse(text, status_code=status)
    if visit.is_new:
        visit.give_token(response, visit.token)
    return response


def _name_on(visit: Visit, member: Member | None, code: str, day: date) -> str:
    """Return the name that a unit bore on a day, its code where there is none."""
    unit = member and member.registry.unit(code, day)
    return visit.words.of(unit, "name") if unit else code
