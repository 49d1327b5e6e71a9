import json

import pytest
from click.testing import CliRunner
from tests.support.versions import publish_next

from baocao.cli import cli
from baocao.errors import EditionRefused, UsageError

PERIOD = ("--period", "2025-Q1")
BY = ("--by", "BK-S1")


@pytest.fixture
def call(settings):
    """Return a function that calls `baocao edition` and returns what it printed."""

    def run(*words, code=0):
        env = {"BAOCAO_HOME": str(settings.home), "BAOCAO_NOW": settings.now.isoformat()}
        done = CliRunner().invoke(cli, ["edition", *words], env=env, catch_exceptions=True)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == code, done.output
        return done.output

    return run


def test_from_freezing_to_the_list_of_changes(call, settings, tmp_path):
    first = json.loads(call("freeze", *PERIOD, *BY, "--json"))
    assert (first["outcome"], first["edition"], first["by"]) == ("created", 1, "BK-S1")
    assert "nothing done" in call("freeze", *PERIOD, *BY)
    publish_next(
        settings,
        "update marts.fct_indicator_values set value = 1234.5 where is_current"
        " and period_code = '2025-Q1' and unit_code = '058' and indicator_code = 'TD03'",
    )
    with pytest.raises(EditionRefused, match="re-open it first"):
        call("freeze", *PERIOD, *BY)
    assert "re-opened" in call("reopen", *PERIOD, *BY, "--why", "Gửi bổ sung")
    assert "Gửi bổ sung" in call("list")
    assert "1 tính lại" in call("freeze", *PERIOD, *BY)

    listed = json.loads(call("list", *PERIOD, "--json"))["periods"]
    assert [edition["edition"] for edition in listed[0]["editions"]] == [1, 2]
    assert listed[0]["frozen"]
    assert "1.234,5" in call("delta", *PERIOD)
    changes = json.loads(call("delta", *PERIOD, "--from", "1", "--to", "2", "--json"))
    assert (changes["from"], changes["to"]) == (1, 2)
    assert changes["changes"][0]["new_value"] == "1234.5000"
    printed = call("delta", *PERIOD, "--format", "csv")
    assert "1234.5" in printed
    workbook = tmp_path / "delta.xlsx"
    assert str(workbook) in call("delta", *PERIOD, "--format", "xlsx", "-o", str(workbook))
    assert workbook.read_bytes()[:2] == b"PK"
    listing = tmp_path / "delta.csv"
    call("delta", *PERIOD, "--format", "csv", "-o", str(listing))
    assert listing.read_bytes().decode("utf-8") == printed.replace("\n", "\r\n").replace(
        "\r\r\n", "\r\n"
    )


def test_verify_ends_with_one_when_something_was_altered(call, settings):
    call("freeze", *PERIOD, *BY)
    assert "0 sai lệch" in call("verify")
    file = settings.home / "editions/2025-Q1/001/dim_units.parquet"
    file.chmod(0o644)
    file.write_bytes(b"")
    found = json.loads(call("verify", "--json", code=1))
    assert found["problems"] == [f"{file}: đã bị sửa / was altered"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("delta", *PERIOD), "no edition 1"),
        (("delta", *PERIOD, "--format", "xlsx"), "-o FILE.xlsx"),
        (("delta", *PERIOD, "--from", "1", "--to", "1"), "no edition 1"),
        (("freeze", "--period", "2031-Q1", *BY), "no such period"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(call, words, says):
    with pytest.raises(UsageError, match=says):
        call(*words)


def test_an_edition_is_compared_with_an_older_one_only(call):
    call("freeze", *PERIOD, *BY)
    with pytest.raises(UsageError, match="must be below --to"):
        call("delta", *PERIOD, "--from", "1", "--to", "1")
    with pytest.raises(UsageError, match="no edition 0"):
        call("delta", *PERIOD)
