"""The quality report as a workbook: the same figures and rows as the page, one language."""

from pathlib import Path
from typing import Any

from baocao.reporting.flags import last_day
from baocao.reporting.language import (
    Language,
    day,
    known,
    names,
    number,
    period_name,
    text,
)
from baocao.reporting.quality_page import QualityPage, UnitLine
from baocao.reporting.quality_words import DEPTHS, LAYERS, item_code, page_facts
from baocao.reporting.reading import Row
from baocao.reporting.scores_sheet import scores_sheet
from baocao.reporting.sheets import Column, Sheet, write_workbook
from baocao.reporting.status import STATUSES

# What was sent, in time, filled in and right, and then the layers that reports are inside of.
SHARES = [*((word, share) for word, share, *_ in (*LAYERS, *DEPTHS[1:]))]


def write_xlsx(page: QualityPage, lang: Language, target: Path) -> None:
    """Write the workbook: summary, grid, late and missing, changed figures, flags."""
    title = text("page.title", period=period_name(page.period_code))[lang]
    heading = [title, *_facts(page, lang)]
    sheets = [
        Sheet(
            text("sheet.summary")[lang], _summary_columns(lang), _summary_rows(page, lang), heading
        ),
        scores_sheet(page.scores, lang, title),
        Sheet(
            text("sheet.grid")[lang], _grid_columns(page, lang), _grid_rows(page), heading[:1], 3
        ),
        Sheet(text("sheet.lists")[lang], _list_columns(lang), _overdue(page), heading[:1], 3),
        Sheet(text("sheet.changes")[lang], _change_columns(lang), page.changes, heading[:1], 3),
        Sheet(text("sheet.flags")[lang], _flag_columns(lang), page.flags, heading[:1], 3),
    ]
    write_workbook(target, sheets, page.as_of, title)


def _facts(page: QualityPage, lang: Language) -> list[str]:
    facts = [page.province[lang], *(fact[lang] for fact in page_facts(page))]
    if page.synthetic:
        facts.append(f"{text('page.synthetic_title')[lang]}. {text('page.synthetic')[lang]}")
    return facts


def _summary_rows(page: QualityPage, lang: Language) -> list[tuple[str, Row]]:
    """Return the whole period, then each form, then each group, with what to call it."""
    return [
        (text("word.total")[lang], page.total),
        *((row["form_code"], row) for row in page.by_form),
        *((group.name[lang], group.summary) for group in page.groups),
    ]


def _summary_columns(lang: Language) -> list[Column]:
    counts = ["expected_reports", "received_reports"]
    keys = ["expected", "received"]
    return [
        Column(f"{text('word.form')[lang]}, {text('word.group')[lang]}", 34, lambda row: row[0]),
        *(
            Column(text(f"word.{word}")[lang], 11, lambda row, key=key: row[1][key], "number")
            for word, key in zip(counts, keys, strict=True)
        ),
        *(
            Column(known("status", key)[lang], 11, lambda row, key=key: row[1][key], "number")
            for key in STATUSES
        ),
        *(
            Column(text(word)[lang], 12, lambda row, key=key: _share(row[1][key]), "percent")
            for word, key in SHARES
        ),
    ]


def _share(value: Any) -> Any:
    """Return a percentage as the fraction that a percent format expects."""
    return None if value is None else value / 100


def _grid_rows(page: QualityPage) -> list[tuple[str, str, UnitLine]]:
    return [(group.name.vi, group.name.en, unit) for group in page.groups for unit in group.units]


def _grid_columns(page: QualityPage, lang: Language) -> list[Column]:
    group = 0 if lang == "vi" else 1
    return [
        Column(text("word.group")[lang], 28, lambda row: row[group]),
        Column(text("word.unit_code")[lang], 12, lambda row: row[2].code, "code"),
        Column(text("word.unit_name")[lang], 34, lambda row: row[2].name[lang]),
        *(
            Column(
                code,
                22,
                lambda row, code=code: _cell_text(row[2].cells.get(code), lang),
                lambda row, code=code: _cell_style(row[2].cells.get(code)),
            )
            for code in (form["form_code"] for form in page.forms)
        ),
        Column(
            text("word.open_flags")[lang],
            14,
            lambda row: sum(cell["open_flags"] for cell in row[2].cells.values()),
            "number",
        ),
    ]


def _cell_text(cell: Row | None, lang: Language) -> str | None:
    if cell is None:
        return None
    state = known("status", cell["status"])[lang]
    days = cell["days_late"]
    if cell["status"] != "late" or days is None:
        return state
    return f"{state}: {text('word.days', count=number(days))[lang]}"


def _cell_style(cell: Row | None) -> str:
    return "blank" if cell is None else cell["status"]


