"""The summary report as a workbook: its sentences, and its figures as numbers to go on with."""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from baocao.reporting.bar_charts import wrapped
from baocao.reporting.blocks import Document, Items, Paragraph
from baocao.reporting.language import Language, known, names, text
from baocao.reporting.reading import Row
from baocao.reporting.sheets import Column, Sheet, write_workbook
from baocao.reporting.summary_document import figures_in_order
from baocao.reporting.summary_lists import UNIT_LIST_COUNTS
from baocao.reporting.summary_outline import UnitList
from baocao.reporting.summary_page import SummaryPage
from baocao.reporting.summary_tables import COUNTS

# Width of the columns of headings and of sentences; a line holds somewhat more letters.
PART_WIDTH, CONTENT_WIDTH = 50, 110


def write_xlsx(page: SummaryPage, document: Document, lang: Language, target: Path) -> None:
    """Write the workbook in one language: report, figures, reporting, lists of units."""
    title = document.title[lang]
    heading = [title]
    if document.notice:
        heading.append(document.notice[lang])
    said = partial(_said, document, lang)
    sheets = [
        Sheet(
            text("sheet.report")[lang],
            [
                Column(text("head.part")[lang], PART_WIDTH, lambda line: line[0]),
                Column(text("head.content")[lang], CONTENT_WIDTH, lambda line: line[1]),
            ],
            list(_lines(document, lang)),
            heading,
            height=_lines_needed,
        ),
        Sheet(
            text("sheet.figures")[lang],
            _figure_columns(lang),
            figures_in_order(page),
            heading[:1],
            2,
        ),
        Sheet(text("sheet.reports")[lang], _form_columns(lang), page.by_form, heading[:1], 1),
        Sheet(
            text("sheet.lacking")[lang], _lacking_columns(lang), page.lacking, said("no_report"), 2
        ),
        *(
            Sheet(
                one.words["sheet"][lang],
                _unit_list_columns(one, lang),
                page.unit_lists[one.key],
                said(one.key),
                2,
            )
            for one in page.outline.lists
        ),
        Sheet(
            text("sheet.documents")[lang],
            _document_columns(lang),
            page.unimplemented,
            said("no_document"),
            2,
        ),
    ]
    write_workbook(target, sheets, page.as_of, title)


def _said(document: Document, lang: Language, key: str) -> list[str]:
    """Return the title and what the part says before its list: an empty list says why it is."""
    (part,) = [part for part in document.parts if part.key == key]
    sentences = [
        words[lang]
        for block in part.blocks
        if isinstance(block, Paragraph)
        for words in block.sentences
    ]
    return [document.title[lang], *sentences]


def _lines_needed(line: tuple[str, str]) -> int:
    widths = (PART_WIDTH + 4, CONTENT_WIDTH + 10)
    return max(len(wrapped(words, width)) for words, width in zip(line, widths, strict=True))


def _lines(document: Document, lang: Language) -> Iterator[tuple[str, str]]:
    """Yield the sentences of the report, each beside the heading it stands under."""
    numeral = ""
    for part in document.parts:
        title = part.title[lang]
        if part.level == 2:
            numeral = title.partition(" ")[0]
        else:
            title = numeral + title
        texts = [
            words
            for block in part.blocks
            if isinstance(block, (Paragraph, Items))
            for words in (block.sentences if isinstance(block, Paragraph) else block.texts)
        ]
        for words in texts:
            yield title, words[lang]


