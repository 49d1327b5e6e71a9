"""`baocao collect`: from the channels into the inbox."""

import os
import sys
from contextlib import AbstractContextManager, redirect_stdout
from dataclasses import dataclass

import click

from baocao.channels import Collected, collect_inbox, collect_one
from baocao.channels.connections import find_airflow
from baocao.cli import print_json
from baocao.errors import BaocaoError
from baocao.registry import Registry
from baocao.registry.channels import Channels
from baocao.settings import Settings

COUNT_WORDS = {
    "taken": "đã lấy về hộp nhận / taken into the inbox",
    "unknown_sender": "trong đó không rõ người gửi / of these from unknown senders",
    "too_large": "trong đó quá lớn / of these too large",
    "known": "đã lấy từ trước / taken before",
    "waiting": "đang được gửi, chờ lần sau / still being sent, left for the next look",
    "without_files": "thư không kèm tệp / letters without a file",
    "unreadable": "không đọc được / not readable",
    "unmarked": "không đánh dấu được ở nơi gửi / could not be marked at the source",
}


@dataclass(frozen=True)
class _Outcome:
    collected: Collected
    error: BaocaoError | None = None


@click.command()
@click.option("--channel", "channel_code", metavar="C", help="Chỉ kênh này / this channel only.")
@click.option("--json", "as_json", is_flag=True, help="Một đối tượng / one JSON object.")
def collect(channel_code: str | None, as_json: bool) -> int:
    """Lấy tệp từ các kênh về hộp nhận / collect files from the channels into the inbox.

    Without --channel: from every active channel of seeds/reference/channels.csv, and from
    BAOCAO_INBOX where it is a URL. `baocao ingest` then takes the inbox in. Exit code 1: something
    came from an unknown sender, is too large or could not be read; 2: a channel does not work.
    """
    settings = Settings.from_env()
    find_airflow(settings, os.environ)
    registry = Registry.load(settings.seeds)
    active = Channels.load(settings.seeds, settings.inbox_url).active
    codes = [channel_code] if channel_code else [channel.channel_code for channel in active]
    # One channel that does not work keeps no file of another from coming in.
    with _stdout_kept():
        outcomes = [_collect(settings, registry, code) for code in codes]
    if as_json:
        print_json({"channels": [_document(outcome) for outcome in outcomes]})
    else:
        _print(outcomes)
    broken = [outcome.error.exit_code for outcome in outcomes if outcome.error]
    return max(broken, default=int(any(one.collected.has_faults for one in outcomes)))


def fill_inbox(settings: Settings, registry: Registry) -> None:
    """Collect from BAOCAO_INBOX where it is a URL: whoever takes in the inbox means what is there.

    Raises:
        BaocaoError: the place cannot be reached or is set up wrong.
    """
    if settings.inbox_url:
        find_airflow(settings, os.environ)
        with _stdout_kept():
            collect_inbox(settings, registry)


def _stdout_kept() -> AbstractContextManager[object]:
    """Keep standard output for the answer: Airflow, once imported, logs to where that leads."""
    return redirect_stdout(sys.stderr)


def _collect(settings: Settings, registry: Registry, code: str) -> _Outcome:
    try:
        return _Outcome(collect_one(settings, registry, code))
    except BaocaoError as error:
        return _Outcome(Collected(code), error)


def _document(outcome: _Outcome) -> dict[str, object]:
    return {
        "channel_code": outcome.collected.channel_code,
        "counts": dict(outcome.collected.counts),
        "error": str(outcome.error) if outcome.error else None,
    }


def _print(outcomes: list[_Outcome]) -> None:
    if not outcomes:
        click.echo("Không có kênh nào đang dùng / no channel is active")
    for outcome in outcomes:
        counts = outcome.collected.counts
        click.echo(outcome.collected.channel_code)
        for name, words in COUNT_WORDS.items():
            if counts[name]:
                click.echo(f"{counts[name]:7}  {words}")
        if outcome.error:
            click.echo(f"  {outcome.error}", err=True)
        elif not any(counts.values()):
            click.echo("      0  không có gì / nothing there")
