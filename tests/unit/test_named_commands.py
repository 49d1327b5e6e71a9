"""Commands that the documentation names are there, with the options that it gives them."""

import re
import shlex
from pathlib import Path

import click
import pytest

from baocao.cli import cli

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = {".venv", ".uv", "var", "node_modules", "target", ".pytest_cache"}
# The changelog names commands of other times.
PAGES = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not SKIPPED & set(path.relative_to(ROOT).parts) and path.name != "CHANGELOG.md"
)
BLOCK = re.compile(r"^ *```([^\n]*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
SHELL = ("", "sh", "console")
SPAN = re.compile(r"`(baocao [^`]+)`")
COMMENT = re.compile(r"\s#\s.*$", re.MULTILINE)
# Up to what ends a command: a pipe, a redirection, another command, the end of the line.
CALL = re.compile(r"(?<![\w./-])baocao ((?:'[^']*'|\"[^\"]*\"|[^|;&<>()\n])+)")


def named_calls(text: str) -> list[list[str]]:
    """Return the words behind `baocao` of every call in blocks and between backticks."""
    blocks = [
        COMMENT.sub("", block.replace("\\\n", " "))
        for info, block in BLOCK.findall(text)
        if info in SHELL
    ]
    spans = [" ".join(span.split()) for span in SPAN.findall(BLOCK.sub("", text))]
    found = [call for place in (*blocks, *spans) for call in CALL.findall(place)]
    return [shlex.split(call) for call in found]


def faults(words: list[str]) -> list[str]:
    """Return the commands and options of a call that are not there."""
    command: click.Command = cli
    found = []
    for word in words:
        if word.startswith("-"):
            options = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
            if word.partition("=")[0] not in options | {"--help"}:
                found.append(f"{command.name}: no option {word}")
        elif isinstance(command, click.Group):
            # `account add|reset` names several of one group.
            within = [command.get_command(click.Context(command), one) for one in word.split("|")]
            if None in within:
                return [*found, f"{command.name}: no command {word}"]
            command = within[0] or command
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_named_is_there(page: Path) -> None:
    calls = named_calls(page.read_text(encoding="utf-8"))
    wrong = [(" ".join(words), fault) for words in calls for fault in faults(words)]
    assert wrong == []


def test_calls_are_found_where_pages_name_them() -> None:
    calls = named_calls((ROOT / "README.md").read_text(encoding="utf-8"))
    assert ["config", "check"] in calls
    assert len({tuple(words[:2]) for words in calls}) > 15
    assert faults(["stat"]) == ["cli: no command stat"]
    assert faults(["status", "--perod", "x"]) == ["status: no option --perod"]
