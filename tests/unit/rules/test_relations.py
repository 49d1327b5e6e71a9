from baocao.registry import Registry
from baocao.rules.model import Reference
from baocao.rules.relations import labelled, period_relations, relation_of


def related(registry: Registry, form: str, period: str, label: str, depth: int = 8) -> list[str]:
    return [
        found.related_period_code
        for found in period_relations(registry, [labelled(form, label)], depth)
        if (found.regime, found.period_code) == ("ND09", period)
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


def test_a_season_is_the_same_part_of_earlier_years(registry: Registry) -> None:
    assert related(registry, "F-TCD", "2025-Q3", "season", 2) == ["2024-Q3", "2023-Q3"]
    assert related(registry, "F-TCD", "2025-Q3", "season", 1) == ["2024-Q3"]


def test_whose_reports_they_are_does_not_move_the_period(registry: Registry) -> None:
    assert related(registry, "F-TCD", "2025-Q3", "predecessors previous") == ["2025-Q2"]
    assert related(registry, "F-TCD", "2024-Q3", "children same") == ["2024-Q3"]


def test_another_form_is_looked_at_in_its_own_periods(registry: Registry) -> None:
    def of_form(period: str, **fields: str) -> list[str]:
        relation = relation_of("F-QCDC", Reference("DVK01", form_code="F-DVK", **fields))
        assert relation.related_form_code == "F-DVK"
        return [
            found.related_period_code
            for found in period_relations(registry, [relation, relation], 0)
            if (found.regime, found.period_code) == ("ND09", period)
        ]

    assert of_form("2025-S1") == ["2025-S1"]
    assert of_form("2025-C1") == []
    assert of_form("2025-A1", period_relation="previous") == ["2024-A1"]
    assert of_form("2025-A1", period_relation="first_half") == ["2025-S1"]


def test_each_regime_of_a_form_has_its_own_relations(registry: Registry) -> None:
    relations = [labelled(form, "previous") for form in ("F-QCDC", "F-TCD")]
    found = period_relations(registry, relations, 1)
    regimes = {(one.form_code, one.regime) for one in found}
    assert ("F-QCDC", "PARTY") in regimes
    assert ("F-TCD", "PARTY") not in regimes
