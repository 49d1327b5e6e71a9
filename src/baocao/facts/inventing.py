"""Invents the figures of the units, so that together they say what was printed.

Everything at the level of a unit is invented. Totals are shared out; what a rate lacks is lacking
in the small units, so that the mean of unit rates is another figure; which units make up what the
articles only call "some" is drawn by lot.
"""

from baocao.facts import models
from baocao.facts.apportioning import numerators
from baocao.facts.books import Book, item_code
from baocao.facts.published import Fact
from baocao.registry import Registry
from baocao.sampling.dice import Dice
from baocao.sampling.lineage import Lineage, ReportKey

SEED = "published facts"
# The denominators that units of a kind have, from and to; small ones are many.
SIZES = {
    ("CQ01", "COMMUNE"): (1, 3),
    ("CQ01", "AGENCY"): (60, 700),
    ("DN01", "TRADE_UNION"): (1, 60),
    ("DN04", "TRADE_UNION"): (6, 240),
    ("VB09", "COMMUNE"): (1, 7),
    ("VB09", "AGENCY"): (12, 420),
    ("VH01", "COMMUNE"): (160, 2400),
    ("VH04", "COMMUNE"): (4, 26),
}
THOUSAND = 1000
DOCUMENT = "VB07"
PARTY = "PARTY_COMMITTEE"
CLASSES, ATTENDANCES = "QT01", "QT02"
# A rate of enterprises with a union is none of all enterprises in operation.
WITH_UNION, OPERATING = "DN04", "DN11"
ESCALATED = "GQ06"
# Days in a quarter on which the law asked a head to receive citizens.
DAYS_OF_HEAD = {"COMMUNE": 13, "DISTRICT": 6}
COMMENDED = ("KTH01", "KTH02", "KTH03")
# District and commune People's Committees and state agencies: who had to implement the Decision.
ADDRESSED = ("DISTRICT", "COMMUNE", "AGENCY")


def invent(
    registry: Registry, facts: list[Fact], issuers: dict[str, str], seed: str = SEED
) -> Book:
    """Return the figures of all units that reproduce the facts.

    Args:
        registry: the composed reference data.
        facts: what was printed.
        issuers: the unit that issued each document.
        seed: decides everything that the facts leave open.

    Raises:
        ValueError: no whole figures give a printed rate.
    """
    book = Book(registry, Lineage(registry), Dice(seed), issuers)
    # Who does not report at all is settled before totals are shared out over the others.
    for fact in sorted(facts, key=lambda fact: fact.test != "list"):
        if fact.indicator_code == DOCUMENT:
            (_implemented if fact.test == "list" else _issued)(book, fact)
        elif fact.indicator_code == models.REGISTERED:
            models.invent(book, fact)
        elif fact.test == "rate":
            _rate(book, fact)
        elif fact.test == "exact":
            _count(book, fact)
        elif fact.indicator_code in COMMENDED:
            _commended(book, fact)
    return book


def _issued(book: Book, fact: Fact) -> None:
    """Let the issuer of a document report it as issued, and party committees follow their own."""
    item = item_code(DOCUMENT, fact.category_code)
    keys = book.owing(fact, item)
    issuers = [key for key in keys if key.unit_code == book.issuers[fact.category_code]]
    follow = any(book.unit(key).unit_type == PARTY for key in issuers)
    for key in keys:
        if key in issuers or (follow and book.unit(key).unit_type == PARTY):
            book.put(key, item, 1)


def _implemented(book: Book, fact: Fact) -> None:
    """Let most addressees implement a document; some say no, leave it blank or send nothing."""
    item = item_code(DOCUMENT, fact.category_code)
    for key in book.owing(fact, item):
        unit_type = book.unit(key).unit_type
        place = book.dice.number(1, 100, "implemented", *key)
        if unit_type not in ADDRESSED:
            continue
        if place <= 84:
            book.put(key, item, 1)
        elif place <= 92:
            book.put(key, item, 0)
        elif place > 97 and unit_type != "DISTRICT":
            # A district sends its communes' reports and never only theirs.
            book.left_out.add(key)


