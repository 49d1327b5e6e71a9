"""scripts/bootstrap where something is missing: it helps itself if it may, else it says what."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
TOOLS = ("bash", "dirname", "id", "sed", "env")


@pytest.fixture
def checkout() -> Iterator[Path]:
    """Return a folder with the script and a path of bare tools, readable by every user."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o755)
        (root / "scripts").mkdir()
        shutil.copy(ROOT / "scripts/bootstrap", root / "scripts/bootstrap")
        (root / "bin").mkdir()
        for tool in TOOLS:
            (root / "bin" / tool).symlink_to(shutil.which(tool) or tool)
        yield root


def bootstrap(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script as a user without rights, with nothing but the bare tools."""
    user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}
    return subprocess.run(
        [checkout / "scripts/bootstrap", *arguments],
        env={"PATH": str(checkout / "bin")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        **user,
    )


def test_without_rights_it_names_the_command_in_one_line(checkout: Path) -> None:
    (checkout / "bin/apt-get").symlink_to(shutil.which("apt-get") or "/usr/bin/apt-get")
    result = bootstrap(checkout, "system")
    assert result.returncode == 0
    assert result.stderr == (
        "bootstrap: please run: sudo apt-get install --no-install-recommends "
        "chromium libreoffice-calc-nogui fontconfig fonts-noto-core\n"
    )


def test_without_apt_it_names_the_packages_in_one_line(checkout: Path) -> None:
    result = bootstrap(checkout, "system")
    assert result.returncode == 0
    assert result.stderr == (
        "bootstrap: please install these packages (Debian names): "
        "chromium libreoffice-calc-nogui fontconfig fonts-noto-core\n"
    )


def test_a_call_it_does_not_know_is_refused_with_its_usage(checkout: Path) -> None:
    result = bootstrap(checkout, "everything")
    assert result.returncode == 2
    assert "scripts/bootstrap python" in result.stderr
