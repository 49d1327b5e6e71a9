"""The how-to pages, followed word for word by somebody who only has the page."""

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path

import duckdb
import pytest

from baocao.orchestrating.due import DuePeriod, due_days, due_periods
from baocao.registry import Registry
from baocao.territory import Territory, compile_territory

# Blocks that need a server elsewhere: a connection's fields, and what asks it.
SHOWN = ("json", "console")
FENCE = re.compile(
    r"^(?P<indent> *)```(?P<info>[^\n]+)\n(?P<body>.*?)^ *```$", re.MULTILINE | re.DOTALL
)


def _steps(page: Path) -> list[tuple[str, str]]:
    """Return (info string, dedented body) of every fenced block of a page, in order."""
    found = FENCE.finditer(page.read_text(encoding="utf-8"))
    return [(match["info"], textwrap.dedent(match["body"])) for match in found]


def _follow(page: Path, workplace: Path) -> str:
    """Do what a page says in a workplace and return what its commands printed."""
    printed = []
    for info, body in _steps(page):
        language, _, target = info.partition(" ")
        if target.startswith("append="):
            path = workplace / target.removeprefix("append=")
            path.write_text(path.read_text(encoding="utf-8") + body, encoding="utf-8")
        elif target.startswith("create="):
            path = workplace / target.removeprefix("create=")
            assert not path.exists()
            path.write_text(body, encoding="utf-8")
        elif info not in SHOWN:
            assert language == "sh", f"{page.name}: nothing follows a block of {info!r}"
            printed.append(_run(body, workplace))
    return "\n".join(printed)


