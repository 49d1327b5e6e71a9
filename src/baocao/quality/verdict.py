"""The verdict of a check: what was evaluated, what failed, and whether publishing may go on.

One file, `warehouse/check.json`, holds the last verdict of each stage. The verdict on the marts
belongs to one state of the warehouse file (its hash), the verdict on landing to the batches that
were looked at, so that neither can stand for something that was never checked.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from baocao.building.records import Build
from baocao.errors import StateError
from baocao.files import write_atomic
from baocao.settings import Settings

STAGES = ("landing", "marts")


@dataclass(frozen=True)
class Failure:
    """One expectation that did not hold.

    Attributes:
        suite: name of the suite.
        expectation: type of the expectation as Great Expectations calls it.
        subject: the column or columns looked at, empty for the table as a whole.
        severity: critical stops publishing; warning and info are shown.
        notes_vi: what the expectation protects, in Vietnamese.
        notes_en: the same in English.
        found: what was found instead, as text.
        unexpected: number of failing rows, None where the expectation is not about rows.
        rows: up to five failing rows, by their key.
    """

    suite: str
    expectation: str
    subject: str
    severity: str
    notes_vi: str
    notes_en: str
    found: str
    unexpected: int | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)

    def __str__(self) -> str:
        """Return one line: where, what was expected, what was found."""
        place = f"{self.suite}.{self.subject}" if self.subject else self.suite
        return f"[{self.severity}] {place}: {self.notes_vi} / {self.notes_en} ({self.found})"


@dataclass(frozen=True)
class SuiteResult:
    """The outcome of one suite: how many expectations were evaluated and which failed."""

    suite: str
    title_vi: str
    title_en: str
    rows: int
    evaluated: int
    failures: list[Failure]

    @property
    def red(self) -> bool:
        """Return whether a critical expectation failed."""
        return any(failure.severity == "critical" for failure in self.failures)


@dataclass(frozen=True)
class StageResult:
    """The outcome of all suites of one stage.

    Attributes:
        stage: landing or marts.
        checked_at: instant of the check, ISO 8601 UTC, from the settings' clock.
        suites: one result a suite.
        suites_hash: hash of the suites' definitions that were used.
        batches: landing: every batch found good under these suites, this time or before.
        warehouse_sha256: marts: hash of the warehouse file that was looked at.
        build_id: marts: the build that made it.
    """

    stage: str
    checked_at: str
    suites: list[SuiteResult]
    suites_hash: str
    batches: list[str] = field(default_factory=list)
    warehouse_sha256: str = ""
    build_id: str = ""

    @property
    def red(self) -> bool:
        """Return whether a critical expectation failed."""
        return any(suite.red for suite in self.suites)

    @property
    def failures(self) -> list[Failure]:
        """Return the failures of all suites, critical ones first."""
        order = {"critical": 0, "warning": 1, "info": 2}
        found = [failure for suite in self.suites for failure in suite.failures]
        return sorted(found, key=lambda failure: order[failure.severity])


@dataclass(frozen=True)
class CheckResult:
    """The last verdict of each stage, as saved in `warehouse/check.json`."""

    stages: dict[str, StageResult]

    @property
    def build_id(self) -> str:
        """Return the build whose marts were checked, empty when none was."""
        return self.stages["marts"].build_id if "marts" in self.stages else ""

    @property
    def red(self) -> bool:
        """Return whether any stage is red."""
        return any(stage.red for stage in self.stages.values())

    @property
    def failures(self) -> list[Failure]:
        """Return the failures of all stages."""
        return [failure for stage in self.stages.values() for failure in stage.failures]

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data, with the verdict spelled out."""
        stages = {name: {"red": stage.red, **asdict(stage)} for name, stage in self.stages.items()}
        return {"build_id": self.build_id, "red": self.red, "stages": stages}


def check_file(settings: Settings) -> Path:
    """Return the path of the saved verdict."""
    return settings.warehouse / "check.json"


def save_check(settings: Settings, result: CheckResult) -> None:
    """Write the verdict in one atomic step."""
    document = json.dumps(result.to_dict(), ensure_ascii=False, indent=2, default=str)
    write_atomic(check_file(settings), document + "\n")


def load_check(settings: Settings) -> CheckResult | None:
    """Return the saved verdict, or None when nothing was checked yet.

    Raises:
        StateError: the file is there but cannot be read as a verdict.
    """
    path = check_file(settings)
    if not path.exists():
        return None
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return CheckResult({n: _stage_from(s) for n, s in document["stages"].items()})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StateError(
            f"{path}: không đọc được, hãy chạy lại `baocao check` / "
            f"cannot be read ({error!r}); run `baocao check` again"
        ) from error


def _stage_from(document: dict[str, Any]) -> StageResult:
    plain = {key: value for key, value in document.items() if key not in ("red", "suites")}
    return StageResult(suites=[_suite_from(suite) for suite in document["suites"]], **plain)


def _suite_from(document: dict[str, Any]) -> SuiteResult:
    failures = [Failure(**failure) for failure in document["failures"]]
    return SuiteResult(**{**document, "failures": failures})


def refusals(settings: Settings, build: Build, warehouse_sha256: str) -> list[str]:
    """Return why this state of the warehouse may not be published; an empty list opens the gate."""
    check = load_check(settings)
    if check is None or "marts" not in check.stages:
        return ["chưa kiểm tra, hãy chạy `baocao check` / not checked yet, run `baocao check`"]
    reasons = [str(failure) for failure in check.failures if failure.severity == "critical"]
    marts = check.stages["marts"]
    if marts.build_id != build.build_id:
        reasons.append(
            f"kết quả kiểm tra là của bản dựng {marts.build_id}, không phải {build.build_id} / "
            f"the check is for build {marts.build_id}, not {build.build_id}"
        )
    elif marts.warehouse_sha256 != warehouse_sha256:
        reasons.append(
            "kho đã thay đổi sau khi kiểm tra / the warehouse changed after it was checked"
        )
    landing = check.stages.get("landing")
    unchecked = sorted(set(build.batches) - set(landing.batches if landing else []))
    if unchecked and not (landing and landing.red):
        reasons.append(
            f"{len(unchecked)} lô đã nạp chưa được kiểm tra đạt / "
            f"{len(unchecked)} landed batch(es) not checked as good: {', '.join(unchecked[:5])}"
        )
    return reasons
