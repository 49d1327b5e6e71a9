"""From landing to a published version through the real gates, and what a red one stops."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.support.history import write_history
from tests.support.landed import good_tables, land

from baocao import cli, publishing
from baocao.landing import batches_folder
from baocao.registry import Registry
from baocao.settings import Settings

# The first quarter of the sample province was due, and nothing else yet.
NOW = "2023-03-20T02:00:00Z"
QUESTION = "select count(*) from marts.fct_submissions"


class Province:
    """A province driven by the command line, as its operator would."""

    def __init__(self, home: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.expectations = home / "expectations"
        shutil.copytree(root / "expectations", self.expectations)
        variables = {
            "BAOCAO_HOME": home / "state",
            "BAOCAO_SEEDS": root / "seeds",
            "BAOCAO_EXPECTATIONS": self.expectations,
            "BAOCAO_DBT_PROJECT": root / "dbt_project",
            "BAOCAO_NOW": NOW,
        }
        for name, value in variables.items():
            monkeypatch.setenv(name, str(value))
        self.settings = Settings.from_env()

    def run(self, *arguments: str) -> int:
        """Run `baocao` and return its exit code."""
        self._monkeypatch.setattr(sys, "argv", ["baocao", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0)


@pytest.fixture
def province(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Province:
    """A province whose first quarter is landed, built, checked and published."""
    made = Province(tmp_path, root, monkeypatch)
    write_history(made.settings, Registry.load(made.settings.seeds), batches=1)
    for command in ("build", "check", "publish"):
        assert made.run(command, "--json") == 0, command
    return made


def _last_json(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    output = capsys.readouterr().out
    return json.loads(output[output.index("{") :])


def _refusal(province: Province, capsys: pytest.CaptureFixture[str]) -> str:
    """Return why publishing is refused, once it has left everything as it was."""
    versions = publishing.published_versions(province.settings)
    capsys.readouterr()
    assert province.run("publish") == 1
    assert publishing.published_versions(province.settings) == versions
    assert publishing.current_version(province.settings) == versions[-1]
    return capsys.readouterr().err


def test_red_gates_stop_publishing_and_leave_the_version_standing(
    province: Province, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = province.settings
    reader = publishing.connect_published(settings)
    published = reader.execute(QUESTION).fetchall()
    tables = {table["name"] for table in publishing.read_manifest(settings)["tables"]}
    assert tables >= {"dim_units", "fct_quality_flags", "rpt_reporting_grid"}

    # Landing: an identity number slipped through.
    bad = good_tables()
    bad["cells"][0]["raw_text"] = "CCCD 006199012345"
    land(settings, "bad", bad)
    capsys.readouterr()
    assert province.run("check", "--stage", "landing", "--json") == 1
    verdict = _last_json(capsys)["stages"]["landing"]
    assert [suite["suite"] for suite in verdict["suites"] if suite["failures"]] == [
        "landing_privacy"
    ]
    assert "landing_privacy.personal_numbers" in _refusal(province, capsys)

    # The operator takes the batch away: the gate opens again, and there is nothing to publish.
    shutil.rmtree(batches_folder(settings) / "bad")
    assert province.run("check", "--stage", "landing", "--json") == 0
    assert province.run("publish", "--json") == 0
    assert publishing.published_versions(settings) == ["v000001"]

    # A build that nobody has looked at.
    land(settings, "good", good_tables())
    assert province.run("build", "--json") == 0
    assert "the check is for build" in _refusal(province, capsys)

    # Marts: a promise that the warehouse does not keep.
    suite = province.expectations / "suites" / "marts_dim_units.yml"
    kept = suite.read_text()
    suite.write_text(kept.replace("max_value: 3", "max_value: 2"))
    capsys.readouterr()
    assert province.run("check") == 1
    shown = capsys.readouterr().out
    assert "[critical] marts_dim_units.level" in shown
    assert "unit_code=" in shown
    assert "marts_dim_units.level" in _refusal(province, capsys)
    assert reader.execute(QUESTION).fetchall() == published

    # Mended. Checking the marts alone is enough: what landed is looked at as well, where it was
    # not yet. The next version appears, and the reader goes on reading the one it opened.
    suite.write_text(kept)
    assert province.run("check", "--stage", "marts", "--json") == 0
    assert province.run("publish", "--json") == 0
    assert publishing.current_version(settings) == "v000002"
    assert reader.execute(QUESTION).fetchall() == published
    reader.close()
    with publishing.connect_published(settings) as fresh:
        assert fresh.execute(QUESTION).fetchall()[0][0] == published[0][0] + 2
