"""Commands about the life of flags: `baocao flag list|history|explain|waive|reopen`."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from baocao.cli import print_json
from baocao.cli.as_of import as_of_option, settings_as_of
from baocao.deciding.flags import Decided, decide, flag_history, list_flags
from baocao.deciding.log import EXPLAINED, REOPENED, WAIVED
from baocao.reporting import printing
from baocao.reporting.language import instant, known
from baocao.settings import Settings

SHORT_ID = 8
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Một đối tượng / one JSON object."
)
until_help = "Đến hết ngày này / to the end of this day, YYYY-MM-DD."


def _deciding(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what every decision has: the flags, who decides it and why."""
    for option in (
        json_option,
        click.option("--why", required=True, help="Lý do / reason; no names of persons."),
        click.option(
            "--by", required=True, help="Cơ quan quyết định / office that decides, no person."
        ),
        click.argument("flag_ids", nargs=-1, required=True, metavar="FLAG..."),
    ):
        command = option(command)
    return command


def _until(*, required: bool) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    kind = click.DateTime(formats=["%Y-%m-%d"])
    return click.option("--until", type=kind, required=required, help=until_help)


@click.group()
def flag() -> None:
    """Quyết định về cảnh báo / decisions about quality flags: explain, waive, open again."""


@flag.command(name="list")
@click.option("--unit", help="Đơn vị / unit code.")
@click.option("--period", help="Kỳ / period, e.g. 2025-Q1.")
@click.option("--all", "ended", is_flag=True, help="Cả đã giải quyết / resolved ones too.")
@as_of_option
@json_option
def list_(
    unit: str | None, period: str | None, ended: bool, as_of: datetime | None, as_json: bool
) -> None:
    """Cảnh báo và tình trạng của chúng / flags and how they stand.

    What was decided since the last build stands behind an arrow.
    """
    rows = list_flags(settings_as_of(as_of), unit, period, ended)
    if as_json:
        print_json({"flags": rows, "count": len(rows)})
        return
    titles = ("Mã", "Tình trạng", "Kiểm tra", "Đơn vị", "Biểu", "Kỳ", "Từ", "Số lần", "Cơ quan",
              "Đến", "Lý do")  # fmt: skip
    printing.print_table(titles, [_line(row) for row in rows])


@flag.command()
@click.argument("flag_id", metavar="FLAG")
@as_of_option
@json_option
def history(flag_id: str, as_of: datetime | None, as_json: bool) -> None:
    """Mọi thay đổi của một cảnh báo / every change of one flag, oldest first."""
    rows = flag_history(settings_as_of(as_of), flag_id)
    if as_json:
        print_json({"flag_id": rows[0]["flag_id"], "history": rows})
        return
    titles = ("Từ", "Thay đổi", "Tình trạng", "Cơ quan", "Đến", "Lý do")
    lines = [
        (
            _moment(row["known_from"]),
            known("change", row["change"]).vi,
            known("flag", row["status"]).vi,
            row["decided_by"],
            _moment(row["until_at"]),
            row["reason"],
        )
        for row in rows
    ]
    printing.print_table(titles, lines)


@flag.command()
@_deciding
@_until(required=False)
def explain(
    flag_ids: tuple[str, ...], by: str, why: str, until: datetime | None, as_json: bool
) -> None:
    """Ghi nhận giải trình / the figure is right, and this is why it looks odd."""
    day = until.date() if until else None
    _print(decide(Settings.from_env(), EXPLAINED, flag_ids, by, why, day), as_json)


@flag.command()
@_deciding
@_until(required=True)
def waive(flag_ids: tuple[str, ...], by: str, why: str, until: datetime, as_json: bool) -> None:
    """Miễn xử lý có thời hạn / nothing need be done about it until a day; then it is open again."""
    _print(decide(Settings.from_env(), WAIVED, flag_ids, by, why, until.date()), as_json)


@flag.command()
@_deciding
def reopen(flag_ids: tuple[str, ...], by: str, why: str, as_json: bool) -> None:
    """Mở lại cảnh báo / take an explanation or a waiver back."""
    _print(decide(Settings.from_env(), REOPENED, flag_ids, by, why), as_json)


def _print(done: Decided, as_json: bool) -> None:
    ids = [one["flag_id"] for one in done.flags]
    unchanged = [one["flag_id"] for one in done.unchanged]
    if as_json:
        print_json({"flags": ids, "unchanged": unchanged})
        return
    for one in done.flags:
        said = "đã như vậy từ trước / stood like that before" if one in done.unchanged else "OK"
        about = " ".join(one[name] or "–" for name in ("unit_code", "form_code", "period_code"))
        click.echo(f"{one['flag_id'][:SHORT_ID]}  {one['check_code']} {about}: {said}")
    if len(unchanged) < len(ids):
        click.echo("Có hiệu lực từ lần `baocao run` tới / takes effect with the next `baocao run`")


def _line(row: dict[str, Any]) -> tuple[Any, ...]:
    status = known("flag", row["status"]).vi
    pending = f" → {known('flag', row['pending']).vi}" if row["pending"] else ""
    return (
        row["flag_id"][:SHORT_ID],
        status + pending,
        row["check_code"],
        row["unit_code"],
        row["form_code"],
        row["period_code"],
        _moment(row["first_seen_at"]),
        row["times_seen"],
        row["decided_by"],
        _moment(row["until_at"]),
        row["reason"],
    )


def _moment(value: datetime | None) -> str | None:
    return None if value is None else instant(value).vi
