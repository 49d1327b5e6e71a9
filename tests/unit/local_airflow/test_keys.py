import base64
import stat
from pathlib import Path

import pytest

from baocao.local_airflow.keys import ROLES, load_or_make_keys, load_or_make_passwords


@pytest.mark.parametrize("make", [load_or_make_keys, load_or_make_passwords])
def test_secrets_are_made_once_and_only_their_owner_reads_them(make, tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    first = make(path)
    assert make(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert make(tmp_path / "other.json") != first


def test_fernet_key_is_what_fernet_takes(tmp_path: Path) -> None:
    keys = load_or_make_keys(tmp_path / "keys.json")
    assert len(base64.urlsafe_b64decode(keys.fernet)) == 32
    assert len(keys.jwt) >= 64


def test_every_account_has_a_long_password_and_none_is_an_administrator(tmp_path: Path) -> None:
    passwords = load_or_make_passwords(tmp_path / "passwords.json")
    assert passwords.keys() == ROLES.keys()
    assert all(len(password) >= 24 for password in passwords.values())
    assert "admin" not in ROLES.values()
