"""Forms of other countries, described by layout data alone: a row a unit and month."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.unit.ingesting.foreign import as_book, ivorian, kenyan, with_foreign_forms
from tests.unit.ingesting.reader import Read, Reader

from baocao.registry import Registry

APRIL = datetime(2026, 4, 1, 2, tzinfo=UTC)
UNIT = "01840"
KENYA = {
    "2026-M01": {"KE01": 120, "KE02": 4},
    "2026-M02": {"KE01": 131, "KE02": 3},
    "2026-M03": {"KE01": 90, "KE02": 5},
}
IVORY = {
    "2026-M01": {"CI01": 3, "CI02": 210, "CI03": 1},
    "2026-M02": {"CI01": 4, "CI02": 198, "CI03": 0},
    "2026-M03": {"CI01": 2, "CI02": 75, "CI03": 2},
}
Rows = list[list[Any]]


@pytest.fixture(scope="module")
def foreign(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return with_foreign_forms(root / "seeds", tmp_path_factory.mktemp("foreign") / "seeds")


@pytest.fixture(scope="module")
def abroad(root: Path, foreign: Registry) -> Reader:
    return Reader(foreign, root / "expectations")


def take(abroad: Reader, rows: Rows) -> Read:
    """Return what becomes of rows sent by a commune in April."""
    return abroad.read(as_book(rows), UNIT, at=APRIL)


@pytest.mark.parametrize(("rows", "figures"), [(kenyan, KENYA), (ivorian, IVORY)])
def test_a_row_for_each_unit_and_month(
    rows: Callable[[], Rows], figures: dict[str, dict[str, int]], abroad: Reader
) -> None:
    read = take(abroad, rows())
    assert read.values() == figures
    assert read.codes() == []
    assert {one.layout_code for one in read.submissions} == {"unit_periods_down"}


@pytest.mark.parametrize("at", range(13))
@pytest.mark.parametrize(("rows", "figures"), [(kenyan, KENYA), (ivorian, IVORY)])
def test_a_row_put_in_anywhere_changes_nothing(
    rows: Callable[[], Rows], figures: dict[str, dict[str, int]], at: int, abroad: Reader
) -> None:
    changed = rows()
    changed.insert(at, ["", "", "", "", "", "", "", "(kiểm tra / vérifié)"])
    read = take(abroad, changed)
    assert (read.values(), read.codes()) == (figures, [])


@pytest.mark.parametrize("at", range(7))
@pytest.mark.parametrize(("rows", "figures"), [(kenyan, KENYA), (ivorian, IVORY)])
def test_a_column_put_in_anywhere_changes_nothing(
    rows: Callable[[], Rows], figures: dict[str, dict[str, int]], at: int, abroad: Reader
) -> None:
    changed = [[*row[:at], *([""] if len(row) > at else []), *row[at:]] for row in rows()]
    read = take(abroad, changed)
    assert (read.values(), read.codes()) == (figures, [])


@pytest.mark.parametrize(
    "month",
    [
        "Jan-26", "JANUARY 2026", "janvier 2026", "Tháng 1 năm 2026", "tháng giêng 2026", "202601",
        202601, "1/2026", date(2026, 1, 1), "2026M01",
    ],
)  # fmt: skip
def test_a_month_in_many_ways(month: Any, abroad: Reader) -> None:
    rows = kenyan()
    rows[8][3] = month
    assert take(abroad, rows).values() == KENYA


@pytest.mark.parametrize("month", ["Smarch 2026", date(2026, 1, 24), "2026", ""])
def test_what_is_no_month_is_refused_alone(month: Any, abroad: Reader) -> None:
    rows = kenyan()
    rows[8][3] = month
    read = take(abroad, rows)
    assert read.values() == {code: kept for code, kept in KENYA.items() if code != "2026-M01"}
    assert read.places() in ([("PER07", "D9")], [("PER07", "")])


def test_the_same_month_twice_is_refused(abroad: Reader) -> None:
    rows = kenyan()
    rows[9][3] = "Jan 2026"
    read = take(abroad, rows)
    assert (list(read.values()), read.codes()) == (["2026-M03"], ["UNT06", "UNT06"])


def test_rows_of_another_unit_are_not_this_sender_s(abroad: Reader) -> None:
    rows = kenyan()
    rows[9][1:3] = ["01843", "Phường Bắc Kạn"]
    read = take(abroad, rows)
    assert (list(read.values()), read.codes()) == (["2026-M01", "2026-M03"], ["UNT04"])


def test_headings_in_other_words_are_another_form(abroad: Reader) -> None:
    rows = ivorian()
    rows[6][4:6] = ["Nombre", "Total"]
    rows[5][6] = "Autres"
    assert take(abroad, rows).codes() == ["FIL03"]


def test_a_missing_column_is_named(abroad: Reader) -> None:
    rows = [row[:5] for row in kenyan()]
    assert take(abroad, rows).codes() == ["ITM01"] * 3


def test_a_heading_over_other_columns_is_no_column_of_its_own(abroad: Reader) -> None:
    rows = ivorian()
    rows[6][6] = "Hommes"
    rows[6].append("Femmes")
    read = take(abroad, rows)
    assert {code for figures in read.values().values() for code in figures} == {"CI01", "CI02"}
    assert read.codes() == ["ITM04"] * 3


def test_a_heading_twice_is_named(abroad: Reader) -> None:
    rows = [[*row, *(["Households visited", "number", 7][:1] if at == 5 else [])] for at, row in
            enumerate(kenyan())]  # fmt: skip
    assert take(abroad, rows).codes() == ["ITM03"] * 3
