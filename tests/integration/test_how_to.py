"""The how-to pages, followed word for word by somebody who only has the page."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

FENCE = re.compile(
    r"^(?P<indent> *)```(?P<info>[^\n]+)\n(?P<body>.*?)^ *```$", re.MULTILINE | re.DOTALL
)


def _steps(page: Path) -> list[tuple[str, str]]:
    """Return (info string, dedented body) of every fenced block of a page, in order."""
    found = FENCE.finditer(page.read_text(encoding="utf-8"))
    return [(match["info"], textwrap.dedent(match["body"])) for match in found]


def _follow(page: Path, workplace: Path) -> str:
    """Do what a page says in a workplace and return what its commands printed."""
    printed = []
    for info, body in _steps(page):
        language, _, target = info.partition(" ")
        if target.startswith("append="):
            path = workplace / target.removeprefix("append=")
            path.write_text(path.read_text(encoding="utf-8") + body, encoding="utf-8")
        elif target.startswith("create="):
            path = workplace / target.removeprefix("create=")
            assert not path.exists()
            path.write_text(body, encoding="utf-8")
        else:
            assert language == "sh", f"{page.name}: nothing follows a block of {info!r}"
            printed.append(_run(body, workplace))
    return "\n".join(printed)


def _run(script: str, workplace: Path) -> str:
    binaries = Path(sys.executable).parent
    env = {
        "PATH": f"{binaries}:{os.environ['PATH']}",
        "HOME": str(workplace),
        "BAOCAO_NOW": "2026-09-15T03:00:00Z",
        "LANG": "C.UTF-8",
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=workplace,
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture
def workplace(tmp_path: Path, root: Path) -> Path:
    """Return a folder with the configuration and the project, and nothing received yet."""
    for name in ("seeds", "expectations", "dbt_project"):
        ignored = shutil.ignore_patterns("target", "logs", "__pycache__")
        shutil.copytree(root / name, tmp_path / name, ignore=ignored)
    return tmp_path


def test_add_an_indicator(workplace: Path, root: Path) -> None:
    """A new indicator goes from data to a published figure without code."""
    printed = _follow(root / "docs/how-to/add-an-indicator.md", workplace)
    assert re.search(r"01840\W+7(\.0+)?\b", printed), printed


def test_add_a_rule(workplace: Path, root: Path) -> None:
    """A new rule raises a flag on a report that breaks it, without code."""
    _follow(root / "docs/how-to/add-a-rule.md", workplace)
    assert '"LOC01"' in (workplace / "flags.json").read_text(encoding="utf-8")


def test_tighten_a_gate(workplace: Path, root: Path) -> None:
    """A new suite closes the gate on what it does not allow, and names the row."""
    printed = _follow(root / "docs/how-to/tighten-a-gate.md", workplace)
    assert "[critical] landing_workbooks.file_name" in printed


def test_every_block_is_one_the_test_can_follow(root: Path) -> None:
    """The pages hold commands and edits, so that following them means something."""
    for name in ("add-an-indicator.md", "add-a-rule.md", "tighten-a-gate.md"):
        infos = [info for info, _ in _steps(root / "docs/how-to" / name)]
        assert any(info == "sh" for info in infos)
        assert any("=" in info for info in infos)
