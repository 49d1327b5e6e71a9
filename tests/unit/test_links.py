"""Links in the documentation lead somewhere: to a file of the repository, and to its heading."""

import re
import unicodedata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = {".venv", ".uv", "var", "node_modules", "target", ".pytest_cache"}
PAGES = sorted(p for p in ROOT.rglob("*.md") if not SKIPPED & set(p.relative_to(ROOT).parts))
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as code hosts make them."""
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#{1,6} +(.+?) *#*$", text, re.MULTILINE)
    plain = (re.sub(r"[`*]|\]\([^)]*\)|\[", "", heading).lower() for heading in headings)
    return {
        "".join(
            "-" if char == " " else char
            for char in unicodedata.normalize("NFC", heading)
            if char.isalnum() or char in " -_"
        )
        for heading in plain
    }


def leads_nowhere(page: Path, target: str, root: Path) -> bool:
    name, _, anchor = target.partition("#")
    file = (page.parent / name).resolve() if name else page
    if not file.exists() or not file.is_relative_to(root):
        return True
    return bool(anchor) and file.suffix == ".md" and anchor not in anchors(file)


def broken_links(page: Path, root: Path = ROOT) -> list[str]:
    """Return the links to files and headings that are not there; web addresses pass."""
    targets = LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8")))
    inside = (target for target in targets if not re.match(r"[a-z]+:", target))
    return [target for target in inside if leads_nowhere(page, target, root)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_resolve(page: Path) -> None:
    assert broken_links(page) == []


def test_broken_links_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Some `code` here\n[a](#some-code-here) [b](#other) [c](no.md) [d](../x)\n")
    assert broken_links(page, tmp_path) == ["#other", "no.md", "../x"]
