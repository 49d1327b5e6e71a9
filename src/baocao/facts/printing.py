"""The judgements as a table for people and as data for machines."""

import re

import click
from rich.console import Console
from rich.table import Table

from baocao.facts.judging import NOT_TESTABLE, OFF, REPRODUCED, Judgement

TABLE_WIDTH = 170
MANY_DIGITS = re.compile(r"(?<![\d.,])\d{4,}(?![\d.,])")
VERDICTS = {
    REPRODUCED: ("tái lập được", "reproduced"),
    OFF: ("LỆCH", "OFF"),
    NOT_TESTABLE: ("không kiểm được", "not testable"),
}
STYLES = {REPRODUCED: "", OFF: "bold red", NOT_TESTABLE: "dim"}


def vietnamese(text: str) -> str:
    """Return a figure with the marks of the articles: `97,57 %`, `53.486`."""
    with_comma = text.replace(".", ",")
    return MANY_DIGITS.sub(lambda match: f"{int(match[0]):,}".replace(",", "."), with_comma)


def counts(judgements: list[Judgement]) -> dict[str, int]:
    """Return how many facts have each verdict."""
    return {name: sum(one.verdict == name for one in judgements) for name in VERDICTS}


def document(judgements: list[Judgement]) -> dict[str, object]:
    """Return the judgements as plain data; figures with a decimal point."""
    facts = [
        {
            "fact_no": one.fact.fact_no,
            "province_code": one.fact.province_code,
            "period_code": one.fact.period_code,
            "indicator_code": one.fact.indicator_code,
            "category_code": one.fact.category_code,
            "test": one.fact.test,
            "name_vi": one.fact.name_vi,
            "name_en": one.fact.name_en,
            "printed": one.fact.printed,
            "found": one.found,
            "mean_of_unit_rates": one.mean,
            "verdict": one.verdict,
            "answered_by": one.where,
            "rows": one.rows,
            "reason": one.reason,
            "source": one.fact.source,
        }
        for one in judgements
    ]
    is_good = all(one.verdict != OFF for one in judgements)
    return {"is_good": is_good, "counts": counts(judgements), "facts": facts}


def print_judgements(judgements: list[Judgement]) -> None:
    """Print the table, then the lists, then what answers each fact, then the counts."""
    console = Console()
    if console.width < TABLE_WIDTH:
        console = Console(width=TABLE_WIDTH)
    console.print(_table(judgements))
    for one in judgements:
        if one.rows:
            click.echo(f"\n{one.fact.fact_no}. {one.fact.name_vi} / {one.fact.name_en}")
            for code, text in one.rows.items():
                click.echo(f"  {code:<10} {text}")
    click.echo("\nBảng đã công bố và điều kiện lọc / published table and filter")
    for one in judgements:
        if one.where:
            click.echo(f"  {one.fact.fact_no:>2}. {one.where}")
    click.echo("")
    click.echo(
        "; ".join(
            f"{count} {' / '.join(VERDICTS[name])}" for name, count in counts(judgements).items()
        )
    )
    click.echo("Số liệu từng đơn vị là giả lập / all figures of single units are invented")


def _table(judgements: list[Judgement]) -> Table:
    table = Table(title="Số liệu đã công bố / published facts", show_lines=True)
    table.add_column("Số\nno", justify="right", no_wrap=True)
    table.add_column("Dữ kiện\nfact", ratio=2)
    table.add_column("In trên báo\nprinted", justify="right", no_wrap=True)
    table.add_column("Kho tính\nfound", justify="right", no_wrap=True)
    table.add_column("Trung bình tỷ lệ đơn vị\nmean of unit rates", justify="right", width=14)
    table.add_column("Kết luận\nverdict", no_wrap=True)
    table.add_column("Ghi chú\nnote", ratio=1)
    for one in judgements:
        fact = one.fact
        table.add_row(
            str(fact.fact_no),
            f"{fact.name_vi} / {fact.name_en} ({fact.indicator_code or '–'}, {fact.period_code})",
            vietnamese(fact.printed),
            vietnamese(one.found),
            vietnamese(one.mean),
            "\n".join(VERDICTS[one.verdict]),
            one.reason or "\n".join(filter(None, (fact.note_vi, fact.note_en))),
            style=STYLES[one.verdict],
        )
    return table
