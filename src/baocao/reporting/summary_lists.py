"""Lists of units in the summary report: what they lack, one line a unit."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from baocao.reporting.blocks import Column, Line, Table
from baocao.reporting.language import Text, known, names, number, same, text
from baocao.reporting.reading import Row
from baocao.reporting.summary_outline import UnitList

UNIT_LIST_COUNTS = ("whole", "part", "rest")


def lacking_table(rows: Sequence[Row]) -> Table:
    """Return the units that lack reports, one line a unit."""
    lines = []
    for place, (_, reports) in enumerate(groupby(rows, lambda row: row["unit_code"]), start=1):
        listed = list(reports)
        forms = [same(row["form_code"] + ": ") + known("status", row["status"]) for row in listed]
        lines.append(
            Line(
                [
                    number(place),
                    names(listed[0], "unit_name", listed[0]["unit_code"]),
                    same(listed[0]["unit_code"]),
                    Text("; ".join(form.vi for form in forms), "; ".join(f.en for f in forms)),
                ]
            )
        )
    columns = [
        Column(text("head.number"), 8, is_number=True),
        Column(text("head.unit"), 38),
        Column(text("head.code"), 14),
        Column(text("head.lacking"), 40),
    ]
    return Table(text("part.no_report"), columns, lines)


def unit_list_table(one: UnitList, rows: Sequence[Row]) -> Table:
    """Return a list of the outline: the units that have less of a part than of the whole."""
    columns = [
        Column(text("head.number"), 8, is_number=True),
        Column(text("head.unit"), 38),
        Column(text("head.code"), 12),
        *(Column(one.words[count], 14, is_number=True) for count in UNIT_LIST_COUNTS),
    ]
    lines = [
        Line(
            [
                number(place),
                names(row, "unit_name", row["unit_code"]),
                same(row["unit_code"]),
                *(_or_blank(row[count]) for count in UNIT_LIST_COUNTS),
            ]
        )
        for place, row in enumerate(rows, start=1)
    ]
    return Table(one.words["title"], columns, lines)


def documents_table(rows: Sequence[Row]) -> Table:
    """Return the units that have not implemented a parent document, or do not say."""
    columns = [
        Column(text("head.number"), 8, is_number=True),
        Column(text("head.unit"), 34),
        Column(text("head.code"), 14),
        Column(text("head.document"), 30),
        Column(text("head.answer"), 14),
    ]
    lines = [
        Line(
            [
                number(place),
                names(row, "unit_name", row["unit_code"]),
                same(row["unit_code"]),
                names(row, "document_name", row["document_code"]),
                known("answer", row["answer"]),
            ]
        )
        for place, row in enumerate(rows, start=1)
    ]
    return Table(text("part.no_document"), columns, lines)


def _or_blank(value: Decimal | None) -> Text:
    return text("head.blank") if value is None else number(value)
