"""Decisions about flags: who may take them, what they say, and what the log holds."""

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.support.province import publish_province
from tests.support.province_rows import AS_OF
from tests.support.states import settings_in

from baocao import chained_log
from baocao.building import decisions as in_a_build
from baocao.building.records import Build
from baocao.cli.deciding import flag
from baocao.deciding.flags import decide, flag_history, list_flags
from baocao.deciding.log import EXPLAINED, REOPENED, WAIVED, load_decisions, log_file
from baocao.errors import StateError, UsageError
from baocao.settings import Settings

OFFICE, WHY = "Thanh tra tỉnh", "Số đúng: xã nhận 40 đơn chuyển đến từ huyện cũ"
OPEN, OTHER, EXCUSED, GONE = ("a" * 32, "ab" * 16, "b" * 32, "c" * 32)


def _flag(flag_id: str, **more: object) -> dict[str, object]:
    return {
        "flag_id": flag_id,
        "check_code": "SUM01",
        "unit_code": "01834",
        "form_code": "F-TCD",
        "period_code": "2025-Q1",
        "status": "open",
        "first_seen_at": AS_OF,
        **more,
    }


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("published")
    excuse = {"status": EXPLAINED, "decided_by": OFFICE, "reason": WHY}
    flags = [
        _flag(OPEN),
        _flag(OTHER, period_code=None),
        _flag(EXCUSED, **excuse),
        _flag(GONE, status="resolved"),
        _flag("c" * 31 + "d", status="resolved"),
    ]
    publish_province(settings_in(home), communes=1, others={"fct_quality_flags": flags})
    return home


@pytest.fixture
def province(published: Path, tmp_path: Path) -> Settings:
    shutil.copytree(published, tmp_path, symlinks=True, dirs_exist_ok=True)
    return replace(settings_in(tmp_path), now=AS_OF + timedelta(hours=1))


def test_a_decision_says_who_why_and_until_when(province: Settings) -> None:
    done = decide(province, WAIVED, [OPEN], OFFICE, f"  {WHY}\n", date(2025, 12, 31))
    assert ([one["flag_id"] for one in done.flags], done.unchanged) == ([OPEN], [])
    (decision,) = load_decisions(province)
    assert (decision.flag_id, decision.action, decision.period_code) == (OPEN, WAIVED, "2025-Q1")
    assert (decision.decided_by, decision.reason) == (OFFICE, WHY)
    assert decision.decided_at == province.now
    assert decision.until_at is not None
    assert decision.until_at.isoformat() == "2025-12-31T17:00:00+00:00", "the day ends in Vietnam"


def test_the_same_decision_again_is_no_other(province: Settings) -> None:
    decide(province, EXPLAINED, [OPEN[:8], EXCUSED], OFFICE, WHY)
    again = decide(province, EXPLAINED, [OPEN[:8], EXCUSED], OFFICE, WHY)
    assert [one["flag_id"] for one in again.unchanged] == [OPEN, EXCUSED]
    assert len(load_decisions(province)) == 1, "one stood like that before"


def test_a_decision_is_pending_until_it_is_built(province: Settings) -> None:
    decide(province, WAIVED, [OPEN], OFFICE, WHY, date(2025, 12, 31))
    decide(province, REOPENED, [EXCUSED, OPEN], OFFICE, "Số lại thay đổi")
    pending = {row["flag_id"]: row["pending"] for row in list_flags(province)}
    assert pending == {OPEN: "open", OTHER: None, EXCUSED: "open"}
    assert len(list_flags(province, ended=True)) == 5
    assert [row["status"] for row in flag_history(province, EXCUSED)] == [EXPLAINED]


