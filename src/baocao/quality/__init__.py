"""Quality gates: Great Expectations suites, kept as data, on what has landed and on the marts.

Nothing here imports Great Expectations before a check really runs.
"""

from baocao.quality.running import check
from baocao.quality.verdict import CheckResult, Failure, StageResult, SuiteResult, load_check

__all__ = ["CheckResult", "Failure", "StageResult", "SuiteResult", "check", "load_check"]
