"""The fixed wording of official reports: periods in words, motto, sections, who signs."""

from datetime import date

from baocao.registry import FormItem, Period

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
STATE_MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
PARTY_MOTTO = ("ĐẢNG CỘNG SẢN VIỆT NAM", "")
SUPERIORS = {
    "PROVINCE": "ỦY BAN NHÂN DÂN",
    "DISTRICT": "ỦY BAN NHÂN DÂN",
    "COMMUNE": "ỦY BAN NHÂN DÂN",
    "AGENCY": "ỦY BAN NHÂN DÂN TỈNH",
    "PARTY_COMMITTEE": "ĐẢNG BỘ TỈNH",
    "ENTERPRISE": "DOANH NGHIỆP",
}
SIGNATORIES = {
    "PROVINCE": ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
    "DISTRICT": ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
    "COMMUNE": ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
    "AGENCY": ("", "THỦ TRƯỞNG ĐƠN VỊ"),
    "PARTY_COMMITTEE": ("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ"),
    "ENTERPRISE": ("ĐẠI DIỆN DOANH NGHIỆP", "GIÁM ĐỐC"),
}
_SECTIONS = {
    "TD": "Tiếp công dân",
    "DL": "Xử lý đơn",
    "GQ": "Giải quyết khiếu nại, tố cáo",
    "DC": "Thực hiện dân chủ ở xã, phường, thị trấn",
    "CQ": "Thực hiện dân chủ trong cơ quan, đơn vị",
    "VB": "Văn bản, quy chế",
    "DVK": 'Mô hình "Dân vận khéo"',
}
OTHER_SECTION = "Chỉ tiêu khác"


def motto(unit_type: str) -> tuple[str, str]:
    """Return the two lines at the top right: the Party's for its committees, else the state's."""
    return PARTY_MOTTO if unit_type == "PARTY_COMMITTEE" else STATE_MOTTO


def section_of(item: FormItem) -> str:
    """Return the section of a form under which an item is printed, by its group of indicators."""
    return _SECTIONS.get(item.indicator_code.rstrip("0123456789"), OTHER_SECTION)


def period_words(period: Period) -> str:
    """Return a period in words: `Quý I năm 2024`, `6 tháng đầu năm 2024`, `Năm 2024`."""
    year = period.reporting_year
    words = {
        "M": f"Tháng {period.period_no} năm {year}",
        "Q": f"Quý {ROMAN[min(period.period_no, 4) - 1]} năm {year}",
        "S": f"6 tháng {'đầu' if period.period_no == 1 else 'cuối'} năm {year}",
        "9M": f"9 tháng năm {year}",
    }
    return words.get(period.period_type, f"Năm {year}")


def window_words(first: date, last: date) -> str:
    """Return the days that figures cover, as forms print them."""
    return f"(Số liệu tính từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y})"
