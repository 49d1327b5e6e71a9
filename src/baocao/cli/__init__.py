"""The command line: `baocao COMMAND`; each module here holds the commands of one theme."""

import importlib
import json
import sys
from typing import Any

import click

from baocao import __version__
from baocao.errors import BaocaoError, ConfigError

# Loaded only when called: a command must not pay for the imports of another.
COMMANDS = {
    "build": "baocao.cli.building:build",
    "changes": "baocao.cli.changes:changes",
    "check": "baocao.cli.gating:check",
    "collect": "baocao.cli.channels:collect",
    "compact": "baocao.cli.housekeeping:compact",
    "config": "baocao.cli.configuring:config",
    "desk": "baocao.cli.desk:desk",
    "edition": "baocao.cli.editions:edition",
    "export": "baocao.cli.exporting:export",
    "facts": "baocao.cli.facts:facts",
    "flag": "baocao.cli.deciding:flag",
    "flags": "baocao.cli.reading:flags",
    "ingest": "baocao.cli.ingesting:ingest",
    "notify": "baocao.cli.notifying:notify",
    "publish": "baocao.cli.gating:publish",
    "quarantine": "baocao.cli.quarantine:quarantine",
    "query": "baocao.cli.reading:query",
    "report": "baocao.cli.reading:report",
    "run": "baocao.cli.building:run",
    "sample": "baocao.cli.sampling:sample",
    "scoreboard": "baocao.cli.sampling:scoreboard",
    "status": "baocao.cli.reading:status",
    "template": "baocao.cli.sampling:template",
    "trace": "baocao.cli.reading:trace",
}


class LazyGroup(click.Group):
    """A click group that imports a command's module when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """Import and return one command, or None for an unknown name."""
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        module, attribute = target.split(":")
        return getattr(importlib.import_module(module), attribute)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="baocao")
def cli() -> None:
    """Kho báo cáo của một tỉnh / the reporting warehouse of a province."""


def print_json(document: Any) -> None:
    """Print one JSON document for machines, UTF-8, dates and decimals as text."""
    click.echo(json.dumps(document, ensure_ascii=False, default=str, indent=2))


def _report(error: Exception, message: str, **more: Any) -> None:
    """Print an error: one JSON document where the caller asked for JSON, else a line."""
    if "--json" in sys.argv:
        print_json({"error": type(error).__name__, "message": message, **more})
    else:
        click.echo(message, err=True)


def main() -> None:
    """Run the command line; errors meant for the operator are printed without a traceback.

    Exit codes: 0 done, 1 done but something was refused or flagged, 2 the call, the configuration
    or the place to write is wrong, 130 interrupted.
    """
    try:
        sys.exit(cli.main(standalone_mode=False) or 0)
    except ConfigError as error:
        _report(error, str(error), faults=[vars(fault) for fault in error.faults])
        sys.exit(error.exit_code)
    except BaocaoError as error:
        _report(error, str(error))
        sys.exit(error.exit_code)
    except click.ClickException as error:
        if "--json" in sys.argv:
            _report(error, error.format_message())
        else:
            error.show()
        sys.exit(2)
    except OSError as error:
        if error.filename is None:
            raise
        _report(error, f"{error.filename}: {error.strerror}")
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Đã dừng / aborted", err=True)
        sys.exit(130)
