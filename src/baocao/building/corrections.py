"""Corrections in a build: which periods they change, and that each corrects something."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import duckdb

from baocao.building.records import Build
from baocao.errors import ConfigError, ConfigFault
from baocao.registry.corrections import Correction, fault_of
from baocao.settings import Settings, parse_instant

UNMATCHED = """
select correction_id, submission_id, has_figure, found_value
from intermediate.int_corrections
where not is_matched
"""


def changed_periods(
    settings: Settings, corrections: Sequence[Correction], last: Build
) -> list[str]:
    """Return the periods of which a correction began or expired since the last build."""
    since = parse_instant(last.as_of, "build.json as_of")
    return sorted({c.period_code for c in corrections if c.changes(since, settings.now)})


def states(corrections: Sequence[Correction], now: datetime) -> list[str]:
    """Return what tells two builds apart that differ by the state of corrections alone."""
    return [f"{c.correction_id} {c.state(now)}" for c in corrections if c.state(now) != "undecided"]


def require_matches(
    connection: duckdb.DuckDBPyConnection, seeds: Path, corrections: Sequence[Correction]
) -> None:
    """Check in a warehouse just made that every decided correction corrects a figure.

    Raises:
        ConfigError: one or more match nothing; says what was found in their place.
    """
    by_id = {correction.correction_id: correction for correction in corrections}
    faults = [
        _fault(seeds, by_id[correction_id], submission_id, has_figure, found)
        for correction_id, submission_id, has_figure, found in connection.execute(
            UNMATCHED
        ).fetchall()
    ]
    if faults:
        raise ConfigError(faults)


def _fault(
    seeds: Path,
    correction: Correction,
    submission_id: str | None,
    has_figure: bool,
    found: Decimal | None,
) -> ConfigFault:
    figure = " ".join(correction.figure)
    if submission_id is None:
        column = "decided_at"
        shown = (
            f"không có báo cáo nào khi quyết định / no report stood when it was decided: {figure}"
        )
    elif not has_figure:
        column = "indicator_code"
        shown = f"báo cáo {submission_id} không có số liệu này / the report has no such figure"
    else:
        column = "reported_value"
        shown = f"tìm thấy / found {_shown(found)} ({submission_id}, {figure})"
    expected = _shown(correction.reported_value)
    message = (
        f"{correction.correction_id}: {shown}; cần / expected {expected}. Sửa hoặc bỏ dòng này; "
        "nếu đơn vị đã gửi lại thì đính chính không còn cần / mend the row or take it out; "
        "where the unit has sent the report again, the correction is not needed any more"
    )
    return fault_of(seeds, correction, column, message)


def _shown(value: Decimal | None) -> str:
    return "(trống / blank)" if value is None else f"{value.normalize():f}"
