"""Faults of channels and senders that no single field shows."""

import re
from collections import defaultdict
from datetime import date
from urllib.parse import urlsplit

from baocao.registry.channel_tables import FILE_KINDS
from baocao.registry.loading import Row, SeedReader
from baocao.registry.model import in_force
from baocao.registry.tables import TABLES

Rows = dict[str, list[Row]]

# It becomes the name of a folder in the inbox and of a file in the state.
CHANNEL_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# The channel that BAOCAO_INBOX makes when it is a URL.
INBOX_CODE = "inbox"
# The upload page puts files into the inbox under this name.
DESK_CODE = "desk"
TAKEN_CODES = (INBOX_CODE, DESK_CODE)
PLACE = "cần nơi lấy tệp, không có mật khẩu và không có .. / expected a place, no password, no .."


def check_channels(reader: SeedReader, rows: Rows) -> None:
    """Note channels that cannot work as they stand, and addresses of units that are not there."""
    for row in rows["channels"]:
        for column, message in _faults(row):
            reader.fault(TABLES["channels"], row.line, column, message)
    _check_addresses(reader, rows)


def _faults(row: Row) -> list[tuple[str, str]]:
    kind, rule = row["kind"], row["sender_rule"]
    found = []
    if not CHANNEL_CODE.fullmatch(row["channel_code"]) or row["channel_code"] in TAKEN_CODES:
        message = f"tìm thấy / found {row['channel_code']!r}; cần / expected a-z, 0-9, -"
        found.append(("channel_code", f"{message}; không dùng / not {', '.join(TAKEN_CODES)}"))
    if not _is_place(kind, row["location"]):
        found.append(("location", PLACE))
    if kind != "fsspec" and not row["connection_id"]:
        message = "cần mã kết nối Airflow / the id of an Airflow connection is needed"
        found.append(("connection_id", message))
    if rule == ("address" if kind in FILE_KINDS else "folder"):
        message = f"{rule} không dùng được với / does not go with {kind}"
        found.append(("sender_rule", message))
    if (rule == "unit") != bool(row["unit_code"]):
        message = (
            "ghi khi và chỉ khi sender_rule là unit / given if and only if sender_rule is unit"
        )
        found.append(("unit_code", message))
    if kind == "fsspec" and row["after_taking"] == "mark":
        message = "mark chỉ dùng với sftp, s3, imap / mark goes with sftp, s3 and imap only"
        found.append(("after_taking", message))
    if row["trusted_authserv_id"] and kind != "imap":
        found.append(("trusted_authserv_id", "chỉ dùng với imap / goes with imap only"))
    return found


def _is_place(kind: str, location: str) -> bool:
    try:
        parts = urlsplit(location)
        has_password = parts.password is not None
    except ValueError:
        return False
    is_url = "://" in location
    return not has_password and ".." not in location.split("/") and (kind != "fsspec" or is_url)


def _check_addresses(reader: SeedReader, rows: Rows) -> None:
    """A row must begin while its unit is there, and end before its code is another unit's."""
    bearers: dict[str, list[Row]] = defaultdict(list)
    for unit in rows["units"]:
        bearers[unit["unit_code"]].append(unit)
    for row in rows["senders"]:
        alive = [
            unit
            for unit in bearers[row["unit_code"]]
            if in_force(row["valid_from"], unit["valid_from"], unit["valid_to"])
        ]
        last = row["valid_to"] or date.max
        others = [
            unit["valid_from"]
            for unit in bearers[row["unit_code"]]
            if row["valid_from"] < unit["valid_from"] < last
        ]
        if not alive:
            message = f"đơn vị {row['unit_code']} không có ngày đó / no such unit on that day"
            reader.fault(TABLES["senders"], row.line, "valid_from", message)
        elif others:
            message = f"từ {min(others)} mã là của đơn vị khác / the code is another unit's since"
            reader.fault(TABLES["senders"], row.line, "valid_to", message)
