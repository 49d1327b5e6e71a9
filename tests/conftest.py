"""What every test may use: the repository's own configuration and a registry read from it."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from baocao.registry import Registry

# How long an example takes is the machine's affair. In CI a property is tried on the same examples
# each time; elsewhere on new ones.
PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("here", **PATIENT)
settings.register_profile("ci", derandomize=True, **PATIENT)
settings.load_profile("ci" if os.environ.get("CI") else "here")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def registry() -> Registry:
    """Return the registry of the repository's own seeds."""
    return Registry.load(ROOT / "seeds")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the quick tests first: a broken rule should show before a whole province is built.

    With several workers the files that start whole systems go first: the others fill up what is
    left of either worker's time.
    """
    with_workers = config.getoption("numprocesses", None) or hasattr(config, "workerinput")
    items.sort(key=lambda item: _starts_systems(item) != bool(with_workers))


def _starts_systems(item: pytest.Item) -> bool:
    return item.path.is_relative_to(ROOT / "tests/integration")
