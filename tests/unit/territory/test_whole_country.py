"""The reform of 1 July 2025 over the whole country: nothing is lost and nothing counts twice."""

import random
from collections import Counter, defaultdict
from datetime import date

import pytest

from baocao.registry import Registry, Unit
from baocao.territory import BASES, Territory, compile_territory

REFORM = date(2025, 7, 1)
NOW = date(2026, 9, 30)
# The table gives the whole area of xã Kỳ Lợi to phường Vũng Áng, and its people to two others too.
VUNG_ANG = "18823"


@pytest.fixture(scope="module", params=[REFORM, NOW], ids=["at the reform", "since Dong Nai"])
def today(request: pytest.FixtureRequest) -> date:
    """Return a day whose map history is restated on."""
    return request.param


@pytest.fixture(scope="module")
def former(registry: Registry) -> list[Unit]:
    """Return the units of the country that ended with the reform."""
    return [u for u in registry.units if u.scheme == "DVHC" and u.valid_to == REFORM]


@pytest.fixture(scope="module")
def territory(registry: Registry, today: date) -> Territory:
    """Return where every unit of the country stands on the day's map."""
    return compile_territory(registry, today, registry.units)


def _members(territory: Territory, basis: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in territory.unit_groups:
        if row.basis == basis:
            found[row.group_code].append(row.member_unit_code)
    return dict(found)


def test_the_successions_are_the_conversion_table(registry: Registry) -> None:
    """All of its 10,571 rows but the one about an area that was no unit; and 63 provinces."""
    rows = [r for r in registry.successions if "NSO" in r.legal_basis]
    assert len(rows) == 10_570
    provinces = [r for r in registry.successions if r.legal_basis == "202/2025/QH15"]
    assert len(provinces) == 63
    assert {(r.weight, r.population_weight) for r in provinces} == {(1, 1)}


def test_every_former_commune_and_every_new_one_is_covered(
    registry: Registry, former: list[Unit]
) -> None:
    """10,035 go into 3,321; 9,595 go whole into one, 440 are split."""
    rows = [r for r in registry.successions if "NSO" in r.legal_basis]
    communes = {u.unit_code for u in former if u.unit_type == "COMMUNE"}
    counts = Counter(r.from_unit_code for r in rows if r.from_unit_code in communes)
    assert counts.keys() == communes
    assert sum(count == 1 for count in counts.values()) == 9595
    assert sum(count > 1 for count in counts.values()) == 440
    assert max(counts.values()) == 5
    new = {u.unit_code for u in registry.units_on(REFORM) if u.unit_type == "COMMUNE"}
    assert {r.to_unit_code for r in rows} == new


@pytest.mark.parametrize("basis", BASES)
def test_sums_over_new_units_and_groups_are_the_sums_over_the_old(
    registry: Registry, territory: Territory, former: list[Unit], today: date, basis: str
) -> None:
    """Random figures of all 10,035 communes and 63 provinces, per new province and in all."""
    dice = random.Random(20250701)  # noqa: S311 - figures of a test
    figures = {
        unit.unit_code: dice.randint(0, 10**6)
        for unit in former
        if unit.unit_type in ("COMMUNE", "PROVINCE")
    }
    assert len(figures) == 10_035 + 63
    sums: Counter[str] = Counter()
    for row in territory.restated_units:
        if row.basis == basis and row.unit_valid_from < REFORM and row.unit_code in figures:
            sums[row.target_unit_code] += figures[row.unit_code]
    assert sum(sums.values()) == sum(figures.values())
    groups = _members(territory, basis)
    new_sums: Counter[str] = Counter()
    for target, total in sums.items():
        provinces = {_province(registry, member, today) for member in groups.get(target, [target])}
        assert len(provinces) == 1, target
        new_sums[provinces.pop()] += total
    assert new_sums == _expected_per_province(registry, former, figures)


def _province(registry: Registry, code: str, on: date) -> str:
    unit = registry.unit(code, on)
    assert unit is not None
    return unit.province_code


def _expected_per_province(
    registry: Registry, former: list[Unit], figures: dict[str, int]
) -> Counter[str]:
    into = {
        row.from_unit_code: row.to_unit_code
        for row in registry.successions
        if row.legal_basis == "202/2025/QH15"
    }
    sums: Counter[str] = Counter()
    for unit in former:
        if unit.unit_code in figures:
            sums[into[unit.province_code]] += figures[unit.unit_code]
    return sums


@pytest.mark.parametrize(
    ("basis", "split", "exact"), [("whole", 440, 2909), ("population", 381, 2934)]
)
def test_how_many_communes_have_an_exact_history(
    registry: Registry, territory: Territory, today: date, basis: str, split: int, exact: int
) -> None:
    """Exact is a commune outside every group.

    For people 2,934, since where people went is published for 59 of the 440 split communes. For
    everything 2,909, and 2,910 by the kinds of the conversion table alone.
    """
    grouped = [r for r in territory.restated_units if r.basis == basis and r.target_kind == "group"]
    assert len(grouped) == split
    members = {code for codes in _members(territory, basis).values() for code in codes}
    communes = {u.unit_code for u in registry.units_on(today) if u.unit_type == "COMMUNE"}
    assert len(communes - members) == exact
    if basis == "whole":
        partial = {
            row.to_unit_code
            for row in registry.successions
            if "NSO" in row.legal_basis and row.kind.startswith("partial")
        }
        assert members - partial == {VUNG_ANG}
        assert partial <= members


def test_what_is_exact_is_made_of_whole_units(
    registry: Registry, territory: Territory, today: date
) -> None:
    """By the successions themselves: a commune outside the groups gets nothing in part."""
    for basis in BASES:
        members = {code for codes in _members(territory, basis).values() for code in codes}
        rows = [row for row in registry.successions if row.effective_date == REFORM]
        unknown = {
            row.to_unit_code
            for row in rows
            if (row.weight if basis == "whole" else row.population_weight) is None
        }
        assert unknown == members


def test_groups_stay_within_a_province_and_share_no_commune(
    registry: Registry, territory: Territory, today: date
) -> None:
    """A total of a province is exact, whatever its communes are."""
    for basis in BASES:
        seen: set[str] = set()
        for members in _members(territory, basis).values():
            assert len(members) > 1
            assert not seen & set(members)
            seen |= set(members)
            assert len({_province(registry, member, today) for member in members}) == 1
