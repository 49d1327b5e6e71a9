"""A form as a workbook, ready to fill: unit and period are filled in, only figures can be typed.

A unit that reports for itself gets its items running down; a unit that others report through gets a
table with a row for each of them, itself last, and a total row that adds up by itself. What comes
back filled in is read like any other workbook.
"""

import io
from datetime import UTC, datetime

import xlsxwriter

from baocao.registry import Registry
from baocao.templating.page import TemplatePage
from baocao.templating.request import request_for

__all__ = ["template"]


def template(
    registry: Registry, form_code: str, unit_code: str, period_code: str, made_at: datetime
) -> bytes:
    """Return the workbook of a form for a unit and a period.

    Args:
        registry: the reference data.
        form_code: e.g. `F-TCD`.
        unit_code: the unit that will send it, as valid at the end of the period.
        period_code: e.g. `2026-Q3`.
        made_at: the time that the file says it was made.

    Raises:
        UsageError: no such form, unit or period, or the unit owes no such report.
    """
    request = request_for(registry, form_code, unit_code, period_code)
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.set_properties(
            {"title": form_code, "created": made_at.astimezone(UTC).replace(tzinfo=None)}
        )
        page = TemplatePage(book, request)
        page.heading()
        page.table() if request.is_table else page.items()
    return content.getvalue()
