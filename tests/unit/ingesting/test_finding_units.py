"""Names and codes of units as people write them: confirmed, mended with a remark, or asked."""

from dataclasses import replace
from datetime import date

import pytest
from tests.unit.ingesting.test_recognising import Q1_2024, Q4_2025, ask, found

from baocao.ingesting.recognising import UnitRecogniser
from baocao.ingesting.unit_names import NamesInText, name_key
from baocao.registry import Registry
from baocao.registry.model import ParentLink


@pytest.fixture(scope="module")
def units(registry: Registry) -> UnitRecogniser:
    return UnitRecogniser(registry)


@pytest.mark.parametrize(
    "name",
    [
        "Xã Bằng Thành, tỉnh Thái Nguyên", "Xã Bằng Thành - tỉnh Thái Nguyên",
        "xã Bằng Thành tỉnh Thái Nguyên", "Bằng Thành, Thái Nguyên",
        "UBND xã Bằng Thành, tỉnh Thái Nguyên", "Xã Bằng Thành (01864)", "Xã Bằng Thành [01864]",
        "Xã\nBằng Thành", "01864 - Xã Bằng Thành",
    ],
)  # fmt: skip
def test_a_name_with_its_office_its_superior_or_its_code(name: str, units: UnitRecogniser) -> None:
    assert found(ask(units, "01864", name, Q4_2025)) == ("01864", None, [])


@pytest.mark.parametrize("name", ["Đảng ủy xã Bằng Thành", "HĐND xã Bằng Thành"])
def test_another_office_of_the_place_is_taken_with_a_remark(
    name: str, units: UnitRecogniser
) -> None:
    assert found(ask(units, "01864", name, Q4_2025)) == ("01864", None, ["UNT05"])


@pytest.mark.parametrize(
    ("code", "name"),
    [("BK-TTR", "Thanh tra tỉnh"), ("BK-SNV", "Sở Nội vụ"), ("058", "TP Bắc Kạn"),
     ("058", "T.P. Bắc Kạn"), ("060", "H. Pác Nặm"), ("060", "UBND huyện Pác Nặm"),
     ("060", "Huyện Pác Nặm, tỉnh Bắc Kạn")],
)  # fmt: skip
def test_a_name_shortened_by_its_superior_s(code: str, name: str, units: UnitRecogniser) -> None:
    assert found(ask(units, code, name)) == (code, None, [])


@pytest.mark.parametrize(
    "name", ["Huyện ủy Pác Nặm", "Xã Bằng Thành, huyện Ba Bể", "Đảng ủy Công an tỉnh Bắc Kạn"]
)
def test_another_s_name_or_another_superior_confirms_nothing(
    name: str, units: UnitRecogniser
) -> None:
    code = "060" if "Huyện" in name else "01864"
    unit, _, codes = found(ask(units, code, name))
    assert (unit, codes) == (None, ["UNT02"])


def test_numbered_wards() -> None:
    assert len({name_key(n) for n in ("P.6", "P6", "Phường 6", "Phường  06", "phuong 6")}) == 1
    assert name_key("Q.1") == name_key("Quận 1")
    assert name_key("Cư M’gar") == name_key("Cư M'gar")
    assert name_key("Ðông Hà") == name_key("Đông Hà")


@pytest.mark.parametrize("code", ["O1864", "0l864", "０１８６４", "o1864", "0I864"], ids=ascii)
def test_letters_for_digits_are_mended_where_the_name_agrees(
    code: str, units: UnitRecogniser
) -> None:
    assert found(ask(units, code, "Xã Bằng Thành", Q4_2025)) == ("01864", None, ["UNT08"])
    assert found(ask(units, code, None, Q4_2025, "01864")) == ("01864", None, ["UNT08"])
    assert found(ask(units, code, "Xã Nghiên Loan", Q4_2025))[0] is None
    assert found(ask(units, code, None, Q4_2025))[0] is None


def test_an_apostrophe_before_a_code_is_no_part_of_it(units: UnitRecogniser) -> None:
    assert found(ask(units, "'01864", "Xã Bằng Thành", Q4_2025)) == ("01864", None, [])


