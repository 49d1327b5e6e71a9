"""`baocao report summary` as it is called."""

import sys

import pytest
from tests.support.summary_rows import PERIOD

from baocao.cli import main


def test_the_command_writes_where_asked_and_says_what(summarised, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("BAOCAO_HOME", str(summarised.home))
    call = ["baocao", "report", "summary", "--period", PERIOD]
    target = tmp_path / "b.pdf"
    codes = []
    for options in (["--format", "pdf", "-o", str(target), "--json"], [], ["--unit", "99"]):
        monkeypatch.setattr(sys, "argv", [*call, *options])
        with pytest.raises(SystemExit) as left:
            main()
        codes.append(left.value.code or 0)
    printed = capsys.readouterr()
    assert codes == [0, 0, 2]
    assert target.read_bytes().startswith(b"%PDF")
    assert '"unit": "06"' in printed.out
    assert printed.out.strip().endswith(f"reports/{PERIOD}/summary_06.html")
    assert "--unit 99" in printed.err
