"""Why a cell is no number, in words that tell the sender what to mend."""

import re

from baocao.ingesting.text import fold

PART_OF_ONE = "part_of_one"
# The reason of a fault in both languages, put into the finding's text.
REASONS = {
    "fraction": ("số đếm phải là số nguyên", "a count is a whole number"),
    "two_readings": ("có thể đọc thành hai số khác nhau", "it can be read as two numbers"),
    "lost_separator": (
        "có thể là dấu chấm hàng nghìn bị hiểu thành dấu thập phân",
        "a thousands dot may have been taken for a decimal point",
    ),
    PART_OF_ONE: (
        "không rõ là phần trăm hay phần của một (0,97 là 0,97% hay 97%?); ghi kèm dấu %",
        "it may be a percentage or a part of one (is 0.97 0.97% or 97%?); write the % sign",
    ),
    "text": ("không phải là số", "it is not a number"),
    "answer": (
        "cần có hoặc không, hoặc số ký hiệu văn bản",
        "expected yes (có) or no (không), or the number of the document",
    ),
    "date": (
        "ô là ngày tháng (phân số như 3/5 có thể đã bị đổi thành ngày)",
        "the cell is a date (a fraction such as 3/5 may have been turned into one)",
    ),
    "logical": ("ô là giá trị đúng/sai", "the cell is true/false"),
    "too_large": ("số quá lớn", "the number is too large"),
    "too_fine": ("quá nhiều chữ số thập phân", "it has too many decimal places"),
    "pair": (
        "một ô chỉ ghi một số; phân số hoặc hai số phải ghi vào hai chỉ tiêu",
        "a cell takes one number; two numbers belong to two items",
    ),
    "range": ("là một khoảng, không phải một số", "it is a range, not one number"),
    "percent": (
        "là phần trăm, trong khi chỉ tiêu này là số đếm",
        "it is a percentage, and this item is a count",
    ),
    "unit": (
        "đơn vị tính ghi sau số khác với đơn vị tính của chỉ tiêu",
        "the unit behind the number is not that of the item",
    ),
    "ditto": (
        "dấu lặp lại (như trên); mỗi ô phải ghi rõ số",
        "a ditto mark; each cell must hold its own number",
    ),
    "letters": (
        "gõ lẫn chữ với số (O với 0, l hoặc I với 1)",
        "letters are typed for digits (O for 0, l or I for 1)",
    ),
    "digits": (
        "chữ số không thuộc bộ chữ số thường (0–9)",
        "it is written with other than the usual digits 0–9",
    ),
    "unquantified": (
        "không nêu số lượng cụ thể",
        "it does not say how many",
    ),
    "brackets": (
        "số trong ngoặc có thể là số âm; ghi số không có ngoặc",
        "a number in brackets may be a negative one; write it without brackets",
    ),
}

_NUMBERS = re.compile(r"[0-9][0-9.,]*")
_RANGE = re.compile(r"[0-9.,]+\s*(?:-|–|—|đến|tới|÷)\s*[0-9.,]+[^0-9]*", re.IGNORECASE)
_LETTERS = re.compile(r"(?=.*[0-9])[0-9OoQIl|.,]*[OoQIl|][0-9OoQIl|.,]*")
_DITTO = frozenset({'"', "''", "〃", "”", "“", "„", "″"})
_DITTO_WORDS = frozenset({"nt", "nhu tren", "tuong tu", "nhu dong tren", "nhu o tren"})
_UNQUANTIFIED = re.compile(
    r"(?:rat )?nhieu|mot so|mot vai|vai\b.*|hang (?:chuc|tram|nghin|ngan)\b.*"
)
_MONTH_NAME = r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|thg ?[0-9]{1,2})"
_MONTH = re.compile(rf"{_MONTH_NAME}(?: [0-9]{{1,4}})?|[0-9]{{1,4}} {_MONTH_NAME}")
_DAY = re.compile(r"[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4}(?: [0-9:]+)?")
_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?")
_BRACKETS = re.compile(r"\([0-9., ]+\)")


def reason_of(text: str, suffix: str = "") -> str:
    """Return why text is no number, as a key of `REASONS`.

    Args:
        text: the cell's text, cleaned.
        suffix: what stands behind a number that by itself has a reading.
    """
    key = fold(text)
    if text in _DITTO or key in _DITTO_WORDS:
        return "ditto"
    if len(_NUMBERS.findall(text)) > 1 and not _DAY.fullmatch(text) and not _TIME.fullmatch(text):
        return "range" if _RANGE.search(text) else "pair"
    for reason, is_so in _SIGNS:
        if is_so(text) or is_so(key):
            return reason
    return "unit" if suffix else "text"


_SIGNS = (
    ("date", _DAY.fullmatch),
    ("date", _TIME.fullmatch),
    ("date", _MONTH.fullmatch),
    ("letters", _LETTERS.fullmatch),
    ("percent", re.compile(r".*%").fullmatch),
    ("brackets", _BRACKETS.fullmatch),
    ("unquantified", _UNQUANTIFIED.fullmatch),
)
