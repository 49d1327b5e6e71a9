"""The settings of one run, read once from the environment.

The clock is part of them: nothing else in the package asks for the time, so that a run can be
replayed for any instant by setting BAOCAO_NOW.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from baocao.errors import UsageError

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MEBIBYTE = 1024 * 1024


def parse_instant(text: str, name: str) -> datetime:
    """Return an ISO 8601 instant as aware UTC; text without an offset counts as UTC.

    Raises:
        UsageError: the text is no ISO 8601 instant.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"{name}: tìm thấy / found {text!r}; cần / expected ISO 8601, e.g. 2026-09-30T17:00:00Z"
        ) from error
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def vietnam_day(instant: datetime) -> date:
    """Return the calendar day in Vietnam on which an aware instant falls."""
    return instant.astimezone(VIETNAM).date()


def _whole_number(env: Mapping[str, str], name: str, default: int, measure: tuple[str, str]) -> int:
    text = env.get(name, str(default))
    if not (text.isascii() and text.isdecimal()) or int(text) == 0:
        raise UsageError(
            f"{name}: tìm thấy / found {text!r}; cần số {measure[0]} nguyên lớn hơn 0 / "
            f"expected a whole number of {measure[1]} above 0"
        )
    return int(text)


def _mebibytes(env: Mapping[str, str], name: str, default: int) -> int:
    return _whole_number(env, name, default, ("MiB", "MiB")) * MEBIBYTE


def _web_address(env: Mapping[str, str], name: str) -> str:
    text = env.get(name, "")
    if text and not re.fullmatch(r"https?://[^\s/\"'<>@]+(?:/[^\s\"'<>]*)?", text):
        raise UsageError(f"{name}: tìm thấy / found {text!r}; cần / expected https://…")
    return text


def _inbox(env: Mapping[str, str], home: Path) -> tuple[Path, str]:
    """Return the inbox folder, and the URL from which it is filled or nothing.

    A folder that was named must be there, or nothing would ever arrive. A URL holds no password:
    the environment is shown in too many places.
    """
    named = env.get("BAOCAO_INBOX", "")
    if "://" in named:
        if "@" in named and ":" in named.partition("://")[2].rpartition("@")[0]:
            raise UsageError(
                "BAOCAO_INBOX: không ghi mật khẩu trong URL, dùng kết nối Airflow baocao_inbox / "
                "no password in the URL: it belongs into the Airflow connection baocao_inbox"
            )
        return (home / "inbox").resolve(), named
    if named and not Path(named).is_dir():
        raise UsageError(
            f"BAOCAO_INBOX: tìm thấy / found {named!r}; cần một thư mục có sẵn / "
            "expected a folder that exists"
        )
    return Path(named or home / "inbox").resolve(), ""


