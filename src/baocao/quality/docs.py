"""The Data Docs: a page of ours that sums a check up, above Great Expectations' own pages.

Everything works from a folder, without a server and without the internet: Great Expectations'
pages ask several hosts for styles, scripts and a picture, which are taken out and replaced by two
small files of ours.

`data_docs/index.html` is the summary; `data_docs/<stage>/` holds the pages of one stage.
"""

import os
import re
import shutil
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from baocao.files import write_atomic
from baocao.quality.verdict import CheckResult
from baocao.settings import VIETNAM, Settings

if TYPE_CHECKING:
    from baocao.quality.great import Examiner

ASSETS = ("docs.css", "docs.js")
# What a page fetches or runs, and the footer that asks for a subscription to a newsletter.
FOREIGN = re.compile(
    r"<script\b.*?</script>|<link\b[^>]*>|<img\b[^>]*>|<footer\b.*?</footer>", re.DOTALL
)
# Nothing runs but our script and nothing is fetched but our files: markup that a sender got into a
# page past the escaping stays dead. A page opened from a folder has no origin, hence `file:`.
POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "script-src 'self' file:; style-src 'self' file: 'unsafe-inline'; img-src 'self' file: data:; "
    "font-src 'self' file: data:; base-uri 'none'; form-action 'none'\">"
)
# The two buttons of a results page that have a use here; the policy lets no page call by attribute.
BUTTON = re.compile(r'\bonclick="(showAllValidations|hideSucceededValidations)\(\)"')
HEAD = re.compile(r"<head\b[^>]*>")
REDIRECT = '<!DOCTYPE html><meta http-equiv="refresh" content="0; url=../index.html">\n'


def write_stage(settings: Settings, stage: str, examiner: "Examiner") -> None:
    """Replace the pages of one stage; a page that is being read is never half of two."""
    fresh = settings.data_docs / f".{stage}.{os.getpid()}.tmp"
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        examiner.write_docs(fresh)
        shutil.rmtree(fresh / "static", ignore_errors=True)
        for page in fresh.rglob("*.html"):
            depth = len(page.relative_to(fresh).parts)
            page.write_text(_offline(page.read_text(encoding="utf-8"), depth), encoding="utf-8")
        (fresh / "index.html").write_text(REDIRECT, encoding="utf-8")
        _replace_files(fresh, settings.data_docs / stage)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def write_overview(settings: Settings, result: CheckResult) -> Path:
    """Write the summary of both stages and return its path."""
    from jinja2 import Environment, PackageLoader, select_autoescape

    assets = resources.files("baocao.quality") / "assets"
    for name in ASSETS:
        write_atomic(settings.data_docs / name, (assets / name).read_bytes())
    environment = Environment(
        loader=PackageLoader("baocao.quality", "assets"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("overview.html.j2").render(
        result=result,
        pages={
            (stage, suite.suite): _page_of(settings, stage, suite.suite)
            for stage, outcome in result.stages.items()
            for suite in outcome.suites
        },
        now=settings.now.astimezone(VIETNAM),
    )
    path = settings.data_docs / "index.html"
    write_atomic(path, page)
    return path


def _page_of(settings: Settings, stage: str, suite: str) -> str:
    """Return the link to the page about a suite's results, empty where there is none."""
    folder = settings.data_docs / stage / "validations" / suite
    pages = sorted(folder.rglob("*.html"))
    return pages[-1].relative_to(settings.data_docs).as_posix() if pages else ""


def _offline(html: str, depth: int) -> str:
    """Return a page of Great Expectations that asks for nothing outside its folder.

    The policy comes first in the head: it holds for what follows it only.

    Args:
        html: the page.
        depth: how many folders it lies below the one that holds the style and the script.
    """
    up = "../" * depth
    ours = f'<link rel="stylesheet" href="{up}docs.css"><script src="{up}docs.js" defer></script>'
    page = FOREIGN.sub("", html).replace("</head>", f"{ours}</head>", 1)
    page = BUTTON.sub(r'data-does="\1"', page)
    return HEAD.sub(lambda head: head[0] + POLICY, page, count=1)


def _replace_files(fresh: Path, target: Path) -> None:
    """Move every file of a folder into another, and remove what the fresh one does not have."""
    kept = set()
    for source in sorted(path for path in fresh.rglob("*") if path.is_file()):
        destination = target / source.relative_to(fresh)
        destination.parent.mkdir(parents=True, exist_ok=True)
        source.replace(destination)
        kept.add(destination)
    for path in sorted(target.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in kept:
            path.unlink()
