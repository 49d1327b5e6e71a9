"""The rules on figures once more, as plain arithmetic on plain dictionaries.

Shares nothing with the rules as data nor with the way faults are made, so that neither can hide a
mistake of its own.
"""

from collections.abc import Iterator
from math import sqrt
from statistics import median

from tests.support import oracle_wholes
from tests.support.carried import whole_predecessors

from baocao.sampling.figures import Figures
from baocao.sampling.lineage import Lineage, ReportKey

Book = dict[ReportKey, Figures]
Violation = tuple[str, ReportKey]
PETITIONS, CASES = ("KN", "TC", "KNPA"), ("KN", "TC")
# What whole predecessors reported adds up.
ADDING_UP = ("TD01", "TD02", "TD03", "TD04", "DL02", "DL03", "GQ02", "GQ03")
FIELDS, HOLDERS = ("KT", "VHXH", "QPAN", "HTCT"), ("TT", "CN")
CODES = frozenset(
    {
        *("SUM01", "SUM02", "SUM03", "SUM04", "BAL01", "BAL02", "BAL03"),
        *("PER01", "PER02", "PER03", "PER04", "PER05"),
        *("DVK01R", "LAW01", "LAW02", "REP09", "REP10", "VAL07"),
        *oracle_wholes.CODES,
    }
)


def violations(lineage: Lineage, book: Book) -> set[Violation]:
    """Return every rule that a report breaks, the reports in `book` being all that were sent."""
    found: set[Violation] = set()
    for key in book:
        found |= {(code, key) for code in _within(lineage, key, book[key])}
        found |= {(code, key) for code in _across(lineage, key, book)}
    return found


def _adds_up(figures: Figures, indicator: str, parts: tuple[str, ...]) -> bool:
    return figures[indicator] == sum(figures[f"{indicator}.{part}"] for part in parts)


def _balances(figures: Figures, family: str, tail: str) -> bool:
    opening, came, went, closing = (figures[f"{family}0{n}{tail}"] for n in (1, 2, 3, 4))
    return closing == opening + came - went


def _within(lineage: Lineage, key: ReportKey, figures: Figures) -> Iterator[str]:
    yield from oracle_wholes.within(figures)
    if key.form_code == "F-TCD":
        yield from _within_receptions(lineage, key, figures)
    elif key.form_code == "F-DVK":
        for indicator in ("DVK01", "DVK02", "DVK03"):
            if indicator not in figures:
                continue
            if not _adds_up(figures, indicator, FIELDS) or not _adds_up(
                figures, indicator, HOLDERS
            ):
                yield "SUM04"
        if "DVK02" in figures and figures["DVK02"] < figures["DVK01"]:
            yield "DVK01R"


