"""What a build asks of corrections: each matches something, and which periods they change."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from tests.support.states import settings_in

from baocao.building.corrections import changed_periods, require_matches, states
from baocao.building.records import Build
from baocao.errors import ConfigError
from baocao.registry.corrections import Correction

DECIDED = datetime(2024, 3, 20, tzinfo=UTC)
EXPIRES = datetime(2024, 4, 1, tzinfo=UTC)
ONE = Correction(
    line=4,
    correction_id="C1",
    unit_code="01834",
    form_code="F-TCD",
    period_code="2024-Q1",
    indicator_code="TD01",
    category_code="_T",
    reported_value=Decimal(1200),
    corrected_value=Decimal(12),
    decided_at=DECIDED,
    expires_at=EXPIRES,
    decided_by="058",
    reason_vi="Gõ thừa",
    reason_en="Typo",
)


@pytest.fixture
def warehouse():
    """Yield a warehouse just made, with the one model that the check reads."""
    with duckdb.connect() as connection:
        connection.execute(
            "create schema intermediate; create table intermediate.int_corrections"
            " (correction_id varchar, submission_id varchar, has_figure boolean,"
            " found_value decimal(18, 4), is_matched boolean)"
        )
        yield connection


def _insert(warehouse: duckdb.DuckDBPyConnection, row: str) -> None:
    warehouse.execute(f"insert into intermediate.int_corrections values {row}")


def test_one_that_matches_lets_the_build_go_on(warehouse, tmp_path: Path) -> None:
    _insert(warehouse, "('C1', 's1', true, 1200, true)")
    require_matches(warehouse, tmp_path / "seeds", [ONE])


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("('C1', 's1', true, 1300.5, false)", "reported_value", "found 1300.5 (s1"),
        ("('C1', 's1', true, null, false)", "reported_value", "found (trống / blank)"),
        ("('C1', 's1', false, null, false)", "indicator_code", "no such figure"),
        ("('C1', null, false, null, false)", "decided_at", "no report stood"),
    ],
)
def test_one_that_matches_nothing_is_named(
    warehouse, tmp_path: Path, row: str, column: str, says: str
) -> None:
    _insert(warehouse, row)
    with pytest.raises(ConfigError) as caught:
        require_matches(warehouse, tmp_path / "seeds", [ONE])
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.column) == (
        "seeds/corrections/corrections.csv",
        4,
        column,
    )
    assert says in fault.message
    for words in ("C1: ", "expected 1200.", "Sửa hoặc bỏ dòng này", "mend the row or take it out"):
        assert words in fault.message


def test_periods_change_when_a_correction_begins_or_expires(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)

    def changed(since: datetime, now: datetime) -> list[str]:
        last = Build("b", since.isoformat(), "2024-03-01", [], "config", full=True)
        return changed_periods(replace(settings, now=now), [ONE], last)

    assert changed(datetime(2024, 3, 19, tzinfo=UTC), DECIDED) == ["2024-Q1"]
    assert changed(DECIDED, datetime(2024, 3, 31, tzinfo=UTC)) == []
    assert changed(DECIDED, EXPIRES) == ["2024-Q1"]
    assert changed(EXPIRES, datetime(2024, 5, 1, tzinfo=UTC)) == []


def test_two_builds_of_one_day_differ_by_the_state_of_a_correction() -> None:
    found = [states([ONE], at) for at in (datetime(2024, 3, 19, tzinfo=UTC), DECIDED, EXPIRES)]
    assert found == [[], ["C1 decided"], ["C1 expired"]]
