"""Names of persons in what people write: "ông Nguyễn Văn Mẫu", "Trần Thị Mẫu khiếu nại".

A name is known by what stands before it (ông, bà, đồng chí …), by a family name and its middle word
(Thị, Văn), or by a usual family name with two more words. Places, schools and streets bear names of
persons too: those are told by the word before them, or are on the list of well-known names. Two
words without a title are no proof ("Xuân Hòa"), nor are single letters ("ông A").
"""

import re
from typing import NamedTuple

from baocao.ingesting.text import fold


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORD = re.compile(r"[^\W\d_]+")
_GAP = re.compile(r"[ \t\u00a0\n]{1,3}")
# Without one of these beginnings nothing is looked at more closely.
_HINT = re.compile(
    # From the beginning of a word on, or thirty thousand letters in a row take half a minute.
    r"(?<![^\W\d_])[A-ZÀ-ÖØ-ÞĂĐĨŨƠƯẠ-Ỹ]\w++(?:\s+[A-ZÀ-ÖØ-ÞĂĐĨŨƠƯẠ-Ỹ]\w*)+"
    r"|(?i:\b(?:ông|bà|ong|ba)\b)\s"
)
_TITLES = frozenset({"ong", "ba", "anh", "chi", "cu", "chau", "em", "be", "co", "chu", "d/c"})
# Before these one given name is enough: "ông Hùng". The others are ordinary words as well.
_STRONG_TITLES = frozenset({"ông", "bà", "Ông", "Bà", "ÔNG", "BÀ"})
_TWO_WORD_TITLES = frozenset({"dong chi", "cong dan", "ho ten", "gia dinh", "ho gia", "ten la"})
_ROLES = _set_of(
    "chu pho giam bi truong hieu thu vien chanh tong ubnd hdnd mttq dai hoi can nguyen quyen dan"
)
_NO_NAME = _set_of("ria trieu na den chua cong tao ba con me ich trung dinh")
_ENGLISH = _set_of("commune ward district township city province town urban rural")
# Family names that hardly begin anything else.
_USUAL = _set_of(
    "Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Ngô Dương Nông Triệu Lò Sùng Giàng "
    "Trịnh Trương Lường Đàm Phùng Hứa"
)
_OTHER = _set_of(
    "Hồ Lý Lục Ma Đinh Đoàn Đào Mai Lâm Quách Hà Lương Lưu Chu Bế Mông Bàn Cao Tạ Tô Thái Tống La "
    "Vi Cà Quàng Tòng Thào Mùa Lầu Chẩu Tẩn Phàn Chảo Lù Thạch Sầm Vàng Hầu Cù Sằm Hoa Kim"
)
_MIDDLE = frozenset({"thi", "van"})
_PLACE_WORDS = _set_of(
    "phuong xa p x duong pho truong thon ban xom to khu quan huyen tp tt tx q h cau cho den chua "
    "ben cang hoc thpt thcs dai lo quoc thuong quy tuong vien benh lang ap buon soc khom tnhh "
    "ty dn htx cp tran hang san ngo nui song dap deo phong truyen lop nhom tinh"
)
# Persons after whom communes, streets and movements are named, and places that look like persons.
_WELL_KNOWN = tuple(
    fold(name)
    for name in (
        "Bùi Hữu Nghĩa", "Bùi Thị Xuân", "Bế Văn Đàn", "Cao Xuân Dương", "Chu Văn An",
        "Dương Minh Châu", "Dương Hồng Thủy", "Dương Xuân Hội", "Hoàng Hoa Thám", "Hoàng Su Phì",
        "Hoàng Liên Sơn", "Hoàng Thu Phố", "Hoàng Văn Thụ", "Hoàng Quốc Việt", "Huỳnh Hữu Nghĩa",
        "Huỳnh Thúc Kháng", "Hà Huy Tập", "Hồ Chí Minh", "Hồ Thị Kỷ", "Hồ Tùng Mậu", "Lý Tự Trọng",
        "Lý Văn Lâm", "Lê Hồng Phong", "Lê Minh Xuân", "Lê Quý Đôn", "Lê Thanh Nghị", "Lê Ích Mộc",
        "Lê Đại Hành", "Lê Thánh Tông", "Lê Thái Tổ", "Lương Văn Tri", "Lương Hòa Lạc",
        "Ngô Gia Tự", "Nguyễn An Ninh", "Nguyễn Ái Quốc", "Nguyễn Bỉnh Khiêm", "Nguyễn Công Trứ",
        "Nguyễn Cư Trinh", "Nguyễn Chí Thanh", "Nguyễn Lương Bằng", "Nguyễn Thái Bình",
        "Nguyễn Thái Học", "Nguyễn Thị Minh Khai", "Nguyễn Thị Định",
        "Nguyễn Tất Thành", "Nguyễn Việt Khái", "Nguyễn Văn Cừ", "Nguyễn Văn Linh",
        "Nguyễn Văn Thảnh", "Nguyễn Văn Trỗi", "Nguyễn Văn Tố", "Nguyễn Viết Xuân",
        "Nguyễn Đại Năng", "Nguyễn Đình Chiểu", "Phan Bội Châu", "Phan Chu Trinh",
        "Phan Châu Trinh", "Phan Ngọc Hiển", "Phan Rang", "Phan Rí", "Phan Si Păng",
        "Phan Sào Nam", "Phan Đình Giót", "Phan Đình Phùng", "Phùng Chí Kiên", "Phạm Hồng Thái",
        "Phạm Ngũ Lão", "Phạm Sư Mạnh", "Phạm Văn Cội", "Phạm Văn Hai", "Phạm Văn Đồng",
        "Phạm Đình Hổ", "Triệu Việt Vương", "Trương Quang Trọng", "Trần Hưng Đạo",
        "Trần Nguyên Hãn",
        "Trần Nhân Tông", "Trần Nhật Duật", "Trần Quang Diệu", "Trần Quang Khải", "Trần Quốc Toản",
        "Trần Thành Ngọ", "Trần Văn Thời", "Võ Nguyên Giáp", "Võ Thị Sáu", "Vũ Anh Thắng",
        "Đinh Văn Lâm Hà", "Đặng Thùy Trâm", "Đào Duy Từ",
    )
)  # fmt: skip


