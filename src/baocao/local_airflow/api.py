"""The few calls of Airflow's REST API that the runner needs, over loopback only."""

import http.client
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote, urlencode

from baocao.errors import BaocaoError
from baocao.local_airflow.installation import HOST

TIMEOUT_SECONDS = 60
TRIES = 3
PAGE = 100


class ApiError(BaocaoError):
    """Airflow's API refused a call."""

    exit_code = 1


class NoAnswerError(ApiError):
    """Airflow's API does not answer, or not in time."""


def call(
    port: int,
    method: str,
    path: str,
    body: Mapping[str, Any] | None = None,
    token: str | None = None,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> Any:
    """Send one request to the API on this port and return the JSON answer.

    Raises:
        NoAnswerError: no answer within the time.
        ApiError: an answer that is not 2xx.
    """
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    connection = http.client.HTTPConnection(HOST, port, timeout=timeout_seconds)
    try:
        payload = None if body is None else json.dumps(body)
        connection.request(method, path, payload, headers)
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswerError(f"{method} {path}: no answer from {HOST}:{port} ({error})") from error
    finally:
        connection.close()
    if not http.client.OK <= answer.status < http.client.MULTIPLE_CHOICES:
        raise ApiError(f"{method} {path}: {answer.status} {content.decode(errors='replace')[:500]}")
    return json.loads(content) if content else None


class Client:
    """A logged-in caller of the API."""

    def __init__(self, port: int, user: str, password: str) -> None:
        """Log in.

        Raises:
            ApiError: wrong password, or no answer.
        """
        self.port = port
        login = {"username": user, "password": password}
        self.token = call(port, "POST", "/auth/token", login)["access_token"]

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Call; ask again where asking twice does no harm, as on a machine under heavy load."""
        for _ in range(TRIES - 1 if method == "GET" else 0):
            with suppress(NoAnswerError):
                return call(self.port, method, f"/api/v2{path}", body, self.token)
        return call(self.port, method, f"/api/v2{path}", body, self.token)

    def _pages(self, path: str, key: str, **query: str) -> list[dict[str, Any]]:
        """Return all entries of a listing, page by page."""
        entries: list[dict[str, Any]] = []
        while True:
            parameters = urlencode({**query, "limit": PAGE, "offset": len(entries)})
            answer = self._call("GET", f"{path}?{parameters}")
            entries += answer[key]
            if not answer[key] or len(entries) >= answer["total_entries"]:
                return entries

    def dag_ids(self) -> set[str]:
        """Return the ids of the DAGs that Airflow knows."""
        return {dag["dag_id"] for dag in self._pages("/dags", "dags")}

    def import_errors(self) -> list[str]:
        """Return what went wrong in reading DAG files, as `file: trace`."""
        errors = self._pages("/importErrors", "import_errors")
        return [f"{error['filename']}: {error['stack_trace']}" for error in errors]

    def unpause(self, dag_id: str) -> None:
        """Let the scheduler run a DAG."""
        self._call("PATCH", f"/dags/{quote(dag_id)}?update_mask=is_paused", {"is_paused": False})

    def trigger(self, dag_id: str, conf: Mapping[str, Any] | None = None) -> str:
        """Ask for a run by hand and return its id."""
        body = {"logical_date": None, "conf": dict(conf or {})}
        return self._call("POST", f"/dags/{quote(dag_id)}/dagRuns", body)["dag_run_id"]

    def runs(self) -> list[dict[str, Any]]:
        """Return all runs of all DAGs, oldest first."""
        return self._pages("/dags/~/dagRuns", "dag_runs", order_by="id")

    def tasks(self, dag_id: str, run_id: str) -> list[dict[str, Any]]:
        """Return the task instances of one run."""
        path = f"/dags/{quote(dag_id)}/dagRuns/{quote(run_id, safe='')}/taskInstances"
        return self._pages(path, "task_instances")

    def asset_events(self) -> list[dict[str, Any]]:
        """Return all asset events, oldest first."""
        return self._pages("/assets/events", "asset_events", order_by="timestamp")
