"""A form as a workbook, ready to fill: unit and period are filled in, only figures can be typed.

A unit that reports for itself gets its items running down; a unit that others report through gets a
table with a row for each of them, itself last, and a total row that adds up by itself. What comes
back filled in is read like any other workbook.
"""

import io
from datetime import UTC, datetime

import xlsxwriter

from baocao.registry import Registry
from baocao.settings import Settings
from baocao.templating.mark import write_mark
from baocao.templating.openings import Openings, known_openings
from baocao.templating.page import TemplatePage
from baocao.templating.request import Request, request_for

__all__ = ["ready_template", "template"]


def ready_template(
    settings: Settings, registry: Registry, form_code: str, unit_code: str, period_code: str
) -> bytes:
    """Return the workbook of a form with what it opens with filled in, as far as published.

    Args:
        settings: where the published version is, and what time it is.
        registry: the reference data.
        form_code: e.g. `F-TCD`.
        unit_code: the unit that will send it, as valid at the end of the period.
        period_code: e.g. `2026-Q3`.

    Raises:
        UsageError: no such form, unit or period, or the unit owes no such report.
        ConfigError: the rules have faults.
    """
    request = request_for(registry, form_code, unit_code, period_code)
    return _workbook(request, settings.now, known_openings(settings, request))


def template(
    registry: Registry, form_code: str, unit_code: str, period_code: str, made_at: datetime
) -> bytes:
    """Return the workbook of a form for a unit and a period, no figure in it.

    Args:
        registry: the reference data.
        form_code: e.g. `F-TCD`.
        unit_code: the unit that will send it, as valid at the end of the period.
        period_code: e.g. `2026-Q3`.
        made_at: the time that the file says it was made.

    Raises:
        UsageError: no such form, unit or period, or the unit owes no such report.
    """
    return _workbook(request_for(registry, form_code, unit_code, period_code), made_at, {})


def _workbook(request: Request, made_at: datetime, openings: Openings) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties(
            {
                "title": request.form.form_code,
                "created": made_at.astimezone(UTC).replace(tzinfo=None),
            }
        )
        page = TemplatePage(book, request, openings)
        page.heading()
        page.table() if request.is_table else page.items()
        write_mark(book, request)
    return content.getvalue()
