"""Publishing: the build that passed its gates becomes a version that readers may rely on.

`published/v000012/` holds `marts.duckdb` (schemas `marts` and `reports`), one Parquet file a table
and `manifest.json`. A version is written beside the others, renamed whole, and never touched again;
`published/current` is a symbolic link that is replaced in one step. A reader that opened a version
keeps it for as long as it likes; one that opens `current` again sees the newer one.

`baocao.duckdb` is the same file as `marts.duckdb` under a second name. DuckDB calls a database
after its file, and in a database called `marts` the name `marts.dim_units` is ambiguous: readers
that write schema and table open `baocao.duckdb`.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from baocao import __version__
from baocao.building import records
from baocao.building.records import Build
from baocao.copying import STORAGE_VERSION, copy_tables
from baocao.errors import PublishRefused, StateError
from baocao.files import atomic_directory, only_holder, sha256_of, sync_directory, write_atomic
from baocao.quality.verdict import refusals
from baocao.settings import Settings

VERSION_NAME = re.compile(r"v\d{6}")
READ_ONLY = 0o444
DATABASE = "marts.duckdb"
READERS_NAME = "baocao.duckdb"


@dataclass(frozen=True)
class Publication:
    """A published version.

    Attributes:
        version: its name, e.g. `v000012`; later versions sort after earlier ones.
        build_id: the build it holds.
        created: False when this build had been published before and nothing was done.
        path: its folder.
        tables: rows by `schema.table`.
    """

    version: str
    build_id: str
    created: bool
    path: Path
    tables: dict[str, int]


def publish(settings: Settings) -> Publication:
    """Publish the current build, unless it is published already.

    Safe to kill at any point and to call again: what was left half made is removed first.

    Raises:
        StateError: nothing was built yet, or the warehouse is being written.
        PublishRefused: a gate is red, missing or for another build.
    """
    build = records.load(settings)
    if build is None or not settings.warehouse_file.exists():
        raise StateError(
            "Chưa có gì để công bố, hãy chạy `baocao build` / nothing built yet, run `baocao build`"
        )
    warehouse_sha256 = sha256_of(settings.warehouse_file)
    reasons = refusals(settings, build, warehouse_sha256)
    if reasons:
        raise PublishRefused(_refusal_message(settings, reasons))
    with _only_publisher(settings.published):
        _remove_half_made(settings.published)
        versions = published_versions(settings)
        newest = read_manifest(settings, versions[-1]) if versions else None
        created = newest is None or newest["build_id"] != build.build_id
        if created:
            version = f"v{int(versions[-1][1:]) + 1 if versions else 1:06d}"
            _write_version(settings, build, version, warehouse_sha256)
        else:
            version = versions[-1]
        _point_current_at(settings.published, version)
    manifest = read_manifest(settings, version)
    tables = {f"{table['schema']}.{table['name']}": table["rows"] for table in manifest["tables"]}
    return Publication(version, build.build_id, created, settings.published / version, tables)


def published_versions(settings: Settings) -> list[str]:
    """Return the names of all complete versions, oldest first."""
    if not settings.published.is_dir():
        return []
    names = (path.name for path in settings.published.iterdir())
    return sorted(name for name in names if VERSION_NAME.fullmatch(name))


def current_version(settings: Settings) -> str:
    """Return the name of the version that `current` points at.

    Raises:
        StateError: nothing is published yet.
    """
    link = settings.published / "current"
    if not link.is_symlink():
        raise StateError(
            "Chưa công bố phiên bản nào, hãy chạy `baocao publish` / "
            "nothing published yet, run `baocao publish`"
        )
    return link.readlink().name


def read_manifest(settings: Settings, version: str | None = None) -> dict[str, Any]:
    """Return the manifest of a version, by default of the current one.

    Raises:
        StateError: there is no such version.
    """
    path = settings.published / (version or current_version(settings)) / "manifest.json"
    if not path.exists():
        raise StateError(f"{path}: không có phiên bản này / there is no such version")
    return json.loads(path.read_text(encoding="utf-8"))


def connect_published(settings: Settings, version: str | None = None) -> duckdb.DuckDBPyConnection:
    """Open a published version read-only, by default the current one; times are in UTC.

    The connection can read nothing but the version itself: no other file, no network.

    Raises:
        StateError: nothing is published yet, or there is no such version.
    """
    # The versioned path, not `current`: inside one process DuckDB shares an instance by path, and
    # an older connection would otherwise decide which version a newer one sees.
    file = settings.published / (version or current_version(settings)) / READERS_NAME
    if not file.exists():
        raise StateError(f"{file}: không có phiên bản này / there is no such version")
    return connect_file(file)


def connect_file(file: Path) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB file read-only, without access to any other file or the network; in UTC."""
    connection = duckdb.connect(file, read_only=True, config={"enable_external_access": "false"})
    connection.execute("set timezone = 'UTC'; set enable_progress_bar = false")
    return connection


