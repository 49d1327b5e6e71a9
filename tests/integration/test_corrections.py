"""A correction from its row to the figures: decided, expired, and one that matches nothing."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.support.landed import good_tables, land
from tests.support.states import settings_in

from baocao.building import build
from baocao.errors import ConfigError
from baocao.files import sha256_of
from baocao.settings import Settings

pytestmark = pytest.mark.timeout(600)

# 01834 reported 1234 for TD01, zero for TD02 and nothing for TD03, on 16 March 2024.
ROWS = """\
good,01834,F-TCD,2024-Q1,TD01,_T,1234,123,2024-03-20T00:00:00Z,,058,Gõ thừa,One digit too many
short,01834,F-TCD,2024-Q1,TD03,_T,,5,2024-03-20T00:00:00Z,2024-04-01T00:00:00Z,058,Sót,Left out
wrong,01834,F-TCD,2024-Q1,TD02,_T,7,6,2024-04-10T00:00:00Z,,058,Sai,Matches nothing
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Settings:
    """Return a state with one landed batch and the corrections above."""
    base = tmp_path_factory.mktemp("corrections")
    shutil.copytree(root / "seeds", base / "seeds")
    with (base / "seeds/corrections/corrections.csv").open("a", encoding="utf-8") as file:
        file.write(ROWS)
    settings = replace(settings_in(base / "home"), seeds=base / "seeds")
    land(settings, "b1", good_tables())
    return settings


def _on(settings: Settings, month: int, day: int) -> Settings:
    return replace(settings, now=datetime(2024, month, day, tzinfo=UTC))


def _rows(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(settings.warehouse_file, read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        return connection.execute(sql).fetchall()


def _figures(settings: Settings) -> dict[str, tuple[Any, ...]]:
    """Return what stands of each indicator: value, status, value as sent."""
    rows = _rows(
        settings,
        "select indicator_code, value, value_status, reported_value"
        " from marts.fct_indicator_values where is_current",
    )
    return {row[0]: row[1:] for row in rows}


def _totals(settings: Settings) -> dict[str, Decimal | None]:
    rows = _rows(
        settings,
        "select indicator_code, value from marts.fct_indicator_aggregates where unit_code = '06'"
        " and boundary = 'as_reported' and period_code = '2024-Q1' and category_code = '_T'"
        " and indicator_code in ('TD01', 'TD02', 'TD03')",
    )
    return dict(rows)


def test_from_decision_to_expiry_to_one_that_matches_nothing(settings: Settings) -> None:
    build(_on(settings, 3, 25), judged=False)
    assert _figures(settings) == {
        "TD01": (Decimal(123), "corrected", Decimal(1234)),
        "TD02": (Decimal(0), "zero", Decimal(0)),
        "TD03": (Decimal(5), "corrected", None),
    }
    assert _totals(settings) == {"TD01": 123, "TD02": 0, "TD03": 5}
    # TD03 == TD01 + TD02 is judged on what the figures are taken to be.
    verdict = (
        "select left_value, right_value from marts.fct_rule_verdicts where rule_code = 'SUM01'"
        " and unit_code = '01834' and period_code = '2024-Q1'"
    )
    assert _rows(settings, verdict) == [(5, 123)]
    before = (
        "select value, value_status from marts.fct_indicator_values where indicator_code = 'TD01'"
        " and known_from < '2024-03-20' and known_to = '2024-03-20'"
    )
    assert _rows(settings, before) == [(1234, "reported")]

    result = build(_on(settings, 4, 2), judged=False)
    assert (result.changed, result.full) == (True, False)
    assert "2024-Q1" in result.periods
    assert _figures(settings)["TD03"] == (None, "missing", None)
    assert _totals(settings) == {"TD01": 123, "TD02": 0, "TD03": None}

    stood = sha256_of(settings.warehouse_file)
    with pytest.raises(ConfigError) as caught:
        build(_on(settings, 4, 11))
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.column) == (
        "seeds/corrections/corrections.csv",
        4,
        "reported_value",
    )
    for words in ("wrong: tìm thấy / found 0", "expected 7", "Sửa hoặc bỏ", "mend the row"):
        assert words in fault.message
    assert sha256_of(settings.warehouse_file) == stood
