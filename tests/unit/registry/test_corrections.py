"""Corrections as data: what is read, and what `config check` refuses, row by row."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from baocao.errors import ConfigError, ConfigFault
from baocao.registry import Registry
from baocao.registry.corrections import Correction, load
from baocao.registry.offices import office_fault

GOOD = (
    "C1,01834,F-TCD,2024-Q1,DL02,KN,1234,123,2024-03-20T02:00:00Z,2024-12-31T00:00:00+07:00,"
    "058,Gõ thừa chữ số,One digit too many"
)
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, root: Path) -> Write:
    """Return a function that writes rows of corrections and returns the seeds folder."""
    shutil.copytree(root / "seeds/corrections", tmp_path / "seeds/corrections")
    file = tmp_path / "seeds/corrections/corrections.csv"
    header = file.read_text(encoding="utf-8")

    def apply(*rows: str) -> Path:
        file.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
        return tmp_path / "seeds"

    return apply


def _faults(seeds: Path, registry: Registry) -> list[ConfigFault]:
    with pytest.raises(ConfigError) as caught:
        load(seeds, registry)
    return caught.value.faults


def test_a_correction_as_read(write: Write, registry: Registry) -> None:
    (correction,) = load(write(GOOD), registry)
    assert correction.line == 2
    assert correction.figure == ("01834", "F-TCD", "2024-Q1", "DL02", "KN")
    assert (correction.reported_value, correction.corrected_value) == (Decimal(1234), Decimal(123))
    assert correction.decided_at == datetime(2024, 3, 20, 2, tzinfo=UTC)
    assert correction.expires_at == datetime(2024, 12, 30, 17, tzinfo=UTC)


def test_the_sample_province_has_none(registry: Registry, root: Path) -> None:
    assert load(root / "seeds", registry) == ()


@pytest.mark.parametrize(
    ("old", "new", "column", "says"),
    [
        # A commune reports on receptions each quarter, and on democracy only twice a year.
        ("F-TCD,2024-Q1,DL02,KN", "F-QCDC,2024-Q1,DC01,_T", "form_code", "owes no F-QCDC"),
        ("F-TCD,2024-Q1,DL02,KN", "F-DN,2026-S1,DN01,_T", "unit_code", "'01834'"),
        ("C1,01834", "C1,99999", "unit_code", "'99999'"),
        # Borne before the reform and not after it: the code has to be that of the period.
        ("C1,01834,F-TCD,2024-Q1", "C1,058,F-TCD,2025-Q3", "unit_code", "2025-09-14"),
        ("F-TCD", "F-ZZZ", "form_code", "'F-ZZZ'"),
        ("2024-Q1", "2024-Q9", "period_code", "'2024-Q9'"),
        ("DL02,KN", "DC01,_T", "indicator_code", "not in F-TCD"),
        # A printed rate is compared only: its figures are what an office corrects.
        ("F-TCD,2024-Q1,DL02,KN", "F-QCDC,2024-A1,VB11,_T", "indicator_code", "not in F-QCDC"),
        ("DL02,KN", "DL02,KT", "category_code", "not in F-TCD, DL02"),
        ("1234,123,", "1234,1234,", "corrected_value", "same as reported"),
        ("1234,123,", "1234,-1,", "corrected_value", "must not be negative"),
        ("1234,123,", "1234,12.5,", "corrected_value", "decimals"),
        ("1234,123,", "1234,,", "corrected_value", "must not be blank"),
        ("1234,123,", "x,123,", "reported_value", "expected a number"),
        ("2024-03-20T02:00:00Z", "2024-03-20", "decided_at", "YYYY-MM-DDThh:mm:ssZ"),
        ("2024-12-31T00:00:00+07:00", "2024-03-20T02:00:00Z", "expires_at", "after decided_at"),
        (",058,", ",Nguyễn Văn An,", "decided_by", "never a person's name"),
        (",058,", ",,", "decided_by", "must not be blank"),
        ("1234,123,", "1234,NaN,", "corrected_value", "'NaN'"),
        ("1234,123,", "1234,1e30,", "corrected_value", "'1e30'"),
        ("Gõ thừa chữ số", "Theo người có CCCD 001099012345", "reason_vi", "identity"),
        ("One digit too many", "Called 0912 345 678", "reason_en", "phone"),
        ("Gõ thừa chữ số", "", "reason_vi", "must not be blank"),
        ("One digit too many", "", "reason_en", "must not be blank"),
    ],
)
def test_a_fault_is_named_with_row_and_column(
    write: Write, registry: Registry, old: str, new: str, column: str, says: str
) -> None:
    assert old in GOOD
    (fault,) = _faults(write(GOOD.replace(old, new, 1)), registry)
    assert (fault.file, fault.row, fault.column) == (
        "seeds/corrections/corrections.csv",
        2,
        column,
    )
    assert says in fault.message


def test_one_reported_value_is_corrected_once_at_a_time(write: Write, registry: Registry) -> None:
    again = GOOD.replace("C1,", "C2,").replace(",123,", ",124,")
    (fault,) = _faults(write(GOOD, again), registry)
    assert (fault.row, fault.column) == (3, "decided_at")
    assert "same figure as row 2 (C1)" in fault.message
    # After the first has expired, or of another value that was reported, there is no conflict.
    after = again.replace("2024-03-20T02", "2025-01-01T02").replace("2024-12-31", "2025-12-31")
    other = again.replace(",1234,", ",77,")
    assert len(load(write(GOOD, after), registry)) == 2
    assert len(load(write(GOOD, other), registry)) == 2


def test_an_id_stands_once(write: Write, registry: Registry) -> None:
    faults = _faults(write(GOOD, GOOD.replace("DL02,KN", "DL02,TC")), registry)
    assert {(fault.row, fault.column) for fault in faults} == {
        (2, "correction_id"),
        (3, "correction_id"),
    }


@pytest.mark.parametrize(
    "name",
    [
        "058",
        "UBND tỉnh Thái Nguyên",
        "Ủy ban nhân dân phường Nguyễn Thị Minh Khai",
        "Văn phòng UBND tỉnh",
        "Sở Nội vụ",
        "Thanh tra tỉnh",
        "Ban Dân vận Tỉnh ủy",
        "Provincial Inspectorate",
        "Sở Lao động - Thương binh và Xã hội",
        "Sở Văn hóa, Thể thao và Du lịch tỉnh Thái Nguyên",
        "UBND phường Hoàng Văn Thụ",
        "Văn phòng UBND TP. Hồ Chí Minh",
        "Đảng ủy xã Trần Phú",
        "Ban Chỉ đạo huyện Dương Minh Châu",
    ],
)
def test_offices_may_decide(name: str) -> None:
    assert office_fault(name, {"058"}) is None


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Văn An",
        "Trần Thị Sở",
        "Mr Smith",
        "Sở Nội vụ, ông An",
        "Sở Nội vụ, Lê An",
        "Văn phòng UBND tỉnh - Phạm Hồng Hà",
        "Thanh tra tỉnh (Đỗ Bình)",
        "Văn phòng UBND tỉnh Nguyễn Văn Bình",
        "Sở Nội vụ ký: Võ Thị Sáu",
        "Sở Nội vụ\nPhòng Tổ chức",
        "058x",
        " ",
        "Sở",
    ],
)
def test_people_may_not(name: str) -> None:
    assert office_fault(name, {"058"}) is not None


def test_what_turns_between_two_builds(write: Write, registry: Registry) -> None:
    (correction,) = load(write(GOOD), registry)
    instant, hour = correction.decided_at, timedelta(hours=1)
    assert correction.changes(instant - hour, instant)
    assert not correction.changes(instant, instant + hour)
    assert correction.expires_at is not None
    assert correction.changes(correction.expires_at - hour, correction.expires_at)
    assert _states(correction, instant) == ("undecided", "decided", "expired")


def _states(correction: Correction, instant: datetime) -> tuple[str, str, str]:
    expires = correction.expires_at
    assert expires is not None
    before = instant - timedelta(microseconds=1)
    return correction.state(before), correction.state(instant), correction.state(expires)