def _within_receptions(lineage: Lineage, key: ReportKey, figures: Figures) -> Iterator[str]:
    if figures["TD03"] != figures["TD01"] + figures["TD02"]:
        yield "SUM01"
    if figures["TD04"] < figures["TD03"]:
        yield "SUM02"
    if not all(_adds_up(figures, f"DL0{n}", PETITIONS) for n in (1, 2, 3, 4)):
        yield "SUM03"
    for code, family, parts in (("BAL01", "DL", PETITIONS), ("BAL02", "GQ", CASES)):
        tails = ("", *(f".{part}" for part in parts))
        if not all(_balances(figures, family, tail) for tail in tails):
            yield code
    period, unit = lineage.period(key), lineage.unit(key)
    if period.period_type == "Q" and key.period_code < "2026-Q3":
        begin = max(period.start_date, unit.valid_from)
        days = (period.end_date - begin).days + 1
        owed = {"COMMUNE": days // 7, "DISTRICT": days // 30 * 2, "AGENCY": days // 30}
        if figures["TD06"] < owed[unit.unit_type]:
            yield "LAW02"


def _same_type(lineage: Lineage, key: ReportKey) -> list[ReportKey]:
    wanted = lineage.period(key).period_type
    return [
        key._replace(period_code=period.period_code)
        for period in lineage.by_report[key].periods
        if period.period_type == wanted
    ]


def _kind(lineage: Lineage, item: str) -> str:
    return lineage.registry.indicators[item.split(".", maxsplit=1)[0]].kind


def _across(lineage: Lineage, key: ReportKey, book: Book) -> Iterator[str]:
    yield from oracle_wholes.below(lineage, key, book)
    figures = book[key]
    chain = _same_type(lineage, key)
    before = chain[: chain.index(key)]
    last = book.get(before[-1]) if before else None
    flows = {item for item in figures if _kind(lineage, item) == "flow"}
    if last is not None:
        if last == figures and sum(figure > 0 for figure in figures.values()) >= 5:
            yield "REP09"
        yield from _against_last(figures, last)
    sources = lineage.carried_from(key)
    if sources and all(source in book for source in sources):
        yield from _against_eve(figures, [book[source] for source in sources])
    if key.form_code != "F-DVK" and len(flows) >= 3 and not any(figures[item] for item in flows):
        yield "REP10"
    if key.form_code != "F-DVK" and any(
        _is_outlier(figures[item], _before(lineage, key, book, item))
        for item in flows
        if "." not in item
    ):
        yield "VAL07"
    if lineage.period(key).period_type == "A":
        yield from _year(lineage, key, book)


def _against_eve(figures: Figures, closed: list[Figures]) -> Iterator[str]:
    """Every opening balance is the sum of what the reports of the eve closed with."""
    opened = {item: n for item, n in figures.items() if item[:4] in ("DL01", "GQ01")}
    if any(n != sum(one[i.replace("01", "04", 1)] for one in closed) for i, n in opened.items()):
        yield "BAL03"


def _against_last(figures: Figures, last: Figures) -> Iterator[str]:
    if "DC10" in figures and figures["DC10"] > last["DC10"] + figures["DC11"]:
        yield "PER04"
    if "DC05" in figures and abs(figures["DC05"] - last["DC05"]) > 0.2 * last["DC05"]:
        yield "PER05"


def _before(lineage: Lineage, key: ReportKey, book: Book, item: str) -> list[int]:
    """Return the figures of the eight periods of the type before, whole predecessors' summed."""
    chain = _same_type(lineage, key)
    own = chain[: chain.index(key)][-8:]
    found = [book[one][item] for one in own if one in book]
    unit, period = lineage.unit(key), lineage.period(key)
    into = whole_predecessors(lineage.registry, unit.unit_code, unit.valid_from)
    if item not in ADDING_UP or not into:
        return found
    earlier = [
        other.period_code
        for other in lineage.registry.periods
        if (other.regime, other.period_type) == (period.regime, period.period_type)
        and other.start_date < period.start_date
    ]
    chained = {one.period_code for one in chain}
    for code in reversed(earlier[-8:]):
        keys = [ReportKey(one, key.form_code, code) for one in into]
        if code not in chained and all(one in book for one in keys):
            found.append(sum(book[one][item] for one in keys))
    return found


def _is_outlier(value: int, history: list[int]) -> bool:
    """Far means beyond 5 robust deviations, 5 roots of the median, and 10."""
    if len(history) < 4:
        return False
    middle = median(history)
    deviation = median(abs(other - middle) for other in history)
    return abs(value - middle) > max(5 * deviation / 0.6745, 5 * sqrt(middle), 10)


def _year(lineage: Lineage, key: ReportKey, book: Book) -> Iterator[str]:
    figures = book[key]
    quarters = [book.get(quarter) for quarter in lineage.within_year(key, "Q")]
    sent = [quarter for quarter in quarters if quarter is not None]
    if quarters and len(sent) == len(quarters):
        flows = [item for item in figures if _kind(lineage, item) == "flow"]
        if any(figures[item] != sum(quarter[item] for quarter in sent) for item in flows):
            yield "PER02"
    for half_key in lineage.within_year(key, "S"):
        for item, number in book.get(half_key, {}).items():
            kind = _kind(lineage, item)
            if kind in ("flow", "ytd") and figures[item] < number:
                yield "PER01" if kind == "flow" else "PER03"
    begun = lineage.unit(key).valid_from <= lineage.period(key).start_date
    if begun and figures.get("DC04") == 0:
        yield "LAW01"
