"""The sample province and what it is made of, made once for all tests here."""

import pytest

from baocao.sampling.dice import Dice
from baocao.sampling.figures import Figures, Figuring
from baocao.sampling.lineage import Lineage, ReportKey
from baocao.sampling.profiles import Profiles
from baocao.sampling.province import DEFAULT_SEED, Province, make_province


@pytest.fixture(scope="session")
def lineage(registry) -> Lineage:
    return Lineage(registry)


@pytest.fixture(scope="session")
def clean_book(lineage) -> dict[ReportKey, Figures]:
    dice = Dice(str(DEFAULT_SEED))
    return Figuring(lineage, Profiles(lineage, dice)).fill()


@pytest.fixture(scope="session")
def province(registry) -> Province:
    return make_province(registry)
