import io
import subprocess
import sys

import pytest
from benchmarks.measuring import Benchmark, Case, Measurement, measure, show
from rich.console import Console


def _benchmark() -> Benchmark:
    return Benchmark(
        name="reading",
        compares="one with another",
        things="workbooks",
        baselines=["bare"],
        measurements=[Measurement("bare", 2.0, 1000, 3), Measurement("ours", 2.5, 500, 3)],
    )


def test_ratios_are_of_the_time_a_thing_takes():
    bare, ours = _benchmark().to_dict()["cases"]
    assert (bare["milliseconds_each"], bare["ratios"]) == (2.0, {"bare": 1.0})
    assert (ours["milliseconds_each"], ours["ratios"]) == (5.0, {"bare": 2.5})


def test_the_table_shows_every_case_with_its_ratio():
    output = io.StringIO()
    show(_benchmark(), Console(file=output, width=100))
    assert "one with another" in output.getvalue()
    row = next(line for line in output.getvalue().splitlines() if "ours" in line)
    cells = [cell.strip() for cell in row.split("│")[1:-1]]
    assert cells == ["ours", "2.50", "500", "5.00", "2.50"]


def test_rounds_are_interleaved_and_preparing_is_not_measured():
    order = []

    def prepare() -> None:
        order.append("prepare")

    def work(name: str) -> int:
        order.append(name)
        return 7

    cases = [Case("a", lambda: work("a"), prepare), Case("b", lambda: work("b"))]
    measured = measure(cases, 2, Console(file=io.StringIO()))
    assert order == ["prepare", "a", "b"] * 2
    assert [(one.name, one.things, one.rounds) for one in measured] == [("a", 7, 2), ("b", 7, 2)]


@pytest.mark.parametrize("arguments", [["writing"], ["--rounds", "0"], ["--workbooks", "0"]])
def test_a_wrong_call_is_refused_before_anything_is_measured(root, arguments):
    command = [sys.executable, "-m", "benchmarks", *arguments]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "usage: python -m benchmarks" in ran.stderr
