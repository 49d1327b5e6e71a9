"""The list of changes between two editions, as CSV and as a workbook."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

from baocao.editions.delta import REPORTED, TOTAL, Change
from baocao.editions.store import Edition
from baocao.files import write_atomic
from baocao.reporting.language import Text, instant, period_name
from baocao.reporting.sheets import Column, Sheet, neutral, write_workbook
from baocao.settings import parse_instant

KINDS = {
    REPORTED: Text("Số đơn vị báo cáo", "Reported figures"),
    TOTAL: Text("Số tổng hợp", "Totals"),
}
WORDS = {
    "late": Text("gửi muộn", "late"),
    "re_sent": Text("gửi lại", "re-sent"),
    "corrected": Text("đính chính", "corrected"),
    "restated": Text("tính lại", "restated"),
}
CSV_COLUMNS = [field.name for field in fields(Change)]


def reason_text(reason: str) -> Text:
    """Return the reason, or the reasons of a total, in words."""
    words = [WORDS[part] for part in sorted(reason.split("+"))]
    return Text("; ".join(word.vi for word in words), "; ".join(word.en for word in words))


def count_reasons(changes: Iterable[Change]) -> dict[str, int]:
    """Return the number of reported figures by reason; totals follow from them."""
    return dict(sorted(Counter(c.reason for c in changes if c.kind == REPORTED).items()))


def as_csv(changes: Iterable[Change]) -> str:
    """Return the list as CSV; text that a spreadsheet would take for a formula is disarmed.

    The mark at the start makes Excel read it as UTF-8. Numbers are plain, with a point.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([*CSV_COLUMNS, "reason_vi"])
    for change in changes:
        values = [_plain(getattr(change, name)) for name in CSV_COLUMNS]
        writer.writerow([*values, reason_text(change.reason).vi])
    return "\ufeff" + buffer.getvalue()


def _plain(value: Decimal | str | None) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return neutral(value) if value else ""


def write_csv(target: Path, changes: Iterable[Change]) -> None:
    """Write the list as CSV in one atomic step."""
    write_atomic(target, as_csv(changes))


def write_xlsx(target: Path, changes: Sequence[Change], old: Edition, new: Edition) -> None:
    """Write the list as a workbook, reported figures and totals on sheets of their own."""
    title = f"Thay đổi số liệu {period_name(new.period).vi}: lần chốt {old.number} → {new.number}"
    frozen_at = parse_instant(new.manifest["frozen_at"], "manifest frozen_at")
    heading = [
        title,
        f"Changes in {period_name(new.period).en}: edition {old.number} → {new.number}",
        f"{new.manifest['by']}; {instant(frozen_at).vi}",
    ]
    sheets = [
        Sheet(
            name=words.vi,
            columns=_columns(),
            rows=[change for change in changes if change.kind == kind],
            heading=[*heading, f"{words.vi} / {words.en}"],
            frozen_columns=2,
        )
        for kind, words in KINDS.items()
    ]
    write_workbook(target, sheets, frozen_at, title)


def _style(value: Decimal | None) -> str:
    return "number" if value is None or value == value.to_integral_value() else "decimal"


def _columns() -> list[Column]:
    return [
        Column("Mã đơn vị\nUnit code", 12, lambda c: c.unit_code, "code"),
        Column("Đơn vị\nUnit", 34, lambda c: c.unit_name_vi),
        Column("Biểu\nForm", 10, lambda c: c.form_code, "code"),
        Column("Kỳ\nPeriod", 10, lambda c: c.period_code, "code"),
        Column("Mã chỉ tiêu\nIndicator", 11, lambda c: c.indicator_code, "code"),
        Column("Chỉ tiêu\nIndicator name", 44, lambda c: c.indicator_name_vi),
        Column("Phân tổ\nCategory", 16, lambda c: c.category_name_vi),
        Column("Số cũ\nOld", 14, lambda c: c.old_value, lambda c: _style(c.old_value)),
        Column("Số mới\nNew", 14, lambda c: c.new_value, lambda c: _style(c.new_value)),
        Column("Chênh lệch\nDelta", 14, lambda c: c.delta, lambda c: _style(c.delta)),
        Column("Lý do\nReason", 18, lambda c: reason_text(c.reason).vi),
        Column("Báo cáo\nSubmission", 20, lambda c: c.submission_id, "code"),
    ]
