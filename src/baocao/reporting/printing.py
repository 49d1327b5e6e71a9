"""Tables for the terminal: ruled and coloured where somebody looks, plain text in a pipe."""

from collections.abc import Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text as RichText

from baocao.reporting.language import (
    Language,
    Text,
    day,
    instant,
    known,
    names,
    number,
    period_name,
    text,
)
from baocao.reporting.reading import Row
from baocao.reporting.status import STATUSES

STYLES = {
    "status.missing": "red",
    "status.rejected": "magenta",
    "status.late": "yellow",
    "severity.block": "bold red",
    "severity.error": "red",
    "severity.warn": "yellow",
}


def print_table(titles: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print rows under titles; in a pipe, tab-separated with the titles first.

    Args:
        titles: one a column.
        rows: values; None prints as nothing, numbers align to the right.
    """
    console = Console()
    if not console.is_terminal:
        for line in [titles, *rows]:
            click.echo("\t".join(_plain(value) for value in line))
        return
    styles = {words: style for key, style in STYLES.items() for words in vars(text(key)).values()}
    table = Table(header_style="bold", show_edge=False, pad_edge=False)
    for place, title in enumerate(titles):
        is_number = any(isinstance(row[place], (int, float)) for row in rows)
        table.add_column(title, justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(RichText(_plain(value), styles.get(str(value), "")) for value in row))
    console.print(table)


def _plain(value: Any) -> str:
    """Return a value on one line; control characters cannot steer the terminal."""
    line = "" if value is None else str(value)
    return "".join(char if char.isprintable() else " " for char in line)


def _titles(lang: Language, *keys: str) -> list[str]:
    return [text(f"word.{key}")[lang] for key in keys]


def print_summary(summary: Sequence[Row], lang: Language) -> None:
    """Print the counts of expected reports by period and form, with both rates in percent."""
    titles = [
        *_titles(lang, "period", "form", "expected_reports"),
        *(known("status", state)[lang] for state in STATUSES),
        *_titles(lang, "completeness", "timeliness"),
    ]
    rows = [
        [
            row["period_code"],
            text("word.all")[lang] if row["form_code"] == "_T" else row["form_code"],
            *(row[key] for key in ("expected", *STATUSES)),
            *(_rate(row, key) for key in ("completeness", "timeliness")),
        ]
        for row in summary
    ]
    print_table(titles, rows)


def _rate(row: Row, key: str) -> str:
    """Return a rate in percent; a dash as long as no report of the row is due or received."""
    return "–" if row["not_due"] == row["expected"] else f"{row[key]:.2f}%"


def print_reports(reports: Sequence[Row], lang: Language) -> None:
    """Print expected reports with their state, due date and who has to send them."""
    keys = ("status", "period", "form", "unit_code", "unit_name", "due_date", "days_late", "sender")
    rows = [
        [
            known("status", row["status"])[lang],
            row["period_code"],
            row["form_code"],
            row["unit_code"],
            names(row, "unit_name")[lang],
            day(row["due_date"])[lang],
            row["days_late"],
            names(row, "sender_name", row["sender_unit_code"])[lang],
        ]
        for row in reports
    ]
    print_table(_titles(lang, *keys), rows)


def print_flags(flags: Sequence[Row], lang: Language) -> None:
    """Print quality flags with their place."""
    keys = ("severity", "check", "period", "form", "unit_code", "unit_name", "message", "cell")
    rows = [
        [
            known("severity", row["severity"])[lang],
            row["check_code"],
            row["period_code"],
            row["form_code"],
            row["unit_code"],
            names(row, "unit_name", row["unit_code"])[lang],
            names(row, "finding")[lang],
            "!".join(filter(None, (row["sheet"], row["cell"]))),
            known("flag", row["status"])[lang],
        ]
        for row in flags
    ]
    print_table(_titles(lang, *keys, "status"), rows)


def print_changes(changes: Sequence[Row], lang: Language) -> None:
    """Print what reports that were sent again changed; a blank figure is a dash."""
    keys = (
        *("received_at", "period", "form", "unit_code", "unit_name", "indicator", "category"),
        *("old_value", "new_value", "delta", "version", "file", "cell"),
    )
    rows = [
        [
            instant(row["known_from"])[lang],
            row["period_code"],
            row["form_code"],
            row["unit_code"],
            names(row, "unit_name", row["unit_code"])[lang],
            row["indicator_code"],
            row["category_code"],
            *(
                "–" if row[key] is None else number(row[key])[lang]
                for key in ("old_value", "new_value", "delta")
            ),
            row["version"],
            row["file_name"],
            "!".join(filter(None, (row["sheet"], row["cell"]))),
        ]
        for row in changes
    ]
    print_table(_titles(lang, *keys), rows)


def print_sources(sources: Sequence[Row], lang: Language) -> None:
    """Print the cells behind a figure."""
    keys = (
        *("unit_code", "unit_name", "period", "value"),
        *("raw_text", "sheet", "cell", "file", "version"),
    )
    rows = [
        [
            row["unit_code"],
            names(row, "unit_name")[lang],
            period_name(row["period_code"])[lang],
            number(row["value"])[lang],
            row["raw_text"],
            row["sheet"],
            row["cell"],
            row["file_name"],
            row["version"],
            instant(row["received_at"])[lang],
            row["file_sha256"],
        ]
        for row in sources
    ]
    print_table([*_titles(lang, *keys, "received_at"), "SHA-256"], rows)
    for row in sources:
        if row["correction_id"]:
            click.echo(_correction(row)[lang])


def _correction(row: Row) -> Text:
    """Return who set the figure of a source right, when, from what and why."""
    reported = row["reported_value"]
    return text(
        "trace.corrected",
        unit=row["unit_code"],
        correction=row["correction_id"],
        reported=text("trace.blank") if reported is None else number(reported),
        value=number(row["value"]),
        by=_plain(row["decided_by"]),
        at=instant(row["decided_at"]),
        reason=names(row, "reason"),
    )
