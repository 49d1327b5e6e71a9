"""`baocao notify`: letters to the units and the province about open flags."""

import os
import sys
from contextlib import redirect_stdout
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import click

from baocao.channels.connections import find_airflow
from baocao.cli import print_json
from baocao.files import write_atomic
from baocao.notifying import Notified
from baocao.notifying import notify as send_letters
from baocao.settings import Settings

COUNT_WORDS = {
    "sent": "thư đã gửi / letters sent",
    "refused": "thư bị máy chủ từ chối / letters refused by the server",
    "would_send": "thư sẽ gửi / letters that would go",
    "too_soon": "nơi vừa được nhắc, để lần sau / offices told too few days ago",
    "without_address": "đơn vị chưa có địa chỉ / units without an address",
}


@click.command()
@click.option("--dry-run", is_flag=True, help="Không gửi, chỉ xem / send nothing, show.")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Với --dry-run: ghi thư vào thư mục / with --dry-run: write the letters there.",
)
@click.option("--json", "as_json", is_flag=True, help="Một đối tượng / one JSON object.")
def notify(dry_run: bool, output: Path | None, as_json: bool) -> int:
    """Gửi thư nhắc cho đơn vị và tỉnh / letters about what is open, new and due.

    To the addresses in seeds/reference/senders.csv, through Airflow's connection baocao_smtp; an
    office gets at most one letter in BAOCAO_NOTIFY_DAYS days and none without news. Exit code 1:
    the server refused an address.
    """
    if output is not None and not dry_run:
        raise click.UsageError("--output: chỉ dùng với / goes with --dry-run")
    settings = Settings.from_env()
    find_airflow(settings, os.environ)
    # Airflow, once imported, logs to where standard output leads.
    with redirect_stdout(sys.stderr):
        done = send_letters(settings, rehearse=dry_run)
    if output is not None:
        _write(done.letters, output)
    if as_json:
        print_json(done.summary())
    else:
        _print(done)
    return int(done.counts["refused"] > 0)


def _print(done: Notified) -> None:
    for letter in map(_read, done.letters):
        click.echo(f"{letter['To']}  {letter['Subject']}")
    summary = done.summary()
    for name, words in COUNT_WORDS.items():
        if summary[name] or name == "sent":
            click.echo(f"{summary[name]:7}  {words}")


def _write(letters: list[bytes], folder: Path) -> None:
    """Write each letter as mail programs open it, and its HTML part as a browser does."""
    for number, letter in enumerate(letters, start=1):
        stem = folder / f"{number:03d}"
        write_atomic(stem.with_suffix(".eml"), letter)
        part = _read(letter).get_body(("html",))
        if part is not None:
            write_atomic(stem.with_suffix(".html"), part.get_content())


def _read(letter: bytes) -> EmailMessage:
    return BytesParser(policy=default).parsebytes(letter)