def _figure_columns(lang: Language) -> list[Column]:
    def figure(key: str, width: int = 13) -> Column:
        return Column(text(f"head.{key}")[lang], width, lambda row: row[_KEYS[key]], _decimals)

    def count(key: str, column: str) -> Column:
        return Column(text(key)[lang], 15, lambda row: row[column], "number")

    return [
        Column(text("head.code")[lang], 12, _code, "code"),
        Column(text("head.indicator")[lang], 58, lambda row: _name(row, lang)),
        Column(text("head.measure")[lang], 16, lambda row: names(row, "measure")[lang]),
        figure("value"),
        figure("previous"),
        figure("change"),
        Column(text("head.percent")[lang], 10, lambda row: row["change_percent"], "decimal1"),
        Column(text("head.target")[lang], 12, lambda row: row["target_value"], _decimals),
        Column(
            text("head.comparison")[lang],
            24,
            lambda row: known("comparison", row["comparison"])[lang],
        ),
        count("head.numerator", "numerator"),
        count("head.denominator", "denominator"),
        Column(text("head.restated")[lang], 15, lambda row: row["restated_value"], _decimals),
        count("head.units_reported", "units_reported"),
        count("head.units_expected", "units_expected"),
        count("head.previous_reported", "previous_units_reported"),
        count("head.previous_expected", "previous_units_expected"),
    ]


_KEYS = {"value": "value", "previous": "previous_value", "change": "change"}


def _decimals(row: Row) -> str:
    return f"decimal{row['decimals']}" if row["decimals"] else "number"


def _code(row: Row) -> str:
    code, category = row["indicator_code"], row["category_code"]
    return code if category == "_T" else f"{code}.{category}"


def _name(row: Row, lang: Language) -> str:
    name = names(row, "indicator_name", row["indicator_code"])[lang]
    if row["category_code"] != "_T":
        name += f": {names(row, 'category_name', row['category_code'])[lang]}"
    return f"{name} *" if row["is_derived"] else name


def _form_columns(lang: Language) -> list[Column]:
    return [
        Column(text("head.form")[lang], 10, lambda row: row["form_code"], "code"),
        Column(text("word.form_name")[lang], 60, lambda row: names(row, "form_name")[lang]),
        *(
            Column(text(f"head.{key}")[lang], 12, lambda row, key=key: row[key], "number")
            for key in COUNTS
        ),
        Column(text("head.share")[lang], 12, lambda row: _fraction(row["completeness"]), "percent"),
    ]


def _fraction(value: Decimal | None) -> Any:
    """Return a percentage as the fraction that a percent format expects."""
    return None if value is None else value / 100


def _lacking_columns(lang: Language) -> list[Column]:
    return [
        Column(text("word.unit_code")[lang], 13, lambda row: row["unit_code"], "code"),
        Column(text("word.unit_name")[lang], 36, lambda row: names(row, "unit_name")[lang]),
        Column(text("word.form")[lang], 10, lambda row: row["form_code"], "code"),
        Column(text("word.form_name")[lang], 60, lambda row: names(row, "form_name")[lang]),
        Column(
            text("word.status")[lang],
            14,
            lambda row: known("status", row["status"])[lang],
            lambda row: row["status"],
        ),
        Column(text("word.due_date")[lang], 12, lambda row: row["due_date"], "date"),
        Column(text("word.days_late")[lang], 12, lambda row: row["days_late"], "number"),
    ]


def _unit_list_columns(one: UnitList, lang: Language) -> list[Column]:
    return [
        Column(text("word.unit_code")[lang], 13, lambda row: row["unit_code"], "code"),
        Column(text("word.unit_name")[lang], 44, lambda row: names(row, "unit_name")[lang]),
        *(
            Column(one.words[count][lang], 16, lambda row, count=count: row[count], "number")
            for count in UNIT_LIST_COUNTS
        ),
    ]


def _document_columns(lang: Language) -> list[Column]:
    return [
        Column(text("word.unit_code")[lang], 13, lambda row: row["unit_code"], "code"),
        Column(text("word.unit_name")[lang], 44, lambda row: names(row, "unit_name")[lang]),
        Column(text("head.document")[lang], 60, lambda row: names(row, "document_name")[lang]),
        Column(text("head.answer")[lang], 18, lambda row: known("answer", row["answer"])[lang]),
        Column(text("word.due_date")[lang], 12, lambda row: row["due_date"], "date"),
        Column(text("word.days_late")[lang], 12, lambda row: row["days_late"], "number"),
    ]
