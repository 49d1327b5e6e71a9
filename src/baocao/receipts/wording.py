"""Words and numbers as receipts and marks write them, Vietnamese and English."""

from collections.abc import Mapping
from decimal import Decimal

OUTCOMES = {
    "accepted": ("Đã nhận", "Accepted"),
    "accepted_with_flags": ("Đã nhận, có điểm cần kiểm tra", "Accepted, with points to check"),
    "rejected": ("Không nhận", "Refused"),
    "quarantined": ("Đã cách ly, không nhận", "Quarantined, not accepted"),
    "duplicate": ("Trùng tệp đã nhận", "Same file as received before"),
}
# How a whole file is headed: the worst that became of a report in it.
HEADINGS = {
    "accepted": ("Đã nhận báo cáo", "Report accepted"),
    "accepted_with_flags": ("Đã nhận, cần kiểm tra lại", "Accepted, please check"),
    "partly": ("Một phần chưa được nhận", "Partly refused"),
    "rejected": ("Chưa nhận được báo cáo", "Report refused"),
    "quarantined": ("Tệp bị cách ly", "File quarantined"),
    "duplicate": ("Tệp này đã nhận trước đây", "This file was received before"),
}
SEVERITIES = {
    "block": ("Phải sửa, báo cáo chưa được nhận", "Must be mended, report refused"),
    "error": ("Sai, cần sửa và gửi lại", "Wrong, correct and send again"),
    "warn": ("Cần kiểm tra", "Please check"),
    "info": ("Lưu ý", "Note"),
}
RANK = tuple(SEVERITIES)
# What is found in a faulty cell that is empty.
BLANK = "(ô trống)"
# What is said of a cell that may be wrong: what it holds, that it is blank, what would fit.
SUSPECTED = {
    "vi": ("đang ghi {}", "đang để trống", ", nếu là {} thì khớp"),
    "en": ("says {}", "is blank", ", {} would fit"),
}
STATES = {
    "overdue": ("Đã quá hạn", "Overdue"),
    "open": ("Đang nhận", "Open"),
    "later": ("Chưa đến kỳ", "Not yet due"),
}
FIXED_SUMMARIES = {
    "duplicate": (
        "Không có gì thay đổi: tệp giống hệt tệp đã nhận trước đây.",
        "Nothing changes: the file is identical to one received before.",
    ),
    "quarantined": (
        "Không có báo cáo nào được nhận; nội dung tệp không được lưu cùng số liệu.",
        "No report was accepted; nothing of the file is kept with the figures.",
    ),
}


def number_text(value: Decimal, language: str) -> str:
    """Return a number as people write it: 1.234,5 in Vietnamese, 1,234.5 in English."""
    text = f"{value:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text


def says_text(reported: str, expected: str, language: str) -> str:
    """Return what a suspect cell holds and what would fit: đang ghi 80, nếu là 8 thì khớp.

    Args:
        reported: the figure as people write it; empty where the cell is blank.
        expected: the figure that would fit; empty where several would.
        language: `vi` or `en`.
    """
    says, is_blank, would_fit = SUSPECTED[language]
    words = says.format(reported) if reported else is_blank
    return words + would_fit.format(expected) if expected else words


def plain_number(value: Decimal | None) -> str | None:
    """Return a number as machines read it, without the zeros that landing adds."""
    if value is None:
        return None
    return f"{value.normalize():f}" if value else "0"


def place_text(sheet: str, cell: str, language: str) -> str:
    """Return a place as the sender sees it: trang tính “Biểu”, ô E16; in JSON its path."""
    names = ("trang tính", "ô") if language == "vi" else ("sheet", "cell")
    if "[" in cell:
        return cell
    parts = [f"{names[0]} “{sheet}”"] * bool(sheet) + [f"{names[1]} {cell}"] * bool(cell)
    return ", ".join(parts)


def summary(
    outcome: str, accepted: int, reports: int, severities: Mapping[str, int]
) -> tuple[str, str]:
    """Return in one line what became of a file, in both languages.

    Args:
        outcome: a key of `HEADINGS`.
        accepted: how many of its reports were accepted.
        reports: how many reports it holds.
        severities: how many faults there are by severity.
    """
    if outcome in FIXED_SUMMARIES:
        return FIXED_SUMMARIES[outcome]
    wrong = severities.get("block", 0) + severities.get("error", 0)
    counts = (
        (wrong, "lỗi cần sửa", "to correct"),
        (severities.get("warn", 0), "điểm cần kiểm tra", "to check"),
        (severities.get("info", 0), "lưu ý", "to note"),
    )
    vi, en = [f"Đã nhận {accepted}/{reports} báo cáo"], [f"{accepted} of {reports} accepted"]
    if reports == 1:
        vi = ["Báo cáo đã được nhận" if accepted else "Báo cáo chưa được nhận"]
        en = ["The report was accepted" if accepted else "The report was not accepted"]
    vi += [f"{count} {words}" for count, words, _ in counts if count]
    en += [f"{count} {words}" for count, _, words in counts if count]
    return " · ".join(vi), " · ".join(en)
