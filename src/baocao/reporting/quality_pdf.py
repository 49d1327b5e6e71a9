"""The quality report as a tagged PDF."""

from datetime import datetime

from baocao.reporting.language import Language, text
from baocao.reporting.pdf import typeset
from baocao.reporting.quality_document import QualityDocument


def render_pdf(document: QualityDocument, lang: Language, created: datetime) -> bytes:
    """Return the document in one language; the same content gives the same bytes.

    Args:
        document: what it says.
        lang: its language.
        created: what the file says about when it was made.
    """
    content = {
        "title": document.title[lang],
        "province": document.province[lang],
        "kind": text("page.kind")[lang],
        "facts": [fact[lang] for fact in document.facts],
        "notice": document.notice[lang] if document.notice else None,
    }
    return typeset("quality.typ", content, document.parts, lang, created)
