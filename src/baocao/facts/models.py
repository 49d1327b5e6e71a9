"""Invents models of the "Dân vận khéo" movement: registered, with a result, recognised."""

from collections import Counter

from baocao.facts.books import Book, item_code
from baocao.facts.published import Fact
from baocao.registry import TOTAL
from baocao.sampling.lineage import ReportKey

REGISTERED, RESULTS, RECOGNISED = "DVK01", "DVK02", "DVK03"
FIELDS, HOLDERS = "CL_DVK_FIELD", "CL_DVK_HOLDER"
# Uneven over the fields, as the article says; of one hundred and six, in the code list's order.
FIELD_WEIGHTS = (41, 33, 9, 17, 6)


def invent(book: Book, fact: Fact) -> None:
    """Let units register models; some of them send no result at the end of the year."""
    fields = book.category_codes(REGISTERED, FIELDS)
    holders = book.category_codes(REGISTERED, HOLDERS)
    drawn = [
        field for field, weight in zip(fields, FIELD_WEIGHTS, strict=False) for _ in range(weight)
    ]
    for key in book.owing(fact, REGISTERED):
        place = book.dice.number(1, 100, "results", *key)
        count = max(0, book.dice.number(-1, 9, "models", *key))
        models = [
            (book.dice.pick(drawn, "field", n, *key), book.dice.pick(holders, "holder", n, *key))
            for n in range(count)
        ]
        recognised = [one for n, one in enumerate(models) if book.dice.chance(85, "good", n, *key)]
        categories = fields + holders
        _write(book, key, REGISTERED, models, categories)
        if place <= 91:
            _write(book, key, RESULTS, models, categories)
            _write(book, key, RECOGNISED, recognised, categories)
        elif place <= 96:
            _write(book, key, RESULTS, [], categories)
            _write(book, key, RECOGNISED, [], categories)


def _write(
    book: Book,
    key: ReportKey,
    indicator: str,
    models: list[tuple[str, str]],
    categories: list[str],
) -> None:
    counts = Counter(category for model in models for category in model)
    book.put(key, indicator, len(models))
    for category in categories:
        book.put(key, item_code(indicator, category), counts[category])


def without_result(book: Book, fact: Fact) -> list[str]:
    """Return the units that registered models and sent no result."""
    return sorted(
        key.unit_code
        for key in book.owing(fact, REGISTERED)
        if book.figures[key][REGISTERED] and not book.figures[key].get(RESULTS)
    )


def by_field(book: Book, fact: Fact) -> dict[str, int]:
    """Return the models registered in the province, by field and in all."""
    found = {}
    for category in (*book.category_codes(REGISTERED, FIELDS), TOTAL):
        code = item_code(REGISTERED, category)
        found[category] = sum(book.figures[key][code] for key in book.owing(fact, REGISTERED))
    return found
