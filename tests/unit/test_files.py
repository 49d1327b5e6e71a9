"""Atomic writing: the old or the new, never half of either."""

from pathlib import Path

import pytest

from baocao.files import atomic_directory, atomic_path, sha256_of, short_hash, write_atomic


def _write_half_and_fail(path: Path) -> None:
    path.write_text("half")
    raise FileNotFoundError


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    """An exception inside the block changes nothing and leaves no rest behind."""
    target = tmp_path / "a.txt"
    write_atomic(target, "cũ")
    with pytest.raises(FileNotFoundError), atomic_path(target) as temporary:
        _write_half_and_fail(temporary)
    assert target.read_text(encoding="utf-8") == "cũ"
    assert list(tmp_path.iterdir()) == [target]


def test_a_write_makes_folders_and_sets_the_mode(tmp_path: Path) -> None:
    """Missing folders are made; permissions are those asked for."""
    target = tmp_path / "x/y/a.bin"
    write_atomic(target, b"1", mode=0o600)
    assert target.read_bytes() == b"1"
    assert target.stat().st_mode & 0o777 == 0o600


def test_a_failed_directory_does_not_appear(tmp_path: Path) -> None:
    """A directory appears whole or not at all, and only once."""
    target = tmp_path / "batch"
    with pytest.raises(FileNotFoundError), atomic_directory(target) as temporary:
        _write_half_and_fail(temporary / "a")
    assert list(tmp_path.iterdir()) == []
    with atomic_directory(target) as temporary:
        (temporary / "a").write_text("whole")
    assert (target / "a").read_text() == "whole"
    with pytest.raises(FileExistsError), atomic_directory(target):
        pass


def test_hashes(tmp_path: Path) -> None:
    """The parts of a short hash cannot run into each other."""
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    assert sha256_of(path).startswith("ba7816bf8f01cfea")
    assert short_hash("a", "bc") != short_hash("ab", "c")
    assert len(short_hash("a")) == 16
