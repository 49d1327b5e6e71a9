"""What every DAG of this project has in common; `tests/dags` holds the DAGs to it."""

from datetime import timedelta
from typing import Any

OWNER = "baocao-data-team"

# A closed list, so that filtering by tag in the UI finds everything.
TAGS = frozenset({"intake", "warehouse", "calendar", "housekeeping", "writes-duckdb"})

# DuckDB has one writer: whatever opens the warehouse takes the only slot of this pool, and where
# there are several workers, the one that listens on the queue of the same name.
WRITER_POOL = "duckdb_writer"
WRITER_POOL_SLOTS = 1
WRITER: dict[str, Any] = {"pool": WRITER_POOL, "queue": WRITER_POOL}
WRITER_TAG = "writes-duckdb"

# Channels lie outside: where there are several workers, only the one that listens on this queue has
# a way out.
COLLECTOR_QUEUE = "channels"

# Updated by `ingest_submissions` when something landed; `build_warehouse` runs on it.
LANDED_NAME = "landed_submissions"
LANDED_URI = "x-baocao://landing/submissions"

TIMEZONE = "Asia/Ho_Chi_Minh"
TRIAGE_HEADING = "## When it fails"
RERUN_HEADING = "## Run again, back-fill"

TASK_TIMEOUT = timedelta(minutes=30)
RUN_TIMEOUT = timedelta(hours=2)


def default_args() -> dict[str, Any]:
    """Return owner, retries and timeout of every task.

    Tried again: what heals by itself (a killed process, a disk that was full, a warehouse that is
    being written). Final at once: a closed gate, a broken configuration, a wrong call.
    """
    from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

    return {
        "owner": OWNER,
        "retries": 2,
        "retry_delay": timedelta(seconds=30),
        "execution_timeout": TASK_TIMEOUT,
        "retry_policy": ExceptionRetryPolicy(
            rules=[
                RetryRule("baocao.errors.StateError", RetryAction.DEFAULT),
                RetryRule(
                    "baocao.errors.BaocaoError",
                    RetryAction.FAIL,
                    reason="does not heal by itself: see the message",
                ),
            ]
        ),
    }
