"""Later published versions of the small province: the one before, changed by statements."""

import json
import shutil

import duckdb

from baocao.publishing import READERS_NAME, current_version, read_manifest
from baocao.settings import Settings


def publish_next(settings: Settings, *statements: str) -> str:
    """Publish the current version again under the next name, after some statements; return it."""
    before = current_version(settings)
    number = int(before[1:]) + 1
    version = f"v{number:06d}"
    folder = settings.published / version
    shutil.copytree(settings.published / before, folder)
    with duckdb.connect(folder / READERS_NAME) as connection:
        connection.execute("set timezone = 'UTC'")
        for statement in statements:
            connection.execute(statement)
    manifest = read_manifest(settings, before) | {
        "version": version,
        "build_id": f"build{number:04d}",
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    link = settings.published / "current"
    link.unlink()
    link.symlink_to(version)
    return version
