"""`expectations/rules/*.yml` → RuleSet, with every fault of every file named."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from jsonschema import Draft202012Validator

from baocao.errors import ConfigError, ConfigFault
from baocao.registry import Registry
from baocao.rules.entries import EntryReader
from baocao.rules.expanding import Part, expand
from baocao.rules.model import Rule, RuleSet
from baocao.rules.reading import read_document

FOLDER = "rules"
SCHEMA = "rules.schema.json"


def load(expectations: Path, registry: Registry) -> RuleSet:
    """Read and check all rules.

    A broken rule is refused alone: the faults of the others are found and listed as well.

    Raises:
        ConfigError: with file, line and field of every fault.
    """
    validator = _validator(expectations / SCHEMA)
    folder = expectations / FOLDER
    faults: list[ConfigFault] = []
    rules: list[Rule] = []
    names = sorted(path.name for path in folder.glob("*.yml"))
    if not names:
        faults.append(
            ConfigFault(
                f"{expectations.name}/{FOLDER}", 0, "", "không có quy tắc / no rules are here"
            )
        )
    for name in names:
        shown = f"{expectations.name}/{FOLDER}/{name}"
        try:
            document = read_document(folder / name, shown)
        except ConfigError as error:
            faults += error.faults
            continue
        reader = EntryReader(document, validator, registry)
        rules += reader.rules()
        faults += reader.faults
    faults += _repeated(rules)
    if faults:
        raise ConfigError(faults)
    return RuleSet(tuple(rules))


@cache
def _validator(schema: Path) -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))


def _repeated(rules: Iterable[Rule]) -> list[ConfigFault]:
    seen: dict[str, Rule] = {}
    faults = []
    for rule in rules:
        first = seen.setdefault(rule.rule_code, rule)
        if first is not rule:
            place = f"{first.place.file}:{first.place.line}"
            message = f"{rule.rule_code} đã có ở / stands already at {place}"
            faults.append(ConfigFault(rule.place.file, rule.place.line, "rule_code", message))
    return faults


def parts_of(ruleset: RuleSet, registry: Registry) -> list[tuple[Rule, list[Part]]]:
    """Return every rule with its parts; a loaded rule set has no problems left."""
    return [(rule, expand(rule, registry)[0]) for rule in ruleset.rules]
