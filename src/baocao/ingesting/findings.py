"""`expectations/findings.yml` → the catalogue of findings, and findings written by it."""

import json
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import NamedTuple

from baocao.errors import ConfigError, ConfigFault
from baocao.ingesting.model import Both, FindingRow, Text, Where
from baocao.ingesting.personal import has_personal_data, mask_personal_data
from baocao.ingesting.text import shorten
from baocao.registry import FormItem
from baocao.rules.reading import Document, read_document

WHOLE_FILE = Where()
FILE = "findings.yml"
SCHEMA = "findings.schema.json"
PLACEHOLDERS = frozenset(
    {"found", "expected", "place", "item", "unit", "form", "period", "reason_vi", "reason_en"}
)
TEXTS = ("message_vi", "message_en", "advice_vi", "advice_en")
# Every code that ingest may raise; the file must word each of them.
RAISED = frozenset(
    {
        "FIL01", "FIL02", "FIL03", "FIL04", "FIL05", "FIL06", "FIL07", "FIL08", "FIL09", "FIL10",
        "FIL11", "FIL12", "FIL13", "FIL14", "FIL15", "UNT01", "UNT02", "UNT03", "UNT04", "UNT05",
        "UNT06", "UNT07", "UNT08", "UNT09", "PER07", "REP03", "REP05", "REP06", "REP07", "REP08",
        "ITM01", "ITM02", "ITM03", "ITM04", "ITM05", "ITM06", "ITM07", "ITM08", "VAL01", "VAL02",
        "VAL04", "VAL10", "VAL11", "VAL12", "VAL13", "VAL15", "HIE04",
    }
)  # fmt: skip


class FindingType(NamedTuple):
    """One entry of the catalogue."""

    finding_code: str
    name_vi: str
    name_en: str
    severity: str
    who_fixes: str
    message_vi: str
    message_en: str
    advice_vi: str
    advice_en: str
    expected_vi: str = ""
    expected_en: str = ""
    is_note: bool = False


class Subject(NamedTuple):
    """What a finding is about, as the texts name it."""

    unit: str = ""
    form: str = ""
    period: str = ""


class Catalogue(dict[str, FindingType]):
    """Finding types by code."""

    def write(
        self,
        finding_code: str,
        subject: Subject,
        *,
        found: Text = "",
        expected: Text = "",
        where: Where = WHOLE_FILE,
        item: FormItem | None = None,
        reason: Text = "",
    ) -> FindingRow:
        """Return a finding with its texts filled in.

        Args:
            finding_code: a code of the catalogue.
            subject: unit, form and period as the texts name them.
            found: what was found, also the stored raw text.
            expected: what should have been found.
            where: the sheet and the cell; both empty for the whole file.
            item: the item of the form that the cell belongs to.
            reason: why, put into texts that ask for it.
        """
        kind = self[finding_code]
        found, expected = _masked(found), _masked(expected)
        where = Where(_masked_text(where.sheet), where.cell)
        messages = []
        for language, template in enumerate((kind.message_vi, kind.message_en)):
            label = (item.label_vi, item.label_en)[language] if item else ""
            values = {
                "found": shorten(_in(found, language)),
                "expected": shorten(_in(expected, language)),
                "place": _place(where)[language],
                "item": f"{item.code} ({label})" if item else "",
                "reason_vi": _in(reason, 0),
                "reason_en": _in(reason, 1),
            }
            messages.append(template.format(**values, **subject._asdict()).strip())
        return FindingRow(
            finding_code=finding_code,
            severity=kind.severity,
            indicator_code=item.indicator_code if item else None,
            category_code=item.category_code if item else None,
            sheet=where.sheet,
            cell=where.cell,
            raw_text=_joined(found),
            expected=_joined(expected),
            message_vi=messages[0],
            message_en=messages[1],
        )


def _masked(text: Text) -> Text:
    return _masked_text(text) if isinstance(text, str) else Both(*map(_masked_text, text))


def _masked_text(text: str) -> str:
    return mask_personal_data(text) if has_personal_data(text) else text


def _in(text: Text, language: int) -> str:
    return text if isinstance(text, str) else text[language]


def _joined(text: Text) -> str:
    return shorten(text if isinstance(text, str) else f"{text.vi} / {text.en}")


def _place(where: Where) -> Both:
    sheet, cell = where
    if not sheet and not cell:
        return Both("", "")
    vi = [f"trang tính “{sheet}”"] * bool(sheet) + [f"ô {cell}"] * bool(cell)
    en = [f"sheet “{sheet}”"] * bool(sheet) + [f"cell {cell}"] * bool(cell)
    return Both(f" tại {', '.join(vi)}", f" at {', '.join(en)}")


def load(expectations: Path) -> Catalogue:
    """Read and check the catalogue.

    Raises:
        ConfigError: with file, line and field of every fault.
    """
    # Imported here: ingest itself never needs a schema validator again.
    from jsonschema import Draft202012Validator

    document = read_document(expectations / FILE, f"{expectations.name}/{FILE}")
    schema = json.loads((expectations / SCHEMA).read_text(encoding="utf-8"))
    errors = Draft202012Validator(schema).iter_errors(document.data)
    faults = [document.fault(tuple(error.absolute_path), error.message) for error in errors]
    if not faults:
        faults = list(_meaning_faults(document))
    if faults:
        raise ConfigError(faults)
    return Catalogue({entry["finding_code"]: FindingType(**entry) for entry in document.data})


def _meaning_faults(document: Document) -> Iterator[ConfigFault]:
    seen: set[str] = set()
    for position, entry in enumerate(document.data):
        code = entry["finding_code"]
        if code in seen:
            yield document.fault((position, "finding_code"), f"{code} stands twice")
        seen.add(code)
        for name in TEXTS:
            try:
                used = {part[1] for part in Formatter().parse(entry[name])} - {None}
            except ValueError as error:
                yield document.fault((position, name), f"broken braces: {error}")
                continue
            unknown = sorted(str(field) for field in used - PLACEHOLDERS)
            if unknown:
                message = f"found {{{unknown[0]}}}; expected one of {sorted(PLACEHOLDERS)}"
                yield document.fault((position, name), message)
    for code in sorted(RAISED - seen):
        yield document.fault((), f"{code} is missing; ingest raises it")
