"""Which unit a report is of: the code decides, the name confirms, a likeness only proposes."""

from datetime import date

import pytest

from baocao.ingesting.model import Labelled
from baocao.ingesting.recognising import Recognised, UnitRecogniser, name_key
from baocao.registry import Registry

Q1_2024 = (date(2023, 12, 15), date(2024, 3, 14))
Q3_2025 = (date(2025, 6, 15), date(2025, 9, 14))
Q4_2025 = (date(2025, 9, 15), date(2025, 12, 14))


@pytest.fixture(scope="module")
def units(registry: Registry) -> UnitRecogniser:
    return UnitRecogniser(registry)


def ask(
    units: UnitRecogniser,
    code: str | None,
    name: str | None,
    window: tuple[date, date] = Q1_2024,
    sender: str | None = None,
) -> Recognised:
    written = Labelled(code, code, "B7") if code is not None else None
    named = Labelled(name, name, "D7") if name is not None else None
    return units.recognise(written, named, window, sender)


def found(recognised: Recognised) -> tuple[str | None, str | None, list[str]]:
    unit = recognised.unit
    codes = [problem.finding_code for problem in recognised.problems]
    return unit.unit_code if unit else None, recognised.proposed, codes


@pytest.mark.parametrize(
    "name",
    [
        "Xã Bằng Thành", "xa bang thanh", "X· B»ng Thµnh", "X. Bằng Thành", "UBND xã Bằng Thành",
        "Bằng Thành", "XÃ  BẰNG\u00a0THÀNH", "Ủy ban nhân dân xã Bằng Thành", None,
    ],
)  # fmt: skip
def test_code_and_name_agree_however_the_name_is_written(
    name: str | None, units: UnitRecogniser
) -> None:
    assert found(ask(units, "01864", name, Q4_2025)) == ("01864", None, [])


def test_i_and_y_and_tone_placement_are_one() -> None:
    assert name_key("Phường Quý Lộc") == name_key("P. Quí Lộc")
    assert name_key("Xã Hòa Thủy") == name_key("Xã Hoà Thuỷ")


def test_letters_of_a_code_may_be_small(units: UnitRecogniser) -> None:
    assert found(ask(units, "bk-ttr", None)) == ("BK-TTR", None, [])


def test_lost_zeros_are_confirmed_by_the_name(units: UnitRecogniser) -> None:
    assert found(ask(units, "1864", "Xã Bằng Thành", Q4_2025)) == ("01864", None, ["UNT01"])


def test_lost_zeros_are_confirmed_by_the_sender(units: UnitRecogniser) -> None:
    assert found(ask(units, "1864", None, Q4_2025, "01864")) == ("01864", None, ["UNT01"])
    assert found(ask(units, "1864", None, Q4_2025, "01840")) == (None, "01840", ["UNT03"])


def test_lost_zeros_with_another_name_are_not_mended(units: UnitRecogniser) -> None:
    assert found(ask(units, "1864", "Xã Nghiên Loan", Q4_2025))[0] is None


def test_a_name_of_another_unit_is_a_proposal_only(units: UnitRecogniser) -> None:
    assert found(ask(units, "01840", "Xã Bằng Thành", Q4_2025)) == (None, "01864", ["UNT02"])


def test_a_name_of_nobody_with_a_known_code(units: UnitRecogniser) -> None:
    assert found(ask(units, "01864", "Công ty Hoa Sen", Q4_2025)) == (None, None, ["UNT02"])


def test_a_misspelled_name_is_a_warning(units: UnitRecogniser) -> None:
    assert found(ask(units, "01864", "Xã Bằng Thàn", Q4_2025)) == ("01864", None, ["UNT05"])


def test_an_unknown_code_proposes_by_name_else_by_sender(units: UnitRecogniser) -> None:
    assert found(ask(units, "99999", "Xã Bằng Thành", Q4_2025)) == (None, "01864", ["UNT03"])
    assert found(ask(units, "99999", None, Q4_2025, "01864")) == (None, "01864", ["UNT03"])
    assert found(ask(units, None, "Bằng Thành", Q4_2025)) == (None, "01864", ["UNT03"])
    assert found(ask(units, None, None, Q4_2025)) == (None, None, ["UNT03"])


def test_a_code_borne_by_two_units_means_the_one_of_the_period(
    units: UnitRecogniser, registry: Registry
) -> None:
    before, after = next(
        (old, new)
        for old in registry.units_on(Q1_2024[1])
        if (new := registry.unit(old.unit_code, Q4_2025[1])) and new.name_vi != old.name_vi
    )
    code = before.unit_code
    assert ask(units, code, before.name_vi, Q1_2024).unit == before
    assert ask(units, code, after.name_vi, Q4_2025).unit == after
    assert found(ask(units, code, before.name_vi, Q4_2025))[2] == ["UNT02"]


def test_abolished_units(units: UnitRecogniser) -> None:
    assert found(ask(units, "060", "Huyện Pác Nặm", Q3_2025)) == ("060", None, ["REP06"])
    assert found(ask(units, "BK-TTR", None, Q4_2025)) == ("BK-TTR", None, ["REP05"])


def test_the_days_of_a_unit_that_is_not_valid_are_told(units: UnitRecogniser) -> None:
    (ended,) = ask(units, "BK-TTR", None, Q4_2025).problems
    begins = units.unit("BK-TTR", Q1_2024[1])
    assert begins is not None
    first = f"{begins.valid_from:%d/%m/%Y}"
    assert ended.expected == (f"từ {first} đến 30/06/2025", f"from {first} to 30/06/2025")


def test_a_unit_that_is_not_there_yet_has_no_last_day(
    units: UnitRecogniser, registry: Registry
) -> None:
    early = (date(2025, 3, 15), date(2025, 6, 14))
    new = next(
        unit
        for unit in registry.units_on(Q4_2025[1])
        if unit.valid_to is None and registry.unit(unit.unit_code, early[1]) is None
    )
    (problem,) = ask(units, new.unit_code, new.name_vi, early).problems
    assert problem.finding_code == "REP05"
    assert problem.expected == ("từ 01/07/2025", "from 01/07/2025")


def test_a_unit_that_ended_within_the_period_may_close_its_books(units: UnitRecogniser) -> None:
    assert found(ask(units, "BK-TTR", None, Q3_2025)) == ("BK-TTR", None, [])
