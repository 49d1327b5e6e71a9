"""`baocao config check`: is this configuration fit to run with, as a whole?"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from baocao.errors import ConfigError, ConfigFault
from baocao.registry import Registry
from baocao.settings import Settings

T = TypeVar("T")


def check_config(settings: Settings, *, for_intake: bool = False) -> dict[str, int]:
    """Load everything that configures the warehouse and return how much of each there is.

    Rules, finding texts and suites are checked even when the seeds have faults, as far as they
    can be without them, so that one call shows all there is to mend.

    Args:
        settings: where the configuration is.
        for_intake: let pass what units' files are taken in without: a broken rule, which is named
            in the log, and the outline of the summary report, which is not looked at.

    Raises:
        ConfigError: with every fault found, each with file, row and column or field.
    """
    # Imported here: each brings a parser or a schema that most commands do not need.
    from baocao import rules
    from baocao.ingesting import findings
    from baocao.quality import suites
    from baocao.registry import corrections
    from baocao.reporting import summary_outline
    from baocao.rules.other_checks import load_other_checks

    faults: list[ConfigFault] = []
    collect = partial(_collected, faults)
    registry = collect(lambda: Registry.load(settings.seeds))
    catalogue = collect(lambda: findings.load(settings.expectations))
    others = collect(lambda: load_other_checks(settings.expectations))
    found_suites = collect(lambda: suites.load(settings.expectations))
    # A correction names units, periods and items.
    settled = collect(lambda: corrections.load(settings.seeds, registry)) if registry else None
    # The summary report names indicators and code lists.
    load_outline = partial(summary_outline.load, settings.seeds)
    outline = collect(lambda: load_outline(registry)) if registry and not for_intake else None
    # A rule names indicators, categories and forms: without a registry it cannot be judged.
    load_rules = rules.load_telling if for_intake else rules.load
    ruleset = collect(lambda: load_rules(settings.expectations, registry)) if registry else None
    if faults or not (registry and ruleset and catalogue and others and found_suites):
        raise ConfigError(faults)
    return {
        "units": len(registry.units),
        "periods": len(registry.periods),
        "indicators": len(registry.indicators),
        "forms": len(registry.forms),
        "corrections": len(settled or ()),
        **({"sections": len(outline.sections)} if outline else {}),
        "rules": len(ruleset.rules),
        "findings": len(catalogue),
        "suites": len(found_suites),
    }


def _collected(faults: list[ConfigFault], load: Callable[[], T]) -> T | None:
    """Return what is loaded, or None with its faults added to the others."""
    try:
        return load()
    except ConfigError as error:
        faults.extend(error.faults)
        return None


def config_warnings(settings: Settings) -> list[str]:
    """Return what a valid configuration may still lack, one sentence each, in both languages."""
    from baocao.registry.calendar_checks import years_without_holidays

    years = ", ".join(map(str, years_without_holidays(settings.seeds)))
    if not years:
        return []
    warning = (
        f"seeds/reference/holidays.csv: không có ngày nghỉ lễ năm {years}, hạn nộp có thể bị sớm / "
        f"no public holiday of {years}, due dates may come out too early"
    )
    return [warning]
