"""The configuration of the repository, loaded once for the tests of rules."""

from pathlib import Path

import pytest

from baocao import rules
from baocao.registry import Registry
from baocao.rules import RuleSet

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def registry() -> Registry:
    return Registry.load(ROOT / "seeds")


@pytest.fixture(scope="session")
def ruleset(registry: Registry) -> RuleSet:
    return rules.load(ROOT / "expectations", registry)
