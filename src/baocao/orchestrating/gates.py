"""A gate as a step that fails: red stops what comes after it."""

from typing import Any

from baocao.building import records
from baocao.errors import BaocaoError
from baocao.files import sha256_of
from baocao.quality import suites
from baocao.quality.verdict import StageResult, load_check
from baocao.settings import Settings


class GateClosedError(BaocaoError):
    """A critical expectation did not hold; the message lists all that did not."""

    exit_code = 1


def check(settings: Settings, stage: str) -> dict[str, Any]:
    """Check one stage, save the verdict, and return how many expectations were looked at.

    A green verdict on this very warehouse by these very suites stands and is not reached again.

    Raises:
        GateClosedError: a critical expectation did not hold.
        StateError: there is nothing to check yet.
    """
    verdict = _standing_verdict(settings) if stage == "marts" else None
    if verdict is None:
        from baocao.quality import check

        verdict = check(settings, stage).stages[stage]
    if verdict.red:
        listing = "\n".join(f"  - {failure}" for failure in verdict.failures)
        raise GateClosedError(f"{stage}: cổng đỏ, chưa công bố / the gate is red:\n{listing}")
    return {
        "evaluated": sum(suite.evaluated for suite in verdict.suites),
        "failed_below_critical": [str(failure) for failure in verdict.failures],
    }


def _standing_verdict(settings: Settings) -> StageResult | None:
    """Return the green verdict on the marts if it is on this warehouse and by these suites."""
    saved = load_check(settings)
    marts = saved.stages.get("marts") if saved else None
    build = records.load(settings)
    if marts is None or build is None or marts.red or marts.build_id != build.build_id:
        return None
    same_suites = marts.suites_hash == suites.fingerprint(settings.expectations)
    return marts if same_suites and _same_warehouse(settings, marts) else None


def _same_warehouse(settings: Settings, marts: StageResult) -> bool:
    file = settings.warehouse_file
    return file.exists() and sha256_of(file) == marts.warehouse_sha256
