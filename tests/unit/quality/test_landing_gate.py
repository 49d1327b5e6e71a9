import dataclasses
import os
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.support.landed import INGESTED, good_tables, land
from tests.support.states import settings_in

from baocao.errors import StateError
from baocao.landing import batches_folder
from baocao.quality import check, load_check


@pytest.fixture
def settings(tmp_path, root):
    return dataclasses.replace(
        settings_in(tmp_path), seeds=root / "seeds", expectations=root / "expectations"
    )


def _places(result) -> set[tuple[str, str, str]]:
    return {(one.suite, one.subject, one.severity) for one in result.failures}


def test_a_batch_in_which_everything_holds_is_found_good(settings):
    land(settings, "b1", good_tables())
    result = check(settings, "landing")
    assert result.failures == []
    assert not result.red
    assert result.stages["landing"].batches == ["b1"]
    assert result == load_check(settings)


def _change(table: str, row: int, **values):
    def change(tables) -> None:
        tables[table][row].update(values)

    return change


def _repeat(table: str, **values):
    def change(tables) -> None:
        tables[table].append({**tables[table][0], **values})

    return change


# What is broken, and the suite, the columns and the expectation that must say so.
BREACHES = [
    (_change("files", 0, file_sha256=None), "files", "file_sha256", "not_be_null"),
    (_change("files", 0, file_sha256="x"), "files", "file_sha256", "match_regex"),
    (_repeat("files"), "files", "delivery_id", "be_unique"),
    (_change("files", 1, outcome="lost"), "files", "outcome", "be_in_set"),
    (_change("files", 0, size_bytes=-1), "files", "size_bytes", "be_between"),
    (_repeat("submissions"), "submissions", "submission_id", "be_unique"),
    (_change("submissions", 0, unit_code=None), "submissions", "unit_code", "not_be_null"),
    (_change("submissions", 0, unit_code="99999"), "submissions", "unit_code", "be_in_set"),
    (_change("submissions", 0, form_code="F-X"), "submissions", "form_code", "be_in_set"),
    (_change("submissions", 0, period_code="2024-Q5"), "submissions", "period_code", "be_in_set"),
    (_repeat("cells"), "cells", "submission_id, indicator_code, category_code, role", "be_unique"),
    (_change("cells", 0, indicator_code="XX01"), "cells", "indicator_code", "be_in_set"),
    (_change("cells", 0, category_code="XX"), "cells", "category_code", "be_in_set"),
    (_change("cells", 2, value=Decimal(3)), "cells", "value", "be_null"),
    (_change("cells", 0, value=None), "cells", "value", "not_be_null"),
    (_change("cells", 1, value=Decimal(1)), "cells", "value", "be_between"),
    (_change("cells", 0, value_status="guessed"), "cells", "value_status", "be_in_set"),
    (_change("findings", 0, message_vi=None), "findings", "message_vi", "not_be_null"),
    (_change("findings", 0, finding_code="XXX99"), "findings", "finding_code", "be_in_set"),
    (
        _change("cells", 0, raw_text="CCCD 006199012345"),
        "privacy",
        "personal_numbers",
        "be_between",
    ),
]

# Both codes that nobody knows are no items of the form either.
NOT_ASKED = ("form_f_tcd", "figures", "be_between")


def test_each_breach_closes_the_gate_and_nothing_else_is_blamed(settings):
    landed = good_tables()
    for number, (change, *_) in enumerate(BREACHES, 1):
        tables = good_tables(number)
        change(tables)
        for name, rows in tables.items():
            landed[name] += rows
    land(settings, "b1", landed)
    result = check(settings, "landing")
    blamed = sorted(
        (one.suite.removeprefix("landing_"), one.subject, one.expectation.split("_to_")[1])
        for one in result.failures
    )
    expected = {(suite, subject, what) for _, suite, subject, what in BREACHES} | {NOT_ASKED}
    assert set(blamed) == expected
    assert len(blamed) == len(BREACHES) + 1
    assert {one.severity for one in result.failures} == {"critical"}
    assert result.stages["landing"].batches == []


