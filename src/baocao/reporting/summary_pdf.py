"""The summary report as a tagged PDF, with the heading of official documents."""

from datetime import datetime

from baocao.reporting.blocks import Document
from baocao.reporting.language import Language, text
from baocao.reporting.pdf import typeset

HEADING = ("agency", "number", "nation", "motto", "kind", "recipients", "signature")


def render_pdf(document: Document, lang: Language, created: datetime) -> bytes:
    """Return the document in one language; the same content gives the same bytes.

    Args:
        document: what it says.
        lang: its language.
        created: what the file says about when it was made.
    """
    content = {
        "title": document.title[lang],
        "province": document.province[lang],
        "place_date": document.place_date[lang],
        "subject": document.subject[lang],
        "notice": document.notice[lang] if document.notice else None,
        **{name: text(f"summary.{name}")[lang] for name in HEADING},
    }
    return typeset("summary.typ", content, document.parts, lang, created)
