"""Tables and charts of the printed quality report, from what the page says."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from baocao.reporting.blocks import Bar, Chart, Column, Line, Table
from baocao.reporting.language import (
    Text,
    day,
    instant,
    known,
    names,
    number,
    percent,
    period_name,
    same,
    text,
)
from baocao.reporting.quality_page import QualityPage
from baocao.reporting.quality_words import LAYERS, item_code, sentence
from baocao.reporting.reading import Row
from baocao.reporting.status import STATUSES

# States of a report that somebody has to look into.
OPEN_STATES = ("missing", "rejected", "late")


def layers_table(total: Row) -> Table:
    """Return what was sent, sent in time, filled in and right, as shares of what was owed."""
    columns = [
        Column(text("word.measure"), 40),
        Column(text("word.share"), 12, is_number=True),
        Column(text("word.part_of_whole"), 16, is_number=True),
    ]
    lines = [
        Line(
            [
                text(word),
                percent(total[share]),
                number(total[part]) + same("/") + number(total[whole]),
            ]
        )
        for word, share, part, whole in LAYERS
    ]
    return Table(text("overview.heading"), columns, lines)


def counts_table(caption: Text, rows: Iterable[tuple[Text, Row]]) -> Table:
    """Return expected reports counted by state, with both rates, a line for each name."""
    counts = ("expected", "received", *STATUSES)
    words = ("word.expected_reports", "word.received_reports", *(f"status.{s}" for s in STATUSES))
    columns = [
        Column(caption, 23),
        *(Column(text(word), 9, is_number=True) for word in words),
        Column(text("word.completeness"), 12, is_number=True),
        Column(text("word.timeliness"), 11, is_number=True),
    ]
    lines = [
        Line(
            [
                name,
                *(number(row[count]) for count in counts),
                percent(row["completeness"]),
                percent(row["timeliness"]),
            ]
        )
        for name, row in rows
    ]
    return Table(caption, columns, lines)


def trend_chart(rows: Sequence[Row]) -> Chart:
    """Return the share of expected reports that arrived, one bar a period, the oldest first."""
    bars = [
        Bar(
            sentence(period_name(row["period_code"])),
            row["completeness"],
            percent(row["completeness"]) + same(f" ({row['received']}/{row['expected']})"),
        )
        for row in rows
    ]
    return Chart(text("overview.trend"), bars, Decimal(100))


def checks_table(rows: Sequence[Row]) -> Table:
    """Return the open flags counted by check."""
    columns = [
        Column(text("word.check"), 48),
        Column(text("word.severity"), 14),
        Column(text("word.open_flags"), 12, is_number=True),
    ]
    lines = [
        Line(
            [
                same(f"{row['check_code']} ") + names(row, "check_name"),
                known("severity", row["severity"]),
                number(row["flags"]),
            ]
        )
        for row in rows
    ]
    return Table(text("overview.flags_by_check"), columns, lines)


def reports_table(caption: Text, rows: Sequence[Row]) -> Table:
    """Return expected reports that are missing, late or refused."""
    arrived = any(row["status"] == "late" for row in rows)
    columns = [
        Column(text("word.unit"), 30),
        Column(text("word.form"), 9),
        Column(text("word.sender"), 24),
        Column(text("word.due_date"), 11),
        *([Column(text("word.received_at"), 17)] if arrived else []),
        Column(text("word.days_late"), 8, is_number=True),
    ]
    lines = [
        Line(
            [
                _unit(row),
                same(row["form_code"]),
                text("word.self_sent")
                if row["sender_unit_code"] == row["unit_code"]
                else names(row, "sender_name", row["sender_unit_code"]),
                day(row["due_date"]),
                *([instant(row["received_at"])] if arrived else []),
                same("") if row["days_late"] is None else number(row["days_late"]),
            ]
        )
        for row in rows
    ]
    return Table(caption, columns, lines)


def changes_table(rows: Sequence[Row]) -> Table:
    """Return the figures that reports sent again changed; a blank figure is a dash."""
    columns = [
        Column(text("word.unit"), 26),
        Column(text("word.form"), 9),
        Column(text("word.received_at"), 17),
        Column(text("word.indicator"), 10),
        *(
            Column(text(f"word.{word}"), 9, is_number=True)
            for word in ("old_value", "new_value", "delta")
        ),
        Column(text("word.file"), 26),
    ]
    lines = [
        Line(
            [
                _unit(row),
                same(row["form_code"]),
                instant(row["known_from"]),
                same(item_code(row) or ""),
                *(
                    same("–") if row[word] is None else number(row[word])
                    for word in ("old_value", "new_value", "delta")
                ),
                same(" ".join(filter(None, (row["file_name"], _place(row))))),
            ]
        )
        for row in rows
    ]
    return Table(text("changes.heading"), columns, lines)


def flags_table(rows: Sequence[Row]) -> Table:
    """Return flags with their evidence and what to do."""
    columns = [
        Column(text("word.unit"), 20),
        Column(text("word.check"), 22),
        Column(text("word.message") + same(", ") + text("flags.evidence"), 44),
        Column(text("word.advice"), 34),
    ]
    lines = [
        Line(
            [
                _joined([_flagged(row), same(" · ".join(filter(None, _items(row))))]),
                _joined(
                    [
                        known("severity", row["severity"]) + same(":"),
                        same(row["check_code"]),
                        names(row, "check_name"),
                    ]
                ),
                _joined(_evidence(row)),
                names(row, "advice"),
            ]
        )
        for row in rows
    ]
    return Table(text("flags.heading"), columns, lines)


def grid_table(page: QualityPage) -> Table:
    """Return the state of every expected report: a line for each unit, a column for each form."""
    codes = [form["form_code"] for form in page.forms]
    columns = [Column(text("word.unit"), 26), *(Column(same(code), 12) for code in codes)]
    lines: list[Line] = []
    for group in page.groups:
        for unit in group.units:
            cells = [unit.cells.get(code) for code in codes]
            strong = {
                place
                for place, cell in enumerate(cells, start=1)
                if cell is not None and cell["status"] in OPEN_STATES
            }
            name = unit.name + same(f" ({unit.code})")
            lines.append(Line([name, *map(_state, cells)], strong=frozenset(strong)))
    return Table(text("grid.heading"), columns, lines)


def _unit(row: Row) -> Text:
    return names(row, "unit_name", row["unit_code"]) + same(f" ({row['unit_code']})")


def _flagged(flag: Row) -> Text:
    """Return the unit of a flag; a file that was not recognised has none."""
    return _unit(flag) if flag["unit_code"] else text("flags.unknown_unit")


def _items(flag: Row) -> tuple[str | None, str | None]:
    return flag["form_code"], item_code(flag)


def _place(row: Row) -> str:
    """Return sheet and cell as spreadsheet programs write them."""
    return "!".join(filter(None, (row["sheet"], row["cell"])))


def _evidence(flag: Row) -> Iterator[Text]:
    """Yield what was found, what it should have been, and where it stands."""
    yield names(flag, "finding")
    if flag["actual"]:
        yield text("flags.actual", value=flag["actual"])
    if flag["expected"]:
        yield text("flags.wanted", value=flag["expected"])
    cell = flag["suspect_cells"] or _place(flag)
    if flag["file_name"]:
        key = "flags.place" if flag["cell"] else "flags.file"
        yield text(key, file=flag["file_name"], cell=cell)
    if flag["suspects_vi"]:
        yield text("flags.suspected", cells=names(flag, "suspects"))


def _state(cell: Row | None) -> Text:
    """Return the state of a report in words, with its open flags; a dash where none is expected."""
    if cell is None:
        return same("–")
    state = known("status", cell["status"])
    if cell["status"] == "late" and cell["days_late"] is not None:
        state += same(", ") + text("word.days", count=number(cell["days_late"]))
    return state


def _joined(texts: Iterable[Text]) -> Text:
    listed = list(texts)
    return Text(" ".join(t.vi for t in listed), " ".join(t.en for t in listed))
