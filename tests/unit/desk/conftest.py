"""A desk of its own for every test."""

from pathlib import Path

import pytest
from tests.support.desks import Bench

from baocao.desk import passwords


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make scrypt cheap: a hash carries its cost; what guards passwords sets it back."""
    monkeypatch.setattr(passwords, "COST", 2**10)
    monkeypatch.setattr(passwords, "NOBODY", passwords.hashed("nobody"))


@pytest.fixture
def bench(tmp_path: Path, root: Path) -> Bench:
    """Return a desk without accounts, on 1 October 2026."""
    return Bench(root, tmp_path / "home")
