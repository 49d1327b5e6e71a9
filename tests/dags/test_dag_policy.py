"""What every DAG owes to the people who operate it."""

import ast
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pendulum
import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk import DAG
from airflow.serialization.serialized_objects import DagSerialization
from airflow.timetables.base import TimeRestriction

from baocao.orchestrating import policy

DAGS = Path(__file__).resolve().parents[2] / "dags"
FILES = sorted(DAGS.glob("*.py"))
EXPECTED_IDS = {
    "collect_submissions",
    "ingest_submissions",
    "build_warehouse",
    "close_period",
    "keep_house",
    "notify_units",
}
MOST_LINES = 80

# At the top of a DAG file: the scheduler reads it every half minute.
LIGHT_IMPORTS = ("airflow", "pendulum", "datetime", "typing", "baocao.orchestrating")

# What writes the warehouse, or copies it while nobody may write it.
OPENING_MODULES = ("baocao.building.", "baocao.publishing.")


@pytest.fixture(scope="module")
def bag() -> DagBag:
    return DagBag(dag_folder=DAGS)


@pytest.fixture(params=sorted(EXPECTED_IDS))
def dag(request: pytest.FixtureRequest, bag: DagBag) -> DAG:
    return bag.dags[request.param]


def test_every_file_is_read_without_an_error_and_holds_the_dag_it_is_named_after(
    bag: DagBag,
) -> None:
    assert bag.import_errors == {}
    assert set(bag.dags) == EXPECTED_IDS == {path.stem for path in FILES}


def test_owner_and_tags(dag: DAG) -> None:
    assert {task.owner for task in dag.tasks} == {policy.OWNER}
    assert dag.tags
    assert dag.tags <= policy.TAGS


def test_the_page_of_the_dag_says_what_it_does_and_what_to_do_when_it_fails(dag: DAG) -> None:
    doc = dag.doc_md or ""
    headings = ["## What it does", policy.TRIAGE_HEADING, policy.RERUN_HEADING]
    positions = [doc.index(heading) for heading in headings]
    assert positions == sorted(positions)
    triage = doc[positions[1] : positions[2]]
    unnamed = {task.task_id for task in dag.tasks if f"`{task.task_id}`" not in triage}
    assert unnamed == set(), "tasks that the triage does not mention"


def test_start_is_fixed_in_vietnam_and_the_past_is_not_caught_up(dag: DAG) -> None:
    assert dag.start_date == datetime(2026, 1, 1, tzinfo=ZoneInfo(policy.TIMEZONE))
    assert dag.timezone.name == policy.TIMEZONE
    assert dag.catchup is False


def test_a_period_is_closed_just_after_midnight_in_vietnam(bag: DagBag) -> None:
    stored = DagSerialization.from_dict(DagSerialization.to_dict(bag.dags["close_period"]))
    # With catch-up the answer does not depend on the day on which the test runs.
    after = TimeRestriction(earliest=pendulum.datetime(2026, 9, 16), latest=None, catchup=True)
    following = stored.timetable.next_dagrun_info_v2(last_dagrun_info=None, restriction=after)
    assert following is not None
    assert following.partition_key == "2026-Q3"
    assert following.run_after == pendulum.datetime(2026, 9, 16, 17, 30)
    assert following.data_interval is None


def test_the_calendar_is_found_as_a_plugin_of_airflow() -> None:
    from airflow.plugins_manager import get_timetables_plugins

    from baocao.orchestrating.timetable import PeriodClosingTimetable

    assert PeriodClosingTimetable in get_timetables_plugins().values()


def test_one_run_at_a_time_and_none_for_ever(dag: DAG) -> None:
    assert dag.max_active_runs == 1
    assert dag.dagrun_timeout is not None
    assert all(task.execution_timeout for task in dag.tasks)


def test_tasks_are_tried_again_but_not_for_a_closed_gate(dag: DAG) -> None:
    from airflow.sdk import RetryAction

    from baocao.channels import ChannelRefused, ChannelUnreachable
    from baocao.errors import ConfigError, PublishRefused, StateError
    from baocao.orchestrating.gates import GateClosedError

    for task in dag.tasks:
        assert task.retries
        assert task.retry_policy is not None
        finals = (
            GateClosedError("red"),
            PublishRefused("red"),
            ConfigError([]),
            ChannelRefused(""),
        )
        for final in finals:
            assert task.retry_policy.evaluate(final, 1, 2).action == RetryAction.FAIL
        passings = (StateError("being written"), OSError("disk"), MemoryError())
        for passing in (*passings, ChannelUnreachable("")):
            assert task.retry_policy.evaluate(passing, 1, 2).action == RetryAction.DEFAULT


