"""What a file is about to say: pages (one report each) and deliveries (one file each)."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from baocao.registry import Period
from baocao.sampling.figures import Figures
from baocao.sampling.lineage import ReportKey


@dataclass(frozen=True)
class Page:
    """One report as its sender writes it down.

    Attributes:
        key: whose report it is.
        figures: the figures by item code.
        raw: cells that hold something else than the figure, by item code.
        notes: remarks beside items.
        form_text: what stands behind "Biểu số".
        period_text: what stands behind "Kỳ báo cáo".
        window: the days that the figures are said to cover.
        report_date: the date of signing.
        unit_code: what stands behind "Mã đơn vị"; a number where the sender typed one.
        unit_name: the name as the sender writes it.
    """

    key: ReportKey
    figures: Figures
    form_text: str
    period_text: str
    window: tuple[date, date]
    report_date: date
    unit_code: Any
    unit_name: str
    raw: dict[str, Any] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Delivery:
    """One file.

    Attributes:
        sender: the inbox folder.
        form_code: the form that its name tells.
        period: the period that its name tells.
        kind: items | units | sheets | csv | json, or a kind of unreadable file.
        pages: the reports in it; the sender's own comes last in a district's file.
        received_at: when it arrives, UTC.
        file_name: its name in the inbox folder.
        claimed: by how much the total row differs from the sum of its rows, by item code.
        copy_of: the file whose bytes this one repeats.
        is_owed: whether the sender owes what it sends.
    """

    sender: str
    form_code: str
    period: Period
    kind: str
    pages: tuple[Page, ...]
    received_at: datetime
    file_name: str
    claimed: dict[str, int] = field(default_factory=dict)
    copy_of: str = ""
    is_owed: bool = True

    @property
    def path(self) -> str:
        """Return the path inside the inbox."""
        return f"{self.sender}/{self.file_name}"

    @property
    def keys(self) -> tuple[ReportKey, ...]:
        """Return the reports in the file that are owed."""
        return tuple(page.key for page in self.pages) if self.is_owed else ()

    def page(self, key: ReportKey) -> Page | None:
        """Return the page of a report, or None."""
        return next((page for page in self.pages if page.key == key), None)

    def with_page(self, key: ReportKey, **changes: Any) -> "Delivery":
        """Return the delivery with one page changed."""
        pages = (replace(p, **changes) if p.key == key else p for p in self.pages)
        return replace(self, pages=tuple(pages))
