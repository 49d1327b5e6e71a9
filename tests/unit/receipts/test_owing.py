"""What a sender still owes on a day: overdue, open, and nothing that another unit owes."""

from datetime import date, timedelta
from typing import cast

import pytest

from baocao.ingesting.history import History, ReportKey
from baocao.receipts.owing import Owed, Owing
from baocao.registry import Registry


class Accepted:
    """Stands for the history of what was accepted."""

    def __init__(self, *keys: ReportKey) -> None:
        self.keys = set(keys)

    def has_accepted(self, key: ReportKey) -> bool:
        return key in self.keys


def history(*keys: ReportKey) -> History:
    return cast("History", Accepted(*keys))


@pytest.fixture(scope="module")
def owing(registry: Registry) -> Owing:
    return Owing(registry)


def of_form(found: list[Owed], form_code: str = "F-TCD") -> dict[str, str]:
    return {one.period_code: one.state for one in found if one.form_code == form_code}


def test_a_period_is_open_when_it_is_over_and_overdue_after_its_due_date(
    owing: Owing, registry: Registry
) -> None:
    period = next(one for one in registry.periods_with_code("2024-Q1"))
    days = {
        period.end_date: None,
        period.end_date + timedelta(days=1): "open",
        period.due_date: "open",
        period.due_date + timedelta(days=1): "overdue",
    }
    for day, state in days.items():
        assert of_form(owing.of("BK-TTR", history(), day)).get("2024-Q1") == state


def test_a_period_that_is_asked_for_is_named_before_its_end(owing: Owing) -> None:
    found = of_form(owing.of("BK-TTR", history(), date(2024, 2, 1), {"2024-Q1"}))
    assert found["2024-Q1"] == "later"


def test_what_was_accepted_is_not_owed_any_more(owing: Owing) -> None:
    day, first, second = date(2024, 9, 30), "2024-Q1", "2024-Q2"
    past = Accepted(("BK-TTR", "F-TCD", first))
    found = of_form(owing.of("BK-TTR", cast("History", past), day))
    assert first not in found
    assert found[second] == "overdue"
    past.keys.add(("BK-TTR", "F-TCD", second))
    assert second not in of_form(owing.of("BK-TTR", cast("History", past), day))
    assert first in of_form(owing.of("BK-TTR", history(), day))


def test_the_oldest_debt_comes_first_and_every_unit_of_a_sender_is_named(owing: Owing) -> None:
    found = owing.of("060", history(), date(2024, 3, 16))
    states = [one.state for one in found]
    assert states == sorted(states, key=("overdue", "open", "later").index)
    overdue = [one.due_date for one in found if one.state == "overdue"]
    assert overdue == sorted(overdue)
    quarter = next(one for one in found if (one.form_code, one.period_code) == ("F-TCD", "2024-Q1"))
    assert "060" in {report.unit_code for report in quarter.reports}
    assert len(quarter.reports) > 5


def test_a_code_that_is_used_again_owes_nothing_of_who_bore_it_before(
    owing: Owing, registry: Registry
) -> None:
    after = date(2026, 9, 30)
    codes = [
        unit.unit_code
        for unit in registry.units_on(after)
        if unit.valid_from == date(2025, 7, 1) and registry.unit(unit.unit_code, date(2025, 1, 1))
    ]
    assert codes
    for code in codes:
        for one in owing.of(code, history(), after):
            assert all(report.unit_valid_from == date(2025, 7, 1) for report in one.reports)


def test_a_unit_that_has_ended_still_owes_what_it_owed(owing: Owing) -> None:
    found = of_form(owing.of("060", history(), date(2026, 9, 30)))
    assert found["2025-Q1"] == "overdue"


def test_nobody_owes_nothing(owing: Owing) -> None:
    assert owing.of("", history(), date(2024, 9, 30)) == []