def _refusal_message(settings: Settings, reasons: list[str]) -> str:
    try:
        standing = current_version(settings)
    except StateError:
        standing = "(chưa có / none)"
    listing = "\n".join(f"  - {reason}" for reason in reasons)
    return (
        "Không công bố; phiên bản đang dùng giữ nguyên / not published; the version in use stands: "
        f"{standing}\n{listing}"
    )


@contextmanager
def _only_publisher(published: Path) -> Iterator[None]:
    """Hold the lock of publishing; the system frees it when the process ends, however it ends."""
    published.mkdir(parents=True, exist_ok=True)
    with only_holder(published / ".lock"):
        yield


def _remove_half_made(published: Path) -> None:
    for path in published.glob(".*.tmp"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _point_current_at(published: Path, version: str) -> None:
    link = published / "current"
    if link.is_symlink() and link.readlink().name == version:
        return
    temporary = published / ".current.tmp"
    temporary.symlink_to(version)
    temporary.replace(link)
    sync_directory(published)


def _write_version(settings: Settings, build: Build, version: str, warehouse_sha256: str) -> None:
    """Write a whole version beside the others and rename it to its name.

    Raises:
        StateError: the warehouse is being written, or is not the one that was checked any more.
    """
    with atomic_directory(settings.published / version) as folder:
        tables = copy_tables(settings.warehouse_file, folder / DATABASE)
        if sha256_of(settings.warehouse_file) != warehouse_sha256:
            raise StateError(
                "Kho đã thay đổi trong khi công bố, hãy kiểm tra rồi chạy lại / "
                "the warehouse changed while it was published, check and run again"
            )
        manifest = {
            "version": version,
            "build_id": build.build_id,
            "config_hash": build.config_hash,
            "refused_rules": build.refused,
            "as_of": build.as_of,
            "warehouse_sha256": warehouse_sha256,
            "created_at": settings.now.isoformat(),
            "baocao_version": __version__,
            "storage_version": STORAGE_VERSION,
            "database": _file_record(folder / DATABASE),
            "tables": [{**table, **_file_record(folder / table["file"])} for table in tables],
        }
        _second_name(folder)
        text = json.dumps(manifest, ensure_ascii=False, indent=2)
        write_atomic(folder / "manifest.json", text + "\n", READ_ONLY)


def _second_name(folder: Path) -> None:
    try:
        os.link(folder / DATABASE, folder / READERS_NAME)
    except OSError:  # a file system without hard links, e.g. a Windows share
        shutil.copy(folder / DATABASE, folder / READERS_NAME)


def _file_record(path: Path) -> dict[str, Any]:
    """Make a file of a version durable and read-only, and say what it is."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    path.chmod(READ_ONLY)
    return {"file": path.name, "bytes": path.stat().st_size, "sha256": sha256_of(path)}
