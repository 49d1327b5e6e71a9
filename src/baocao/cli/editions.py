"""Commands about frozen editions of a period: `baocao edition freeze|reopen|list|delta|verify`."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from baocao.cli import print_json
from baocao.editions import Edition, PeriodEditions, delta_files, list_editions
from baocao.editions import freeze as freeze_period
from baocao.editions import reopen as reopen_period
from baocao.editions.delta import Change, compare
from baocao.editions.freezing import CREATED
from baocao.editions.store import load_editions
from baocao.editions.verifying import verify as verify_editions
from baocao.errors import UsageError
from baocao.reporting import printing
from baocao.reporting.language import instant, number
from baocao.settings import Settings, parse_instant

OUTCOMES = {
    "created": "Đã chốt / frozen",
    "closed_again": "Không có bản công bố mới, chốt lại lần cũ / nothing new, closed again",
    "unchanged": "Đã chốt từ trước, không làm gì / frozen already, nothing done",
}
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Một đối tượng / one JSON object."
)
period_option = click.option("--period", required=True, help="Kỳ / period, e.g. 2025-Q1.")
by_option = click.option(
    "--by", required=True, help="Cơ quan quyết định, không ghi tên người / office, no person."
)


@click.group()
def edition() -> None:
    """Chốt số liệu của kỳ / frozen editions of a period's figures."""


@edition.command()
@period_option
@by_option
@click.option("--why", default="", help="Lý do / reason.")
@json_option
def freeze(period: str, by: str, why: str, as_json: bool) -> None:
    """Chốt số liệu từ bản đang công bố / freeze the period from the published version.

    Freezing the same build again does nothing and says so. A frozen period must be re-opened before
    its next edition.
    """
    done = freeze_period(Settings.from_env(), period, by, why)
    if as_json:
        print_json({"outcome": done.outcome, "path": done.edition.path, **done.edition.manifest})
        return
    click.echo(f"{OUTCOMES[done.outcome]}: {_line(done.edition)}")
    if done.outcome == CREATED and "delta" in done.edition.manifest:
        click.echo(f"Thay đổi / changes: {_changes(done.edition)}")


@edition.command()
@period_option
@by_option
@click.option("--why", required=True, help="Lý do / reason.")
@json_option
def reopen(period: str, by: str, why: str, as_json: bool) -> None:
    """Mở lại kỳ đã chốt / re-open a frozen period; who and why goes into its log."""
    standing = reopen_period(Settings.from_env(), period, by, why)
    if as_json:
        print_json({"period": period, "edition": standing.number, "by": by, "why": why})
    else:
        click.echo(f"Đã mở lại / re-opened: {_line(standing)}")


@edition.command(name="list")
@click.option("--period", help="Chỉ kỳ này / this period only.")
@json_option
def list_(period: str | None, as_json: bool) -> None:
    """Các lần chốt / the editions, and whether the period is frozen."""
    found = list_editions(Settings.from_env(), period)
    if as_json:
        print_json({"periods": [_document(one) for one in found]})
        return
    titles = ("Kỳ", "Lần chốt", "Bản công bố", "Chốt lúc", "Cơ quan", "Thay đổi", "Tình trạng")
    rows = [
        (
            one.period,
            edition.number,
            edition.manifest["version"],
            instant(parse_instant(edition.manifest["frozen_at"], "frozen_at")).vi,
            edition.manifest["by"],
            _changes(edition),
            _state(one) if edition is one.newest else "",
        )
        for one in found
        for edition in one.editions
    ]
    printing.print_table(titles, rows)


