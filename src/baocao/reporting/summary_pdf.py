"""The summary report as a tagged PDF: text that can be searched and read aloud, on A4.

Typst sets it from a template of ours with the fonts that its package brings, so that a report looks
the same on every machine and nothing has to be installed on the system.
"""

import json
from datetime import datetime
from importlib.resources import as_file, files
from typing import Any

import typst

from baocao.reporting.language import Language, text
from baocao.reporting.summary_blocks import Block, Document, Items, Paragraph, Part, Table
from baocao.reporting.summary_charts import chart_names, chart_svg
from baocao.settings import VIETNAM

FONT = "Libertinus Serif"
# Text with its reading order, headings, tables and pictures described: Typst refuses anything less.
STANDARD = "ua-1"


def render_pdf(document: Document, lang: Language, created: datetime) -> bytes:
    """Return the document in one language; the same content gives the same bytes.

    Args:
        document: what it says.
        lang: its language.
        created: what the file says about when it was made.
    """
    content = json.dumps(_content(document, lang, created), ensure_ascii=False)
    template = files("baocao.reporting").joinpath("templates", "summary.typ")
    with as_file(template) as path:
        return typst.compile(
            path,
            format="pdf",
            sys_inputs={"document": content},
            ignore_system_fonts=True,
            pdf_standards=[STANDARD],
        )


def _content(document: Document, lang: Language, created: datetime) -> dict[str, Any]:
    names = chart_names()
    local = created.astimezone(VIETNAM)
    heading = ("agency", "number", "nation", "motto", "kind", "recipients", "signature")
    return {
        "lang": lang,
        "created": {"year": local.year, "month": local.month, "day": local.day},
        "title": document.title[lang],
        "province": document.province[lang],
        "place_date": document.place_date[lang],
        "subject": document.subject[lang],
        "notice": document.notice[lang] if document.notice else None,
        **{name: text(f"summary.{name}")[lang] for name in heading},
        "parts": [_part(part, lang, names) for part in document.parts],
    }


def _part(part: Part, lang: Language, names: Any) -> dict[str, Any]:
    return {
        "title": part.title[lang],
        "level": part.level - 1,
        "page": part.page,
        "blocks": [_block(block, lang, names) for block in part.blocks],
    }


def _block(block: Block, lang: Language, names: Any) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        words = " ".join(sentence[lang] for sentence in block.sentences)
        return {"kind": "paragraph", "text": words, "quiet": block.quiet}
    if isinstance(block, Items):
        return {"kind": "items", "texts": [item[lang] for item in block.texts]}
    if isinstance(block, Table):
        return _table(block, lang)
    return {
        "kind": "chart",
        "caption": block.caption[lang],
        "alt": "; ".join(f"{bar.label[lang]}: {bar.shown[lang]}" for bar in block.bars),
        "svg": chart_svg(block, lang, f"chart-{next(names)}", FONT),
    }


def _table(table: Table, lang: Language) -> dict[str, Any]:
    widest = max(column.width for column in table.columns)
    columns = [
        {
            "title": column.title[lang],
            "width": column.width,
            "is_number": column.is_number,
            "is_name": column.width == widest,
        }
        for column in table.columns
    ]
    lines = [
        {"cells": [cell[lang] for cell in line.cells], "is_part": line.is_part}
        for line in table.lines
    ]
    return {"kind": "table", "columns": columns, "lines": lines}
