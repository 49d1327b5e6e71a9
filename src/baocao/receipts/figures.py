"""The figures of a report as rules ask for them: its own, its total row, the rows of its file."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from baocao.ingesting.model import (
    CLAIMED_TOTAL,
    PRINTED_RATE,
    VALUE,
    CellRow,
    FileResult,
    Submission,
)
from baocao.registry import TOTAL, Registry
from baocao.rules.binding import components
from baocao.rules.evaluating import Resolved, printed_decimals, worked_out
from baocao.rules.model import CLAIMED, COMPUTED, FILE_ROWS, RATE_PARTS, REPORTED, Reference

Item = tuple[str, str]
Key = tuple[str, str, str]  # role, indicator, category
ROLES = {REPORTED: VALUE, CLAIMED: CLAIMED_TOTAL}
IN_THE_FILE = frozenset({*ROLES, FILE_ROWS, COMPUTED})
NOTHING = Resolved(Decimal(0), present=0)
UNREAD = Resolved(Decimal(0), present=0, withheld=1)


class Figures:
    """The figures of a report, and of the rows of its file, as rules ask for them."""

    def __init__(self, result: FileResult, one: Submission, registry: Registry) -> None:
        self.cells = {
            (_role(cell), cell.indicator_code, cell.category_code): cell for cell in one.cells
        }
        self._result, self._one, self._registry = result, one, registry
        self._found: dict[Reference, Resolved] = {}
        self._row_sums: dict[Item, list[Resolved]] | None = None
        self.values = self._plain_values()

    def _plain_values(self) -> dict[Key, Decimal]:
        """Return every figure that is there and can be read, sums of rows beside their totals."""
        values = {key: cell.value for key, cell in self.cells.items() if cell.value is not None}
        for _, indicator, category in [key for key in values if key[0] == ROLES[CLAIMED]]:
            rows = self._rows((indicator, category))
            if rows.present:
                values[FILE_ROWS, indicator, category] = rows.value
        return values

    def resolve(self, reference: Reference, items: tuple[Item, ...]) -> Resolved:
        """Return what is there of a reference that stands for some items."""
        found = self._found.get(reference)
        if found is None:
            each = [self._figure(reference.source, item) for item in items]
            found = each[0] if len(each) == 1 else _together(each, len(each))
            self._found[reference] = found
        return found

    def is_blank(self, references: Iterable[Reference]) -> bool:
        """Tell whether references that have been resolved were all left blank, if there are any."""
        found = [self._found[reference] for reference in references]
        return bool(found) and not any(one.present for one in found)

    def _figure(self, source: str, item: Item) -> Resolved:
        if source == FILE_ROWS:
            return self._rows(item)
        if source == COMPUTED:
            return self._computed(item[0])
        cell = self.cells.get((ROLES[source], *item))
        return NOTHING if cell is None else _resolved(cell)

    def _computed(self, rate: str) -> Resolved:
        """Return a rate worked out from the report's own figures."""
        parts = [
            {
                code: (factor, self._figure(REPORTED, (code, TOTAL)))
                for code, factor in components(rate, role, self._registry).items()
            }
            for role in RATE_PARTS
        ]
        return worked_out(*(list(part.values()) for part in parts))

    def _rows(self, item: Item) -> Resolved:
        """Return the sum of the rows that a total row stands for; blank ones count as nothing."""
        total = self.cells.get((ROLES[CLAIMED], *item))
        if total is None or _resolved(total) is NOTHING:
            return NOTHING
        if self._row_sums is None:
            self._row_sums = defaultdict(list)
            for cell in self._cells_of_rows():
                found = _resolved(cell)
                if found is not NOTHING:
                    self._row_sums[cell.indicator_code, cell.category_code].append(found)
        rows = self._row_sums.get(item)
        if not rows:
            return NOTHING
        found = _together(rows, 1)
        return Resolved(found.value, present=0 if found.withheld else 1, withheld=found.withheld)

    def _cells_of_rows(self) -> Iterable[CellRow]:
        key = (self._one.form_code, self._one.period_code)
        return (
            cell
            for other in self._result.submissions
            if (other.form_code, other.period_code) == key
            for cell in other.cells
            if cell.role == ROLES[REPORTED]
        )


def _role(cell: CellRow) -> str:
    return ROLES[REPORTED] if cell.role == PRINTED_RATE else cell.role


def _resolved(cell: CellRow) -> Resolved:
    if cell.value is not None:
        is_rate = cell.role == PRINTED_RATE
        return Resolved(cell.value, decimals=printed_decimals(cell.raw_text) if is_rate else None)
    return UNREAD if cell.value_status == "missing" and cell.raw_text.strip() else NOTHING


def _together(found: list[Resolved], due: int) -> Resolved:
    return Resolved(
        sum((one.value for one in found), Decimal(0)),
        due=due,
        present=sum(one.present for one in found),
        withheld=sum(one.withheld for one in found),
    )
