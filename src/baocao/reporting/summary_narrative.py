"""Sentences about figures: what is known, against the year before, and of how many units.

A sentence never says more than its figure: unknown is not nothing, a sum of some units says so, and
figures that cannot be compared are not compared.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from baocao.reporting.language import Text, names, number, percent, text
from baocao.reporting.outline_checks import ALTERNATIVES
from baocao.reporting.reading import Row
from baocao.reporting.summary_outline import Section, Statement
from baocao.reporting.summary_page import Figures


def section_sentences(section: Section, figures: Figures, said: str | None = None) -> list[Text]:
    """Return the sentences of a section about the figures that its period asks for.

    Args:
        section: the section of the outline.
        figures: the figures of the page.
        said: why nothing in the report can be compared, where the report has said so already.
    """
    pairs = [(statement, figures.get(statement.indicator)) for statement in section.statements]
    asked = [(statement, row) for statement, row in pairs if row is not None]
    rows = [row for _, row in asked]
    reason = common_reason(rows)
    sentences = [
        sentence(statement, row, figures.parts(row["indicator_code"]), compare=reason is None)
        for statement, row in asked
    ]
    if reason and reason != said:
        sentences.append(text(f"whole.{reason}"))
    return sentences


def common_reason(rows: Iterable[Row]) -> str | None:
    """Return why none of the known figures is comparable, if that is the same for all of them.

    A changed definition is told of each figure, with what changed.
    """
    states = {row["comparison"] for row in rows if row["value"] is not None}
    return states.pop() if states in ({"no_previous"}, {"territory"}) else None


def sentence(
    statement: Statement,
    row: Row,
    parts: Sequence[tuple[Text, list[Row]]],
    *,
    compare: bool = True,
) -> Text:
    """Return one sentence about a figure, with its full stop.

    Args:
        statement: the words around the figure.
        row: the figure.
        parts: its breakdown, by how each is told.
        compare: say how it stands to the year before, or why that cannot be said.
    """
    counts = {"reported": number(row["units_reported"]), "expected": number(row["units_expected"])}
    if row["value"] is None:
        key = "say.no_ratio" if row["units_reported"] else "say.unknown"
        return text(key, topic=topic(row), **counts)
    words = _words(statement, row)
    if compare:
        words += change_clause(row)
    complete = row["units_reported"] == row["units_expected"]
    words += _target_clause(row, complete=complete)
    words += Text(" ", " ") + text("say.complete" if complete else "say.incomplete", **counts)
    if statement.with_parts and row["value"]:
        for told, listed in parts:
            words += text("say.parts", by=told, parts=_parts(listed, row))
    return words + Text(".", ".")


def document_sentences(answers: Sequence[Row]) -> list[Text]:
    """Return a sentence for each parent document: who of those addressed has implemented it."""
    documents = dict.fromkeys(row["document_code"] for row in answers)
    sentences = []
    for code in documents:
        listed = [row for row in answers if row["document_code"] == code]
        counts = Counter(row["answer"] for row in listed)
        words = text(
            "say.implemented",
            name=names(listed[0], "document_name", code),
            count=number(counts["yes"]),
            addressed=number(len(listed)),
        )
        for answer in ("no", "blank", "no_report"):
            if counts[answer]:
                words += text(f"implemented.{answer}", count=number(counts[answer]))
        sentences.append(words + Text(".", "."))
    return sentences


def topic(row: Row) -> Text:
    """Return the indicator's name as it stands within a sentence."""
    name = names(row, "indicator_name", row["indicator_code"])
    return Text(_uncapitalised(name.vi), _uncapitalised(name.en))


def change_clause(row: Row) -> Text:
    """Return how a known figure stands to the year before, or why that cannot be said."""
    if row["comparison"] != "comparable":
        return text(f"clause.{row['comparison']}", note=names(row, "break_note"))
    if row["value"] == row["previous_value"]:
        if row["kind"] == "rate":
            return text("say.equal_rate")
        return text("say.equal" if row["value"] else "say.none_before")
    if row["kind"] != "rate" and not row["value"]:
        return text("say.some_before", value=_measured(row, row["previous_value"]))
    if row["kind"] != "rate" and not row["previous_value"]:
        return text("say.from_none")
    return text("say.up" if row["change"] > 0 else "say.down", change=_change(row))


def _target_clause(row: Row, *, complete: bool) -> Text:
    """Return how a figure stands to its target; of a sum of some units only what the target is."""
    if row["target_value"] is None:
        return Text("", "")
    target = figure_text(row, row["target_value"])
    sign = {"higher": 1, "lower": -1}.get(row["direction"])
    if sign is None or not complete:
        return text("say.target", target=target)
    is_met = sign * row["value"] >= sign * row["target_value"]
    return text("say.met" if is_met else "say.unmet", target=target)


def figure_text(row: Row, value: Decimal | None) -> Text:
    """Return a value with the decimals of its indicator; a rate with its sign."""
    if value is None:
        return text("cell.unknown")
    if row["kind"] == "rate":
        return percent(value, row["decimals"])
    return number(value, row["decimals"])


def _words(statement: Statement, row: Row) -> Text:
    if not row["value"] and statement.zero is not None:
        return statement.zero
    value = figure_text(row, row["value"])
    if row["numerator"] is not None and row["denominator"] is not None:
        numerator, denominator = number(row["numerator"]), number(row["denominator"])
        value += Text(
            f" ({numerator.vi}/{denominator.vi})", f" ({numerator.en} of {denominator.en})"
        )
    english = ALTERNATIVES.sub(r"\1" if row["value"] == 1 else r"\2", statement.says.en)
    return Text(statement.says.vi.format(value=value.vi), english.format(value=value.en))


def _change(row: Row) -> Text:
    """Return the size of a change without its sign: `727 lượt (3,6%)`, `0,52 điểm phần trăm`."""
    size = abs(row["change"])
    if row["kind"] == "rate":
        return text("say.points", change=number(size, row["decimals"]))
    shown = Text(_measured(row, size).vi, number(size, row["decimals"]).en)
    if row["change_percent"] is None:
        return shown
    return text("say.with_percent", change=shown, percent=percent(abs(row["change_percent"])))


def _measured(row: Row, value: Decimal) -> Text:
    shown = number(value, row["decimals"])
    return Text(f"{shown.vi} {row['measure_vi']}", shown.en)


def _parts(parts: Sequence[Row], total: Row) -> Text:
    """Return a breakdown; a part says its own coverage where it is not that of the total."""
    named = []
    for row in parts:
        name = names(row, "category_name", row["category_code"])
        name = Text(_uncapitalised(name.vi), _uncapitalised(name.en))
        value = figure_text(row, row["value"])
        reported, expected = row["units_reported"], row["units_expected"]
        if (reported, expected) != (total["units_reported"], total["units_expected"]):
            counts = {"reported": number(reported), "expected": number(expected)}
            named.append(text("say.part_of", name=name, value=value, **counts))
        else:
            named.append(text("say.part", name=name, value=value))
    return Text(", ".join(part.vi for part in named), ", ".join(part.en for part in named))


def _uncapitalised(name: str) -> str:
    """Return a name with a small first letter, unless it begins with an abbreviation or a mark."""
    if len(name) > 1 and name[1].isupper():
        return name
    return name[:1].lower() + name[1:]


def is_coverage_other(row: Row) -> bool:
    """Return whether a change is shown between two different shares of units."""
    if row["comparison"] != "comparable" or not row["change"]:
        return False
    now = Decimal(row["units_reported"]) * row["previous_units_expected"]
    before = Decimal(row["previous_units_reported"]) * row["units_expected"]
    return now != before
