"""The suites of expectations as data: `expectations/suites/*.yml`, checked before they are used.

A suite says what must hold of one table that has landed, one table of the marts, or the answer to
one question (a query) about both, about the catalogue and about former builds.
"""

import json
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from baocao.errors import ConfigError, ConfigFault, relative_name
from baocao.files import short_hash
from baocao.quality.verdict import STAGES
from baocao.rules.reading import Document, read_document

SCHEMA_FILE = "suites.schema.json"
# Keywords of JSON schema whose own messages print the whole part instead of what is wrong with it.
CHOICES = ("oneOf", "anyOf", "not")


@dataclass(frozen=True)
class Expectation:
    """One thing that must hold.

    Attributes:
        type: name of the expectation in Great Expectations.
        kwargs: its arguments; columns by their name.
        severity: critical stops publishing, warning and info are shown.
        notes_vi: what it protects, in Vietnamese.
        notes_en: the same in English.
        where: only rows whose column has one of the values count; empty for all rows.
        value_set_of: the set of allowed values that the registry knows, instead of a list.
    """

    type: str
    kwargs: dict[str, Any]
    severity: str
    notes_vi: str
    notes_en: str
    where: dict[str, list[Any]] = field(default_factory=dict)
    value_set_of: str = ""

    @property
    def subject(self) -> str:
        """Return the column or columns that it is about, empty for the table as a whole."""
        named = [self.kwargs.get(name) for name in ("column", "column_A", "column_B")]
        return ", ".join([name for name in named if name] + self.kwargs.get("column_list", []))


@dataclass(frozen=True)
class Suite:
    """What must hold of one table or of the answer to one query.

    Attributes:
        name: unique name.
        stage: landing or marts.
        source: `schema.table`, or a query in SQL.
        is_query: whether the source is a query.
        key: the columns that name a row to people.
        columns: columns that must be there.
        expectations: what must hold, one entry a column where the file names several.
        for_each: `form` where the suite stands for one a form of the catalogue, else empty.
    """

    name: str
    stage: str
    title_vi: str
    title_en: str
    source: str
    is_query: bool
    key: list[str]
    columns: list[str]
    expectations: list[Expectation]
    for_each: str = ""

    @property
    def needed_columns(self) -> list[str]:
        """Return the columns to load: those promised and those looked at."""
        named = [*self.key, *self.columns]
        for expectation in self.expectations:
            named += [part for part in expectation.subject.split(", ") if part]
            named += list(expectation.where)
        return list(dict.fromkeys(named))


def load(expectations: Path) -> list[Suite]:
    """Return all suites, in the order of their files.

    Args:
        expectations: the folder that holds `suites/` and `suites.schema.json`.

    Raises:
        ConfigError: with every fault in every file, each with its line.
    """
    validator = _validator(expectations)
    faults: list[ConfigFault] = []
    suites: list[Suite] = []
    for path in sorted((expectations / "suites").glob("*.yml")):
        try:
            document = read_document(path, relative_name(path, expectations))
        except ConfigError as error:
            faults += error.faults
            continue
        found = _departures(document, validator)
        faults += found
        if found:
            continue
        suite = _suite(document.data)
        if suite.name != path.stem:
            faults.append(_fault(document, ("suite",), f"expected {path.stem!r}, the file's name"))
        suites.append(suite)
    # A gate without anything to check would always be open.
    for stage in STAGES:
        if not faults and not any(suite.stage == stage for suite in suites):
            name = relative_name(expectations / "suites", expectations)
            faults.append(ConfigFault(name, 0, "", f"no suite of stage {stage}"))
    if faults:
        raise ConfigError(faults)
    return suites


def fingerprint(expectations: Path) -> str:
    """Return a hash that changes when a suite changes."""
    files = sorted((expectations / "suites").glob("*.yml"))
    return short_hash(*(path.read_text(encoding="utf-8") for path in files))


def _validator(expectations: Path) -> Draft202012Validator:
    path = expectations / SCHEMA_FILE
    try:
        schema = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        name = relative_name(path, expectations)
        raise ConfigError([ConfigFault(name, 0, "", str(error))]) from error
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _departures(document: Document, validator: Draft202012Validator) -> list[ConfigFault]:
    return [
        _fault(document, tuple(error.absolute_path), _message(error))
        for error in validator.iter_errors(document.data)
    ]


def _fault(document: Document, place: tuple[str | int, ...], message: str) -> ConfigFault:
    """Return a fault that names the field by all its parts: a suite's file is one entry."""
    fields = ".".join(part for part in place if isinstance(part, str))
    return replace(document.fault(place, message), column=fields)


def _message(error: ValidationError) -> str:
    """Return what is wrong; the schema has its own words for choices, in `x-message`."""
    if error.validator in CHOICES and isinstance(error.schema, dict):
        return error.schema.get("x-message", error.message)
    return error.message


def _suite(content: dict[str, Any]) -> Suite:
    return Suite(
        name=content["suite"],
        stage=content["stage"],
        title_vi=content["title_vi"],
        title_en=content["title_en"],
        source=content.get("table") or content["query"],
        is_query="query" in content,
        key=content["key"],
        columns=content.get("columns", []),
        expectations=[one for entry in content["expectations"] for one in _expand(entry)],
        for_each=content.get("for_each", ""),
    )


def _expand(entry: dict[str, Any]) -> list[Expectation]:
    """Return one expectation for each column that an entry names."""
    # YAML's fractions arrive as exact decimals; Great Expectations computes with floats.
    kwargs = {
        name: float(value) if isinstance(value, Decimal) else value
        for name, value in entry.get("kwargs", {}).items()
    }
    common = {
        "severity": entry["severity"],
        "notes_vi": entry["notes_vi"],
        "notes_en": entry["notes_en"],
        "where": entry.get("where", {}),
        "value_set_of": entry.get("value_set_of", ""),
    }
    if "each_column" not in entry:
        return [Expectation(type=entry["type"], kwargs=kwargs, **common)]
    return [
        Expectation(type=entry["type"], kwargs={"column": column, **kwargs}, **common)
        for column in entry["each_column"]
    ]