def test_a_code_in_the_name_only(units: UnitRecogniser) -> None:
    assert found(ask(units, None, "Xã Bằng Thành (01864)", Q4_2025)) == ("01864", None, [])
    assert found(ask(units, "01864 – Xã Bằng Thành", None, Q4_2025)) == ("01864", None, [])
    assert found(ask(units, "01864 – Xã Nghiên Loan", None, Q4_2025))[2] == ["UNT02"]


def test_a_code_in_the_name_that_contradicts_the_code(units: UnitRecogniser) -> None:
    other = ask(units, "01864", "Xã Bằng Thành (01840)", Q4_2025)
    assert found(other) == (None, None, ["UNT02"])


def test_a_whole_name_without_a_code_is_taken_where_the_sender_agrees(
    units: UnitRecogniser,
) -> None:
    assert found(ask(units, None, "Xã Bằng Thành", Q4_2025, "01864")) == ("01864", None, ["UNT09"])
    assert found(ask(units, None, "Xã Bằng Thành", Q4_2025, "01840")) == (None, "01864", ["UNT03"])
    # A likeness is never taken, whoever sends it.
    assert found(ask(units, None, "Xã Bằng Thàn", Q4_2025, "01864")) == (None, "01864", ["UNT03"])


def test_two_names_that_differ_by_a_diacritic(units: UnitRecogniser) -> None:
    """Văn Lang and Văn Lăng are two communes of one province."""
    lang = next(u for u in units.index.units_on(Q4_2025[1]) if u.name_vi == "Xã Văn Lang")
    other = next(u for u in units.index.units_on(Q4_2025[1]) if u.name_vi == "Xã Văn Lăng")
    for unit in (lang, other):
        assert found(ask(units, unit.unit_code, unit.name_vi, Q4_2025))[0] == unit.unit_code
        assert found(ask(units, "99999", unit.name_vi, Q4_2025))[1] == unit.unit_code
    # Without diacritics it is one of the two: both are named, none is proposed.
    doubtful = ask(units, "99999", "xa van lang", Q4_2025)
    assert found(doubtful) == (None, None, ["UNT03"])
    question = str(doubtful.problems[0].expected)
    assert lang.unit_code in question
    assert other.unit_code in question
    assert found(ask(units, "99999", "xa van lang", Q4_2025, lang.unit_code))[1] == lang.unit_code


def test_a_code_of_another_province_with_a_name_that_recurs(registry: Registry) -> None:
    """Seven communes are called Tân Tiến: the one that reports to this sender is proposed."""
    here = [unit for unit in registry.units_on(Q4_2025[1]) if unit.name_vi == "Xã Tân Tiến"][:2]
    assert len(here) == 2
    links = [ParentLink("reporting", one.unit_code, "19", date(2025, 7, 1), None) for one in here]
    below = replace(links[1], parent_unit_code="TN-TTR")
    units = UnitRecogniser(replace(registry, parents=(*registry.parents, links[0], below)))
    asked = ask(units, "00004", "Xã Tân Tiến", Q4_2025, "TN-TTR")
    assert found(asked) == (None, here[1].unit_code, ["UNT03"])
    assert "Phường Ba Đình" in str(asked.problems[0].expected)
    assert f"Is it {here[1].unit_code} – Xã Tân Tiến?" in str(asked.problems[0].expected)
    nobody = ask(units, "00004", "Xã Tân Tiến", Q4_2025)
    assert found(nobody) == (None, None, ["UNT03"])
    assert all(one.unit_code in str(nobody.problems[0].expected) for one in here)


def test_the_longest_names_in_a_text(units: UnitRecogniser) -> None:
    day = Q1_2024[1]
    names = NamesInText(units.index.units_on(day))

    def codes(text: str) -> list[str]:
        return [unit.unit_code for unit in names.find(text)]

    assert codes("bao cao cua so noi vu tinh bac kan") == ["BK-SNV"]
    assert codes("uy ban nhan dan huyen pac nam") == ["060"]
    assert codes("huyen pac nam tinh bac kan") == ["060", "06"]
    assert codes("xa hoi va dan van") == []
