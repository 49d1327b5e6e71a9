import socket
from dataclasses import replace
from pathlib import Path

import pytest

from baocao.errors import StateError
from baocao.local_airflow.installation import HOST, Installation, free_port
from baocao.settings import Settings


@pytest.fixture
def installation(tmp_path: Path, root: Path) -> Installation:
    settings = Settings.from_env(
        {"BAOCAO_HOME": str(tmp_path), "BAOCAO_SEEDS": str(root / "seeds")}
    )
    return Installation.at(settings, 8099, {"BAOCAO_DAGS": str(root / "dags")})


def test_nothing_listens_for_other_machines(installation: Installation) -> None:
    env = installation.environment({})
    assert env["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert env["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == "http://127.0.0.1:8099/execution/"


def test_settings_of_another_airflow_are_not_handed_on(installation: Installation) -> None:
    foreign = {
        "AIRFLOW_HOME": "/other",
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
        "AIRFLOW__SECRETS__BACKEND": "x",
        "PATH": "/bin",
    }
    env = installation.environment(foreign)
    assert env["AIRFLOW_HOME"] == str(installation.home)
    assert env["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"
    assert "AIRFLOW__SECRETS__BACKEND" not in env
    assert env["PATH"] == "/bin"


def test_accounts_of_channels_are_handed_on(installation: Installation) -> None:
    named = {"AIRFLOW_CONN_SFTP_TINH": "{}", "AIRFLOW_VAR_X": "1"}
    env = installation.environment(named)
    assert (env["AIRFLOW_CONN_SFTP_TINH"], "AIRFLOW_VAR_X" in env) == ("{}", False)


def test_tasks_see_the_same_folders_from_any_working_directory(installation: Installation) -> None:
    env = installation.environment({"BAOCAO_HOME": "relative"})
    folders = [env[f"BAOCAO_{name}"] for name in ("HOME", "SEEDS", "INBOX", "EXPECTATIONS", "DAGS")]
    assert all(Path(folder).is_absolute() for folder in folders)
    assert env["BAOCAO_HOME"] == str(installation.settings.home)


def test_telemetry_and_examples_are_off(installation: Installation) -> None:
    env = installation.environment({})
    assert env["GX_ANALYTICS_ENABLED"] == "false"
    assert env["DBT_SEND_ANONYMOUS_USAGE_STATS"] == "false"
    assert env["AIRFLOW__USAGE_DATA_COLLECTION__ENABLED"] == "False"
    assert env["AIRFLOW__CORE__LOAD_EXAMPLES"] == "False"


def test_an_airflow_that_stays_looks_for_work_less_often(installation: Installation) -> None:
    option = "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME"
    staying = replace(installation, stays=True)
    assert float(staying.environment({})[option]) > float(installation.environment({})[option])


def test_the_database_can_be_another(installation: Installation) -> None:
    url = "postgresql+psycopg2://airflow@127.0.0.1/airflow"
    env = {"BAOCAO_DAGS": str(installation.dags), "BAOCAO_AIRFLOW_DB": url}
    other = Installation.at(installation.settings, 1, env)
    assert other.environment({})["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] == url


def test_a_folder_without_dags_is_refused(tmp_path: Path) -> None:
    settings = Settings.from_env({"BAOCAO_HOME": str(tmp_path)})
    with pytest.raises(StateError, match="no DAG files"):
        Installation.at(settings, 1, {"BAOCAO_DAGS": str(tmp_path)})


def test_a_taken_port_is_not_chosen() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(port) != port
    assert free_port(port) == port
