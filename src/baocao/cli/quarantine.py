"""Commands about files held apart: `baocao quarantine list|show|remove-expired|log`."""

from pathlib import Path

import click

from baocao import quarantine as holding
from baocao.cli import print_json
from baocao.registry import Registry
from baocao.reporting import printing
from baocao.reporting.language import instant
from baocao.settings import Settings

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Một đối tượng / one JSON object."
)


@click.group()
def quarantine() -> None:
    """Khu cách ly / files with personal data and hostile files, held apart."""


@quarantine.command(name="list")
@json_option
def list_(as_json: bool) -> None:
    """Các tệp đang và đã bị cách ly / files that are or were held, oldest first."""
    found = holding.held(Settings.from_env())
    if as_json:
        print_json({"files": [one.envelope for one in found]})
        return
    titles = ("Mã băm", "Tệp", "Đơn vị", "Cách ly lúc", "Lý do", "Đã xóa lúc")
    rows = [
        (
            one.sha256[:12],
            one.envelope["file_name"],
            one.envelope["unit_code"] or "",
            instant(one.kept_at).vi,
            ", ".join(one.envelope["reasons"]),
            instant(one.removed_at).vi if one.removed_at else "",
        )
        for one in found
    ]
    printing.print_table(titles, rows)


@quarantine.command()
@click.argument("sha256")
@click.option(
    "--by", required=True, help="Cơ quan yêu cầu, không ghi tên người / office, no person."
)
@click.option("--why", required=True, help="Lý do / reason.")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Tệp ghi ra, chỉ chủ tệp đọc được / file to write, its owner's alone.",
)
@json_option
def show(sha256: str, by: str, why: str, output: Path, as_json: bool) -> None:
    """Lấy một bản sao, có ghi nhật ký / a copy of one file; who and why goes into the log."""
    settings = Settings.from_env()
    registry = Registry.load(settings.seeds)
    one = holding.hand_over(settings, registry, sha256, output, by, why)
    if as_json:
        print_json({"sha256": one.sha256, "output": str(output), "by": by, "why": why})
    else:
        click.echo(f"{one.sha256[:12]} → {output}")


@quarantine.command(name="remove-expired")
@json_option
def remove_expired(as_json: bool) -> None:
    """Xóa nội dung các tệp hết hạn giữ / remove the bytes of files held long enough."""
    settings = Settings.from_env()
    removed = holding.remove_expired(settings)
    if as_json:
        print_json({"removed": [one.sha256 for one in removed]})
    else:
        click.echo(
            f"{len(removed)} tệp đã giữ quá {settings.quarantine_days} ngày, đã xóa / "
            f"files held over {settings.quarantine_days} days, removed"
        )


@quarantine.command()
@json_option
@click.pass_context
def log(context: click.Context, as_json: bool) -> None:
    """Nhật ký truy cập / who was given what; ends with 1 when a line was altered."""
    settings = Settings.from_env()
    entries, altered = holding.access_log(settings), holding.altered_lines(settings)
    if as_json:
        print_json({"entries": entries, "altered_lines": altered})
    else:
        titles = ("Lúc", "Việc", "Mã băm", "Cơ quan", "Lý do")
        keys = ("at", "action", "sha256", "by", "why")
        printing.print_table(titles, [[entry.get(key, "") for key in keys] for entry in entries])
        for number in altered:
            click.echo(f"{number}: dòng này hoặc dòng trước đã bị sửa / altered", err=True)
    context.exit(1 if altered else 0)
