"""Commands about the upload page: serve it, and give units accounts."""

from datetime import datetime

import click

from baocao.cli import print_json
from baocao.desk.accounts import Accounts
from baocao.desk.serving import HOST, PORT
from baocao.desk.serving import serve as serve_desk
from baocao.desk.store import Store
from baocao.errors import UsageError
from baocao.registry import Registry, Unit
from baocao.settings import Settings

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
unit_option = click.option(
    "--unit", "codes", required=True, multiple=True, help="Mã đơn vị / unit code; may be repeated."
)
day_option = click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Đơn vị mang mã này ngày nào / the day on which the unit bore the code; default today.",
)


@click.group()
def desk() -> None:
    """Trang nộp báo cáo / the page on which units hand in their files."""


@desk.command()
@click.option("--host", default=HOST, show_default=True, help="Địa chỉ / address.")
@click.option("--port", default=PORT, show_default=True, help="Cổng / port.")
@click.option(
    "--trusted-proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    help="Proxy TLS phía trước / the TLS proxy in front, whose word about visitors is believed.",
)
def serve(host: str, port: int, proxies: tuple[str, ...]) -> None:
    """Mở trang nộp báo cáo / serve the page until interrupted."""
    serve_desk(host, port, proxies)


@desk.group()
def account() -> None:
    """Tài khoản của đơn vị / the accounts of units."""


@account.command()
@unit_option
@day_option
@json_option
def add(codes: tuple[str, ...], on: datetime | None, as_json: bool) -> None:
    """Cấp tài khoản / give an account; its password is printed once and kept nowhere."""
    _print_passwords(*_units(codes, on), "add", as_json=as_json)


@account.command()
@unit_option
@day_option
@json_option
def reset(codes: tuple[str, ...], on: datetime | None, as_json: bool) -> None:
    """Cấp mật khẩu mới / give a new password, printed once; open an account that was disabled."""
    _print_passwords(*_units(codes, on), "reset", as_json=as_json)


@account.command()
@unit_option
@day_option
@json_option
def disable(codes: tuple[str, ...], on: datetime | None, as_json: bool) -> None:
    """Khóa tài khoản / close an account at once; what it handed in stays."""
    accounts, units = _units(codes, on)
    for unit in units:
        accounts.disable(unit)
    if as_json:
        print_json({"disabled": [unit.unit_code for unit in units]})
    for unit in () if as_json else units:
        click.echo(f"{unit.unit_code} {unit.name_vi}: đã khóa / disabled")


@account.command("list")
@json_option
def list_accounts(as_json: bool) -> None:
    """Liệt kê tài khoản / list the accounts."""
    settings = Settings.from_env()
    registry = Registry.load(settings.seeds)
    rows = []
    for one in Accounts(Store(settings.desk)).all():
        unit = one.unit(registry)
        rows.append(
            {
                "unit_code": one.unit_code,
                "unit_valid_from": one.unit_valid_from.isoformat(),
                "unit_valid_to": unit.valid_to.isoformat() if unit and unit.valid_to else None,
                "unit_name": unit.name_vi if unit else None,
                "is_disabled": one.is_disabled,
            }
        )
    if as_json:
        print_json({"accounts": rows})
        return
    for row in rows:
        ends = f", đến / until {row['unit_valid_to']}" if row["unit_valid_to"] else ""
        closed = " (đã khóa / disabled)" if row["is_disabled"] else ""
        name = row["unit_name"] or "không còn trong danh mục / not in the seeds"
        click.echo(f"{row['unit_code']} {name}, từ / from {row['unit_valid_from']}{ends}{closed}")


def _units(codes: tuple[str, ...], on: datetime | None) -> tuple[Accounts, list[Unit]]:
    """Return the accounts, and the units that bear the codes on a day.

    Raises:
        UsageError: no unit bears one of the codes on that day.
    """
    settings = Settings.from_env()
    registry = Registry.load(settings.seeds)
    day = on.date() if on else settings.today
    units = [registry.unit(code, day) for code in codes]
    unknown = [code for code, unit in zip(codes, units, strict=True) if unit is None]
    if unknown:
        raise UsageError(
            f"--unit {' '.join(unknown)}: không có đơn vị nào mang mã này ngày {day:%d/%m/%Y} / no "
            "unit bears this code on that day; `--on` names another day"
        )
    return Accounts(Store(settings.desk)), [unit for unit in units if unit]


def _print_passwords(accounts: Accounts, units: list[Unit], action: str, *, as_json: bool) -> None:
    # Before the first password is made: one that is made and not printed would be lost.
    for unit in units:
        accounts.check(unit, has_account=action == "reset")
    made = [
        {
            "unit_code": unit.unit_code,
            "unit_name": unit.name_vi,
            "password": accounts.add(unit) if action == "add" else accounts.reset(unit),
        }
        for unit in units
    ]
    if as_json:
        print_json({"accounts": made})
        return
    for one in made:
        click.echo(f"{one['unit_code']} {one['unit_name']}: {one['password']}")
    click.echo("Mật khẩu chỉ hiện một lần / passwords are shown this once.", err=True)