@pytest.mark.parametrize(
    ("action", "flag_id", "says"),
    [
        (REOPENED, OPEN, "is open"),
        (EXPLAINED, GONE, "is resolved"),
        (EXPLAINED, "aaaa", "found 0"),
        (EXPLAINED, "not an id", "found 0"),
        (EXPLAINED, "d" * 32, "found 0"),
    ],
)
def test_what_cannot_be_decided_is_said(
    province: Settings, action: str, flag_id: str, says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        decide(province, action, [EXCUSED, flag_id], OFFICE, WHY)
    assert load_decisions(province) == [], "all or none"


def test_a_beginning_must_be_that_of_one_flag(province: Settings) -> None:
    with pytest.raises(UsageError, match="found 2"):
        flag_history(province, "c" * 31)


@pytest.mark.parametrize(
    ("by", "why", "until", "says"),
    [
        ("Nguyễn Văn An", WHY, None, "--by"),
        (OFFICE, " ", None, "needed"),
        (OFFICE, "x" * 501, None, "500"),
        (OFFICE, "Đã gọi ông Nguyễn Văn An, 0912 345 678", None, "phone numbers"),
        (OFFICE, "CCCD 012345678901", None, "identity"),
        (OFFICE, WHY, date(2020, 1, 1), "--until"),
        (OFFICE, WHY, date(2099, 1, 1), "--until"),
    ],
)
def test_terms_that_will_not_do_are_refused(
    province: Settings, by: str, why: str, until: date | None, says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        decide(province, EXPLAINED, [OPEN], by, why, until)
    assert not log_file(province).exists()


def test_a_waiver_has_an_end(province: Settings) -> None:
    with pytest.raises(UsageError, match="a waiver needs a last day"):
        decide(province, WAIVED, [OPEN], OFFICE, WHY)


def test_the_clock_does_not_go_back(province: Settings) -> None:
    decide(province, EXPLAINED, [OPEN], OFFICE, WHY)
    with pytest.raises(UsageError, match="the clock"):
        decide(replace(province, now=AS_OF), EXPLAINED, [OTHER], OFFICE, WHY)


def test_an_altered_decision_is_not_taken(province: Settings) -> None:
    decide(province, EXPLAINED, [OPEN, OTHER], OFFICE, WHY)
    path = log_file(province)
    assert list(chained_log.broken_lines(path)) == []
    path.chmod(0o600)
    path.write_text(path.read_text(encoding="utf-8").replace(OTHER, GONE), encoding="utf-8")
    with pytest.raises(StateError, match=r"flags\.jsonl:2"):
        load_decisions(province)


def test_a_build_makes_the_periods_of_new_and_ended_decisions_again(province: Settings) -> None:
    decide(province, WAIVED, [OPEN], OFFICE, WHY, province.today)
    decide(province, EXPLAINED, [OTHER], OFFICE, WHY)
    decisions = load_decisions(province)
    at = province.now.isoformat()
    nothing_built = Build("b", at, "2026-10-01", [], "c", full=True)
    assert in_a_build.changed_periods(province, decisions, nothing_built) == {"2025-Q1", None}
    built = replace(nothing_built, decisions=2)
    assert in_a_build.changed_periods(province, decisions, built) == set()
    later = replace(province, now=province.now + timedelta(days=2))
    assert in_a_build.changed_periods(later, decisions, built) == {"2025-Q1"}
    before, after = (in_a_build.states(decisions, one.now) for one in (province, later))
    assert before[0] != after[0]
    assert before[1] == after[1]
    assert load_decisions(province, province.now - timedelta(seconds=1)) == []


def test_the_commands(province: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOCAO_HOME", str(province.home))
    monkeypatch.setenv("BAOCAO_NOW", province.now.isoformat())

    def run(*words: str) -> str:
        result = CliRunner().invoke(flag, words, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    terms = ("--by", OFFICE, "--why", WHY)
    assert "takes effect" in run("waive", OPEN[:8], *terms, "--until", "2025-12-31")
    assert "stood like that before" in run("waive", OPEN[:8], *terms, "--until", "2025-12-31")
    assert "Chưa xử lý → Được miễn" in run("list", "--unit", "01834", "--period", "2025-Q1")
    assert json.loads(run("explain", OTHER, *terms, "--json"))["flags"] == [OTHER]
    assert json.loads(run("list", "--json"))["count"] == 3
    assert WHY in run("history", EXCUSED[:10])
    assert json.loads(run("history", EXCUSED, "--json"))["flag_id"] == EXCUSED
    assert "OK" in run("reopen", EXCUSED, *terms)
