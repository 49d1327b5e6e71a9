"""Files in any order, cut into any runs, end up the same, and a dry run tells each run before."""

import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.models import PROJECT, render_model
from tests.unit.ingesting.conftest import Office
from tests.unit.ingesting.workbooks import (
    RECEIVED,
    csv_lines,
    district_reports,
    drop,
    make_report,
    totals_of,
    units_book,
)

from baocao.desk.ledger import Ledger
from baocao.landing import batches_folder
from baocao.registry import Registry

MODELS = (
    "staging/landing/stg_landing__files",
    "staging/landing/stg_landing__submissions",
    "intermediate/submissions/int_submissions_versioned",
)
# In force as of any later day: which figures, since when and until when; and what is wrong in them.
VERSIONS = """
    select v.sender_unit_code, v.unit_code, v.form_code, v.period_code, v.outcome, v.version,
        v.received_at, v.superseded_at, v.is_current, c.figures, f.faults
    from marts.int_submissions_versioned as v
    left join (
        select submission_id,
            list((indicator_code, category_code, role, cell, value) order by all) as figures
        from landing.cells group by submission_id
    ) as c using (submission_id)
    left join (
        select submission_id, list((finding_code, cell, raw_text) order by all) as faults
        from landing.findings group by submission_id
    ) as f using (submission_id)
    where v.outcome <> 'duplicate'
"""
FILES = """
    select sender_unit_code, file_sha256, outcome,
        case when outcome <> 'duplicate' then received_at end as received_at
    from marts.stg_landing__files
"""

LATEST = datetime(2026, 9, 30, tzinfo=UTC)
# A content, and after how many hours it comes; no two at once.
SENT = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 400)),
    min_size=2,
    max_size=6,
    unique_by=lambda one: one[1],
)


@pytest.fixture(scope="module")
def contents(registry: Registry) -> list[tuple[str, str, bytes]]:
    """Return senders, endings and bytes: two versions each, a rejected one, refused, a person's."""

    def lines(unit: str, **changes: Any) -> bytes:
        return csv_lines(make_report(registry, unit, "F-TCD", "2024-Q1", **changes)).encode()

    district = district_reports(registry)
    table = units_book(district, totals_of(district))
    return [
        ("BK-TTR", "csv", lines("BK-TTR")),
        ("BK-TTR", "csv", lines("BK-TTR", values={"TD01": 9, "TD05": "x"})),
        ("BK-TTR", "csv", lines("BK-SNV")),
        ("BK-SNV", "csv", lines("BK-SNV")),
        ("BK-TTR", "pdf", b"%PDF"),
        ("BK-TTR", "csv", lines("BK-TTR", notes={"TD01": "CCCD 000000000000"})),
        ("060", "xlsx", table),
    ]


@cache
def model(name: str) -> str:
    """Return the SQL of a model, as a build of that day runs it."""
    return render_model(PROJECT / "models" / f"{name}.sql", {"as_of": str(LATEST)})


def outcome_of(office: Office) -> dict[str, Any]:
    """Return what a build makes of all that landed, and what the upload page says of it."""
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'; create schema landing; create schema marts")
    for table in ("files", "submissions", "cells", "findings"):
        landed = batches_folder(office.settings) / "*" / f"{table}.parquet"
        connection.execute(f"create view landing.{table} as from read_parquet('{landed}')")
    for name in MODELS:
        connection.execute(f"create table marts.{Path(name).name} as {model(name)}")
    ledger = Ledger()
    ledger.refresh(office.settings)
    told = {
        (one.unit_code, one.sender_unit_code): [
            (came.received_at, came.outcome) for came in ledger.arrivals(one, LATEST)
        ]
        for one in office.registry.expected_reports()
        if (one.period_code, one.form_code) == ("2024-Q1", "F-TCD")
    }
    return {
        "versions": Counter(map(str, connection.execute(VERSIONS).fetchall())),
        "files": Counter(map(str, connection.execute(FILES).fetchall())),
        "page": {whose: arrived for whose, arrived in told.items() if arrived},
        "archive": {
            name: content
            for name, content in office.state().items()
            if name.startswith("archive/") and not name.endswith(".json")
        },
    }


def take_in(office: Office) -> None:
    """Ingest the inbox after a dry run, which says the same and writes nothing."""
    before = office.state()
    dry = office.ingest(dry_run=True)
    assert office.state() == before
    real = office.ingest()
    same = ("files", "reports", "findings", "affected", "refused")
    assert [getattr(dry, name) for name in same] == [getattr(real, name) for name in same]
    assert (dry.batch_ids, dry.receipts) == ([], [])


def test_a_letter_fetched_after_the_same_file_was_uploaded_counts_from_when_it_came(
    office: Office, contents: list[tuple[str, str, bytes]]
) -> None:
    """Sent by mail, corrected, and the first file handed in once more; the mailbox is read last."""
    days = {"upload": 3, "correction": 2, "mail": 1}
    for way, days_later in days.items():
        sender, ending, file = contents[way == "correction"]
        at = RECEIVED + timedelta(days=days_later)
        drop(office.inbox(sender), f"{way}.{ending}", file, at)
        office.ingest()
    (arrived,) = outcome_of(office)["page"].values()
    assert arrived == [
        (RECEIVED + timedelta(days=days["mail"]), "accepted"),
        (RECEIVED + timedelta(days=days["correction"]), "accepted_with_flags"),
    ]


def test_any_order_and_any_runs_end_up_the_same(
    contents: list[tuple[str, str, bytes]], office_at: Callable[[Path], Office]
) -> None:
    @settings(max_examples=15, deadline=None)
    @given(sent=SENT, data=st.data())
    def check(sent: list[tuple[int, int]], data: st.DataObject) -> None:
        order = data.draw(st.permutations(sent))
        cuts = data.draw(st.sets(st.integers(1, len(sent) - 1)))

        def deliver(office: Office, content: int, hours: int) -> None:
            sender, ending, file = contents[content]
            at = RECEIVED + timedelta(hours=hours)
            drop(office.inbox(sender), f"{hours}.{ending}", file, at)

        with tempfile.TemporaryDirectory() as folder:
            together, apart = office_at(Path(folder, "together")), office_at(Path(folder, "apart"))
            for one in sent:
                deliver(together, *one)
            take_in(together)
            for number, one in enumerate(order, start=1):
                deliver(apart, *one)
                if number in cuts or number == len(order):
                    take_in(apart)
            assert outcome_of(apart) == outcome_of(together)

    check()