def _overdue(page: QualityPage) -> list[Row]:
    return [*page.missing, *page.rejected, *page.late]


def _list_columns(lang: Language) -> list[Column]:
    return [
        Column(
            text("word.status")[lang],
            13,
            lambda row: known("status", row["status"])[lang],
            lambda row: row["status"],
        ),
        Column(text("word.unit_code")[lang], 12, lambda row: row["unit_code"], "code"),
        Column(text("word.unit_name")[lang], 34, lambda row: names(row, "unit_name")[lang]),
        Column(text("word.form")[lang], 10, lambda row: row["form_code"], "code"),
        Column(text("word.form_name")[lang], 46, lambda row: names(row, "form_name")[lang]),
        Column(text("word.due_date")[lang], 12, lambda row: row["due_date"], "date"),
        Column(text("word.received_at")[lang], 17, lambda row: row["received_at"], "instant"),
        Column(text("word.days_late")[lang], 10, lambda row: row["days_late"], "number"),
        Column(text("word.sender_code")[lang], 12, lambda row: row["sender_unit_code"], "code"),
        Column(text("word.sender")[lang], 34, lambda row: names(row, "sender_name")[lang]),
    ]


def _change_columns(lang: Language) -> list[Column]:
    return [
        Column(text("word.received_at")[lang], 17, lambda row: row["known_from"], "instant"),
        Column(text("word.unit_code")[lang], 12, lambda row: row["unit_code"], "code"),
        Column(
            text("word.unit_name")[lang],
            34,
            lambda row: names(row, "unit_name", row["unit_code"])[lang],
        ),
        Column(text("word.form")[lang], 10, lambda row: row["form_code"], "code"),
        Column(text("word.indicator")[lang], 10, item_code, "code"),
        Column(text("word.figure_name")[lang], 46, lambda row: names(row, "indicator_name")[lang]),
        *(
            Column(text(f"word.{word}")[lang], 12, lambda row, word=word: row[word], "number")
            for word in ("old_value", "new_value", "delta")
        ),
        Column(text("word.version")[lang], 8, lambda row: row["version"], "number"),
        Column(text("word.file")[lang], 34, lambda row: row["file_name"]),
        Column(text("word.sheet")[lang], 16, lambda row: row["sheet"]),
        Column(text("word.cell")[lang], 10, lambda row: row["cell"], "code"),
    ]


def _flag_columns(lang: Language) -> list[Column]:
    return [
        Column(
            text("word.severity")[lang], 11, lambda row: known("severity", row["severity"])[lang]
        ),
        Column(text("word.check")[lang], 10, lambda row: row["check_code"], "code"),
        Column(
            text("word.unit_name")[lang],
            30,
            lambda row: names(row, "unit_name", row["unit_code"])[lang],
        ),
        Column(text("word.unit_code")[lang], 11, lambda row: row["unit_code"], "code"),
        Column(text("word.form")[lang], 9, lambda row: row["form_code"], "code"),
        Column(text("word.indicator")[lang], 10, item_code, "code"),
        Column(text("word.message")[lang], 60, lambda row: names(row, "finding")[lang]),
        Column(text("word.found")[lang], 22, lambda row: row["actual"]),
        Column(text("word.expected")[lang], 22, lambda row: row["expected"]),
        Column(text("word.file")[lang], 34, lambda row: row["file_name"]),
        Column(text("word.sheet")[lang], 16, lambda row: row["sheet"]),
        Column(
            text("word.cell")[lang], 18, lambda row: row["suspect_cells"] or row["cell"], "code"
        ),
        Column(text("flags.suspects")[lang], 46, lambda row: row[f"suspects_{lang}"]),
        Column(text("word.raw_text")[lang], 20, lambda row: row["raw_text"]),
        Column(text("word.advice")[lang], 46, lambda row: names(row, "advice")[lang]),
        Column(
            text("word.who_fixes")[lang], 16, lambda row: known("fixer", row["who_fixes"])[lang]
        ),
        Column(text("word.legal_basis")[lang], 30, lambda row: row["legal_basis"]),
        Column(text("word.kind")[lang], 22, lambda row: known("kind", row["check_kind"])[lang]),
        Column(text("word.status")[lang], 14, lambda row: known("flag", row["status"])[lang]),
        Column(text("word.first_seen_at")[lang], 17, lambda row: row["first_seen_at"], "instant"),
        Column(text("word.times_seen")[lang], 9, lambda row: row["times_seen"]),
        Column(text("word.decided_by")[lang], 24, lambda row: row["decided_by"]),
        Column(text("word.reason")[lang], 40, lambda row: row["reason"]),
        Column(
            text("word.until")[lang],
            14,
            lambda row: row["until_at"] and day(last_day(row["until_at"]))[lang],
        ),
    ]
