"""Sets of allowed values that a suite names instead of listing: what the configuration knows."""

from collections.abc import Iterable
from functools import partial

from baocao.registry import Registry
from baocao.settings import Settings


def allowed_values(
    names: Iterable[str], settings: Settings, registry: Registry
) -> dict[str, list[str]]:
    """Return the codes of each set, sorted.

    Args:
        names: of categories, findings, forms, indicators, periods, rules and units.
        settings: where the configuration is.
        registry: units, periods, forms and indicators.

    Raises:
        ConfigError: the configuration has faults.
    """
    from baocao import rules
    from baocao.ingesting import findings

    ruleset = partial(rules.load_telling, settings.expectations, registry)
    sets = {
        "categories": lambda: (category.category_code for category in registry.categories),
        "findings": lambda: findings.load(settings.expectations),
        "forms": lambda: (form.form_code for form in registry.forms),
        "indicators": lambda: registry.indicators,
        "periods": lambda: (period.period_code for period in registry.periods),
        "rules": lambda: (rule.rule_code for rule in ruleset().rules),
        "units": lambda: (unit.unit_code for unit in registry.units),
    }
    return {name: sorted(set(sets[name]())) for name in names}