def _run(script: str, workplace: Path) -> str:
    binaries = Path(sys.executable).parent
    env = {
        "PATH": f"{binaries}:{os.environ['PATH']}",
        "HOME": str(workplace),
        "BAOCAO_NOW": "2026-09-15T03:00:00Z",
        "LANG": "C.UTF-8",
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=workplace,
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture
def workplace(tmp_path: Path, root: Path) -> Path:
    """Return a folder with the configuration and the project, and nothing received yet."""
    for name in ("seeds", "expectations", "dbt_project"):
        ignored = shutil.ignore_patterns("target", "logs", "__pycache__")
        shutil.copytree(root / name, tmp_path / name, ignore=ignored)
    return tmp_path


def test_add_an_indicator(workplace: Path, root: Path) -> None:
    """A new indicator goes from data to a published figure without code."""
    printed = _follow(root / "docs/how-to/add-an-indicator.md", workplace)
    assert re.search(r"01840\W+7(\.0+)?\b", printed), printed


def test_add_a_form(workplace: Path, root: Path) -> None:
    """A new form goes from data to a template, to reports and to a rate of the province."""
    printed = _follow(root / "docs/how-to/add-a-form.md", workplace)
    # 37 of 48, half up; the mean of the two communes' rates would be 81,25.
    assert re.search(r"77\.08(00)?\W+37(\.0+)?\W+48(\.0+)?\W+2\W+92\b", printed), printed
    assert (workplace / "F-HG.xlsx").read_bytes().startswith(b"PK")
    # The same form as others lay it out, in English, a row for each unit and half-year.
    taken = json.loads(printed[printed.rindex('{\n  "dry_run": true') :])
    assert (taken["reports"], taken["findings"]) == ({"accepted": 1}, {})


def test_follow_a_parent_document(workplace: Path, root: Path) -> None:
    """Those who have not implemented a document are listed: a no, a blank and no report."""
    printed = _follow(root / "docs/how-to/follow-a-parent-document.md", workplace)
    answers = re.findall(r"(\w[\w-]*)\W+(no|blank|no_report)\W+2026-03-03\W+103\b", printed)
    assert answers == [("01843", "no"), ("TN-SNV", "blank"), ("TN-STP", "no_report")], printed


@pytest.mark.timeout(600)
def test_add_a_rule_explain_its_flag_and_send_letters(workplace: Path, root: Path) -> None:
    """A new rule raises a flag, which an office explains; the unit is told of the others."""
    _follow(root / "docs/how-to/add-a-rule.md", workplace)
    assert '"LOC01"' in (workplace / "flags.json").read_text(encoding="utf-8")
    before = _published_tables(workplace)

    printed = _follow(root / "docs/how-to/explain-a-flag.md", workplace)
    assert re.search(r"Chưa xử lý\tLOC01\t01840\tF-TCD\t2026-Q3", printed), printed
    assert re.search(r"Đã giải trình\tLOC01\t.*Thanh tra tỉnh.*hai lần trong kỳ", printed), printed
    assert re.search(r"\tĐược giải trình\tĐã giải trình\tThanh tra tỉnh\t", printed), printed
    after = _published_tables(workplace)
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    assert {"fct_flag_history", "fct_quality_flags"} <= changed
    assert not [name for name in changed if name.startswith(FIGURES)], "nor a verdict"

    printed = _follow(root / "docs/how-to/send-letters.md", workplace)
    assert re.search(r"2  thư sẽ gửi / letters that would go", printed), printed
    letters = [path.read_text(encoding="utf-8") for path in (workplace / "letters").glob("*.html")]
    assert len(letters) == 2
    assert not [text for text in letters if "LOC01" in text or "đoàn đông người lớn hơn" in text]


# What no decision about a flag may change.
FIGURES = ("dim_", "fct_figure", "fct_indicator", "fct_rule", "fct_submissions", "rpt_indicator",
           "rpt_summary")  # fmt: skip


def _published_tables(workplace: Path) -> dict[str, str]:
    """Return a hash of the rows of each published table, by name."""
    hashes = {}
    with duckdb.connect() as connection:
        for path in (workplace / "var/published/current").glob("*.parquet"):
            sql = "select md5(string_agg(row::varchar, '|' order by row::varchar)) from"
            found = connection.execute(f"{sql} read_parquet('{path}') as row").fetchall()
            hashes[path.stem] = found[0][0]
    return hashes


def test_tighten_a_gate(workplace: Path, root: Path) -> None:
    """A new suite closes the gate on what it does not allow, and names the row."""
    printed = _follow(root / "docs/how-to/tighten-a-gate.md", workplace)
    assert "[critical] landing_workbooks.file_name" in printed


@pytest.mark.timeout(600)
def test_close_a_period_ask_as_of_and_correct_a_value(workplace: Path, root: Path) -> None:
    """An edition stands until it is re-opened; what was known then is kept, wrong or not."""
    printed = _follow(root / "docs/how-to/close-a-period.md", workplace)
    assert "2026-Q3, lần / edition 1" in printed
    assert "Thay đổi / changes: 1 gửi lại" in printed
    assert re.search(r"01840\t[^\n]*\tTD01\t[^\n]*\t20\t25\t5\tgửi lại", printed), printed
    assert "0 sai lệch / problems" in printed

    printed = _follow(root / "docs/how-to/ask-as-of.md", workplace)
    assert re.search(r"\tTD01\t_T\t20\t25\t5\t2\tF-TCD_2026-Q3.csv", printed), printed
    assert re.search(r"^value\n20(\.0+)?$", printed, re.MULTILINE), "as of the 14th"
    assert "Replayed as of 2026-09-14T16:59:59.999999Z" in printed
    assert re.search(r"^20(\.0+)?\t2026-09-14[^\t]*\t2026-09-15", printed, re.MULTILINE), printed
    assert re.search(r"^not_due\t\t2026-09-14", printed, re.MULTILINE), printed
    assert re.search(r"^on_time\t2026-09-14[^\t]*\t$", printed, re.MULTILINE), printed

    printed = _follow(root / "docs/how-to/correct-a-value.md", workplace)
    assert "01843: đính chính 2026-001 từ 2.000 thành 20, Thanh tra tỉnh" in printed
    assert re.search(r"\b2000(\.0+)?\t2000(\.0+)?\t2026-09-14", printed), printed
    assert re.search(r"\b20(\.0+)?\t2000(\.0+)?\t2026-09-15", printed), printed


def test_change_the_calendar(workplace: Path, root: Path) -> None:
    """A changed row moves the window, the due date and the run of Airflow, without code."""
    _follow(root / "docs/how-to/change-the-calendar.md", workplace)
    registry = Registry.load(workplace / "seeds")
    before, after = (registry.period(f"{year}-A1", "PARTY") for year in (2026, 2027))
    assert before is not None
    assert after is not None
    assert (before.end_date, after.start_date) == (date(2026, 12, 14), date(2026, 12, 15))
    assert (after.end_date, after.due_date) == (date(2027, 12, 20), date(2027, 12, 23))
    assert DuePeriod(after.due_date, "2027-A1", "PARTY") in due_periods(workplace / "seeds")
    assert (workplace / "2027-A1.xlsx").stat().st_size > 0
    assert due_days(workplace / "seeds")["2026-S1"]["ND09"] == [date(2026, 6, 16)]


def test_change_the_map(workplace: Path, root: Path) -> None:
    """A rename, a merger and a split stand on the map of their day, and not before."""
    _follow(root / "docs/how-to/change-the-map.md", workplace)
    registry = Registry.load(workplace / "seeds")
    day = date(2027, 1, 1)
    after = _targets(compile_territory(registry, day))
    assert after["01864"] == "01864"
    assert after["01879"] == after["01882"] == "01879"
    assert after["01843"] == "G-01843-20270101"
    names = {group.name_vi for group in compile_territory(registry, day).unit_groups}
    assert names == {"Nhóm xã: Phường Bắc Kạn, Phường Huyền Tụng"}
    before = _targets(compile_territory(registry, date(2026, 12, 31)))
    assert all(before[code] == code for code in ("01864", "01879", "01882", "01843"))


def _targets(territory: Territory) -> dict[str, str]:
    """Return where the communes that began with the reform stand."""
    return {
        row.unit_code: row.target_unit_code
        for row in territory.restated_units
        if row.basis == "whole" and row.unit_valid_from == date(2025, 7, 1)
    }


def test_every_block_is_one_the_test_can_follow(root: Path) -> None:
    """The pages hold commands and edits, so that following them means something."""
    for name in (
        "add-an-indicator.md",
        "add-a-form.md",
        "follow-a-parent-document.md",
        "add-a-rule.md",
        "send-letters.md",
        "change-the-calendar.md",
        "change-the-map.md",
        "correct-a-value.md",
        "tighten-a-gate.md",
    ):
        infos = [info for info, _ in _steps(root / "docs/how-to" / name)]
        assert any(info == "sh" for info in infos)
        assert any("=" in info for info in infos)
