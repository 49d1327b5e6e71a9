import shutil

import pytest
from tests.support.province import publish_province
from tests.support.states import settings_in

PERIOD = "2025-Q1"


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    """Return the state of the small province, published and never changed."""
    settings = settings_in(tmp_path_factory.mktemp("editions"))
    publish_province(settings, communes=2)
    return settings


@pytest.fixture
def settings(published, tmp_path):
    """Return settings of a copy of that state."""
    shutil.copytree(published.home, tmp_path, symlinks=True, dirs_exist_ok=True)
    return settings_in(tmp_path)
