"""Takes in every file of the table through the real ingest, and tells what was found."""

import importlib
import pkgutil
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq
from tests.hazards import fixtures
from tests.hazards.desk import CASES, Desk, Sent, registry_with_measures
from tests.hazards.tables import Expected
from tests.unit.ingesting.workbooks import drop

from baocao import landing
from baocao.ingesting.personal import mask_personal_data
from baocao.ingesting.pipeline import ingest
from baocao.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 9, 30, 17, tzinfo=UTC)
Row = dict[str, Any]


class Found(NamedTuple):
    """What became of the files of one case, in the words of the table."""

    outcome: str
    findings: str
    figures: str


def load_fixtures() -> None:
    """Import every module of fixtures, so that each registers its cases."""
    for module in pkgutil.iter_modules(fixtures.__path__):
        importlib.import_module(f"{fixtures.__name__}.{module.name}")


class Run:
    """One ingest of the files of all cases, in a home of its own.

    Attributes:
        settings: where everything was kept.
        sent: the files of each case.
    """

    def __init__(self, home: Path, files: Iterable[str] | None = None) -> None:
        """Write the files and take them in.

        Args:
            home: a folder that does not exist yet.
            files: the cases to run; None for all.
        """
        load_fixtures()
        seeds = home.with_name(f"{home.name}-seeds")
        registry = registry_with_measures(ROOT / "seeds", seeds)
        self.settings = Settings(
            home, seeds, ROOT / "expectations", home / "inbox", ROOT / "dbt_project", now=NOW
        )
        desk = Desk(registry)
        self.sent: dict[str, list[tuple[str, Sent]]] = {}
        for name in CASES if files is None else files:
            made = CASES[name](desk)
            deliveries = made if isinstance(made, list) else [made]
            self.sent[name] = [(sent.name or name, sent) for sent in deliveries]
            for file_name, sent in self.sent[name]:
                drop(self.settings.inbox / sent.sender, file_name, sent.content, sent.at)
        ingest(self.settings, registry)
        self._tables = {name: self._rows(name) for name in ("files", "submissions", "cells")}
        self._findings = self._rows("findings")

    def _rows(self, table: str) -> list[Row]:
        folder = landing.batches_folder(self.settings)
        return [
            row
            for batch in landing.batch_ids(self.settings)
            for row in pq.read_table(folder / batch / f"{table}.parquet").to_pylist()
        ]

    def found(self, case: str) -> Found:
        """Return what became of the files of a case."""
        parts = [self._of_delivery(name, sent) for name, sent in self.sent[case]]
        return Found(*(" | ".join(texts).strip() for texts in zip(*parts, strict=True)))

    def _of_delivery(self, name: str, sent: Sent) -> Found:
        path = f"{sent.sender}/{mask_personal_data(name)}"
        files = [r for r in self._tables["files"] if r["inbox_path"] == path]
        if len(files) != 1:
            return Found(f"{len(files)} files", "", "")
        (file,) = files
        key = file["delivery_id"]
        reports = [r for r in self._tables["submissions"] if r["delivery_id"] == key]
        findings = [r for r in self._findings if r["delivery_id"] == key]
        cells = [r for r in self._tables["cells"] if r["delivery_id"] == key]
        return Found(
            file["outcome"] if file["outcome"] != "read" else _outcomes(reports),
            "; ".join(_counted(map(_shown_finding, findings))),
            "; ".join(_figures(reports, cells, sent)),
        )


def _counted(texts: Iterable[str]) -> list[str]:
    """Return texts in order, those that recur once with their number."""
    counts = Counter(texts)
    return [text if n == 1 else f"{text} x{n}" for text, n in sorted(counts.items())]


def _outcomes(reports: list[Row]) -> str:
    outcomes = Counter(report["outcome"] for report in reports)
    if len(reports) == 1:
        return next(iter(outcomes))
    return "; ".join(f"{number} {outcome}" for outcome, number in sorted(outcomes.items()))


def _item(row: Row) -> str:
    code, category = row["indicator_code"] or "", row["category_code"]
    return code if category in (None, "_T") else f"{code}.{category}"


def _shown_finding(row: Row) -> str:
    return f"{row['finding_code']} {_item(row) or row['cell']}".strip()


def _figures(reports: list[Row], cells: list[Row], sent: Sent) -> Iterable[str]:
    """Return how the landed figures and dates differ from those of a faultless report."""
    for report in reports:
        if report["report_date"] != sent.dated and report["outcome"].startswith("accepted"):
            yield f"date={report['report_date']}"
    units = {report["submission_id"]: report["unit_code"] for report in reports}
    of_many = len({unit for unit, _ in sent.usual}) > 1
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for cell in cells:
        key = (units[cell["submission_id"]], _item(cell), cell["role"])
        found[key].append(_shown_value(cell))
    totals = _usual_totals(sent)
    for (unit, item, role), values in sorted(found.items()):
        shown, is_total = "+".join(values), role == "claimed_total"
        wanted = totals.pop(item, None) if is_total else sent.usual.get((unit, item))
        if shown != wanted:
            name = f"{unit}.{item}" if of_many and not is_total else item
            yield f"{'total ' * is_total}{name}={shown}"
    if totals:
        yield f"{len(totals)} totals absent"
    landed = {(unit, item) for unit, item, role in found if role != "claimed_total"}
    kept = {units[key] for key in {cell["submission_id"] for cell in cells}}
    for unit, item in sorted(set(sent.usual) - landed):
        if unit in kept:
            yield f"{unit}.{item}=absent" if of_many else f"{item}=absent"


def _usual_totals(sent: Sent) -> dict[str, str]:
    """Return the sums of the figures of faultless reports, where a file states them."""
    sums: Counter[str] = Counter()
    for (_, item), value in sent.usual.items() if sent.has_totals else ():
        sums[item] += int(value)
    return {item: str(value) for item, value in sums.items()}


def _shown_value(cell: Row) -> str:
    if cell["value"] is None:
        return str(cell["value_status"])
    value = f"{cell['value'].normalize():f}"
    return f"~{value}" if cell["value_status"] == "estimated" else value


def differences(expected: Expected, found: Found) -> list[str]:
    """Return what was expected of a case and is not so."""
    return [
        f"{name}: expected “{wanted}”, found “{got}”"
        for name, wanted, got in zip(Found._fields, expected[2:], found, strict=True)
        if wanted != got
    ]
