"""The shortest proof that Airflow runs here: healthy, every DAG read, nothing open to others."""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from baocao.local_airflow.installation import HOST
from baocao.local_airflow.processes import Started, session_members
from baocao.local_airflow.starting import LocalAirflowError, Running, Say, recorded, running
from baocao.settings import Settings

if TYPE_CHECKING:
    import psutil

READ_WITHIN_SECONDS = 60


def wait_for_dags(airflow: Running) -> set[str]:
    """Return the ids of the DAGs once every DAG file was read.

    Raises:
        LocalAirflowError: a file has an error, or was not read in time.
    """
    expected = {path.stem for path in airflow.installation.dags.glob("*.py")}
    deadline = time.monotonic() + READ_WITHIN_SECONDS
    while True:
        errors = airflow.client.import_errors()
        if errors:
            raise LocalAirflowError("DAG files with errors:\n" + "\n".join(errors))
        found = airflow.client.dag_ids()
        if expected <= found:
            return found
        if time.monotonic() > deadline:
            raise LocalAirflowError(f"not read in time: {', '.join(sorted(expected - found))}")
        time.sleep(0.5)


def listening(airflow: Running) -> set[tuple[str, int]]:
    """Return address and port of every socket on which a process of this Airflow listens."""
    supervisor, _ = recorded(airflow.installation.run_file)
    members = session_members(supervisor.pid) if isinstance(supervisor, Started) else []
    return {address for process in members for address in _addresses(process)}


def _addresses(process: "psutil.Process") -> list[tuple[str, int]]:
    connections = process.net_connections(kind="inet")
    return [(c.laddr.ip, c.laddr.port) for c in connections if c.status == "LISTEN"]


def check_smoke(settings: Settings, say: Say, env: Mapping[str, str]) -> None:
    """Start Airflow, check it, and end it.

    Raises:
        LocalAirflowError: it is not healthy, cannot read a DAG, or listens for other machines.
    """
    with running(settings, say, env) as airflow:
        say(f"healthy; DAGs: {', '.join(sorted(wait_for_dags(airflow)))}")
        sockets = listening(airflow)
        open_to_others = {address for address in sockets if address[0] != HOST}
        if open_to_others or not sockets:
            raise LocalAirflowError(f"listens for other machines: {open_to_others}")
        say(f"listens on {', '.join(f'{ip}:{port}' for ip, port in sorted(sockets))} only")
