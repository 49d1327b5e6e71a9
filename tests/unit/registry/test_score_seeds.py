"""Weights and thresholds of the quality score: what `baocao config check` says of them."""

from pathlib import Path

import pytest

from baocao.registry.loading import SeedReader
from baocao.registry.score_checks import check_scores
from baocao.registry.score_tables import THRESHOLDS, WEIGHTS

GOOD = {
    "weight_submitted": "30", "weight_timely": "20", "weight_filled": "20", "weight_passed": "30",
    "min_reports": "4", "min_peers": "3", "interval_z": "1.96",
}  # fmt: skip


def faults(folder: Path, settings: dict[str, str]) -> list[tuple[int, str]]:
    """Return row and column of each fault found in a file with these settings."""
    path = folder / "reference" / "score_settings.csv"
    path.parent.mkdir(exist_ok=True)
    lines = ["setting_code,setting_value,about_vi,about_en"]
    lines += [f"{code},{value},vi,en" for code, value in settings.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    reader = SeedReader(folder)
    rows = {"score_settings": reader.read_table("score_settings")}
    # As for all seeds, meaning is looked at where each row is well formed.
    if not reader.faults:
        check_scores(reader, rows)
    return [(fault.row, fault.column) for fault in reader.faults]


def test_the_province_weighs_every_part() -> None:
    assert set(GOOD) == {*WEIGHTS, *THRESHOLDS}


@pytest.mark.parametrize(
    ("differing", "found"),
    [
        ({}, []),
        ({"weight_timely": "0", "weight_passed": "50"}, []),
        ({"weight_timely": "25"}, [(2, "setting_value")]),
        ({"weight_timely": "-20", "weight_passed": "70"}, [(3, "setting_value")]),
        ({"min_reports": "0"}, [(6, "setting_value")]),
        ({"min_peers": "1"}, [(7, "setting_value")]),
        ({"interval_z": "196"}, [(8, "setting_value")]),
        ({"interval_z": "much"}, [(8, "setting_value")]),
        ({"bonus": "5"}, [(9, "setting_code")]),
    ],
)
def test_what_makes_no_score_is_named(
    tmp_path: Path, differing: dict[str, str], found: list[tuple[int, str]]
) -> None:
    assert faults(tmp_path, GOOD | differing) == found


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    settings = {code: value for code, value in GOOD.items() if code != "weight_filled"}
    assert faults(tmp_path, settings) == [(1, "setting_code")]
