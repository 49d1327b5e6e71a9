"""Channels and addresses as data: every fault is named with its row and column."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from baocao.errors import ConfigError
from baocao.registry import Registry
from baocao.registry.channel_checks import check_channels
from baocao.registry.channels import Channels
from baocao.registry.loading import Row, SeedReader
from baocao.registry.tables import TABLES

GOOD = "sftp-tinh,sftp,/nop,baocao_sftp,folder,,mark,,yes"


@pytest.fixture
def seeds(root: Path, tmp_path: Path) -> Path:
    """Return seeds whose two files may be written; the others are the repository's."""
    own = {TABLES["channels"].path, TABLES["senders"].path}
    for table in TABLES.values():
        path = tmp_path / table.path
        path.parent.mkdir(exist_ok=True)
        if table.path not in own:
            path.symlink_to(root / "seeds" / table.path)
    write(tmp_path)
    return tmp_path


def write(seeds: Path, channels: str = "", senders: str = "") -> None:
    for name, rows in (("channels", channels), ("senders", senders)):
        header = ",".join(TABLES[name].columns)
        lines = [header, *filter(None, rows.split("\n"))]
        (seeds / TABLES[name].path).write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def units(root: Path) -> list[Row]:
    return SeedReader(root / "seeds").read_table("units")


Faults = Callable[[Path], list[tuple[int, str]]]


@pytest.fixture
def faults(units: list[Row]) -> Faults:
    """Return a function that says where the two files have faults."""

    def find(seeds: Path) -> list[tuple[int, str]]:
        reader = SeedReader(seeds)
        rows = {name: reader.read_table(name) for name in ("channels", "senders")}
        check_channels(reader, {**rows, "units": units})
        return [(fault.row, fault.column) for fault in reader.faults]

    return find


def test_the_repository_collects_from_nowhere_but_its_inbox(root: Path) -> None:
    channels = Channels.load(root / "seeds")
    assert channels.active == ()
    assert {channel.kind for channel in channels.channels} == {"sftp", "s3", "imap"}
    (first,) = Channels.load(root / "seeds", "s3://bucket/prefix").active
    assert (first.channel_code, first.kind, first.connection_id) == ("inbox", "s3", "baocao_inbox")


def test_one_address_speaks_for_one_unit_at_a_time(seeds: Path) -> None:
    write(seeds, GOOD, "a@b.example,01840,2020-01-01,2024-01-01\na@b.example,060,2024-01-01,")
    channels = Channels.load(seeds)
    assert [one.channel_code for one in channels.active] == ["sftp-tinh"]
    days = (date(2019, 12, 31), date(2023, 12, 31), date(2024, 1, 1))
    assert [channels.unit_of("a@b.example", day) for day in days] == [None, "01840", "060"]


def test_faults_of_both_files_are_found_with_those_of_all_seeds(seeds: Path) -> None:
    row = "a,sftp,/nop,x,unit,khong-co,mark,,yes"
    write(seeds, row, "a@b.example,01840,2020-01-01,\na@b.example,060,2024-01-01,")
    with pytest.raises(ConfigError) as refusal:
        Registry.load(seeds)
    found = {(Path(fault.file).name, fault.row, fault.column) for fault in refusal.value.faults}
    assert found == {("channels.csv", 2, "unit_code"), ("senders.csv", 3, "valid_from")}


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "found"),
    [
        ("2012-01-01", "", [(2, "valid_from")]),
        ("2020-01-01", "2025-07-01", []),
        # The code of Phường Đức Xuân went to another commune with the reform.
        ("2020-01-01", "", [(2, "valid_to")]),
        ("2020-01-01", "2025-07-02", [(2, "valid_to")]),
        ("2025-07-01", "", []),
    ],
)
def test_an_address_speaks_for_one_bearer_of_a_code(
    seeds: Path, faults: Faults, valid_from: str, valid_to: str, found: list[tuple[int, str]]
) -> None:
    write(seeds, GOOD, f"a@b.example,01840,{valid_from},{valid_to}")
    assert faults(seeds) == found


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("SFTP,sftp,/nop,x,folder,,mark,,yes", "channel_code"),
        ("inbox,sftp,/nop,x,folder,,mark,,yes", "channel_code"),
        ("desk,sftp,/nop,x,folder,,mark,,yes", "channel_code"),
        ("a,ftp,/nop,x,folder,,mark,,yes", "kind"),
        ("a,sftp,/nop/../x,x,folder,,mark,,yes", "location"),
        ("a,sftp,sftp://u:p@h/nop,x,folder,,mark,,yes", "location"),
        ("a,fsspec,/nop,,folder,,leave,,yes", "location"),
        ("a,sftp,/nop,,folder,,mark,,yes", "connection_id"),
        ("a,sftp,/nop,x,address,,mark,,yes", "sender_rule"),
        ("a,imap,INBOX,x,folder,,mark,,yes", "sender_rule"),
        ("a,sftp,/nop,x,unit,,mark,,yes", "unit_code"),
        ("a,sftp,/nop,x,folder,01840,mark,,yes", "unit_code"),
        ("a,fsspec,file:///nop,,folder,,mark,,yes", "after_taking"),
        ("a,sftp,/nop,x,folder,,mark,mx.example,yes", "trusted_authserv_id"),
        ("a,sftp,/nop,x,folder,,mark,,co", "is_active"),
    ],
)
def test_a_channel_that_cannot_work_is_named(
    seeds: Path, faults: Faults, row: str, column: str
) -> None:
    write(seeds, row)
    assert (2, column) in faults(seeds)


@pytest.mark.parametrize("address", ["A@b.vn", "a.b.vn", "a@b", "a@@b.vn", "a b@c.vn", "<a@b.vn>"])
def test_an_address_is_written_as_letters_are_compared_with_it(
    seeds: Path, faults: Faults, address: str
) -> None:
    write(seeds, GOOD, f"{address},01840,2020-01-01,")
    assert faults(seeds) == [(2, "address")]
