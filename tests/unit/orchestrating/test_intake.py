import re
import shutil
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.support.states import record_build, settings_in

from baocao.errors import ConfigError
from baocao.orchestrating.intake import check_config, periods_of, unannounced
from baocao.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


def land(settings: Settings, batch_id: str, *periods: str | None) -> None:
    folder = settings.landing / "batches" / batch_id
    folder.mkdir(parents=True)
    table = pa.table({"period_code": pa.array(periods, pa.string())})
    pq.write_table(table, folder / "submissions.parquet")


def test_intake_goes_on_without_a_rule_or_an_outline_and_not_without_seeds(
    root: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    copies = {name: tmp_path / name for name in ("seeds", "expectations")}
    for name, copy in copies.items():
        shutil.copytree(root / name, copy)
    settings = replace(settings_in(tmp_path / "home"), **copies)
    rules = copies["expectations"] / "rules/F-TCD.yml"
    rules.write_text(rules.read_text().replace("TD03 == TD01 + TD02", "TD03 == TD01 + TD92", 1))
    outline = copies["seeds"] / "reports/summary_outline.yml"
    outline.write_text("sections: []\n")
    assert check_config(settings)["rules"] > 0
    assert "F-TCD.yml:7 [expression, column 30] TD92" in caplog.text
    units = copies["seeds"] / "reference/units.csv"
    units.write_text(units.read_text().replace("DVHC,002,2013-01-01", "DVHC,002,1/1/2013", 1))
    with pytest.raises(ConfigError, match=re.escape("units.csv:17 [valid_from]")):
        check_config(settings)


def test_nothing_landed(settings: Settings) -> None:
    assert unannounced(settings, []) == []


def test_every_batch_is_new_before_the_first_build(settings: Settings) -> None:
    land(settings, "b2")
    land(settings, "b1")
    assert unannounced(settings, []) == ["b1", "b2"]


def test_a_batch_that_is_being_written_has_not_landed(settings: Settings) -> None:
    land(settings, ".b1.123.tmp")
    assert unannounced(settings, []) == []


def test_a_built_batch_is_not_new(settings: Settings) -> None:
    land(settings, "b1")
    land(settings, "b2")
    record_build(settings, "build1", ["b1"])
    assert unannounced(settings, []) == ["b2"]


def test_a_batch_whose_build_fails_is_announced_once(settings: Settings) -> None:
    land(settings, "b1")
    land(settings, "b2")
    assert unannounced(settings, [{"batch_ids": ["b1"], "periods": []}, {}]) == ["b2"]


def test_periods_are_those_of_the_batches_named(settings: Settings) -> None:
    land(settings, "b1", "2026-Q3", None, "2026-Q3")
    land(settings, "b2", "2026-A1")
    land(settings, "b3", "2023-Q1")
    assert periods_of(settings, ["b1", "b2"]) == ["2026-A1", "2026-Q3"]
