"""Which unit a report is of: the code decides, the name confirms, a likeness only proposes."""

from dataclasses import replace
from datetime import date

import pytest

from baocao.ingesting.model import Both, Labelled
from baocao.ingesting.recognising import Recognised, UnitRecogniser
from baocao.ingesting.unit_names import name_key
from baocao.registry import Registry
from baocao.registry.model import ParentLink

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
        for code in registry.below("19", Q4_2025[1])
        if (old := units.index.unit(code, Q1_2024[1]))
        and (new := registry.unit(code, Q4_2025[1]))
        and new.name_vi != old.name_vi
    )
    code = before.unit_code
    assert ask(units, code, before.name_vi, Q1_2024).unit == before
    assert ask(units, code, after.name_vi, Q4_2025).unit == after
    assert found(ask(units, code, before.name_vi, Q4_2025))[2] == ["UNT02"]


@pytest.mark.parametrize(
    ("code", "name", "window", "says"),
    [
        (
            "01843",
            "Phường Phùng Chí Kiên",
            Q4_2025,
            (
                "01843 – Phường Bắc Kạn; the name written is that of "
                "01843 – Phường Phùng Chí Kiên, valid up to 30/06/2025"
            ),
        ),
        (
            "01843",
            "P. Sông Cầu",
            Q4_2025,
            (
                "01843 – Phường Bắc Kạn; the name written is that of 01837 – Phường Sông Cầu, "
                "valid up to 30/06/2025"
            ),
        ),
        (
            "01837",
            "Phường Bắc Kạn",
            Q1_2024,
            (
                "01837 – Phường Sông Cầu; the name written is that of 01843 – Phường Bắc Kạn, "
                "valid from 01/07/2025"
            ),
        ),
    ],
)
def test_a_name_of_another_time_says_whose_it_is_and_when(
    units: UnitRecogniser, code: str, name: str, window: tuple[date, date], says: str
) -> None:
    """The former bearer of the code, a predecessor under another code, a successor to come."""
    asked = ask(units, code, name, window)
    assert found(asked) == (None, code, ["UNT02"])
    assert isinstance(asked.problems[0].expected, Both)
    assert asked.problems[0].expected.en == says


def test_a_body_that_changed_its_kind_is_known_by_its_code(registry: Registry) -> None:
    """Ten communes of Đồng Nai became wards on 30 April 2026 under the same codes."""
    link = ParentLink("reporting", "25270", "75", date(2025, 7, 1), None)
    units = UnitRecogniser(replace(registry, parents=(*registry.parents, link)))
    after, before = (date(2026, 6, 15), date(2026, 9, 14)), Q4_2025
    assert found(ask(units, "25270", "Phường Lộc Ninh", after)) == ("25270", None, [])
    assert found(ask(units, "25270", "Xã Lộc Ninh", before)) == ("25270", None, [])
    renamed = ask(units, "25270", "Xã Lộc Ninh", after)
    assert found(renamed) == ("25270", None, ["UNT05"])
    assert "from 01/07/2025 to 29/04/2026" in str(renamed.problems[0].expected)


def test_the_rest_of_the_country_neither_reports_nor_confuses(units: UnitRecogniser) -> None:
    """60 is Bình Thuận, and here Pác Nặm without its zero; seven communes are called Tân Tiến."""
    assert found(ask(units, "60", "Huyện Pác Nặm")) == ("060", None, ["UNT01"])
    far = ask(units, "00004", "Phường Ba Đình", Q4_2025)
    assert found(far) == (None, None, ["UNT03"])
    assert "Phường Ba Đình, Thành phố Hà Nội, which does not" in str(far.problems[0].expected)


def test_abolished_units(units: UnitRecogniser) -> None:
    assert found(ask(units, "060", "Huyện Pác Nặm", Q3_2025)) == ("060", None, ["REP06"])
    assert found(ask(units, "BK-TTR", None, Q4_2025)) == ("BK-TTR", None, ["REP05"])


def test_the_days_of_a_unit_that_is_not_valid_are_told(units: UnitRecogniser) -> None:
    (ended,) = ask(units, "BK-TTR", None, Q4_2025).problems
    heir = "TN-TTR – Thanh tra tỉnh Thái Nguyên"
    assert ended.expected == (
        f"từ 15/12/2022 đến 30/06/2025; đơn vị kế thừa: {heir}",
        f"from 15/12/2022 to 30/06/2025; succeeded by: {heir}",
    )
    # The record of the country begins in 2013; no law says that the district did.
    (ended,) = ask(units, "060", "Huyện Pác Nặm", Q4_2025).problems
    assert ended.expected == ("đến hết 30/06/2025", "up to 30/06/2025")


def test_a_unit_that_is_not_there_yet_has_no_last_day(
    units: UnitRecogniser, registry: Registry
) -> None:
    early = (date(2025, 3, 15), date(2025, 6, 14))
    new = registry.unit("TN-TTR", Q4_2025[1])
    assert new is not None
    (problem,) = ask(units, new.unit_code, new.name_vi, early).problems
    assert problem.finding_code == "REP05"
    assert problem.expected == ("từ 01/07/2025", "from 01/07/2025")


def test_a_unit_that_ended_within_the_period_closes_its_books_apart(units: UnitRecogniser) -> None:
    """Its last days have a period of their own: `2025-C1`."""
    assert found(ask(units, "BK-TTR", None, Q3_2025)) == ("BK-TTR", None, ["REP05"])
