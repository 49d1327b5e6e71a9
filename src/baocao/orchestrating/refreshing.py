"""Keeping the quality reports in step with the published version.

A report is written again when what it says has changed, and only then: whatever built or published
the version, in this run or in one that was killed before it came to the reports.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from baocao import __version__
from baocao.files import write_atomic
from baocao.reporting.quality_page import QualityPage, load_quality_page
from baocao.reporting.quality_report import Format, write_quality_report
from baocao.reporting.reading import open_published
from baocao.reporting.status import period_folder
from baocao.settings import Settings

FORMATS: tuple[Format, ...] = ("html", "xlsx")


def refresh_reports(settings: Settings, periods: Iterable[str] | None = None) -> list[str]:
    """Write the reports of the periods about which there is something new to say.

    Args:
        settings: the published version, and where reports go.
        periods: these only; by default all that have begun.

    Returns:
        The codes of the periods whose reports were written, in order.

    Raises:
        StateError: nothing is published yet.
    """
    written = []
    for period in _begun_periods(settings) if periods is None else periods:
        stamp = _stamp(load_quality_page(settings, period))
        record = period_folder(settings, period) / "quality.json"
        if not _in_step(record, stamp):
            for file_format in FORMATS:
                write_quality_report(settings, period, file_format=file_format)
            write_atomic(record, json.dumps({"stamp": stamp}) + "\n")
            written.append(period)
    return written


def _begun_periods(settings: Settings) -> list[str]:
    """Return the periods of which at least one report has arrived or fallen due."""
    with open_published(settings) as published:
        rows = published.rows(
            "select distinct period_code from marts.fct_reporting_status "
            "where status <> 'not_due' order by period_code"
        )
        return [row["period_code"] for row in rows]


def _stamp(page: QualityPage) -> str:
    """Return a hash of what a report says, leaving out which version says so."""
    said = replace(page, version="", as_of=datetime(1970, 1, 1, tzinfo=UTC))
    return hashlib.sha256(f"{__version__} {said!r}".encode()).hexdigest()


def _in_step(record: Path, stamp: str) -> bool:
    files = [record.with_suffix(f".{file_format}") for file_format in FORMATS]
    return (
        record.exists()
        and json.loads(record.read_text())["stamp"] == stamp
        and all(file.exists() for file in files)
    )
