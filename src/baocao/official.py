"""The fixed wording of official reports: letterheads, windows, numbers of sections."""

from datetime import date

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
# The two lines at the top right: the state's, and for Party bodies the Party's.
LETTERHEADS = {
    "state": ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
    "party": ("ĐẢNG CỘNG SẢN VIỆT NAM", ""),
}


def window_words(first: date, last: date) -> str:
    """Return the days that figures cover, as forms print them."""
    return f"(Số liệu tính từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y})"
