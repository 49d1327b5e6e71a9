"""The registry of the repository's own seeds, and what it refuses."""

import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from baocao.errors import ConfigError, ConfigFault
from baocao.registry import Registry
from baocao.registry.tables import TABLES

BEFORE, AFTER = date(2025, 6, 14), date(2025, 9, 14)
Edit = Callable[[str, Callable[[str], str]], list[ConfigFault]]


def _types_below(registry: Registry, root: str, on: date) -> Counter[str]:
    units = (registry.unit(code, on) for code in registry.below(root, on))
    return Counter(unit.unit_type for unit in units if unit is not None)


def test_who_reports_before_and_after_the_reform(registry: Registry) -> None:
    """Bắc Kạn had 8 districts and 108 communes; Thái Nguyên has 92 communes."""
    before = _types_below(registry, "06", BEFORE)
    after = _types_below(registry, "19", AFTER)
    assert (before["PROVINCE"], before["DISTRICT"], before["COMMUNE"]) == (1, 8, 108)
    assert (after["PROVINCE"], after["DISTRICT"], after["COMMUNE"]) == (1, 0, 92)


def test_a_code_is_borne_by_two_units_one_after_the_other(registry: Registry) -> None:
    """The code alone is no key: the reform gave codes of old communes to new ones."""
    old, new = registry.unit("01840", BEFORE), registry.unit("01840", AFTER)
    assert old is not None
    assert new is not None
    assert old.valid_from != new.valid_from
    assert registry.parent("01840", BEFORE) != registry.parent("01840", AFTER) == "19"


def test_every_old_commune_has_a_successor(registry: Registry) -> None:
    """The 108 communes went whole into 37 of the new ones."""
    units = (registry.unit(code, BEFORE) for code in registry.below("06", BEFORE))
    old = {unit.unit_code for unit in units if unit and unit.unit_type == "COMMUNE"}
    rows = [row for row in registry.successions if row.from_unit_code in old]
    assert len(rows) == 108
    assert {row.weight for row in rows} == {1}
    assert len({row.to_unit_code for row in rows}) == 37


def test_expected_reports_follow_real_validity(registry: Registry) -> None:
    """Districts owe nothing after the reform; communes then send for themselves."""
    reports = list(registry.expected_reports())
    keys = {(r.unit_code, r.unit_valid_from, r.form_code, r.period_code) for r in reports}
    assert len(keys) == len(reports)
    by_type = Counter((r.unit_type, r.period_code) for r in reports if r.form_code == "F-TCD")
    assert by_type["DISTRICT", "2025-Q2"] == 8
    assert by_type["DISTRICT", "2025-Q3"] == 0
    assert (by_type["COMMUNE", "2025-Q2"], by_type["COMMUNE", "2025-Q3"]) == (108, 92)
    communes = [r for r in reports if r.unit_type == "COMMUNE"]
    for report in communes:
        sends_itself = report.sender_unit_code == report.unit_code
        assert sends_itself == (report.unit_valid_from == date(2025, 7, 1))


def test_items_that_do_not_apply_are_not_owed(registry: Registry) -> None:
    """An enterprise owes only its part of the democracy form."""
    form = registry.form("F-QCDC", BEFORE)
    assert form is not None
    owed = {item.indicator_code for item in registry.items_for(form, "ENTERPRISE", "S")}
    assert owed == {"DC13", "DC14", "DC15", "VB09", "VB10", "VB11"}


def test_party_bodies_have_a_regime_of_their_own(registry: Registry) -> None:
    """Decree 09 does not bind them."""
    regimes = {(r.unit_type, r.regime) for r in registry.expected_reports()}
    assert ("PARTY_COMMITTEE", "PARTY") in regimes
    assert ("PARTY_COMMITTEE", "ND09") not in regimes


@pytest.fixture
def edit(tmp_path: Path, root: Path) -> Edit:
    """Return a function that edits one copied seed file and returns the faults found."""
    seeds = tmp_path / "seeds"
    shutil.copytree(root / "seeds", seeds)

    def apply(table: str, change: Callable[[str], str]) -> list[ConfigFault]:
        path = seeds / TABLES[table].path
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
        with pytest.raises(ConfigError) as caught:
            Registry.load(seeds)
        return caught.value.faults

    return apply


