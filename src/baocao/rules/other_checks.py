"""`expectations/other_checks.yml`: what a gate or a model checks, or nothing can check yet."""

from pathlib import Path
from typing import Any, NamedTuple

from baocao.errors import ConfigError, ConfigFault
from baocao.rules.reading import Document, read_document

FILE = "other_checks.yml"
JUDGED_BY = ("gate", "model", "none")
SEVERITIES = ("info", "warn", "error", "block")


class OtherCheck(NamedTuple):
    """A check that is neither a rule nor a finding.

    `judged_where` names the suite or the model, for `none` why it is not made, in both languages;
    `tested_by` the test that shows it, empty for `none`.
    """

    check_code: str
    name_vi: str
    name_en: str
    judged_by: str
    judged_where: str
    severity: str
    importance: int
    who_fixes: str
    advice_vi: str
    advice_en: str
    legal_basis: str
    tested_by: str = ""


def load_other_checks(expectations: Path) -> tuple[OtherCheck, ...]:
    """Read the file.

    Raises:
        ConfigError: with the line of every fault.
    """
    document = read_document(expectations / FILE, f"{expectations.name}/{FILE}")
    entries: list[Any] = document.data if isinstance(document.data, list) else [None]
    faults = [
        document.fault((position,), message)
        for position, entry in enumerate(entries)
        for message in _faults(entry)
    ]
    if faults:
        raise ConfigError(faults)
    checks = tuple(OtherCheck(**entry) for entry in entries)
    _refuse_repeated(checks, document)
    return checks


def _faults(entry: Any) -> list[str]:
    if not isinstance(entry, dict):
        return ["không phải một mục / not an entry"]
    needed = set(OtherCheck._fields) - {"tested_by"}
    faults = [f"{name}: thiếu / is missing" for name in sorted(needed - entry.keys())]
    faults += [f"{name}: lạ / unknown" for name in sorted(entry.keys() - {*OtherCheck._fields})]
    for name, known in (("judged_by", JUDGED_BY), ("severity", SEVERITIES)):
        if entry.get(name, known[0]) not in known:
            faults.append(f"{name}: {entry[name]!r}; cần / expected {', '.join(known)}")
    if entry.get("judged_by") != "none" and not entry.get("tested_by"):
        faults.append("tested_by: thiếu / is missing")
    return faults


def _refuse_repeated(checks: tuple[OtherCheck, ...], document: Document) -> None:
    codes = [check.check_code for check in checks]
    faults: list[ConfigFault] = [
        document.fault((position,), f"{code}: đã có / stands already")
        for position, code in enumerate(codes)
        if code in codes[:position]
    ]
    if faults:
        raise ConfigError(faults)
