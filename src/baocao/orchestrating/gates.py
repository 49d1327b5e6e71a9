"""A gate as a step that fails: red stops what comes after it."""

from typing import Any

from baocao.errors import BaocaoError
from baocao.settings import Settings


class GateClosedError(BaocaoError):
    """A critical expectation did not hold; the message lists all that did not."""

    exit_code = 1


def check(settings: Settings, stage: str) -> dict[str, Any]:
    """Check one stage, save the verdict, and return how many expectations were looked at.

    Raises:
        GateClosedError: a critical expectation did not hold.
        StateError: there is nothing to check yet.
    """
    from baocao.quality import check

    verdict = check(settings, stage).stages[stage]
    if verdict.red:
        listing = "\n".join(f"  - {failure}" for failure in verdict.failures)
        raise GateClosedError(f"{stage}: cổng đỏ, chưa công bố / the gate is red:\n{listing}")
    return {
        "evaluated": sum(suite.evaluated for suite in verdict.suites),
        "failed_below_critical": [str(failure) for failure in verdict.failures],
    }
