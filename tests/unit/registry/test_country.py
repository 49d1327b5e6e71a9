"""The whole country: the units of each time, counted against the official figures."""

from collections import Counter
from datetime import date

import pytest

from baocao.registry import Registry, Unit

BEFORE, REFORM, DONG_NAI = date(2025, 6, 30), date(2025, 7, 1), date(2026, 4, 30)


def _designations(registry: Registry, on: date, unit_type: str) -> Counter[str]:
    return Counter(
        unit.designation_vi
        for unit in registry.units_on(on)
        if unit.unit_type == unit_type and unit.scheme == "DVHC"
    )


@pytest.mark.parametrize(
    ("on", "provinces", "districts", "communes"),
    [
        (
            BEFORE,
            {"Tỉnh": 57, "Thành phố": 6},
            {"Huyện": 508, "Thành phố": 87, "Thị xã": 52, "Quận": 49},
            {"Xã": 7692, "Phường": 1726, "Thị trấn": 617},
        ),
        (
            REFORM,
            {"Tỉnh": 28, "Thành phố": 6},
            {},
            {"Xã": 2621, "Phường": 687, "Đặc khu": 13},
        ),
        (
            DONG_NAI,
            {"Tỉnh": 27, "Thành phố": 7},
            {},
            {"Xã": 2611, "Phường": 697, "Đặc khu": 13},
        ),
    ],
)
def test_units_are_as_many_as_the_official_figures_say(
    registry: Registry,
    on: date,
    provinces: dict[str, int],
    districts: dict[str, int],
    communes: dict[str, int],
) -> None:
    """63 / 696 / 10,035 before the reform and 34 / 3,321 since."""
    assert _designations(registry, on, "PROVINCE") == provinces
    assert _designations(registry, on, "DISTRICT") == districts
    assert _designations(registry, on, "COMMUNE") == communes


def test_every_unit_lies_in_a_province(registry: Registry) -> None:
    """The territorial tree leads from each commune and district to its province."""
    for on in (BEFORE, REFORM, DONG_NAI):
        for unit in registry.units_on(on):
            if unit.scheme == "DVHC" and unit.level > 1:
                assert registry.is_within(unit.unit_code, unit.province_code, on, "territorial")


def test_almost_every_new_code_is_an_old_one(registry: Registry) -> None:
    """A code alone is no key: 3,316 of the 3,321 were borne by another unit."""

    def communes(on: date) -> dict[str, Unit]:
        units = registry.units_on(on)
        return {unit.unit_code: unit for unit in units if unit.unit_type == "COMMUNE"}

    old, new = communes(BEFORE), communes(REFORM)
    assert len(old.keys() & new.keys()) == 3316
    islands = {"11948", "19742", "20333", "21548", "26732"}
    assert new.keys() - old.keys() == islands


def test_ten_communes_and_a_province_changed_type_in_2026(registry: Registry) -> None:
    """Đồng Nai became a city: the codes went on, names and designations did not."""
    changed = [unit for unit in registry.units if unit.valid_from == DONG_NAI]
    assert len(changed) == 11
    for unit in changed:
        before = registry.unit(unit.unit_code, date(2026, 4, 29))
        assert before is not None
        assert before.designation_vi != unit.designation_vi
        assert before.name_vi.removeprefix(before.designation_vi) == unit.name_vi.removeprefix(
            unit.designation_vi
        )
    rows = [row for row in registry.successions if row.effective_date == DONG_NAI]
    assert {row.from_unit_code for row in rows} == {unit.unit_code for unit in changed}
    shares = {(row.kind, row.weight, row.population_weight) for row in rows}
    assert shares == {("type_change", 1, 1)}


@pytest.mark.parametrize(
    ("tree", "unit", "parent"),
    [
        ("government", "BK-STP", "06"),
        ("party", "BK-DU-CA", "BK-TU"),
        ("union", "DN-MAU-01", "BK-LDLD"),
        ("reporting", "BK-MTTQ", "06"),
        ("territorial", "01840", "058"),
    ],
)
def test_units_stand_in_several_trees(
    registry: Registry, tree: str, unit: str, parent: str
) -> None:
    """Each tree has its own parents."""
    assert registry.parent(unit, BEFORE, tree) == parent
