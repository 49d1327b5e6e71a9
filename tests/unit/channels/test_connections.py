"""Which Airflow a command asks for connections, and what a connection never shows."""

import json
import logging
import os
import tempfile
from pathlib import Path

import pytest
from tests.support.states import settings_in

from baocao.channels.connections import Access, access_of, find_airflow, hush
from baocao.errors import UsageError
from baocao.local_airflow.keys import load_or_make_keys
from baocao.registry.channels import inbox_channel

os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="baocao-airflow-"))


def test_where_nothing_is_said_it_is_the_airflow_of_the_state_folder(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    keys = load_or_make_keys(tmp_path / "airflow/keys.json")
    env: dict[str, str] = {}
    find_airflow(settings, env)
    assert env == {
        "AIRFLOW_HOME": str(tmp_path / "airflow"),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{tmp_path / 'airflow/airflow.db'}",
        "AIRFLOW__CORE__FERNET_KEY": keys.fernet,
        "_AIRFLOW_PROCESS_CONTEXT": "server",
    }


def test_an_airflow_that_is_named_is_the_one_that_is_asked(tmp_path: Path) -> None:
    load_or_make_keys(tmp_path / "airflow/keys.json")
    for named in ({"AIRFLOW_HOME": "/a"}, {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "sqlite:///x"}):
        env = dict(named)
        find_airflow(settings_in(tmp_path), env)
        assert env.items() >= {**named, "_AIRFLOW_PROCESS_CONTEXT": "server"}.items()
        assert "AIRFLOW__CORE__FERNET_KEY" not in env


def test_without_any_airflow_no_database_is_made(tmp_path: Path) -> None:
    env: dict[str, str] = {}
    find_airflow(settings_in(tmp_path), env)
    assert env == {"AIRFLOW_HOME": str(tmp_path / "airflow")}


def test_a_connection_has_no_text_form_that_shows_a_secret() -> None:
    access = Access("x", "h", 1, "who", "s3cret", {"private_key": "s3cret"})
    assert "s3cret" not in f"{access!r} {access}"
    with pytest.raises(UsageError, match="host") as refusal:
        Access("x", login="who", password="s3cret").needs("host", "login", "password")
    assert "s3cret" not in str(refusal.value)


def test_the_url_says_what_the_connection_leaves_open(monkeypatch: pytest.MonkeyPatch) -> None:
    channel = inbox_channel("sftp://vp@may-chu.example:2222/nop")
    assert channel.kind == "sftp"
    fields = {"conn_type": "sftp", "password": "p", "extra": {"host_key": "k"}}
    monkeypatch.setenv("AIRFLOW_CONN_BAOCAO_INBOX", json.dumps(fields))
    found = access_of(channel)
    assert (found.host, found.port, found.login) == ("may-chu.example", 2222, "vp")
    assert (found.password, found.extra) == ("p", {"host_key": "k"})


def test_what_the_clients_say_of_requests_is_kept_out_of_the_log() -> None:
    logger = logging.getLogger("botocore")
    before = logger.level
    logger.setLevel(logging.DEBUG)
    hush()
    assert not logger.isEnabledFor(logging.INFO)
    logger.setLevel(before)
