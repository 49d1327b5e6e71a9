"""Reports as tagged PDF: text that can be searched and read aloud, on A4.

Typst sets them from templates of ours with the fonts that its package brings, so that a report
looks the same on every machine and nothing has to be installed on the system.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from importlib.resources import as_file, files
from typing import Any

import typst

from baocao.reporting.bar_charts import chart_names, chart_svg
from baocao.reporting.blocks import Block, Items, Paragraph, Part, Printed, Table
from baocao.reporting.language import Language, Text
from baocao.settings import VIETNAM

FONT = "Libertinus Serif"
# Text with its reading order, headings, tables and pictures described: Typst refuses anything less.
STANDARD = "ua-1"
# What the fonts have no letter for, as cells of submitted files may hold, would end in no file.
UNKNOWN_LETTERS = re.compile(
    r"[^\x20-\x7e\xa0-\xac\xae-\u0377\u037a-\u037f\u0384-\u038a\u038e-\u03a1\u03a3-\u0484"
    r"\u0487-\u04ff\u1e00-\u1eff\u2010-\u2027\u2030-\u2040\u20a0-\u20bf\u2190-\u22ff\u2460-\u25ff"
    r"\u2713\u2714\u2717]"
)
LINE_ENDS = re.compile(r"[\t\n\r]+")
UNKNOWN_LETTER = "\N{REPLACEMENT CHARACTER}"


def typeset(
    template: str,
    document: Printed,
    heading: Mapping[str, Text | Sequence[Text]],
    lang: Language,
    created: datetime,
) -> bytes:
    """Return a report as a tagged PDF in one language; the same content gives the same bytes.

    Args:
        template: the file of ours that lays it out.
        document: what it says.
        heading: what the template asks for beside that.
        lang: the language.
        created: what the file says about when it was made.
    """
    local = created.astimezone(VIETNAM)
    names = chart_names()
    content = {
        "lang": lang,
        "created": {"year": local.year, "month": local.month, "day": local.day},
        "title": document.title[lang],
        "province": document.province[lang],
        "notice": document.notice[lang] if document.notice else None,
        **{
            name: words[lang] if isinstance(words, Text) else [one[lang] for one in words]
            for name, words in heading.items()
        },
        "parts": [_part(part, lang, names) for part in document.parts],
    }
    words = json.dumps(_shown(content), ensure_ascii=False)
    with as_file(files("baocao.reporting").joinpath("templates")) as folder:
        return typst.compile(
            folder / template,
            format="pdf",
            root=folder,
            sys_inputs={"document": words},
            ignore_system_fonts=True,
            pdf_standards=[STANDARD],
        )


def displayable(words: str) -> str:
    """Return words on one line, with a mark for each letter that the fonts cannot show."""
    return UNKNOWN_LETTERS.sub(UNKNOWN_LETTER, LINE_ENDS.sub(" ", words))


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return displayable(value)
    if isinstance(value, Mapping):
        return {key: _shown(one) for key, one in value.items()}
    return [_shown(one) for one in value] if isinstance(value, list) else value


def _part(part: Part, lang: Language, names: Iterator[int]) -> dict[str, Any]:
    return {
        "title": part.title[lang],
        "level": part.level - 1,
        "page": part.page,
        "blocks": [_block(block, lang, names) for block in part.blocks],
    }


def _block(block: Block, lang: Language, names: Iterator[int]) -> dict[str, Any]:
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
        {
            "cells": [cell[lang] for cell in line.cells],
            "is_part": line.is_part,
            "strong": sorted(line.strong),
        }
        for line in table.lines
    ]
    return {"kind": "table", "columns": columns, "lines": lines}
