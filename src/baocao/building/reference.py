"""What the warehouse needs of the reference data in compiled form: `landing/reference/*.parquet`.

Calendars, expected reports and rules are expanded in Python, once, by the code that reading,
templates and `config check` use too. The files are a function of `seeds/`, `expectations/`, for the
map on which history is restated the day, and the decisions about flags.
"""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from baocao.building.decisions import table as table_of_decisions
from baocao.deciding.log import Decision
from baocao.files import atomic_path
from baocao.landing import EMPTY_BATCH, batches_folder, ensure_empty_batch, folders
from baocao.registry import ExpectedReport, Period, Registry
from baocao.registry.documents import DocumentDuty, document_duties
from baocao.registry.period_parts import PeriodPart, period_parts
from baocao.settings import Settings
from baocao.territory import (
    ClosingLineage,
    RestatedLineage,
    RestatedUnit,
    UnitGroup,
    closing_lineages,
    compile_territory,
)

TYPES = {str: pa.string(), int: pa.int32(), bool: pa.bool_(), date: pa.date32()}


def prepare_reference(
    settings: Settings, registry: Registry, decisions: Sequence[Decision] = ()
) -> list[str]:
    """Write what dbt reads beside seeds and what has landed; each file is replaced in one step.

    Also lays the batch without rows, so that a warehouse can be built before anything has landed.
    Returns the faults of the rules that are refused, each with its place: they judge nobody.

    Args:
        settings: where landing is, what the rules are, and which day it is.
        registry: the reference data.
        decisions: those about flags that the build takes in.

    Raises:
        ConfigError: the finding types or the other checks are not fit to run with. A broken rule is
            left out and told.
    """
    from baocao import rules
    from baocao.ingesting import findings
    from baocao.rules.other_checks import load_other_checks

    catalogue = findings.load(settings.expectations)
    sound, refused = rules.load_sound(settings.expectations, registry)
    rules.tell(refused)
    tables = {
        "periods": _table(Period, registry.periods),
        "period_parts": _table(PeriodPart, period_parts(registry.periods)),
        "expected_reports": _table(ExpectedReport, registry.expected_reports()),
        "document_duties": _table(DocumentDuty, document_duties(registry)),
        **_restated(registry, settings.today),
        "closing_lineages": _table(ClosingLineage, closing_lineages(registry)),
        "flag_decisions": table_of_decisions(decisions),
        "finding_types": pa.Table.from_pylist([kind._asdict() for kind in catalogue.values()]),
        "other_checks": pa.Table.from_pylist(
            [check._asdict() for check in load_other_checks(settings.expectations)]
        ),
        **rules.compile_tables(sound, registry),
    }
    for name, table in tables.items():
        with atomic_path(settings.landing / "reference" / f"{name}.parquet") as temporary:
            pq.write_table(table, temporary, compression="zstd")
    ensure_empty_batch(settings)
    return [str(fault) for fault in refused]


def _restated(registry: Registry, today: date) -> dict[str, pa.Table]:
    """Return where units' histories stand on today's map."""
    territory = compile_territory(registry, today)
    return {
        "restated_units": _table(RestatedUnit, territory.restated_units),
        "restated_lineages": _table(RestatedLineage, territory.restated_lineages),
        "unit_groups": _table(UnitGroup, territory.unit_groups),
    }


def frozen_landing(settings: Settings) -> Path:
    """Return the folder through which dbt sees landing."""
    return settings.warehouse / "dbt" / "landing"


def freeze_landing(settings: Settings, batches: Iterable[str]) -> None:
    """Let dbt see exactly these batches, by links, whatever lands while it runs.

    A batch that came in between would be in some tables of the build and not in others.
    """
    folder = frozen_landing(settings)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "batches").mkdir(parents=True)
    (folder / "reference").symlink_to(settings.landing / "reference")
    known = folders(settings)
    for path in {batches_folder(settings) / EMPTY_BATCH, *(known[batch] for batch in batches)}:
        (folder / "batches" / path.name).symlink_to(path)


def _table(kind: type, records: Iterable[Any]) -> pa.Table:
    """Return frozen dataclass objects as a table, one column a field, in field order."""
    schema = pa.schema([(name, TYPES[kind]) for name, kind in kind.__annotations__.items()])
    return pa.Table.from_pylist([asdict(record) for record in records], schema=schema)
