"""What every test may use: the repository's own configuration and a registry read from it."""

from pathlib import Path

import pytest

from baocao.registry import Registry

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def registry() -> Registry:
    """Return the registry of the repository's own seeds."""
    return Registry.load(ROOT / "seeds")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the quick tests first: a broken rule should show before a whole province is built."""
    items.sort(key=lambda item: not item.path.is_relative_to(ROOT / "tests/unit"))
