"""`expectations/rules/*.yml` → RuleSet, with every fault of every file named."""

import json
import logging
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

from jsonschema import Draft202012Validator

from baocao.errors import ConfigError, ConfigFault
from baocao.files import sha256_of, short_hash
from baocao.registry import TOTAL, Registry
from baocao.rules.entries import EntryReader
from baocao.rules.expanding import Part, expand
from baocao.rules.kinds import KINDS
from baocao.rules.model import REPORTED, SAME, Rule, RuleSet
from baocao.rules.reading import read_document

log = logging.getLogger(__name__)

FOLDER = "rules"
SCHEMA = "rules.schema.json"


def content_of(expectations: Path) -> str:
    """Return a hash of all that rules are read from, and of where it lies, for faults name it."""
    files = [expectations / SCHEMA, *sorted((expectations / FOLDER).glob("*.yml"))]
    hashes = (sha256_of(path) if path.is_file() else "" for path in files)
    return short_hash(str(expectations), *(path.name for path in files), *hashes)


def load(expectations: Path, registry: Registry) -> RuleSet:
    """Read and check all rules.

    Raises:
        ConfigError: with file, line and field of every fault of every rule.
    """
    ruleset, faults = load_sound(expectations, registry)
    if faults:
        raise ConfigError(faults)
    return ruleset


def load_sound(expectations: Path, registry: Registry) -> tuple[RuleSet, list[ConfigFault]]:
    """Read all rules; return those that are sound, and the faults of the others.

    A broken rule is refused alone: the others go on. Of two rules with one code the first counts.
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
    first = {rule.rule_code: rule for rule in reversed(rules)}
    return RuleSet(tuple(rule for rule in rules if first[rule.rule_code] is rule)), faults


def load_telling(expectations: Path, registry: Registry) -> RuleSet:
    """Return the sound rules, telling the log of every one that is refused."""
    ruleset, faults = load_sound(expectations, registry)
    tell(faults)
    return ruleset


def tell(faults: Iterable[ConfigFault]) -> None:
    """Name each fault of the rules that are refused in the log."""
    for fault in faults:
        log.error("quy tắc bị từ chối / rule refused: %s", fault)


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
    """Return every rule with its parts; a loaded rule set has no problems left.

    Where a kind asks for independent figures, those that a rule of equality works out from others
    of the same report, and totals beside their categories, are left out.
    """
    found = [(rule, expand(rule, registry)[0]) for rule in ruleset.rules]
    worked_out = {item for _, parts in found for part in parts for item in _worked_out(part)}
    return [
        (
            rule,
            [_without(part, worked_out) for part in parts]
            if KINDS[rule.check_kind].independent
            else parts,
        )
        for rule, parts in found
    ]


def _worked_out(part: Part) -> Iterable[tuple[str, str]]:
    """Yield the item that stands alone for what others of the same report add up to."""
    left = [term for term in part.terms if term.side == "left"]
    is_own = all(
        (term.side in ("left", "right"), term.reference.source, term.reference.relation)
        == (True, REPORTED, SAME)
        for term in part.terms
    )
    is_equality = part.comparison is not None and part.comparison.operator == "=="
    if is_equality and is_own and len(left) == 1 < len(part.terms):
        yield left[0].indicator_code, left[0].category_code


def _without(part: Part, items: set[tuple[str, str]]) -> Part:
    split = {term.indicator_code for term in part.terms if term.category_code != TOTAL}
    totals = {(indicator, TOTAL) for indicator in split}
    terms = (
        term
        for term in part.terms
        if (term.indicator_code, term.category_code) not in items | totals
    )
    return replace(part, terms=tuple(terms))