@edition.command()
@period_option
@click.option("--from", "first", type=int, help="Lần chốt cũ / older edition; the one before.")
@click.option("--to", "last", type=int, help="Lần chốt mới / newer edition; the newest.")
@click.option("--format", "file_format", type=click.Choice(["csv", "xlsx"]), help="Tệp / file.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Tệp ghi ra / file."
)
@json_option
def delta(
    period: str,
    first: int | None,
    last: int | None,
    file_format: str | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Số liệu thay đổi giữa hai lần chốt / figures that changed between two editions.

    CSV goes to standard output unless -o names a file; a workbook needs -o.
    """
    if file_format == "xlsx" and output is None:
        raise UsageError("--format xlsx: cần / needs -o FILE.xlsx")
    old, new = _pair(load_editions(Settings.from_env(), period), first, last)
    changes = compare(old, new)
    if file_format == "xlsx" and output is not None:
        delta_files.write_xlsx(output, changes, old, new)
    elif output is not None:
        delta_files.write_csv(output, changes)
    if as_json:
        document = {"period": period, "from": old.number, "to": new.number, "output": output}
        print_json(document | {"changes": [asdict(change) for change in changes]})
    elif output is not None:
        click.echo(f"{len(changes)} thay đổi / changes → {output}")
    elif file_format == "csv":
        click.echo(delta_files.as_csv(changes), nl=False)
    else:
        _print_changes(changes)


@edition.command()
@click.option("--period", help="Chỉ kỳ này / this period only.")
@json_option
@click.pass_context
def verify(ctx: click.Context, period: str | None, as_json: bool) -> None:
    """Băm lại mọi tệp đã chốt / hash every frozen file again.

    Exit code 1 when something is not as it was frozen.
    """
    found = verify_editions(Settings.from_env(), period)
    if as_json:
        print_json(asdict(found))
    else:
        for problem in found.problems:
            click.echo(problem)
        counts = f"{found.editions} lần chốt / editions, {found.files} tệp / files"
        click.echo(f"{counts}, {len(found.problems)} sai lệch / problems")
    if found.problems:
        ctx.exit(1)


def _pair(found: PeriodEditions, first: int | None, last: int | None) -> tuple[Edition, Edition]:
    """Return the two editions to compare.

    Raises:
        UsageError: one of them is not there, or they are not in order.
    """
    newest = found.newest
    new = found.edition(last if last is not None else newest.number if newest else 1)
    old = found.edition(first if first is not None else new.number - 1)
    if old.number >= new.number:
        raise UsageError(
            f"--from {old.number} --to {new.number}: --from phải nhỏ hơn / must be below --to"
        )
    return old, new


def _line(edition: Edition) -> str:
    manifest = edition.manifest
    rows = sum(table["rows"] for table in manifest["tables"])
    return (
        f"{edition.period}, lần / edition {edition.number}, {manifest['version']}, "
        f"{len(manifest['tables'])} bảng / tables, {rows} dòng / rows: {edition.path}"
    )


def _changes(edition: Edition) -> str:
    delta = edition.manifest.get("delta")
    if delta is None:
        return "–"
    reasons = (
        f"{count} {delta_files.reason_text(reason).vi}"
        for reason, count in delta["reasons"].items()
    )
    return ", ".join(reasons) or "0"


def _state(found: PeriodEditions) -> str:
    if found.is_frozen:
        return "đã chốt / frozen"
    last = found.log[-1]
    return f"đã mở lại / re-opened: {last['by']}: {last['why']}"


def _document(found: PeriodEditions) -> dict[str, Any]:
    return {
        "period": found.period,
        "frozen": found.is_frozen,
        "editions": [one.manifest | {"path": one.path} for one in found.editions],
        "log": found.log,
    }


def _print_changes(changes: list[Change]) -> None:
    titles = (
        "Đơn vị",
        "Tên",
        "Kỳ",
        "Chỉ tiêu",
        "Phân tổ",
        "Số cũ",
        "Số mới",
        "Chênh lệch",
        "Lý do",
    )
    rows = [
        (
            change.unit_code,
            change.unit_name_vi,
            change.period_code,
            change.indicator_code,
            change.category_code,
            *(
                None if value is None else number(value).vi
                for value in (change.old_value, change.new_value, change.delta)
            ),
            delta_files.reason_text(change.reason).vi,
        )
        for change in changes
    ]
    printing.print_table(titles, rows)
