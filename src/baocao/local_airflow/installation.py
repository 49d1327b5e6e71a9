"""Where a local Airflow lives and how it is configured: by environment variables only."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from baocao.errors import StateError
from baocao.local_airflow.keys import ROLES, Keys, load_or_make_keys, load_or_make_passwords
from baocao.settings import Settings

HOST = "127.0.0.1"
USUAL_PORT = 8080
# Seconds between two looks of the scheduler: short where somebody waits for the end, else frugal.
BRISK, FRUGAL = 0.1, 1.0
# Airflow's own small auth manager: for one person on one machine it does what FAB does, without
# Flask and without tables of its own. Passwords are in a file that only its owner can read. The
# real installation serves other machines and runs FAB, with hashed passwords and roles.
AUTH_MANAGER = "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager"

# Set by the caller for another Airflow, or harmful to this one: never handed on.
NOT_HANDED_ON = ("AIRFLOW_", "PYTHONDONTWRITEBYTECODE")
# But the accounts of channels, which their operator names this way.
CONNECTION = "AIRFLOW_CONN_"


def free_port(preferred: int = 0) -> int:
    """Return `preferred` when nothing listens there, else a port that the system calls free."""
    for candidate in (preferred, 0):
        with socket.socket() as probe:
            # As the server does: a port that only lingers after a stop counts as free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, candidate))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise StateError(f"no free port on {HOST}")


def find_dags(env: Mapping[str, str]) -> Path:
    """Return the folder of DAGs (BAOCAO_DAGS, default `dags`).

    Raises:
        StateError: the folder holds no DAG file.
    """
    folder = Path(env.get("BAOCAO_DAGS", "dags")).resolve()
    if not any(folder.glob("*.py")):
        raise StateError(
            f"no DAG files in {folder}; call from the project's folder or set BAOCAO_DAGS"
        )
    return folder


@dataclass(frozen=True)
class Installation:
    """One local Airflow: state under `$BAOCAO_HOME/airflow`, logs under `logs/airflow`.

    Attributes:
        settings: whose state it works on.
        dags: the folder of DAG files.
        port: where its page and API are served.
        keys: its secrets.
        passwords: user → password.
        database: SQLAlchemy URL of Airflow's own database.
        stays: it goes on after the command that started it.
    """

    settings: Settings
    dags: Path
    port: int
    keys: Keys
    passwords: Mapping[str, str]
    database: str
    stays: bool

    @classmethod
    def at(
        cls, settings: Settings, port: int, env: Mapping[str, str], *, stays: bool = False
    ) -> "Installation":
        """Return the installation of this state folder; its secrets are made where missing."""
        home = settings.home / "airflow"
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        # It is named to every task below, and a named inbox must be a folder.
        settings.inbox.mkdir(parents=True, exist_ok=True)
        return cls(
            settings=settings,
            dags=find_dags(env),
            port=port,
            keys=load_or_make_keys(home / "keys.json"),
            passwords=load_or_make_passwords(home / "passwords.json"),
            database=env.get("BAOCAO_AIRFLOW_DB") or f"sqlite:///{home / 'airflow.db'}",
            stays=stays,
        )

    @property
    def home(self) -> Path:
        """Return AIRFLOW_HOME."""
        return self.settings.home / "airflow"

    @property
    def logs(self) -> Path:
        """Return the folder of the components' logs; those of tasks are in `tasks/` below it."""
        return self.settings.logs / "airflow"

    @property
    def run_file(self) -> Path:
        """Return the record of what is running: processes, port."""
        return self.home / "running.json"

    @property
    def password_file(self) -> Path:
        """Return the file of the generated passwords, readable by its owner only."""
        return self.home / "passwords.json"

    @property
    def url(self) -> str:
        """Return the address of the web page."""
        return f"http://{HOST}:{self.port}"

    def environment(self, inherited: Mapping[str, str]) -> dict[str, str]:
        """Return the environment of every Airflow process; overrides what is inherited."""
        kept = {
            name: value
            for name, value in inherited.items()
            if name.startswith(CONNECTION) or not name.startswith(NOT_HANDED_ON)
        }
        return kept | self._baocao() | self._airflow() | self._quiet()

    def _baocao(self) -> dict[str, str]:
        settings = self.settings
        return {
            "BAOCAO_HOME": str(settings.home),
            "BAOCAO_SEEDS": str(settings.seeds),
            "BAOCAO_EXPECTATIONS": str(settings.expectations),
            "BAOCAO_INBOX": settings.inbox_url or str(settings.inbox),
            "BAOCAO_DBT_PROJECT": str(settings.dbt_project),
            "BAOCAO_DAGS": str(self.dags),
        }

    def _airflow(self) -> dict[str, str]:
        sections = {
            "core": {
                "dags_folder": self.dags,
                "load_examples": False,
                "executor": "LocalExecutor",
                "parallelism": 4,
                "fernet_key": self.keys.fernet,
                "auth_manager": AUTH_MANAGER,
                "simple_auth_manager_users": ",".join(f"{u}:{role}" for u, role in ROLES.items()),
                "simple_auth_manager_passwords_file": self.password_file,
                "execution_api_server_url": f"{self.url}/execution/",
                # The default asks a name server, which an office without one waits for.
                "hostname_callable": "socket.gethostname",
            },
            "api": {
                "host": HOST,
                "port": self.port,
                "base_url": self.url,
                "secret_key": self.keys.session,
            },
            "api_auth": {"jwt_secret": self.keys.jwt},
            "database": {"sql_alchemy_conn": self.database},
            "scheduler": {"scheduler_idle_sleep_time": FRUGAL if self.stays else BRISK},
            "dag_processor": {
                "refresh_interval": 30,
                "min_file_process_interval": 30,
                "print_stats_interval": 0,
            },
            "logging": {
                "base_log_folder": self.logs / "tasks",
                "dag_processor_child_process_log_directory": self.logs / "dag_processor",
            },
            "usage_data_collection": {"enabled": False},
        }
        variables = {
            f"AIRFLOW__{section}__{option}".upper(): str(value)
            for section, options in sections.items()
            for option, value in options.items()
        }
        return variables | {"AIRFLOW_HOME": str(self.home)}

    def _quiet(self) -> dict[str, str]:
        """Return what keeps telemetry off, and loopback calls away from an office's proxy."""
        return {
            "DO_NOT_TRACK": "1",
            "GX_ANALYTICS_ENABLED": "false",
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "NO_PROXY": f"{HOST},localhost",
            "no_proxy": f"{HOST},localhost",
        }
