"""The comment on each cell of a template: what the figure is, since when, where it comes from."""

from datetime import date

from baocao.registry import FormItem, Indicator, Period, Unit
from baocao.templating.openings import Opening

# What a figure of each kind covers; an opening balance is told apart below.
_COVERS = {
    "flow": ("Số phát sinh trong kỳ báo cáo", "what happened within the period"),
    "stock": ("Số có đến ngày cuối kỳ", "what there is on the last day of the period"),
    "ytd": ("Số lũy kế từ đầu năm đến hết kỳ", "cumulative from the start of the year"),
    "rate": ("Tỷ lệ tính trên số liệu trong kỳ", "a rate over the period's figures"),
    "boolean": (
        "Ghi “có”, “không” hoặc số, ký hiệu văn bản",
        "yes (có), no (không) or the number of the document",
    ),
}
_OPENING = ("Số kỳ trước chuyển sang", "carried over from the period before")
_BLANK = (
    "Không phát sinh ghi 0; để trống là chưa có số liệu.",
    "0 means none; blank means no data.",
)
_RATE = (
    "Ghi theo phần trăm, ví dụ 97,57; có thể để trống, kho dữ liệu tự tính tỷ lệ.",
    "In percent, such as 97.57; it may be left blank, the rate is worked out anyway.",
)
MARK = "BAOCAO"


def definition_note(item: FormItem, indicator: Indicator, on: date) -> str:
    """Return what a figure is, in both languages, by the definition in force on a day."""
    covers = _OPENING if indicator.agg_periods == "first" else _COVERS[indicator.kind]
    definition = indicator.definition(on)
    vi = [f"{item.label_vi} (đơn vị tính: {indicator.unit_vi})", f"{covers[0]}."]
    en = [f"{item.label_en} ({indicator.unit_en}): {covers[1]}."]
    if definition and definition.is_break:
        vi.append(f"Từ {definition.valid_from:%d/%m/%Y}: {definition.note_vi}.")
        en.append(f"Since {definition.valid_from:%d/%m/%Y}: {definition.note_en}.")
    if definition and definition.legal_basis:
        vi.append(f"Căn cứ: {definition.legal_basis}.")
    if indicator.kind != "boolean":
        said = _RATE if indicator.kind == "rate" else _BLANK
        vi.append(said[0])
        en.append(said[1])
    return "\n".join((*vi, *en))


def opening_note(opening: Opening) -> str:
    """Return where a figure that is filled in already comes from."""
    sources = "; ".join(f"{unit}, kỳ {period}" for unit, period in opening.closed_by)
    return (
        f"Đã điền sẵn số cuối kỳ trước ({sources}). Nếu số kỳ trước sai, gửi lại báo cáo kỳ đó. "
        "/ Filled in from the last closing; if that was wrong, send that report again."
    )


def mark_note(item: FormItem, unit: Unit, period: Period) -> str:
    """Return the last line of a comment, by which programs that fill in forms find the cell."""
    codes = {
        "form": item.form_code,
        "version": item.form_version,
        "unit": unit.unit_code,
        "period": period.period_code,
        "item": item.code,
    }
    return " ".join((MARK, *(f"{name}={code}" for name, code in codes.items())))