@dataclass(frozen=True)
class Settings:
    """Where things are and what time it is; all paths absolute, `now` in UTC.

    Attributes:
        home: the state (BAOCAO_HOME).
        seeds: the province's reference data (BAOCAO_SEEDS).
        expectations: rules, finding texts and suites (BAOCAO_EXPECTATIONS).
        inbox: where units drop files, one folder a sender (BAOCAO_INBOX).
        inbox_url: from where the inbox is filled, where BAOCAO_INBOX is a URL; else blank.
        dbt_project: the dbt project (BAOCAO_DBT_PROJECT).
        now: the instant that this run takes as the present (BAOCAO_NOW).
        desk_secret: what the upload page signs its cookies with (BAOCAO_DESK_SECRET); empty for
            one of its own, kept in `desk`.
        as_of: the instant as of which published tables are read; None for the published version.
        quarantine_days: how long bytes stay in the quarantine (BAOCAO_QUARANTINE_DAYS).
        ingest_jobs: in how many processes to read many files (BAOCAO_INGEST_JOBS); a program that
            sets more than one must be safe to import, for each of them imports it.
        notify_days: an office gets at most one letter in so many days (BAOCAO_NOTIFY_DAYS).
        desk_url: the address of the upload page, for letters (BAOCAO_DESK_URL); blank for none.
        max_file_bytes: largest file taken in (BAOCAO_MAX_FILE_MB).
        max_unpacked_bytes: largest size of a workbook once unpacked (BAOCAO_MAX_UNPACKED_MB).
    """

    home: Path
    seeds: Path
    expectations: Path
    inbox: Path
    dbt_project: Path
    now: datetime
    max_file_bytes: int = 20 * MEBIBYTE
    max_unpacked_bytes: int = 200 * MEBIBYTE
    inbox_url: str = ""
    as_of: datetime | None = None
    quarantine_days: int = 30
    ingest_jobs: int = 1
    notify_days: int = 7
    desk_url: str = ""
    desk_secret: str = field(default="", repr=False)

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings from the environment.

        Raises:
            UsageError: a variable has a value that cannot be used.
        """
        env = os.environ if env is None else env
        home = Path(env.get("BAOCAO_HOME", "var")).resolve()
        inbox, inbox_url = _inbox(env, home)
        now_text = env.get("BAOCAO_NOW", "")
        return cls(
            home=home,
            seeds=Path(env.get("BAOCAO_SEEDS", "seeds")).resolve(),
            expectations=Path(env.get("BAOCAO_EXPECTATIONS", "expectations")).resolve(),
            inbox=inbox,
            inbox_url=inbox_url,
            dbt_project=Path(env.get("BAOCAO_DBT_PROJECT", "dbt_project")).resolve(),
            now=parse_instant(now_text, "BAOCAO_NOW") if now_text else datetime.now(UTC),
            quarantine_days=_whole_number(env, "BAOCAO_QUARANTINE_DAYS", 30, ("ngày", "days")),
            ingest_jobs=_whole_number(env, "BAOCAO_INGEST_JOBS", 1, ("tiến trình", "processes")),
            notify_days=_whole_number(env, "BAOCAO_NOTIFY_DAYS", 7, ("ngày", "days")),
            desk_url=_web_address(env, "BAOCAO_DESK_URL"),
            max_file_bytes=_mebibytes(env, "BAOCAO_MAX_FILE_MB", 20),
            max_unpacked_bytes=_mebibytes(env, "BAOCAO_MAX_UNPACKED_MB", 200),
            desk_secret=env.get("BAOCAO_DESK_SECRET", ""),
        )

    @property
    def today(self) -> date:
        """Return the day in Vietnam of `now`."""
        return vietnam_day(self.now)

    @property
    def archive(self) -> Path:
        """Return the folder of every byte ever received."""
        return self.home / "archive"

    @property
    def landing(self) -> Path:
        """Return the folder of Parquet batches, the one contract between reading and dbt."""
        return self.home / "landing"

    @property
    def warehouse(self) -> Path:
        """Return the folder of the build and its records."""
        return self.home / "warehouse"

    @property
    def warehouse_file(self) -> Path:
        """Return the DuckDB file of the build; one writer."""
        return self.warehouse / "warehouse.duckdb"

    @property
    def decisions(self) -> Path:
        """Return the folder of the log of decisions about quality flags."""
        return self.home / "decisions"

    @property
    def published(self) -> Path:
        """Return the folder of published versions; `current` points at one."""
        return self.home / "published"

    @property
    def receipts(self) -> Path:
        """Return the folder of receipts, one folder a sender."""
        return self.home / "receipts"

    @property
    def quarantine(self) -> Path:
        """Return the access-restricted folder of files with personal data."""
        return self.home / "quarantine"

    @property
    def desk(self) -> Path:
        """Return the folder of the upload page's accounts and secret; its owner's alone."""
        return self.home / "desk"

    @property
    def notifications(self) -> Path:
        """Return the folder of the ledger of letters; its owner's alone."""
        return self.home / "notifications"

    @property
    def reports(self) -> Path:
        """Return the folder of reports and lists; what is read as of an instant has its own."""
        folder = self.home / "reports"
        if self.as_of is None:
            return folder
        return folder / "as_of" / self.as_of.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")

    @property
    def data_docs(self) -> Path:
        """Return the folder of Great Expectations' Data Docs."""
        return self.home / "data_docs"

    @property
    def logs(self) -> Path:
        """Return the folder of logs."""
        return self.home / "logs"