def test_what_opens_the_warehouse_takes_the_one_slot_and_the_one_worker(bag: DagBag) -> None:
    openers = {
        (path.stem, node.name)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name != path.stem
        if _opens_the_warehouse(node)
    }
    writers = {
        (dag.dag_id, task.task_id)
        for dag in bag.dags.values()
        for task in dag.tasks
        if (task.pool, task.queue) == (policy.WRITER["pool"], policy.WRITER["queue"])
    }
    assert openers, "nothing was found to open the warehouse: look at how it is found"
    assert writers == openers
    assert all(policy.WRITER_TAG in bag.dags[dag_id].tags for dag_id, _ in openers)
    assert policy.WRITER_POOL_SLOTS == 1


@pytest.mark.parametrize(
    ("body", "opens"),
    [
        ("from baocao.building import build", True),
        ("import baocao.building.records", True),
        ("from baocao import publishing", True),
        ("from baocao.publishing import publish as out", True),
        ("gates.check(run_settings(), 'marts')", True),
        ("gates.check(run_settings(), stage='all')", True),
        ("gates.check(run_settings(), stage)", True),
        ("gates.check(run_settings(), 'landing')", False),
        ("from baocao.orchestrating import gates", False),
    ],
)
def test_what_opens_the_warehouse_is_told_by_its_body(body: str, opens: bool) -> None:
    (function,) = ast.parse(f"def task():\n    {body}").body
    assert isinstance(function, ast.FunctionDef)
    assert _opens_the_warehouse(function) is opens


def test_the_build_runs_on_the_asset_that_ingest_updates(bag: DagBag) -> None:
    announce = bag.dags["ingest_submissions"].get_task("announce")
    (outlet,) = announce.outlets
    assert bag.dags["build_warehouse"].schedule == [outlet]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
class TestFile:
    def test_is_short(self, path: Path) -> None:
        assert len(path.read_text().splitlines()) <= MOST_LINES

    def test_is_not_taken_for_a_dbt_plugin(self, path: Path) -> None:
        assert not path.name.startswith("dbt_")

    def test_does_nothing_heavy_when_read(self, path: Path) -> None:
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0
                assert (node.module or "").startswith(LIGHT_IMPORTS), ast.unparse(node)
            elif isinstance(node, ast.Import):
                assert all(name.name.startswith(LIGHT_IMPORTS) for name in node.names)
            else:
                assert _is_wiring(node), f"work at the top level: {ast.unparse(node)}"

    def test_reads_no_variable_and_no_clock(self, path: Path) -> None:
        names = {
            node.attr
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Attribute)
        }
        assert not names & {"now", "utcnow", "today"}
        assert "Variable" not in path.read_text()


def _is_wiring(node: ast.stmt) -> bool:
    """Return whether a statement only describes: text, a constant, an asset, the DAG, its call."""
    match node:
        case ast.Expr(value=ast.Constant()) | ast.FunctionDef():
            return True
        case ast.Assign(value=ast.Constant()):
            return True
        case ast.Assign(value=ast.Call(func=ast.Name(id="Asset" | "Param"))):
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id=name), args=[])):
            return name in EXPECTED_IDS
        case _:
            return False


def _opens_the_warehouse(task: ast.FunctionDef) -> bool:
    """Return whether a task's body builds, publishes or checks anything but landing."""
    return any(_opens(node) for node in ast.walk(task))


def _opens(node: ast.AST) -> bool:
    match node:
        case ast.ImportFrom(module=str(module), names=names):
            modules = [module, *(f"{module}.{name.name}" for name in names)]
        case ast.Import(names=names):
            modules = [name.name for name in names]
        case ast.Call(func=ast.Attribute(value=ast.Name(id="gates"), attr="check")):
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            return not any(
                isinstance(one, ast.Constant) and one.value == "landing" for one in given
            )
        case _:
            return False
    return any(f"{module}.".startswith(OPENING_MODULES) for module in modules)