class _Word(NamedTuple):
    text: str
    key: str
    start: int
    end: int

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()


def _words(text: str) -> list[_Word]:
    return [_Word(m[0], fold(m[0]), m.start(), m.end()) for m in _WORD.finditer(text)]


def find_names(text: str) -> list[tuple[int, int]]:
    """Return the beginning and the end of every name of a person in text.

    Args:
        text: text in one Unicode form (NFC or NFKC).
    """
    if not _HINT.search(text):
        return []
    words = _words(text)
    shouts = text.isupper()
    found: list[tuple[int, int]] = []
    number = 0
    while number < len(words):
        length = _name_at(text, words, number, shouts)
        if length:
            found.append((words[number].start, words[number + length - 1].end))
        number += length or 1
    return found


def _run(text: str, words: list[_Word], first: int) -> list[_Word]:
    """Return the capitalised words from one on that stand side by side."""
    run: list[_Word] = []
    for word in words[first:]:
        beside = not run or _GAP.fullmatch(text, run[-1].end, word.start)
        if not beside or not word.is_capital:
            break
        run.append(word)
    return run


def _name_at(text: str, words: list[_Word], first: int, shouts: bool) -> int:
    """Return of how many words a name consists that begins here, 0 for none."""
    run = _run(text, words, first)
    if not run or (not shouts and len(run[0].text) > 1 and run[0].text.isupper()):
        return 0
    before = words[max(first - 2, 0) : first]
    if (before and before[-1].key in _PLACE_WORDS) or run[-1].key in _ENGLISH:
        return 0
    key = " ".join(word.key for word in run)
    if key.startswith(_WELL_KNOWN):
        return 0
    if _is_titled(before, run, shouts) or _is_full_name(run, shouts):
        return len(run)
    return 0


def _is_family(word: _Word, names: frozenset[str]) -> bool:
    """Tell whether a word is a family name, diacritics left out or not."""
    return word.text.capitalize() in names or (word.text.isascii() and word.key in _BARE[names])


_BARE = {names: frozenset(map(fold, names)) for names in (_USUAL, _OTHER)}


def _is_titled(before: list[_Word], run: list[_Word], shouts: bool) -> bool:
    """Tell whether a title stands before a run of capitalised words that may be a name."""
    if not before:
        return False
    title = before[-1]
    pair = " ".join(word.key for word in before)
    usual = _is_family(run[0], _USUAL)
    if title.key in _TITLES or pair in _TWO_WORD_TITLES:
        plain = title.text.isascii() and run[0].text.isascii()
        if len(run) > (2 if plain else 1) and (usual or (_is_family(run[0], _OTHER) and not plain)):
            return True
    of_place = len(before) > 1 and before[-2].key in _PLACE_WORDS
    if shouts or of_place or title.text not in _STRONG_TITLES:
        return False
    return len(run[0].text) > 1 and run[0].key not in _ROLES | _NO_NAME


def _is_full_name(run: list[_Word], shouts: bool) -> bool:
    """Tell whether capitalised words are a name by themselves."""
    if len(run) < 3:
        return False
    usual = _is_family(run[0], _USUAL)
    other = not run[0].text.isascii() and _is_family(run[0], _OTHER)
    if run[1].key in _MIDDLE and (usual or other):
        return True
    return usual and not shouts and not run[0].text.isascii() and len(run) < 5
