"""What a local Airflow needs before its first start: its database and the pool of one writer."""

from collections.abc import Sequence

from baocao.orchestrating.policy import WRITER_POOL, WRITER_POOL_SLOTS

COMMANDS: Sequence[Sequence[str]] = (
    ("db", "migrate"),
    ("pools", "set", WRITER_POOL, str(WRITER_POOL_SLOTS), "one writer of the warehouse at a time"),
)


def prepare() -> None:
    """Run Airflow's own commands in this one process: each start of `airflow` costs seconds.

    The environment must be that of the installation before Airflow is first imported.
    """
    from airflow.cli.cli_parser import get_parser

    parser = get_parser()
    for command in COMMANDS:
        arguments = parser.parse_args(command)
        arguments.func(arguments)
