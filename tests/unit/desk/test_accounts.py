"""Accounts: bound to a unit, passwords kept as hashes only, everything private."""

import json
import stat
import time
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.support.desks import REFORM, Bench

from baocao.cli import cli
from baocao.desk import passwords
from baocao.desk.sessions import secret_of
from baocao.errors import UsageError


def test_a_password_is_kept_as_a_salted_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "COST", 2**15)
    password = passwords.generate()
    kept = [passwords.hashed(password) for _ in range(2)]
    assert kept[0] != kept[1]
    assert password not in kept[0]
    assert kept[0].startswith("scrypt$32768$8$1$")
    assert all(passwords.matches(password, one) for one in kept)
    assert passwords.matches(password.upper().replace("-", " "), kept[0])
    assert not passwords.matches(password[:-1], kept[0])
    assert len({passwords.generate() for _ in range(100)}) == 100


def test_what_the_page_keeps_is_its_owners_alone(bench: Bench) -> None:
    password = bench.account("01840")
    folder = bench.settings().desk
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert {path.name for path in folder.iterdir()} == {"desk.sqlite", "secret"}
    assert all(password.encode() not in path.read_bytes() for path in folder.iterdir())


def test_a_secret_is_made_once_or_taken_from_the_settings(bench: Bench) -> None:
    made = secret_of(bench.settings())
    assert len(made) == 64
    assert secret_of(bench.settings()) == made
    assert secret_of(bench.changed(secret="s" * 32).settings()) == "s" * 32
    with pytest.raises(UsageError, match="BAOCAO_DESK_SECRET"):
        bench.changed(secret="short")
    assert "s" * 32 not in repr(bench.changed(secret="s" * 32).settings())


def test_one_code_two_units_two_accounts(bench: Bench) -> None:
    """01843 was phường Phùng Chí Kiên until the reform and is phường Bắc Kạn since."""
    before = bench.account("01843", date(2025, 1, 1))
    after = bench.account("01843")
    found = [bench.desk.accounts.login("01843", password) for password in (before, after)]
    units = [account.unit(bench.registry) for account in found if account]
    assert [unit.name_vi for unit in units if unit] == ["Phường Phùng Chí Kiên", "Phường Bắc Kạn"]
    assert [unit.valid_to for unit in units if unit] == [REFORM, None]
    assert bench.desk.accounts.login("01843", "no") is None


def test_an_unknown_code_takes_as_long_as_a_known_one(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "COST", 2**15)
    monkeypatch.setattr(passwords, "NOBODY", passwords.hashed("nobody"))
    bench.account("01840")

    def seconds(unit_code: str) -> float:
        tries = []
        for _ in range(3):
            start = time.process_time()
            assert bench.desk.accounts.login(unit_code, "wrong") is None
            tries.append(time.process_time() - start)
        return min(tries)

    assert seconds("99999") > seconds("01840") / 3


def test_a_closed_account_is_closed_at_once(bench: Bench) -> None:
    office = bench.office("01840")
    assert office.get("/").status_code == 200
    unit = bench.registry.unit("01840", bench.settings().today)
    assert unit
    bench.desk.accounts.disable(unit)
    assert office.get("/").headers["location"].startswith("/login")
    password = bench.desk.accounts.reset(unit)
    assert office.get("/").status_code == 303, "the old session stays ended"
    assert office.login("01840", password).status_code == 303
    assert office.get("/").status_code == 200


@pytest.fixture
def run(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch):
    """Return what runs `baocao desk account …` over a state of its own."""
    monkeypatch.setenv("BAOCAO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BAOCAO_SEEDS", str(root / "seeds"))
    monkeypatch.setenv("BAOCAO_NOW", "2026-09-30T17:00:00Z")

    def call(*arguments: str):
        return CliRunner().invoke(cli, ["desk", "account", *arguments], catch_exceptions=True)

    return call


def test_the_command_gives_resets_closes_and_lists(run, bench: Bench) -> None:
    made = json.loads(run("add", "--unit", "01840", "--unit", "05860", "--json").stdout)
    words = {one["unit_code"]: one["password"] for one in made["accounts"]}
    assert set(words) == {"01840", "05860"}
    assert bench.desk.accounts.login("01840", words["01840"])
    again = run("reset", "--unit", "01840")
    assert "01840 Phường Đức Xuân: " in again.stdout
    assert "once" in again.stderr
    assert bench.desk.accounts.login("01840", words["01840"]) is None
    assert run("disable", "--unit", "05860").exit_code == 0
    assert bench.desk.accounts.login("05860", words["05860"]) is None
    run("add", "--unit", "BK-TTR", "--on", "2025-06-30")
    listed = json.loads(run("list", "--json").stdout)["accounts"]
    assert [(one["unit_code"], one["is_disabled"], one["unit_valid_to"]) for one in listed] == [
        ("01840", False, None),
        ("05860", True, None),
        ("BK-TTR", False, "2025-07-01"),
    ]
    shown = run("list").stdout
    assert "disabled" in shown
    assert "2025-07-01" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "--unit", "nobody"), "no unit bears this code"),
        (("add", "--unit", "BK-TTR"), "no unit bears this code"),
        (("reset", "--unit", "01840"), "account add"),
        (("disable", "--unit", "01840"), "account add"),
        (("add", "--unit", "05860", "--unit", "05953"), "account reset"),
    ],
)
def test_the_command_refuses_what_makes_no_sense(run, arguments, said, bench: Bench) -> None:
    bench.account("05953")
    result = run(*arguments)
    assert isinstance(result.exception, UsageError)
    assert said in str(result.exception)
    assert len(bench.desk.accounts.all()) == 1, "of several none is made whose password is lost"
