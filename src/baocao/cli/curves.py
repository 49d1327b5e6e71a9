"""Operating curves as tables: Markdown, so that what is published is what the command prints."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict

import click

from baocao.cli import print_json
from baocao.sampling.curves import Curve, Point


def show_curves(curves: Iterable[Curve], as_json: bool) -> None:
    """Print the curves, one table each; the setting that the rules use is marked."""
    if as_json:
        print_json({"curves": [asdict(curve) for curve in curves]})
        return
    for curve in curves:
        for line in curve_table(curve):
            click.echo(line)


def curve_table(curve: Curve) -> Iterator[str]:
    """Yield the lines of a curve's table: a threshold a line, recall by size of fault."""
    sizes = [size for size, count in curve.injected.items() if count]
    faults = max(curve.injected.values(), default=0)
    yield f"### {curve.name}"
    yield ""
    counted = f"{curve.clean_reports} báo cáo đúng / right reports"
    yield f"{counted}; {faults} lỗi mỗi cỡ / faults of each size."
    yield ""
    heads = ["ngưỡng / threshold", "báo nhầm / false alarms ‰", *sizes]
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for point in curve.points:
        yield f"| {' | '.join(_cells(point, sizes))} |"
    yield ""


def _cells(point: Point, sizes: list[str]) -> list[str]:
    setting = f"**{point.setting}**" if point.is_chosen else point.setting
    recall = [f"{100 * point.recall[size]:.0f} %" for size in sizes]
    return [setting, f"{point.alarms_per_thousand:.1f}", *recall]
