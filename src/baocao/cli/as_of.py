"""The option `--as-of` of every command that reads published tables."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import click

from baocao.as_of.instants import parse_as_of
from baocao.settings import Settings


def _instant(
    ctx: click.Context,  # noqa: ARG001 - click's signature
    parameter: click.Parameter,  # noqa: ARG001 - click's signature
    text: str | None,
) -> datetime | None:
    return None if text is None else parse_as_of(text)


def as_of_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--as-of`; the command gets `as_of`, an aware instant or None."""
    return click.option(
        "--as-of",
        callback=_instant,
        help="Như đã biết tại thời điểm / as known at an instant, or when a day ended.",
    )(command)


def settings_as_of(as_of: datetime | None) -> Settings:
    """Return the settings from the environment, for reading as of an instant where one is given."""
    return replace(Settings.from_env(), as_of=as_of)
