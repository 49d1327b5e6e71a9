"""An office that takes files in, as for the tests of ingest."""

from tests.unit.ingesting.conftest import office, settings

__all__ = ["office", "settings"]
