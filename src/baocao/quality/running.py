"""A check: the suites of a stage on what has landed or on the marts, one verdict, the Data Docs."""

from collections.abc import Callable

import duckdb

from baocao.building import records
from baocao.building.records import Build
from baocao.errors import StateError
from baocao.files import sha256_of
from baocao.landing import batch_ids
from baocao.quality import docs, suites
from baocao.quality.allowed import allowed_values
from baocao.quality.catalogue import for_each_form
from baocao.quality.frames import Frames, open_frames
from baocao.quality.suites import Suite
from baocao.quality.verdict import (
    CheckResult,
    Failure,
    StageResult,
    SuiteResult,
    load_check,
    save_check,
)
from baocao.registry import Registry
from baocao.settings import Settings

Progress = Callable[[int, int], None]


def check(
    settings: Settings, stage: str = "all", *, full: bool = False, progress: Progress | None = None
) -> CheckResult:
    """Run the suites of a stage and save the verdict beside the warehouse.

    Args:
        settings: where things are and what time it is.
        stage: `landing` looks at batches that were not found good yet; `marts` at the current
            warehouse, and at landing too when it holds a batch that was not found good, e.g. one
            that landed while the build began; `all` at both, as far as something was built.
        full: look at every landed batch again.
        progress: called with the number of suites done in a stage and of all its suites.

    Returns:
        The verdict on both stages, the one not run now as it stood.

    Raises:
        ConfigError: the suites or the sets that they name have faults.
        StateError: the marts are asked for and nothing was built, or the warehouse is being
            written.
    """
    build = records.load(settings)
    if stage == "marts" and build is None:
        raise StateError(
            "Chưa có gì để kiểm tra, hãy chạy `baocao build` / "
            "nothing built yet, run `baocao build`"
        )
    checking = _Checking(settings, progress)
    previous = load_check(settings)
    stages = dict(previous.stages) if previous else {}
    landing = stages.get("landing")
    unseen = set(build.batches if build else []) - set(landing.batches if landing else [])
    if stage in ("landing", "all") or unseen:
        stages["landing"] = checking.landing(None if full else landing)
    if stage in ("marts", "all") and build is not None:
        stages["marts"] = checking.marts(build)
    result = CheckResult(stages)
    save_check(settings, result)
    docs.write_overview(settings, result)
    return result


class _Checking:
    """The suites, loaded once for both stages."""

    def __init__(self, settings: Settings, progress: Progress | None) -> None:
        self._settings = settings
        self._progress = progress
        self._registry = Registry.load(settings.seeds)
        self._suites = list(for_each_form(suites.load(settings.expectations), self._registry))
        self._suites_hash = suites.fingerprint(settings.expectations)

    def landing(self, previous: StageResult | None) -> StageResult:
        """Check the batches that were not found good by the same suites before."""
        landed = batch_ids(self._settings)
        good: list[str] = []
        if previous and previous.suites_hash == self._suites_hash:
            good = sorted(set(previous.batches) & set(landed))
        fresh = sorted(set(landed) - set(good))
        if previous and good and not fresh:
            if not previous.red:
                return previous
            # What was red is gone: the verdict is of all that is left.
            fresh, good = landed, []
        with open_frames(self._settings, self._registry, fresh) as frames:
            results = self._examine("landing", frames)
        red = any(result.red for result in results)
        return StageResult(
            stage="landing",
            checked_at=self._settings.now.isoformat(),
            suites=results,
            suites_hash=self._suites_hash,
            batches=good if red else sorted({*good, *fresh}),
        )

    def marts(self, build: Build) -> StageResult:
        """Check the warehouse as it is now.

        Raises:
            StateError: another build took its place meanwhile.
        """
        warehouse_sha256 = sha256_of(self._settings.warehouse_file)
        with open_frames(self._settings, self._registry, build.batches, build) as frames:
            results = self._examine("marts", frames)
            # What went wrong does not become what is usual.
            if not any(result.red for result in results):
                frames.keep_measures(self._settings, build)
        if warehouse_sha256 != sha256_of(self._settings.warehouse_file):
            raise StateError(
                "Kho đã thay đổi trong khi kiểm tra, hãy chạy lại / "
                "the warehouse changed while it was checked, run again"
            )
        return StageResult(
            stage="marts",
            checked_at=self._settings.now.isoformat(),
            suites=results,
            suites_hash=self._suites_hash,
            warehouse_sha256=warehouse_sha256,
            build_id=build.build_id,
        )

    def _examine(self, stage: str, frames: Frames) -> list[SuiteResult]:
        from baocao.quality.great import Examiner

        examiner = Examiner(self._settings, stage)
        chosen = [suite for suite in self._suites if suite.stage == stage]
        named = {one.value_set_of for suite in chosen for one in suite.expectations} - {""}
        values = allowed_values(named, self._settings, self._registry)
        results = []
        for done, suite in enumerate(chosen, 1):
            try:
                results.append(examiner.examine(suite, frames.of(suite), values))
            except duckdb.Error as error:
                results.append(_unreadable(suite, error))
            if self._progress:
                self._progress(done, len(chosen))
        docs.write_stage(self._settings, stage, examiner)
        return results


def _unreadable(suite: Suite, error: duckdb.Error) -> SuiteResult:
    """Return the result of a suite whose table is absent or broken: that stops publishing too."""
    failure = Failure(
        suite=suite.name,
        expectation="readable",
        subject="",
        severity="critical",
        notes_vi="Bảng phải đọc được.",
        notes_en="The table can be read.",
        found=str(error).splitlines()[0],
    )
    return SuiteResult(
        suite=suite.name,
        title_vi=suite.title_vi,
        title_en=suite.title_en,
        rows=0,
        evaluated=1,
        failures=[failure],
    )
