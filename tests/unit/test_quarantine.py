"""Files held apart: who is given a copy is logged first; when their time is over the bytes go."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from tests.unit.ingesting.conftest import Office
from tests.unit.ingesting.workbooks import drop, items_book, make_report

from baocao import quarantine as holding
from baocao.cli.quarantine import quarantine as command
from baocao.errors import UsageError
from baocao.ingesting.archiving import quarantine_path
from baocao.settings import Settings

BY, WHY = "Văn phòng UBND tỉnh", "kiểm tra khiếu nại của đơn vị"


@pytest.fixture
def office(tmp_path, registry):
    """Return an office that holds one file with personal data and one with macros."""
    settings = Settings.from_env(
        {"BAOCAO_HOME": str(tmp_path / "home"), "BAOCAO_NOW": "2026-09-30T17:00:00Z"}
    )
    office = Office(settings, registry)
    notes = {"TD01": "CCCD 000000000000"}
    private = make_report(registry, "BK-TTR", "F-TCD", "2024-Q1", notes=notes)
    drop(office.inbox("BK-TTR"), "a.xlsx", items_book(private))
    drop(office.inbox("BK-TTR"), "b.xlsm", items_book(replace(private, notes={})))
    office.ingest()
    return office


def _of(office, code):
    (found,) = [one for one in holding.held(office.settings) if one.envelope["reasons"] == [code]]
    return found


def test_the_quarantine_says_what_it_holds_and_why(office):
    found = holding.held(office.settings)
    assert {tuple(one.envelope["reasons"]) for one in found} == {("VAL10",), ("FIL05",)}
    assert {one.envelope["unit_code"] for one in found} == {"BK-TTR"}
    assert {one.kept_at for one in found} == {office.settings.now}


def test_a_copy_is_given_to_an_office_that_says_why_and_is_logged(office, tmp_path):
    one = _of(office, "VAL10")
    target = tmp_path / "copy.xlsx"
    holding.hand_over(office.settings, office.registry, one.sha256[:8], target, BY, WHY)
    assert target.read_bytes() == quarantine_path(office.settings, one.sha256).read_bytes()
    assert target.stat().st_mode & 0o777 == 0o600
    (entry,) = holding.access_log(office.settings)
    wanted = ("handed_over", one.sha256, BY, WHY)
    assert tuple(entry[key] for key in ("action", "sha256", "by", "why")) == wanted
    log = office.settings.quarantine / holding.LOG
    assert log.stat().st_mode & 0o777 == 0o600
    assert holding.altered_lines(office.settings) == []


@pytest.mark.parametrize(
    ("prefix", "by", "why", "named"),
    [
        ("", BY, " ", "--why"),
        ("", "Nguyễn Văn A", WHY, "--by"),
        ("00000000", BY, WHY, "00000000"),
        ("short", BY, WHY, "short"),
    ],
)
def test_no_copy_without_office_reason_and_hash(office, tmp_path, prefix, by, why, named):
    prefix = prefix or _of(office, "VAL10").sha256
    target = tmp_path / "copy.xlsx"
    with pytest.raises(UsageError, match=named):
        holding.hand_over(office.settings, office.registry, prefix, target, by, why)
    assert not target.exists()
    assert holding.access_log(office.settings) == []


def test_a_copy_never_writes_over_a_file(office, tmp_path):
    target = tmp_path / "copy.xlsx"
    target.write_text("mine")
    sha256 = _of(office, "VAL10").sha256
    with pytest.raises(UsageError, match=r"copy\.xlsx"):
        holding.hand_over(office.settings, office.registry, sha256, target, BY, WHY)
    assert target.read_text() == "mine"


@pytest.mark.parametrize(("days", "is_removed"), [(29, False), (30, True), (31, True)])
def test_bytes_go_when_their_time_is_over_and_the_envelope_stays(office, days, is_removed):
    later = replace(office.settings, now=office.settings.now + timedelta(days=days))
    removed = holding.remove_expired(later)
    assert len(removed) == (2 if is_removed else 0)
    for one in holding.held(later):
        assert quarantine_path(later, one.sha256).exists() is not is_removed
        assert (one.removed_at == later.now) is is_removed
    assert holding.remove_expired(later) == []
    actions = [entry["action"] for entry in holding.access_log(later)]
    assert actions == ["removed"] * len(removed)


def test_removing_goes_on_after_a_kill_in_the_middle(office, monkeypatch):
    later = replace(office.settings, now=office.settings.now + timedelta(days=40))

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(holding, "write_atomic", killed)
        with pytest.raises(KeyboardInterrupt):
            holding.remove_expired(later)
    assert len(holding.remove_expired(later)) == 2
    assert all(one.removed_at for one in holding.held(later))
    assert holding.altered_lines(later) == []


def test_bytes_that_come_again_from_another_sender_are_held_again(office, registry):
    later = replace(office.settings, now=office.settings.now + timedelta(days=40))
    content = quarantine_path(later, _of(office, "VAL10").sha256).read_bytes()
    holding.remove_expired(later)
    again = Office(later, registry)
    drop(again.inbox("TN-TTR"), "a.xlsx", content)
    again.ingest()
    one = _of(again, "VAL10")
    assert (one.kept_at, one.removed_at) == (later.now, None)
    assert quarantine_path(later, one.sha256).read_bytes() == content


def test_the_commands(office, tmp_path, monkeypatch):
    monkeypatch.setenv("BAOCAO_HOME", str(office.settings.home))
    monkeypatch.setenv("BAOCAO_NOW", "2026-12-01T00:00:00Z")
    sha256 = _of(office, "VAL10").sha256

    def run(*arguments):
        return CliRunner().invoke(command, arguments, catch_exceptions=False)

    listed = json.loads(run("list", "--json").output)["files"]
    assert sha256 in {one["sha256"] for one in listed}
    assert "000000000000" not in run("list").output
    target = tmp_path / "copy.xlsx"
    assert run("show", sha256[:10], "--by", BY, "--why", WHY, "-o", str(target)).exit_code == 0
    assert target.exists()
    assert len(json.loads(run("remove-expired", "--json").output)["removed"]) == 2
    log = run("log", "--json")
    assert log.exit_code == 0
    entries = json.loads(log.output)["entries"]
    assert [one["action"] for one in entries] == ["handed_over", "removed", "removed"]
    path = office.settings.quarantine / holding.LOG
    path.write_text(path.read_text().replace("handed_over", "handed_0ver"))
    assert run("log").exit_code == 1
