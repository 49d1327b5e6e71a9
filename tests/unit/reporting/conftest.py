import pytest
from tests.support.province import publish_province
from tests.support.states import settings_in


@pytest.fixture(scope="session")
def province(tmp_path_factory):
    """Return settings under which the small province is published."""
    settings = settings_in(tmp_path_factory.mktemp("province"))
    publish_province(settings)
    return settings
