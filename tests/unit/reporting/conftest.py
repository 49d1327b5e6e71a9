import pytest
from tests.support.province import publish_province
from tests.support.province_rows import units
from tests.support.states import settings_in
from tests.support.summary_rows import tables


@pytest.fixture(scope="session")
def province(tmp_path_factory):
    """Return settings under which the small province is published."""
    settings = settings_in(tmp_path_factory.mktemp("province"))
    publish_province(settings)
    return settings


@pytest.fixture(scope="session")
def summarised(tmp_path_factory):
    """Return settings under which figures for a summary report are published."""
    settings = settings_in(tmp_path_factory.mktemp("summarised"))
    publish_province(settings, others=tables(list(units(6))))
    return settings
