"""The fixed wording of official reports: motto, sections, windows, who signs."""

from datetime import date

from baocao.registry import FormItem

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
STATE_MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
PARTY_MOTTO = ("ĐẢNG CỘNG SẢN VIỆT NAM", "")
SUPERIORS = {
    "PROVINCE": "ỦY BAN NHÂN DÂN",
    "DISTRICT": "ỦY BAN NHÂN DÂN",
    "COMMUNE": "ỦY BAN NHÂN DÂN",
    "AGENCY": "ỦY BAN NHÂN DÂN TỈNH",
    "PUBLIC_SERVICE_UNIT": "ĐƠN VỊ SỰ NGHIỆP CÔNG LẬP",
    "PARTY_COMMITTEE": "ĐẢNG BỘ TỈNH",
    "PARTY_AGENCY": "TỈNH ỦY",
    "PARTY_ORGANISATION": "ĐẢNG BỘ TỈNH",
    "MASS_ORG": "MẶT TRẬN, TỔ CHỨC CHÍNH TRỊ - XÃ HỘI",
    "TRADE_UNION": "CÔNG ĐOÀN VIỆT NAM",
    "ARMED_FORCE": "LỰC LƯỢNG VŨ TRANG",
    "STEERING_COMMITTEE": "TỈNH ỦY",
    "ENTERPRISE": "DOANH NGHIỆP",
}
SIGNATORIES = {
    "PROVINCE": ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
    "DISTRICT": ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
    "COMMUNE": ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
    "AGENCY": ("", "THỦ TRƯỞNG ĐƠN VỊ"),
    "PUBLIC_SERVICE_UNIT": ("", "THỦ TRƯỞNG ĐƠN VỊ"),
    "PARTY_COMMITTEE": ("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ"),
    "PARTY_AGENCY": ("", "TRƯỞNG BAN"),
    "PARTY_ORGANISATION": ("T/M CẤP ỦY", "BÍ THƯ"),
    "MASS_ORG": ("TM. BAN THƯỜNG TRỰC", "CHỦ TỊCH"),
    "TRADE_UNION": ("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH"),
    "ARMED_FORCE": ("", "CHỈ HUY TRƯỞNG"),
    "STEERING_COMMITTEE": ("TM. BAN CHỈ ĐẠO", "TRƯỞNG BAN"),
    "ENTERPRISE": ("ĐẠI DIỆN DOANH NGHIỆP", "GIÁM ĐỐC"),
}
_SECTIONS = {
    "TD": "Tiếp công dân",
    "DL": "Xử lý đơn",
    "GQ": "Giải quyết khiếu nại, tố cáo",
    "DC": "Thực hiện dân chủ ở xã, phường, thị trấn",
    "CQ": "Thực hiện dân chủ trong cơ quan, đơn vị",
    "VB": "Văn bản, quy chế",
    "QT": "Học tập, quán triệt",
    "DN": "Thực hiện dân chủ tại doanh nghiệp",
    "DT": "Đối thoại",
    "KT": "Kiểm tra",
    "GS": "Giám sát, phản biện xã hội",
    "DVK": 'Mô hình "Dân vận khéo"',
    "KTH": "Biểu dương, khen thưởng",
    "VH": "Gia đình văn hóa, khu dân cư văn hóa",
    "NV": "Phương hướng, nhiệm vụ",
}
OTHER_SECTION = "Chỉ tiêu khác"


def motto(unit_type: str) -> tuple[str, str]:
    """Return the two lines at the top right: the Party's for its bodies, else the state's."""
    return PARTY_MOTTO if unit_type.startswith("PARTY_") else STATE_MOTTO


def section_of(item: FormItem) -> str:
    """Return the section of a form under which an item is printed, by its group of indicators."""
    return _SECTIONS.get(item.indicator_code.rstrip("0123456789"), OTHER_SECTION)


def window_words(first: date, last: date) -> str:
    """Return the days that figures cover, as forms print them."""
    return f"(Số liệu tính từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y})"
