"""Everything that is wrong with a file in one form: findings of ingest and rules that fail."""

from collections.abc import Callable
from dataclasses import dataclass

from baocao.ingesting.findings import Catalogue
from baocao.ingesting.model import FindingRow
from baocao.receipts.failures import Failure
from baocao.receipts.wording import RANK, SEVERITIES
from baocao.registry import FormItem

ItemOf = Callable[[str | None, str | None], FormItem | None]


@dataclass(frozen=True)
class Fault:
    """One thing that the sender should look at; texts in both languages, Vietnamese first.

    Attributes:
        code: of a finding or of a rule.
        sheet: the sheet as the reader names it, empty in CSV and JSON files.
        cell: its place in the file, empty for the whole sheet or file.
        found: what stands there, empty for nothing.
    """

    code: str
    severity: str
    is_rule: bool
    unit: str
    item_code: str
    item: str
    sheet: str
    cell: str
    found: str
    expected: tuple[str, str]
    message: tuple[str, str]
    advice: tuple[str, str]

    @property
    def heading(self) -> str:
        """Return the code and how grave it is."""
        return f"{self.code} · {SEVERITIES[self.severity][0]}"

    @property
    def rank(self) -> int:
        """Return 0 for the gravest."""
        return RANK.index(self.severity)


def of_finding(row: FindingRow, unit: str, item_of: ItemOf, catalogue: Catalogue) -> Fault:
    """Return a finding as a fault; what was expected comes from the catalogue where it is fixed."""
    kind = catalogue[row.finding_code]
    item = item_of(row.indicator_code, row.category_code)
    expected = (
        (row.expected, row.expected) if row.expected else (kind.expected_vi, kind.expected_en)
    )
    return Fault(
        code=row.finding_code,
        severity=row.severity,
        is_rule=False,
        unit=unit,
        item_code=item.code if item else "",
        item=f"{item.code} – {item.label_vi}" if item else "",
        sheet=row.sheet,
        cell=row.cell,
        found=row.raw_text,
        expected=expected,
        message=(row.message_vi, row.message_en),
        advice=(kind.advice_vi, kind.advice_en),
    )


def of_failure(failure: Failure, unit: str, items: dict[str, FormItem]) -> Fault:
    """Return a rule that fails as a fault at the cell of its main figure."""
    words = failure.words
    item = items.get(failure.item_code)
    sheet, cell = failure.cells[0] if failure.cells else ("", "")
    found, expected = "", ("", "")
    if failure.sign:
        found = f"{words['left_vi']} = {words['left_amount_vi']}"
        expected = (_expected(words, "vi"), _expected(words, "en"))
    return Fault(
        code=failure.rule_code,
        severity=failure.severity,
        is_rule=True,
        unit=unit,
        item_code=failure.item_code,
        item=f"{item.code} – {item.label_vi}" if item else "",
        sheet=sheet,
        cell=cell,
        found=found,
        expected=expected,
        message=(words["message_vi"], words["message_en"]),
        advice=(words["advice_vi"], words["advice_en"]),
    )


def _expected(words: dict[str, str], language: str) -> str:
    """Return what the left side should be: phải bằng 137 (TD01 + TD02)."""
    right, amount = words[f"right_{language}"], words[f"right_amount_{language}"]
    text = f"{words[f'relation_{language}']} {amount}"
    return text if right in ("", amount) else f"{text} ({right})"
