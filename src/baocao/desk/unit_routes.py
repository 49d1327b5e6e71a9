"""Pages of a unit that has logged in; each looks at nothing but that unit's own things."""

import asyncio
import logging
import re
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Query, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from baocao.desk.members import Member
from baocao.desk.papers import Paper
from baocao.desk.rendering import page
from baocao.desk.showing import board
from baocao.desk.visits import AMember, AnyVisit, Visit
from baocao.errors import ConfigError, UsageError
from baocao.reporting.pages import source_hash
from baocao.settings import vietnam_day
from baocao.templating import ready_template, template

log = logging.getLogger(__name__)
router = APIRouter()
WAIT_SECONDS = 8
PER_PAGE = 25
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@router.get("/")
def show_board(visit: AnyVisit, member: AMember) -> Response:
    """Show what is due, how it stands, and where to hand in."""
    return _board(visit, member)


def _board(visit: Visit, member: Member, fault: str | None = None, status: int = 200) -> Response:
    shown = board(member, visit.desk.ledger, visit.desk.papers)
    flags = visit.desk.flags.of(member)
    return page(visit, "board", member, status, board=shown, flags=flags, fault=fault)


@router.get("/forms/{form_code}/{period_code}")
def download_form(member: AMember, form_code: str, period_code: str) -> Response:
    """Return the form of a period as a workbook, ready to fill.

    The code of a review over several years has a slash, which `~` stands for in a path.
    """
    period_code = period_code.replace("~", "/")
    if not (member.may_send and member.duties.owes(member.unit, form_code, period_code)):
        raise HTTPException(404)
    unit_code, now = member.unit.unit_code, member.settings.now
    wanted = (member.registry, form_code, unit_code, period_code)
    try:
        content = ready_template(member.settings, *wanted)
    except UsageError as error:
        raise HTTPException(404) from error
    except ConfigError:
        # Rules that are being changed: then without what the report opens with.
        content = template(*wanted, now)
    name = f"{form_code}_{unit_code}_{period_code.replace('/', '-')}.xlsx"
    return Response(content, media_type=XLSX, headers=_attachment(name))


@router.post("/send")
async def send(visit: AnyVisit, member: AMember) -> Response:
    """Take a file and lead to its receipt."""
    form = await visit.request.form(max_files=2, max_fields=4)
    visit.check_csrf(form.get("csrf"))
    if not member.may_send:
        raise HTTPException(409)
    files = [one for one in form.getlist("file") if not isinstance(one, str) and one.filename]
    if len(files) != 1:
        fault = visit.words("send.one" if files else "send.none")
        return await run_in_threadpool(_board, visit, member, fault, 400)
    name, content = files[0].filename or "", files[0].file
    intake = visit.desk.intake
    upload = await run_in_threadpool(intake.receive, member, name, content)
    log.info("%s handed in %s", member.unit.unit_code, upload.upload_id)
    done = asyncio.wrap_future(intake.take_in(upload))
    await asyncio.wait([done], timeout=WAIT_SECONDS)
    return RedirectResponse(visit.link(f"/sent/{upload.upload_id}"), 303)


@router.get("/sent/{upload_id}")
def show_sent(visit: AnyVisit, member: AMember, upload_id: str) -> Response:
    """Lead to the receipt of a file handed in, or say that it is being read."""
    desk = visit.desk
    upload = desk.intake.find(member, upload_id)
    if upload is None:
        raise HTTPException(404)
    delivery_id = desk.ledger.delivery_in(upload.inbox_folder)
    if delivery_id and desk.papers.find(member, delivery_id):
        return RedirectResponse(visit.link(f"/receipts/{delivery_id}"), 303)
    desk.intake.take_in(upload)
    return page(visit, "sent", member, upload=upload)


@router.get("/receipts/{delivery_id}")
def show_receipt(visit: AnyVisit, member: AMember, delivery_id: str) -> Response:
    """Show a receipt in the page's own look."""
    paper = _paper(visit, member, delivery_id)
    return page(visit, "receipt", member, paper=paper, document=paper.document())


@router.get("/receipts/{delivery_id}/print")
def show_printed(visit: AnyVisit, member: AMember, delivery_id: str) -> Response:
    """Return the receipt as it lies in the state: one page that needs nothing else."""
    text = _paper(visit, member, delivery_id).page.read_text(encoding="utf-8")
    styles = " ".join(f"'{source_hash(style)}'" for style in STYLE.findall(text))
    policy = f"default-src 'none'; style-src {styles}; frame-ancestors 'none'; base-uri 'none'"
    return HTMLResponse(text, headers={"content-security-policy": policy})


@router.get("/receipts/{delivery_id}/{name}")
def download_marked(visit: AnyVisit, member: AMember, delivery_id: str, name: str) -> Response:
    """Return the unit's own file with its faults marked; the printed receipt calls it by its name.

    Raises:
        HTTPException: 404.
    """
    paper = _paper(visit, member, delivery_id)
    if paper.marked is None or name not in ("marked", paper.marked.name):
        raise HTTPException(404)
    stem = Path(paper.file_name).stem
    kept_as = f"{stem}_{vietnam_day(paper.received_at):%Y%m%d}{paper.marked.suffix}"
    return FileResponse(
        paper.marked, media_type="application/octet-stream", headers=_attachment(kept_as)
    )


@router.get("/history")
def show_history(
    visit: AnyVisit, member: AMember, number: Annotated[int, Query(alias="page")] = 1
) -> Response:
    """List everything that the unit handed in, the latest first."""
    papers = visit.desk.papers.of(member)
    pages = max(1, -(-len(papers) // PER_PAGE))
    number = min(max(number, 1), pages)
    shown = papers[(number - 1) * PER_PAGE : number * PER_PAGE]
    return page(
        visit, "history", member, papers=shown, count=len(papers), number=number, pages=pages
    )


def _paper(visit: Visit, member: Member, delivery_id: str) -> Paper:
    paper = visit.desk.papers.find(member, delivery_id)
    if paper is None:
        raise HTTPException(404)
    return paper


def _attachment(name: str) -> dict[str, str]:
    """Return the header by which a browser keeps an answer under a name."""
    return {"content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
