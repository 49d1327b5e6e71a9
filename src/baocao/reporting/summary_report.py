"""The summary report of a province, written as a page, a workbook or a PDF."""

from pathlib import Path
from typing import Literal

from baocao.files import write_atomic
from baocao.reporting.language import Language, text
from baocao.reporting.pdf import typeset
from baocao.reporting.status import period_folder
from baocao.reporting.summary_document import summary_document
from baocao.reporting.summary_html import render_html
from baocao.reporting.summary_page import SummaryPage, load_summary_page
from baocao.reporting.summary_xlsx import write_xlsx
from baocao.settings import Settings

Format = Literal["html", "xlsx", "pdf"]
# What the heading of an official document says, whatever it is about.
HEADING = ("agency", "number", "nation", "motto", "kind", "recipients", "signature")


def write_summary_report(
    settings: Settings,
    period: str,
    target: Path | None = None,
    unit: str | None = None,
    lang: Language = "vi",
    file_format: Format = "html",
) -> tuple[Path, SummaryPage]:
    """Write the summary report of a province and period in one atomic step.

    Args:
        settings: where the published version is; `as_of` reads what was known at an instant.
        period: the period's code.
        target: the file; `reports/<period>/summary_<unit>.<format>` when None.
        unit: the province's code; may be left out where the period has one province only.
        lang: the language of the workbook or PDF, or the one in which the page opens.
        file_format: a page that holds both languages; a workbook or a PDF in one.

    Returns:
        The file, and what it says.

    Raises:
        StateError: nothing is published yet.
        UsageError: the period has no figures, or not of that province, or of several.
    """
    page = load_summary_page(settings, period, unit)
    document = summary_document(page)
    name = f"summary_{page.unit_code}.{file_format}"
    path = target or period_folder(settings, period) / name
    if file_format == "html":
        write_atomic(path, render_html(document, lang))
    elif file_format == "pdf":
        heading = {
            "place_date": document.place_date,
            "subject": document.subject,
            **{name: text(f"summary.{name}") for name in HEADING},
        }
        write_atomic(path, typeset("summary.typ", document, heading, lang, page.as_of))
    else:
        write_xlsx(page, document, lang, path)
    return path, page
