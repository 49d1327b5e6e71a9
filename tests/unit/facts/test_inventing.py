"""The invented figures: who reports what, before anything is taken in."""

from decimal import Decimal

from baocao.facts import models
from baocao.facts.apportioning import half_up, mean_of_rates, ratio_of_sums
from baocao.facts.delivering import deliveries
from baocao.facts.inventing import invent, not_implemented


def _fact(evidence, number):
    return next(fact for fact in evidence.facts if fact.fact_no == number)


def _figures(evidence, number, code):
    keys = evidence.book.owing(_fact(evidence, number), code)
    return {key.unit_code: evidence.book.figures[key].get(code) for key in keys}


def test_totals_are_the_printed_ones(evidence):
    printed = {3: ("QT01", 472), 4: ("QT02", 53486), 5: ("KTH01", 40), 6: ("KTH02", 20)}
    printed |= {2: ("VB05", 504), 7: ("KTH03", 250), 23: ("GQ06", 0), 24: ("NV01", 8)}
    for number, (code, total) in printed.items():
        figures = _figures(evidence, number, code)
        assert sum(figures.values()) == total, number
        assert len(figures) > 1 or code == "NV01"


def test_fifteen_committees_directly_under_the_province_and_not_the_provincial_one(evidence):
    figures = _figures(evidence, 1, "VB02")
    assert figures.pop("BT-TU") == 0
    assert list(figures.values()) == [1] * 15
    assert _figures(evidence, 1, "VB01") == {"60": 15}


def test_nobody_says_how_many_grass_roots_organisations_there_are(evidence):
    assert set(_figures(evidence, 2, "VB04").values()) == {None}


def test_nobody_attends_where_no_class_was_held(evidence):
    classes, people = _figures(evidence, 3, "QT01"), _figures(evidence, 4, "QT02")
    assert all(classes[unit] or not people[unit] for unit in people)


def test_rates_are_printed_so_by_sums_and_not_by_means(evidence):
    book = evidence.book
    for fact in evidence.facts:
        if fact.test == "rate":
            part, whole = book.parts_of(fact.indicator_code) or ("", "")
            keys = book.owing(fact, part)
            parts = [(book.figures[key][part], book.figures[key][whole]) for key in keys]
            assert half_up(ratio_of_sums(parts), fact.decimals) == fact.value
            exact = mean_of_rates(parts)
            assert exact is not None
            mean = half_up(exact, fact.decimals)
            assert abs(mean - fact.value) > Decimal(1).scaleb(-fact.decimals), fact.fact_no


def test_some_units_are_left_without_a_document_in_each_way(evidence):
    book, fact = evidence.book, _fact(evidence, 10)
    named = not_implemented(book, fact)
    assert 5 < len(named) < 40
    said = [
        book.figures.get(key, {}).get("VB07.QD2765")
        for key in book.owing(fact, "VB07.QD2765")
        if key.unit_code in named
    ]
    assert 0 in said
    assert None in said
    assert {key.unit_code for key in book.left_out} <= set(named)
    assert book.left_out
    assert not {"BT-TU", "BT-MTTQ", "60"} & set(named)


def test_models_add_up_over_fields_and_some_units_send_no_result(evidence):
    fact = _fact(evidence, 27)
    fields = models.by_field(evidence.book, fact)
    total = fields.pop("_T")
    assert sum(fields.values()) == total > 100
    assert min(fields.values()) > 0
    named = models.without_result(evidence.book, fact)
    assert 1 < len(named) < 30
    assert all(_figures(evidence, 27, "DVK01")[code] for code in named)


def test_the_same_seed_invents_the_same_and_another_one_does_not(evidence):
    book = evidence.book
    again = invent(book.registry, evidence.facts, book.issuers)
    assert again.figures == book.figures
    other = invent(book.registry, evidence.facts, book.issuers, seed="another")
    assert other.figures != book.figures


def test_files_are_few_and_each_comes_from_who_may_send_it(evidence):
    book = evidence.book
    sent = list(deliveries(book))
    assert len(sent) < 120
    keys = [page.key for delivery in sent for page in delivery.pages]
    assert len(keys) == len(set(keys)) == len(list(book.sent()))
    for delivery in sent:
        senders = {book.lineage.expected[page.key].sender_unit_code for page in delivery.pages}
        assert senders == {delivery.sender}


def test_enterprises_with_a_union_are_some_of_those_in_operation(evidence):
    with_union, operating = (_figures(evidence, 13, code) for code in ("DN04", "DN11"))
    assert all(with_union[unit] <= operating[unit] for unit in with_union)
    assert sum(with_union.values()) < sum(operating.values())


def test_answers_are_written_as_people_write_them(evidence):
    cells = [
        raw
        for delivery in deliveries(evidence.book)
        for page in delivery.pages
        for code, raw in page.raw.items()
        if code.startswith("VB07")
    ]
    assert {"x", "có", 1, "chưa", 0, "2765/QĐ-UBND", "20-NQ/TU"} <= set(cells)
