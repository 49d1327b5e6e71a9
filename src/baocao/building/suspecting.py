"""Which cells of the reports in force are likely to be wrong, for the flags of the warehouse."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

import duckdb
import pyarrow as pa

from baocao.localising import Constraint, Localised, Report, Suspect, localise
from baocao.localising.causes import CAUSES
from baocao.localising.conditions import ESTIMATE, condition
from baocao.localising.model import Element
from baocao.localising.solving import LARGEST_SET
from baocao.receipts.wording import number_text, place_text, says_text
from baocao.registry import TOTAL

Row = dict[str, Any]

CELL = ("submission_id", "indicator_code", "category_code")
REPORT = itemgetter("submission_id")
ROWS_AT_ONCE = 20_000
KEY = ("unit_code", "form_code", "period_code")
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in KEY),
        ("rule_code", pa.string()),
        ("part_no", pa.int32()),
        # The cells of each set joined by ` + `, the sets by `; `, the likeliest first.
        ("suspect_cells", pa.string()),
        ("suspects_vi", pa.string()),
        ("suspects_en", pa.string()),
        # Whether every broken condition of the fault compares with something outside the report.
        ("may_lie_elsewhere", pa.bool_()),
    ]
)
WORDS = {
    "vi": {
        "and": " và ",
        "or": "; hoặc ",
        "more": "; và những khả năng khác",
        "elsewhere": (
            "Sửa đến {} ô của riêng báo cáo này vẫn chưa khớp hết; "
            "có thể chỗ sai nằm ở báo cáo khác được đối chiếu."
        ),
    },
    "en": {
        "and": " and ",
        "or": "; or ",
        "more": "; and other ways",
        "elsewhere": (
            "Changing up to {} cells of this report alone does not make everything fit; "
            "what is wrong may stand in another report that it is compared with."
        ),
    },
}
# Nobody reads on after these; the cells of the others are named without words.
MOST_IN_WORDS = 3
LANGUAGES = tuple(WORDS)


def suspect_cells(
    conditions: duckdb.DuckDBPyRelation, histories: duckdb.DuckDBPyRelation
) -> pa.Table:
    """Return the suspects of every report that breaks a binding rule, one row a broken condition.

    Args:
        conditions: one row per comparison that was judged and own cell that it names.
        histories: one row per own cell with an earlier figure.
    """
    known = conditions.join(histories, ",".join(CELL), how="left")
    found: list[Row] = []
    for _, rows in groupby(_streamed(known.order("submission_id, rule_code, part_no")), REPORT):
        found += _of_report(list(rows))
    return pa.Table.from_pylist(found, schema=SCHEMA)


def _streamed(relation: duckdb.DuckDBPyRelation) -> Iterator[Row]:
    """Yield rows a few at a time: a province's whole history does not fit into Python at once."""
    for batch in relation.to_arrow_reader(ROWS_AT_ONCE):
        yield from batch.to_pylist()


def _of_report(rows: list[Row]) -> Iterator[Row]:
    cells = {_element(row): row for row in rows}
    report = Report(
        figures=_known(cells, "value"),
        previous=_known(cells, "previous_value"),
        earlier=_known(cells, "earlier_value"),
        weights={one: ESTIMATE for one, c in cells.items() if c["value_status"] == "estimated"},
        decimals={one: _decimals(cell["value"]) for one, cell in cells.items() if cell["value"]},
    )
    parts = {
        f"{rule}/{part}": list(named)
        for (rule, part), named in groupby(rows, itemgetter("rule_code", "part_no"))
    }
    for fault in localise(report, list(_constraints(parts, report.figures))):
        if fault.solutions or fault.is_complete:
            broken = [parts[code][0] for code in fault.broken]
            said = _said(fault, cells)
            said["may_lie_elsewhere"] = all(row["looks_elsewhere"] for row in broken)
            for row in broken:
                yield {name: row[name] for name in (*KEY, "rule_code", "part_no")} | said


def _element(row: Row) -> Element:
    return row["indicator_code"], row["category_code"]


def _decimals(value: Decimal) -> int:
    """Return how many decimals a figure was written with, as far as the warehouse knows."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _known(rows: dict[Element, Row], name: str) -> dict[Element, Decimal]:
    return {element: row[name] for element, row in rows.items() if row[name] is not None}


def _constraints(
    parts: dict[str, list[Row]], figures: Mapping[Element, Decimal]
) -> Iterator[Constraint]:
    for code, rows in parts.items():
        first = rows[0]
        held = condition(
            code,
            {_element(row): row["coefficient"] for row in rows},
            first["operator"],
            first["imbalance"],
            first["tolerance"],
            figures,
        )
        if held is not None:
            yield held


def _said(fault: Localised, cells: dict[Element, Row]) -> Row:
    """Return the sets of a fault as text: the cells alone, and in words in both languages."""
    if not fault.solutions:
        words = {f"suspects_{one}": WORDS[one]["elsewhere"].format(LARGEST_SET) for one in WORDS}
        return {"suspect_cells": None, **words}
    places = [[_place(cells[one.element]) for one in suspects] for suspects in fault.solutions]
    said: Row = {"suspect_cells": "; ".join(" + ".join(one) for one in places)}
    for language in LANGUAGES:
        words = WORDS[language]
        told = fault.solutions[:MOST_IN_WORDS]
        text = words["or"].join(_in_words(suspects, cells, language) for suspects in told)
        text += words["more"] if told != fault.solutions or not fault.is_complete else ""
        said[f"suspects_{language}"] = text[:1].upper() + text[1:] + "."
    return said


def _in_words(suspects: Sequence[Suspect], cells: dict[Element, Row], language: str) -> str:
    """Return one set in words, with the slips that fit."""
    figures = [_figure(one, cells[one.element], language) for one in suspects]
    text = WORDS[language]["and"].join(figures)
    causes = list(dict.fromkeys(one.cause for one in suspects if one.cause))
    named = ", ".join(CAUSES[cause][LANGUAGES.index(language)] for cause in causes)
    return f"{text} – {named}" if named else text


def _figure(one: Suspect, cell: Row, language: str) -> str:
    """Return one cell in words: ô E14 (TD03) đang ghi 80, nếu là 8 thì khớp."""
    indicator, category = one.element
    item = indicator if category == TOTAL else f"{indicator}.{category}"
    place = place_text("", cell["cell"] or "", language)
    reported = "" if cell["value"] is None else number_text(one.reported, language)
    expected = "" if one.expected is None else number_text(one.expected, language)
    says = says_text(reported, expected, language)
    return f"{place} ({item}) {says}" if place else f"{item} {says}"


def _place(cell: Row) -> str:
    """Return a cell as flags name it: Biểu!E14, or E14 in a file without sheets."""
    if not cell["cell"]:
        return cell["indicator_code"]
    return f"{cell['sheet']}!{cell['cell']}" if cell["sheet"] else cell["cell"]
