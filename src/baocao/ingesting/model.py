"""What passes between the steps of ingest: a delivery, what was found in it, what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple


class Both(NamedTuple):
    """A text in both languages."""

    vi: str
    en: str


Text = str | Both


# Row, column, text and folded text of a cell. A bare tuple: sheets hold hundreds of them.
TextCell = tuple[int, int, str, str]


class Where(NamedTuple):
    """A place in a file as the sender sees it; empty parts are not known or do not apply."""

    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True)
class Delivery:
    """One file as it arrived; the same bytes that arrive again are another delivery.

    Attributes:
        path: where it lies now.
        inbox_path: its path inside the inbox, or the path of an explicit file.
        file_name: its name, cleaned, personal numbers masked.
        sender_unit_code: the inbox folder or the unit given by the operator; None for neither.
        received_at: when it arrived, UTC.
        in_inbox: whether it is removed once everything about it is kept.
        channel: the code of the channel that collected it; None for the inbox folder itself.
    """

    path: Path
    inbox_path: str
    file_name: str
    sender_unit_code: str | None
    received_at: datetime
    in_inbox: bool
    channel: str | None = None


class Labelled(NamedTuple):
    """What stands behind a label of a heading: the raw value, its text and its place."""

    raw: Any
    text: str
    place: str


class Problem(NamedTuple):
    """A fault seen while locating, by finding code; one of the file itself has no place in it."""

    finding_code: str
    place: str
    found: Text
    expected: Text = ""
    item_code: str = ""
    is_of_file: bool = False


class FoundValue(NamedTuple):
    """One cell that belongs to an item of the form, and what stands about it elsewhere.

    Attributes:
        is_valueless: it has a formula or an error in place of a value.
        is_percent: its number is shown as a percentage.
        is_estimate: a remark, a comment or a colour with a legend says that it is an estimate.
        is_joint: the remark says that others held the same event.
    """

    item_code: str
    raw: Any
    place: str
    is_valueless: bool
    is_percent: bool = False
    is_estimate: bool = False
    is_joint: bool = False


@dataclass(frozen=True)
class Heading:
    """What a sheet says about itself above its table; unknown parts are None.

    Attributes:
        above: the text cells above the table, of which other parts may name the unit or the period.
    """

    form_code: str | None
    form_text: str
    form_place: str
    form_version: str | None
    period: Labelled | None
    window: tuple[date, date] | None
    report_date: date | None
    unit_code: Labelled | None
    unit_name: Labelled | None
    above: Sequence[TextCell] = ()


class Mark(NamedTuple):
    """What the template says of itself that a file was made from; blank for what it leaves out.

    `sheet` is the name of the form's sheet as it was issued.
    """

    form: str
    version: str
    unit: str
    period: str
    sheet: str


@dataclass
class FoundReport:
    """One report found in a file: one unit's figures of one form for one period.

    Attributes:
        is_claimed: the figures are the sender's totals of the other reports in the file.
        is_unit_row: one row of a table of units, rather than a sheet or a record list of its own.
        has_codes: there is a place for the unit's code.
        mark: that of the template, None for a file that was made otherwise.
    """

    layout_code: str
    sheet: str
    place: str
    heading: Heading
    unit_code: Labelled | None
    unit_name: Labelled | None
    values: list[FoundValue]
    is_claimed: bool = False
    is_unit_row: bool = False
    has_codes: bool = True
    mark: Mark | None = None
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class FileContent:
    """All that was found in one file.

    Attributes:
        personal_places: (sheet, cell) of personal data, never with the text itself.
    """

    reports: list[FoundReport]
    personal_places: list[tuple[str, str]]


# What a cell is: a figure of the unit, the total row that a sender adds up itself, or a rate as the
# unit prints it beside the figures that it comes from; rates never go into totals.
VALUE, CLAIMED_TOTAL, PRINTED_RATE = "value", "claimed_total", "printed_rate"


class CellRow(NamedTuple):
    """One located cell, as it lands; the fields stand in the order of the landing table."""

    indicator_code: str
    category_code: str
    role: str
    sheet: str
    cell: str
    raw_text: str
    value_status: str
    value: Decimal | None


class FindingRow(NamedTuple):
    """One finding, as it lands, without the keys of its delivery and submission."""

    finding_code: str
    severity: str
    indicator_code: str | None
    category_code: str | None
    sheet: str
    cell: str
    raw_text: str
    expected: str
    message_vi: str
    message_en: str


@dataclass
class Submission:
    """One report of one unit, or a whole file that was refused, and what was found in it."""

    submission_id: str
    unit_code: str | None
    proposed_unit_code: str | None
    form_code: str | None
    form_version: str | None
    period_code: str | None
    regime: str | None
    layout_code: str | None
    report_date: date | None
    sheet: str
    outcome: str = "accepted"
    cells: list[CellRow] = field(default_factory=list)
    findings: list[FindingRow] = field(default_factory=list)


@dataclass
class FileResult:
    """What became of one delivery; `outcome` is read | refused | duplicate | quarantined.

    Attributes:
        stamp: time and size of the file when it was read.
        findings: on the file as a whole; the others belong to a submission.
    """

    delivery: Delivery
    delivery_id: str
    file_sha256: str
    size_bytes: int
    media_type: str
    outcome: str
    submissions: list[Submission] = field(default_factory=list)
    findings: list[FindingRow] = field(default_factory=list)
    stamp: tuple[int, int] = (0, 0)

    def all_findings(self) -> list[FindingRow]:
        """Return the findings on the file and on each report in it."""
        return self.findings + [one for report in self.submissions for one in report.findings]
