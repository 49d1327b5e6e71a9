"""`python -m baocao.local_airflow demo|desk|up|down|smoke`."""

import os
import signal
import sys
from typing import NoReturn

import click
import psutil

from baocao.errors import BaocaoError
from baocao.local_airflow.installation import Installation
from baocao.settings import Settings


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Run a whole Airflow on this machine, on 127.0.0.1 only."""


def _say(line: str) -> None:
    click.echo(f"  {line}", err=True)


@cli.command()
def up() -> None:
    """Start Airflow, leave it running, and say where to log in."""
    from baocao.local_airflow.starting import start

    airflow = start(Settings.from_env(), stays=True, say=_say, env=os.environ)
    installation = airflow.installation
    click.echo(f"Airflow: {installation.url}")
    # Not the passwords themselves: terminals are recorded and logged.
    users = ", ".join(installation.passwords)
    click.echo(f"  generated passwords of {users}: {installation.password_file}")
    home = os.environ.get("BAOCAO_HOME")
    click.echo(f"Stop it with: {f'BAOCAO_HOME={home} ' if home else ''}make down")


@cli.command()
def down() -> None:
    """End the Airflow that `up` started, and nothing else."""
    from baocao.local_airflow.starting import stop

    ended = stop(Settings.from_env().home / "airflow" / "running.json")
    click.echo("Airflow has ended" if ended else "no Airflow was running on this state")


@cli.command()
def smoke() -> None:
    """Start Airflow, check that it is healthy, reads every DAG and listens on loopback only."""
    from baocao.local_airflow.smoke import check_smoke

    check_smoke(Settings.from_env(), _say, os.environ)


@cli.command()
@click.option("--fresh", is_flag=True, help="Begin again with an empty demonstration state.")
def demo(fresh: bool) -> None:
    """Take the sample province from workbooks to published figures under a real Airflow."""
    from baocao.local_airflow.demo import run_demo

    run_demo(os.environ, fresh=fresh, say=_say)


@cli.command()
def desk() -> None:
    """Serve the upload page on the demonstration's state, with an account to try it."""
    from baocao.local_airflow.demo import serve_desk

    serve_desk(os.environ)


@cli.command(hidden=True)
@click.option("--port", type=int, required=True)
@click.option("--parent", type=int)
def serve(port: int, parent: int | None) -> None:
    """Keep the components running: the supervisor that `up` and `demo` start."""
    from baocao.local_airflow.supervising import supervise

    stays = parent is None
    installation = Installation.at(Settings.from_env(), port, os.environ, stays=stays)
    sys.exit(supervise(installation, parent))


@cli.command(hidden=True)
def prepare() -> None:
    """Create Airflow's database and pools, with the environment of the installation."""
    from baocao.local_airflow.preparing import prepare as prepare_database

    prepare_database()


def _ended_by(number: int, _frame: object) -> NoReturn:
    """Turn a signal into an exception, so that what was started is ended on the way out."""
    raise SystemExit(128 + number)


def main() -> None:
    """Run the command; errors meant for the operator are printed without a traceback."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _ended_by)
    try:
        cli.main(standalone_mode=False)
    except (BaocaoError, psutil.Error) as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code if isinstance(error, BaocaoError) else 1)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Đã dừng / stopped", err=True)
        sys.exit(130)


if __name__ == "__main__":
    main()
