"""Settings: the environment read once, the clock among it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from baocao.errors import UsageError
from baocao.settings import Settings, parse_instant


def test_paths_are_absolute_and_hang_together(tmp_path: Path) -> None:
    """The inbox lies in the home unless told otherwise."""
    settings = Settings.from_env({"BAOCAO_HOME": str(tmp_path)})
    assert settings.inbox == tmp_path / "inbox"
    assert settings.warehouse_file == tmp_path / "warehouse/warehouse.duckdb"
    assert settings.seeds.is_absolute()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-09-30T16:59:59Z", date(2026, 9, 30)),
        ("2026-09-30T17:00:00Z", date(2026, 10, 1)),
        ("2026-10-01T00:00:00+07:00", date(2026, 10, 1)),
        ("2026-09-30T17:00:00", date(2026, 10, 1)),
    ],
)
def test_today_is_the_day_in_vietnam(text: str, day: date) -> None:
    """Midnight in Hà Nội is 17:00 UTC."""
    settings = Settings.from_env({"BAOCAO_NOW": text})
    assert settings.today == day
    assert settings.now.tzinfo is UTC


def test_wrong_values_are_refused() -> None:
    """The message names the variable and what was expected."""
    with pytest.raises(UsageError, match=r"BAOCAO_NOW.*ISO 8601"):
        Settings.from_env({"BAOCAO_NOW": "hôm qua"})
    for text in ("0", "²", "-1", "20MB"):
        with pytest.raises(UsageError, match="BAOCAO_MAX_FILE_MB"):
            Settings.from_env({"BAOCAO_MAX_FILE_MB": text})


def test_an_inbox_that_is_named_must_be_a_folder(tmp_path: Path) -> None:
    """A mistyped folder would look like a province that sends nothing."""
    with pytest.raises(UsageError, match="BAOCAO_INBOX"):
        Settings.from_env({"BAOCAO_INBOX": str(tmp_path / "nowhere")})
    assert Settings.from_env({"BAOCAO_INBOX": str(tmp_path)}).inbox == tmp_path


def test_an_inbox_may_be_a_url_that_fills_the_folder_of_the_state(tmp_path: Path) -> None:
    """Ingest reads a local folder in any case."""
    url = "sftp://host:2222/in"
    settings = Settings.from_env({"BAOCAO_HOME": str(tmp_path), "BAOCAO_INBOX": url})
    assert (settings.inbox, settings.inbox_url) == (tmp_path / "inbox", url)


def test_a_password_in_the_inbox_url_is_refused_and_not_repeated() -> None:
    """The environment, and messages even more, are read by many."""
    with pytest.raises(UsageError, match="baocao_inbox") as refusal:
        Settings.from_env({"BAOCAO_INBOX": "sftp://gui:s3cret@host/in"})
    assert "s3cret" not in str(refusal.value)


def test_an_instant_without_an_offset_is_utc() -> None:
    """Times in the state are UTC."""
    assert parse_instant("2024-03-14T01:02:03", "x") == datetime(2024, 3, 14, 1, 2, 3, tzinfo=UTC)
