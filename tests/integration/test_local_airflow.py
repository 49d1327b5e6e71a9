"""`up`, `down` and what is left when a command is interrupted or killed: real Airflow processes."""

import http.client
import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from baocao.local_airflow.api import ApiError, Client
from baocao.local_airflow.installation import HOST
from baocao.local_airflow.processes import session_members

pytestmark = [pytest.mark.airflow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for the module: Airflow's database is made once."""
    return tmp_path_factory.mktemp("local")


Begin = Callable[[str], subprocess.Popen[str]]


@pytest.fixture
def begin(home: Path, root: Path) -> Begin:
    def begin(command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "baocao.local_airflow", command],
            env={**os.environ, "BAOCAO_HOME": str(home)},
            cwd=root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return begin


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Return exit code and all output of a command."""
    out, err = process.communicate(timeout=300)
    return process.returncode, out + err


def supervisor_of(home: Path) -> int:
    """Wait until the supervisor has recorded its processes and return its pid."""
    record = home / "airflow" / "running.json"
    deadline = time.monotonic() + 120
    while not record.exists():
        assert time.monotonic() < deadline, "nothing was started"
        time.sleep(0.1)
    return json.loads(record.read_text())["supervisor"]["pid"]


def gone_within(seconds: float, session: int) -> bool:
    deadline = time.monotonic() + seconds
    while session_members(session) or psutil.pid_exists(session):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def test_up_serves_a_page_behind_a_generated_password_and_down_ends_it(
    begin: Begin, home: Path
) -> None:
    code, said = ended(begin("up"))
    assert code == 0, said
    session = supervisor_of(home)
    try:
        port = int(re.findall(rf"http://{HOST}:(\d+)", said)[0])
        page = http.client.HTTPConnection(HOST, port, timeout=60)
        page.request("GET", "/")
        assert "<title>Airflow" in page.getresponse().read().decode()

        kept = home / "airflow" / "passwords.json"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        passwords = json.loads(kept.read_text())
        assert str(kept) in said
        assert all(user in said for user in passwords)
        assert not [user for user, password in passwords.items() if password in said]
        assert Client(port, "operator", passwords["operator"]).dag_ids()
        with pytest.raises(ApiError, match="401"):
            Client(port, "operator", "admin")

        code, refusal = ended(begin("up"))
        assert code == 2
        assert "running already" in refusal
    finally:
        assert ended(begin("down"))[0] == 0
    assert gone_within(0, session)
    assert "no Airflow was running" in ended(begin("down"))[1]


@pytest.mark.parametrize(
    ("how", "code"),
    [
        (signal.SIGINT, 130),
        (signal.SIGTERM, 128 + signal.SIGTERM),
        (signal.SIGKILL, -signal.SIGKILL),
    ],
    ids=["Ctrl-C", "terminated", "killed"],
)
def test_nothing_outlives_the_command(
    begin: Begin, home: Path, how: signal.Signals, code: int
) -> None:
    command = begin("smoke")
    session = supervisor_of(home)
    assert session_members(session)
    command.send_signal(how)
    assert ended(command)[0] == code
    assert gone_within(30, session)
    assert not (home / "airflow" / "running.json").exists()
