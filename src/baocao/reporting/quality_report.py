"""The quality report of a period, written as a page, a workbook or a PDF."""

from pathlib import Path
from typing import Literal

from baocao.files import write_atomic
from baocao.reporting.language import Language, text
from baocao.reporting.pdf import typeset
from baocao.reporting.quality_document import quality_document
from baocao.reporting.quality_html import render_html
from baocao.reporting.quality_page import QualityPage, load_quality_page
from baocao.reporting.quality_xlsx import write_xlsx
from baocao.reporting.status import period_folder
from baocao.settings import Settings

Format = Literal["html", "xlsx", "pdf"]


def write_quality_report(
    settings: Settings,
    period: str,
    target: Path | None = None,
    lang: Language = "vi",
    file_format: Format = "html",
) -> tuple[Path, QualityPage]:
    """Write the quality report of a period in one atomic step.

    Args:
        settings: where the published version is.
        period: the period's code.
        target: the file; `reports/<period>/quality.<format>` when None.
        lang: the language of the workbook or PDF, or the one in which the page opens.
        file_format: a page that holds both languages; a workbook or a PDF in one.

    Returns:
        The file, and what it says.

    Raises:
        StateError: nothing is published yet.
        UsageError: no report is expected for such a period.
    """
    page = load_quality_page(settings, period)
    path = target or period_folder(settings, period) / f"quality.{file_format}"
    if file_format == "html":
        write_atomic(path, render_html(page, lang))
    elif file_format == "pdf":
        document = quality_document(page)
        heading = {"kind": text("page.kind"), "facts": document.facts}
        write_atomic(path, typeset("quality.typ", document, heading, lang, page.as_of))
    else:
        write_xlsx(page, lang, path)
    return path, page
