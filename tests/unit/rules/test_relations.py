from baocao.registry import Registry
from baocao.rules.relations import period_relations


def related(registry: Registry, form: str, period: str, relation: str, depth: int = 8) -> list[str]:
    return [
        found.related_period_code
        for found in period_relations(registry, depth)
        if (found.form_code, found.regime) == (form, "ND09")
        and (found.period_code, found.period_relation) == (period, relation)
    ]


def test_the_period_before_is_of_the_same_type(registry: Registry) -> None:
    assert related(registry, "F-TCD", "2025-Q1", "previous") == ["2024-Q4"]
    assert related(registry, "F-TCD", "2025-A1", "previous") == ["2024-A1"]
    assert related(registry, "F-TCD", "2023-Q1", "previous") == []


def test_a_form_asked_once_a_year_looks_back_a_year(registry: Registry) -> None:
    assert related(registry, "F-QCDC", "2025-S1", "previous") == ["2024-S1"]
    assert related(registry, "F-QCDC", "2025-S1", "year_ago") == ["2024-S1"]
    assert related(registry, "F-TCD", "2025-Q2", "year_ago") == ["2024-Q2"]


def test_parts_are_all_quarters_or_nothing(registry: Registry) -> None:
    quarters = ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"]
    assert related(registry, "F-TCD", "2024-A1", "parts") == quarters
    assert related(registry, "F-TCD", "2024-Q1", "parts") == []
    assert related(registry, "F-QCDC", "2024-A1", "parts") == []


def test_the_first_half_belongs_to_the_year(registry: Registry) -> None:
    assert related(registry, "F-QCDC", "2024-A1", "first_half") == ["2024-S1"]
    assert related(registry, "F-QCDC", "2024-S1", "first_half") == []
    assert related(registry, "F-TCD", "2024-A1", "first_half") == []


def test_history_goes_back_as_far_as_a_rule_asks(registry: Registry) -> None:
    assert related(registry, "F-TCD", "2024-Q3", "history", 3) == ["2024-Q2", "2024-Q1", "2023-Q4"]
    assert related(registry, "F-TCD", "2023-Q2", "history", 3) == ["2023-Q1"]
    assert related(registry, "F-TCD", "2024-Q3", "history", 0) == []


def test_each_regime_of_a_form_has_its_own_relations(registry: Registry) -> None:
    regimes = {(found.form_code, found.regime) for found in period_relations(registry, 1)}
    assert ("F-QCDC", "PARTY") in regimes
    assert ("F-TCD", "PARTY") not in regimes