@pytest.mark.parametrize(
    ("table", "old", "new", "column", "says"),
    [
        ("units", "058,2013-01-01", "058,1/1/2013", "valid_from", "YYYY-MM-DD"),
        ("units", "Tỉnh Bắc Kạn", "Ti\u0309nh Bắc Kạn", "name_vi", "NFC"),
        ("units", "Tỉnh Bắc Kạn", "", "name_vi", "must not be blank"),
        ("units", "COMMUNE,3,06", "VILLAGE,3,06", "unit_type", "'VILLAGE'"),
        ("unit_parents", "reporting,058,06", "reporting,058,99", "parent_unit_code", "'99'"),
        ("unit_parents", "reporting,058,06", "reporting,058,058", "parent_unit_code", "cycle"),
        ("calendars", "-1,15,0,14", "x,15,0,14", "start_month_offset", "whole number"),
        ("indicators", ",flow,neutral", ",flux,neutral", "kind", "'flux'"),
        (
            "indicator_components",
            "GQ05,numerator,GQ03",
            "GQ05,numerator,GQ05",
            "component_code",
            "rate",
        ),
        ("indicator_components", "GQ05,numerator,GQ03,1\n", "", "kind", "both"),
        (
            "indicator_breakdowns",
            "GQ01,CL_CASE",
            "GQ01,CL_CASE\nGQ01,CL_PETITION",
            "code_list",
            "KN",
        ),
        ("form_items", "F-TCD,1,8,DL01,KN", "F-TCD,1,8,DL01,KT", "category_code", "'KT'"),
        ("form_items", "F-DVK,1,1,DVK01", "F-DVK,1,1,TD01", "indicator_code", "F-TCD"),
        ("form_items", ",Q|A|C,yes", ",Q|B|C,yes", "period_types", "'B'"),
        ("form_scopes", "F-TCD,1,TD01,COMMUNE", "F-TCD,2,TD01,COMMUNE", "form_version", "'2'"),
        ("form_addressees", ",ND09,parent", ",ND10,parent", "regime", "'ND10'"),
        ("code_lists", "CL_TOTAL,_T", "CL_CASE,KN", "category_code", "trùng khóa"),
        (
            "form_addressees",
            "19,TRADE_UNION,,",
            "19,TRADE_UNION,01840,",
            "unit_code",
            "is COMMUNE; không bao giờ là / never TRADE_UNION",
        ),
        (
            "document_addressees",
            "VBM01,reporting,19,COMMUNE,",
            "VBM01,reporting,19,COMMUNE,TN-TU",
            "unit_code",
            "never COMMUNE",
        ),
        (
            "form_addressees",
            "COMMUNE,,2025-12-15,,ND09",
            "COMMUNE,,2025-12-15,,PRE2019",
            "regime",
            "A, R, S",
        ),
        ("form_periods", "F-DVK,S,1", "F-DVK,S,3", "period_no", "no period S number 3"),
        ("form_periods", "F-TCD,C,", "F-TCD,C,2", "period_no", "expected 1"),
        ("form_periods", "F-VB,R,", "F-VB,R,5", "period_no", "expected trống / blank"),
        ("form_addressees", ",ND09,self,unit", ",ND09,self,day25", "due_day", "unit, province"),
        ("form_items", "F-TCD,1,2,TD02", "F-TCD,1,1,TD02", "item_no", "row 2"),
        (
            "indicator_components",
            "GQ05,numerator,GQ03,1\n",
            "GQ05,numerator,GQ03,0\n",
            "coefficient",
            "would not count",
        ),
    ],
)
def test_a_fault_names_file_row_and_column(
    edit: Edit, table: str, old: str, new: str, column: str, says: str
) -> None:
    """Each fault is found where it is."""
    faults = edit(table, lambda content: content.replace(old, new, 1))
    matching = [fault for fault in faults if column in fault.column and says in fault.message]
    assert matching, faults
    assert matching[0].row > 1
    assert matching[0].file.startswith("seeds/")


def test_overlapping_validity_is_a_fault(edit: Edit) -> None:
    """A code cannot be borne by two units on one day."""
    faults = edit(
        "units",
        lambda text: text.replace("DVHC,01840,2013-01-01,2025-07-01", "DVHC,01840,2013-01-01,", 1),
    )
    assert any("overlaps" in fault.message for fault in faults)


def test_versions_of_a_form_are_in_force_one_after_the_other(edit: Edit) -> None:
    """Two in force on a day would make every report due twice."""
    second = "F-KTH,2,2026-06-01,,Biểu dương,Commendation,x\n"
    (fault,) = [f for f in edit("forms", lambda text: text + second) if f.column == "valid_from"]
    assert "overlaps" in fault.message
    ended = edit(
        "forms", lambda text: text.replace("F-TCD,1,2022-12-15,", "F-TCD,1,2022-12-15,2020-01-01")
    )
    assert any(fault.column == "valid_to" for fault in ended)


def test_missing_file_wrong_header_and_encoding_are_faults(edit: Edit, tmp_path: Path) -> None:
    """The whole folder is read before anything is reported."""
    seeds = tmp_path / "seeds"
    (seeds / "reference/holidays.csv").unlink()
    (seeds / "forms/forms.csv").write_bytes("form_code,tên".encode("utf-16"))
    faults = edit("reporting_years", lambda _: "year\n2023\n")
    files = {fault.file.rsplit("/", 1)[1] for fault in faults}
    assert {"holidays.csv", "forms.csv", "reporting_years.csv"} <= files


def test_the_same_content_is_read_once(tmp_path: Path, root: Path) -> None:
    """A run of commands in one process reads the country once, and again after an edit."""
    seeds = tmp_path / "seeds"
    shutil.copytree(root / "seeds", seeds)
    first = Registry.load(seeds)
    assert Registry.load(seeds) is first
    path = seeds / TABLES["unit_types"].path
    path.write_text(path.read_text(encoding="utf-8").replace("Enterprise,", "Company,"), "utf-8")
    assert Registry.load(seeds) is not first