def not_implemented(book: Book, fact: Fact) -> list[str]:
    """Return the addressees of a document that did not say that they implement it."""
    item = item_code(DOCUMENT, fact.category_code)
    owed = [*book.owing(fact, item), *book.left_out]
    return sorted(
        key.unit_code
        for key in owed
        if book.unit(key).unit_type in ADDRESSED and not book.figures.get(key, {}).get(item)
    )


def _rate(book: Book, fact: Fact) -> None:
    """Give each unit both parts of a rate, so that their sums give the printed one."""
    parts = book.parts_of(fact.indicator_code)
    if parts is None or fact.value is None:
        raise ValueError(f"{fact.indicator_code}: no rate, or no figure printed")
    part, whole = parts
    keys = book.owing(fact, part)
    for key in keys:
        if whole not in book.figures.get(key, {}):
            book.put(key, whole, _size(book, key, whole))
            if whole == WITH_UNION:
                others = book.dice.number(0, 3 * book.figures[key][whole], "others", *key)
                book.put(key, OPERATING, book.figures[key][whole] + others)
    wholes = [book.figures[key][whole] for key in keys]

    def roughly_by_size(place: int) -> tuple[int, int]:
        # Not the same units in every rate.
        size = wholes[place] * book.dice.number(50, 150, part, *keys[place])
        return size, place

    order = sorted(range(len(keys)), key=roughly_by_size)
    for key, figure in zip(keys, numerators(wholes, fact.value, fact.decimals, order), strict=True):
        book.put(key, part, figure)


def _size(book: Book, key: ReportKey, whole: str) -> int:
    low, high = SIZES[whole, book.unit(key).unit_type]
    place = book.dice.number(0, THOUSAND, "size", whole, *key)
    return low + (high - low) * place**3 // THOUSAND**3


def _count(book: Book, fact: Fact) -> None:
    """Share out a printed count, or both printed parts of a rate."""
    if fact.value is None:
        raise ValueError(f"{fact.fact_no}: no figure printed")
    parts = book.parts_of(fact.indicator_code)
    if parts is not None and fact.numerator is not None and fact.denominator is not None:
        totals = dict(zip(parts, (fact.numerator, fact.denominator), strict=True))
    else:
        totals = {fact.indicator_code: int(fact.value)}
    for code, total in totals.items():
        keys = book.owing(fact, code)
        book.spread(total, keys, code, lambda key, code=code: _weight(book, key, code))
        if code == ESCALATED:
            for key in keys:
                _receptions(book, key)


def _receptions(book: Book, key: ReportKey) -> None:
    """Fill in the rest of a report on reception: some people received, no petitions left."""
    unit_type = book.unit(key).unit_type
    regular, by_head = (book.dice.number(0, most, "received", most, *key) for most in (30, 7))
    figures = {
        "TD01": regular,
        "TD02": by_head,
        "TD03": regular + by_head,
        "TD04": regular + by_head + book.dice.number(0, 9, "people", *key),
        "TD06": DAYS_OF_HEAD[unit_type],
    }
    for item in book.lineage.items(key):
        if item.code != ESCALATED:
            book.put(key, item.code, figures.get(item.code, 0))


def _weight(book: Book, key: ReportKey, code: str) -> int:
    """Return the weight with which a unit shares in a total."""
    if key.unit_code in book.issuers.values() and code in ("VB02", "VB05"):
        # The provincial committee is not one of those directly under the province.
        return 0
    if code == ATTENDANCES:
        return book.figures[key].get(CLASSES, 0) * book.dice.number(60, 180, code, *key)
    if code == CLASSES:
        return book.dice.number(1, 9, code, *key)
    if code in COMMENDED:
        return max(0, book.dice.number(-3, 4, code, *key))
    return book.dice.number(20, 60, code, *key) if code == "VB05" else 1


def _commended(book: Book, fact: Fact) -> None:
    """Let units commend whom they like: nothing was counted in the article."""
    for code in COMMENDED:
        for key in book.owing(fact, code):
            book.put(key, code, max(0, book.dice.number(-4, 3, code, *key)))