def test_rows_that_belong_to_nothing_are_counted_by_relation(settings):
    tables = good_tables()
    tables["submissions"][0]["outcome"] = "rejected"
    tables["findings"][0].update(delivery_id="0" * 16, message_vi="gọi 0912345678")
    tables["files"].append({**tables["files"][0], "delivery_id": "f" * 16})
    land(settings, "b1", tables)
    result = check(settings, "landing")
    failures = {one.suite: one for one in result.failures}
    assert set(failures) == {"landing_relations", "landing_privacy"}
    assert {(row["relation"], row["broken"]) for row in failures["landing_relations"].rows} == {
        ("cells without their report", "3"),
        ("findings without their file", "1"),
        ("files without a report row", "1"),
        ("refused files without a finding", "1"),
    }


def test_a_clock_that_is_wrong_is_a_warning_only(settings):
    tables = good_tables()
    tables["files"][0]["received_at"] = INGESTED + timedelta(days=400)
    land(settings, "b1", tables)
    result = check(settings, "landing")
    assert _places(result) == {("landing_files", "ingested_at, received_at", "warning")}
    assert not result.red


def test_a_failure_shows_the_rows_but_never_the_personal_data(settings):
    tables = good_tables()
    tables["cells"][0].update(raw_text="CCCD 006199012345")
    land(settings, "b1", tables)
    failure = check(settings, "landing").failures[0]
    assert failure.rows == [{"personal_numbers": "1", "place": "s1-0", "cell": "D9"}]
    written = [path for path in settings.home.rglob("*") if path.suffix in (".json", ".html")]
    assert len(written) > 10
    assert not [path for path in written if "006199012345" in path.read_text()]


@pytest.mark.parametrize("table", ["submissions", "cells", "findings"])
def test_personal_data_in_the_name_of_a_sheet_is_found_and_not_shown(settings, table):
    tables = good_tables()
    tables[table][0].update(sheet="Ong A 0912345678")
    land(settings, "b1", tables)
    (failure,) = check(settings, "landing").failures
    assert failure.suite == "landing_privacy"
    assert "0912345678" not in str(failure)


def test_only_batches_not_found_good_yet_are_looked_at(settings):
    land(settings, "b1", good_tables())
    first = check(settings, "landing")
    assert check(settings, "landing") == first

    tables = good_tables()
    tables["cells"][0].update(value=None)
    land(settings, "b2", tables)
    second = check(settings, "landing").stages["landing"]
    assert second.red
    assert second.batches == ["b1"]
    rows = {suite.suite: suite.rows for suite in second.suites}
    assert rows["landing_cells"] == len(tables["cells"])

    whole = check(settings, "landing", full=True).stages["landing"]
    assert {suite.suite: suite.rows for suite in whole.suites}["landing_cells"] == 6


def test_a_batch_is_looked_at_again_when_the_suites_change(settings, tmp_path, root):
    import shutil

    land(settings, "b1", good_tables())
    check(settings, "landing")
    own = dataclasses.replace(settings, expectations=tmp_path / "expectations")
    shutil.copytree(root / "expectations", own.expectations)
    suite = own.expectations / "suites" / "landing_cells.yml"
    suite.write_text(suite.read_text().replace("[value, claimed_total,", "[claimed_total,"))
    assert check(own, "landing").red


def test_a_batch_that_cannot_be_read_closes_the_gate(settings):
    land(settings, "b1", good_tables())
    (batches_folder(settings) / "b1" / "cells.parquet").write_bytes(b"not parquet")
    result = check(settings, "landing")
    assert result.red
    unreadable = [one for one in result.failures if one.expectation == "readable"]
    assert "landing_cells" in {one.suite for one in unreadable}


def test_before_anything_has_landed_the_gate_is_open(settings):
    assert not check(settings).red
    with pytest.raises(StateError, match="nothing built yet"):
        check(settings, "marts")


def test_great_expectations_is_silent_and_needs_no_network(settings, root):
    land(settings, "b1", good_tables())
    script = (
        "import os, socket\n"
        "def refuse(*arguments): raise AssertionError(f'network asked for: {arguments}')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from baocao.quality import check\n"
        "from baocao.settings import Settings\n"
        "assert not check(Settings.from_env(), 'landing').red\n"
        "print(os.environ['GX_ANALYTICS_ENABLED'])\n"
    )
    environment = {key: value for key, value in os.environ.items() if key != "GX_ANALYTICS_ENABLED"}
    environment |= {"BAOCAO_HOME": str(settings.home), "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == "false\n"
    assert ran.stderr == ""


def test_nothing_else_imports_great_expectations(root):
    script = (
        "import sys\n"
        "import baocao.quality, baocao.publishing\n"
        "heavy = {'great_expectations', 'pandas', 'dbt', 'airflow'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "[]\n"
