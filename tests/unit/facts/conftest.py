"""The composed seeds and the invented figures, made once."""

import pytest

from baocao.facts.books import Book
from baocao.facts.measuring import Evidence, prepare
from baocao.settings import Settings


@pytest.fixture(scope="package")
def evidence(root, tmp_path_factory) -> Evidence:
    home = tmp_path_factory.mktemp("facts")
    return prepare(Settings.from_env({"BAOCAO_SEEDS": str(root / "seeds")}), home)


@pytest.fixture(scope="package")
def book(evidence) -> Book:
    return evidence.book
