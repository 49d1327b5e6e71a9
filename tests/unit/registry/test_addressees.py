"""Who owes a form: by type and tree, by name, and only while they are there."""

from dataclasses import replace
from datetime import date

import pytest

from baocao.registry import Addressee, Registry

BEGIN, REFORM = date(2022, 12, 15), date(2025, 7, 1)


def _row(
    tree: str, root: str, unit_type: str, unit_code: str = "", sent_by: str = "self"
) -> Addressee:
    row = ("F-QCDC", tree, root, unit_type, unit_code, BEGIN, None, "ND09", sent_by)
    return Addressee(*row, due_day="unit")


def _owed(registry: Registry, *rows: Addressee) -> dict[tuple[str, str], str]:
    """Return who sends the report of each unit and period."""
    reports = replace(registry, addressees=rows).expected_reports()
    return {(report.unit_code, report.period_code): report.sender_unit_code for report in reports}


def test_another_tree_has_other_units_and_other_senders(registry: Registry) -> None:
    """Enterprises under the trade union, which sends for them; its successor does so since."""
    owed = _owed(
        registry,
        _row("union", "BK-LDLD", "ENTERPRISE", sent_by="parent"),
        _row("union", "TN-LDLD", "ENTERPRISE", sent_by="parent"),
    )
    assert {code for code, _ in owed} == {f"DN-MAU-0{number}" for number in range(1, 7)}
    assert owed["DN-MAU-01", "2024-A1"] == "BK-LDLD"
    assert owed["DN-MAU-01", "2025-A1"] == "TN-LDLD"


def test_a_root_owes_what_is_addressed_to_its_own_type(registry: Registry) -> None:
    """Within a unit means itself as well as all below it, while the row holds."""
    row = replace(_row("reporting", "19", "PROVINCE"), valid_from=REFORM)
    owed = _owed(registry, row)
    assert {code for code, _ in owed} == {"19"}
    assert all(period >= "2025-A1" for _, period in owed)


def test_a_row_for_one_unit_wins(registry: Registry) -> None:
    """The city sends for its communes, but one commune sends for itself."""
    owed = _owed(
        registry,
        _row("reporting", "058", "COMMUNE", sent_by="parent"),
        _row("reporting", "058", "COMMUNE", "01840"),
    )
    assert owed["01840", "2024-A1"] == "01840"
    assert owed["01843", "2024-A1"] == "058"


def test_the_province_has_a_due_day_of_its_own_by_its_row(registry: Registry) -> None:
    """Units two working days after the cut-off, the province on day 25; by the row, not by type."""
    due = {
        (report.unit_type, report.due_date)
        for report in registry.expected_reports()
        if (report.form_code, report.period_code) == ("F-VB", "2026-S1")
    }
    others = {kind for kind, _ in due} - {"PROVINCE"}
    assert {("PROVINCE", date(2026, 6, 25))} | {(kind, date(2026, 6, 16)) for kind in others} == due
    assert {"COMMUNE", "AGENCY", "PARTY_COMMITTEE"} <= others
    row = replace(_row("reporting", "19", "AGENCY"), valid_from=REFORM, due_day="province")
    reports = replace(registry, addressees=(row,)).expected_reports()
    assert {r.due_date for r in reports if r.period_code == "2026-S1"} == {date(2026, 6, 25)}


@pytest.mark.parametrize(
    ("unit", "first", "last"),
    [("060", "2023-S1", "2025-S1"), ("BK-TTR", "2023-S1", "2025-S1"), ("TN-TTR", "2025-A1", "")],
)
def test_units_are_expected_while_they_are_there(
    registry: Registry, unit: str, first: str, last: str
) -> None:
    """On the last day of the window; closing periods are those of units that end."""
    found = registry.unit(unit, REFORM if last == "" else BEGIN)
    assert found is not None
    rows = [_row("reporting", root, found.unit_type) for root in ("06", "19")]
    owed = {period for code, period in _owed(registry, *rows) if code == unit}
    regular = sorted(period for period in owed if "-C" not in period)
    assert regular[0] <= first
    assert first in regular
    assert (regular[-1] == last) or not last
    assert ("2025-C1" in owed) == (last != "")
