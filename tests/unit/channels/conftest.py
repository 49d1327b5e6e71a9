"""A shared folder as the simplest channel: real files, real bytes, no server."""

from collections.abc import Callable
from pathlib import Path

import pytest

from baocao.registry.channels import Channel


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """Return the folder into which units put their own."""
    folder = tmp_path / "shared"
    folder.mkdir()
    return folder


@pytest.fixture
def channel_at() -> Callable[[Path], Channel]:
    """Return a maker of channels that read a folder."""

    def make(folder: Path) -> Channel:
        return Channel(
            channel_code="chung",
            kind="fsspec",
            location=folder.as_uri(),
            connection_id="",
            sender_rule="folder",
            unit_code="",
            after_taking="leave",
            trusted_authserv_id="",
            is_active=True,
        )

    return make
