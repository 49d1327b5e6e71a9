from pathlib import Path

import pytest

from baocao.errors import StateError
from baocao.local_airflow.demo import NOW, enter_home, environment


def test_the_demonstration_has_a_home_an_inbox_and_a_clock_of_its_own(tmp_path: Path) -> None:
    inherited = {"BAOCAO_INBOX": "/srv/real/inbox", "BAOCAO_NOW": "2024-01-01", "PATH": "/bin"}
    env = environment(inherited)
    assert env["BAOCAO_HOME"] == str(Path("var/demo").resolve())
    assert env["BAOCAO_NOW"] == NOW
    assert "BAOCAO_INBOX" not in env
    assert env["PATH"] == "/bin"
    assert environment({"BAOCAO_HOME": str(tmp_path)})["BAOCAO_HOME"] == str(tmp_path)


def test_synthetic_reports_never_get_into_a_real_state(tmp_path: Path) -> None:
    real = tmp_path / "archive" / "aa"
    real.mkdir(parents=True)
    for fresh in (False, True):
        with pytest.raises(StateError, match="not a demonstration's"):
            enter_home(tmp_path, fresh=fresh)
    assert real.exists()


def test_a_demonstration_can_be_run_again_or_begun_again(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    enter_home(home, fresh=False)
    left = home / "landing"
    left.mkdir()
    enter_home(home, fresh=False)
    assert left.exists()
    enter_home(home, fresh=True)
    assert not left.exists()
