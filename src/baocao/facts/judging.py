"""Holds a published version against what was printed, fact by fact."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from baocao.facts import answers, inventing, models
from baocao.facts.answers import Connection
from baocao.facts.apportioning import half_up, mean_of_rates, percent
from baocao.facts.books import Book
from baocao.facts.published import Fact
from baocao.registry import TOTAL

REPRODUCED, OFF, NOT_TESTABLE = "reproduced", "off", "not_testable"
# A count whose whole was not printed: the rate over it must stay unknown.
UNKNOWN_WHOLES = {"VB05": "VB06"}
AS_REPORTED = "boundary=as_reported"
ANSWERS = {
    "no": "chưa / no",
    "blank": "để trống / blank",
    "no_report": "chưa gửi báo cáo / no report",
}


@dataclass(frozen=True)
class Judgement:
    """One fact and what the warehouse says.

    Attributes:
        fact: what was printed.
        verdict: reproduced, off or not_testable.
        found: the warehouse's figure, printed as the fact is.
        mean: the mean of unit rates at the printed precision, for a rate.
        where: published table and filter that answer it.
        rows: the list that answers it: unit or category code, and name or figure.
        reason: why it is off, or what else was looked at.
    """

    fact: Fact
    verdict: str
    found: str = ""
    mean: str = ""
    where: str = ""
    rows: dict[str, str] = field(default_factory=dict)
    reason: str = ""


def judge(connection: Connection, book: Book, facts: list[Fact]) -> list[Judgement]:
    """Return the judgement of every fact, in order.

    Args:
        connection: a published version that was built from the book's files.
        book: the invented figures; only its lists are looked at.
        facts: what was printed.
    """
    return [_judge(connection, book, fact) for fact in facts]


def _judge(connection: Connection, book: Book, fact: Fact) -> Judgement:
    if fact.test == "none":
        return _untestable(connection, fact)
    if fact.test == "rate":
        return _rate(connection, book, fact)
    if fact.indicator_code == inventing.DOCUMENT:
        found = _document_list if fact.test == "list" else _document
        return found(connection, book, fact)
    if fact.test == "list":
        found = _models_by_field if fact.indicator_code == models.REGISTERED else _no_result
        return found(connection, book, fact)
    return _count(connection, book, fact)


def _filter(fact: Fact, indicator: str = "", category: str = "") -> str:
    return (
        f"{answers.AGGREGATES}: {AS_REPORTED}, unit_code={fact.province_code}, "
        f"indicator_code={indicator or fact.indicator_code}, "
        f"category_code={category or fact.category_code}, period_code={fact.period_code}"
    )


def _verdict(fact: Fact, is_right: bool, **more: object) -> Judgement:
    return Judgement(fact, REPRODUCED if is_right else OFF, **more)  # pyright: ignore[reportArgumentType]


def _count(connection: Connection, book: Book, fact: Fact) -> Judgement:
    """Judge a count; printed with both parts, both must be found."""
    found = answers.figure(connection, fact, fact.indicator_code, fact.category_code)
    where = _filter(fact)
    if book.parts_of(fact.indicator_code) is not None:
        parts = (found.numerator, found.denominator)
        shown = "/".join("?" if part is None else f"{part:.0f}" for part in parts)
        return _verdict(fact, parts == (fact.numerator, fact.denominator), found=shown, where=where)
    shown = "" if found.value is None else f"{found.value:.0f}"
    is_right = found.value is not None and found.value == fact.value
    reason = ""
    if fact.indicator_code in UNKNOWN_WHOLES:
        rate_code = UNKNOWN_WHOLES[fact.indicator_code]
        rate = answers.figure(connection, fact, rate_code, TOTAL)
        is_unknown = rate.value is None and rate.denominator is None
        is_right = is_right and is_unknown
        reason = (
            f"{rate_code}: mẫu số không rõ, tỷ lệ để trống / denominator unknown, no rate"
            if is_unknown
            else f"{rate_code}: {rate.value} % – mẫu số phải để trống / must stay unknown"
        )
    return _verdict(fact, is_right, found=shown, where=where, reason=reason)


def _rate(connection: Connection, book: Book, fact: Fact) -> Judgement:
    """Judge a rate: the ratio of sums is the printed one, the mean of unit rates is not."""
    found = answers.figure(connection, fact, fact.indicator_code, fact.category_code)
    parts = book.parts_of(fact.indicator_code)
    mean = mean_of_rates(answers.unit_parts(connection, fact, parts)) if parts else None
    if not found.numerator or not found.denominator or mean is None or fact.value is None:
        return _verdict(fact, False, where=_filter(fact), reason="không có số liệu / no figures")
    ratio = percent(int(found.numerator), int(found.denominator))
    rounded, averaged = half_up(ratio, fact.decimals), half_up(mean, fact.decimals)
    is_apart = abs(mean - Fraction(fact.value)) > Fraction(1, 10**fact.decimals)
    reason = f"{found.numerator:.0f}/{found.denominator:.0f}"
    if not is_apart:
        reason += "; trung bình tỷ lệ đơn vị cũng ra số này / the mean of unit rates gives it too"
    return _verdict(
        fact,
        rounded == fact.value and is_apart,
        found=f"{rounded} %",
        mean=f"{averaged} %",
        where=_filter(fact),
        reason=reason,
    )


def _document(connection: Connection, _: Book, fact: Fact) -> Judgement:
    """Judge a document: its issuer reports it as issued, on the printed day if one is printed."""
    days = answers.documents_issued(connection, fact)
    is_right = len(days) == fact.value and fact.issued_on in (None, *days)
    where = (
        f"{answers.DOCUMENTS}: indicator_code={fact.indicator_code}, "
        f"document_code={fact.category_code}, unit_code=issuer_unit_code, "
        f"period_code={fact.period_code}, is_current, value > 0"
    )
    reason = f"issued_on={fact.issued_on}" if fact.issued_on else ""
    return _verdict(fact, is_right, found=str(len(days)), where=where, reason=reason)


def _document_list(connection: Connection, book: Book, fact: Fact) -> Judgement:
    said = answers.without_document(connection, fact)
    where = (
        f"{answers.UNIMPLEMENTED}: document_code={fact.category_code}, "
        f"period_code={fact.period_code}"
    )
    wanted = inventing.not_implemented(book, fact)
    found = _unit_list(connection, book, fact, list(said), wanted, where)
    return replace(
        found, rows={code: f"{name} – {ANSWERS[said[code]]}" for code, name in found.rows.items()}
    )


def _no_result(connection: Connection, book: Book, fact: Fact) -> Judgement:
    codes = answers.without_result(connection, fact)
    where = (
        f"{answers.VERDICTS}: rule_code={answers.NO_RESULT_RULE}, verdict=fail, "
        f"period_code={fact.period_code}"
    )
    return _unit_list(connection, book, fact, codes, models.without_result(book, fact), where)


def _unit_list(
    connection: Connection, book: Book, fact: Fact, codes: list[str], wanted: list[str], where: str
) -> Judgement:
    period = book.registry.period(fact.period_code, fact.regime)
    known = answers.names(connection, codes, period.end_date) if period else {}
    apart = sorted(set(codes) ^ set(wanted))
    return _verdict(
        fact,
        bool(wanted) and not apart,
        found=f"{len(codes)} đơn vị / units",
        where=where,
        rows={code: known.get(code, "") for code in codes},
        reason=f"khác / differ: {', '.join(apart)}" if apart else "",
    )


def _models_by_field(connection: Connection, book: Book, fact: Fact) -> Judgement:
    """Judge the breakdown by field: each as the units reported, together the total."""
    wanted = models.by_field(book, fact)
    found: dict[str, Decimal | None] = {
        category: answers.figure(connection, fact, fact.indicator_code, category).value
        for category in wanted
    }
    names = book.category_names(models.FIELDS)
    fields = sum((value or 0 for code, value in found.items() if code != TOTAL), Decimal(0))
    return _verdict(
        fact,
        found == wanted and fields == found[TOTAL],
        found=f"{fields:.0f} mô hình / models",
        where=_filter(fact, category=f"({', '.join(wanted)})"),
        rows={
            f"{code} {names.get(code, '')}".strip(): _whole(value) for code, value in found.items()
        },
    )


def _whole(value: Decimal | None) -> str:
    return "?" if value is None else f"{value:.0f}"


def _untestable(connection: Connection, fact: Fact) -> Judgement:
    """Show what there is; there is nothing printed to hold it against."""
    if not fact.indicator_code:
        return Judgement(fact, NOT_TESTABLE)
    found = {
        code: answers.figure(connection, fact, code, fact.category_code).value
        for code in inventing.COMMENDED
    }
    # Each on its own: collectives and individuals, and two kinds of individuals, are never added.
    rows = {code: _whole(value) for code, value in found.items()}
    where = _filter(fact, f"({', '.join(inventing.COMMENDED)})")
    return Judgement(fact, NOT_TESTABLE, where=where, rows=rows)
