"""Who may decide: an office, never a person. Names of people have no place in the records."""

import re
import unicodedata

from baocao.errors import UsageError
from baocao.ingesting.personal import has_personal_data

# How the name of an office begins, in Vietnamese administrative usage or in English.
_OFFICE = re.compile(
    r"(?:ủy ban|uỷ ban|ubnd|ubmttq|ubkt|hđnd|hội đồng|sở|bộ|ban|phòng|văn phòng|thanh tra|cục"
    r"|chi cục|tổng cục|trung tâm|đảng ủy|đảng uỷ|tỉnh ủy|tỉnh uỷ|huyện ủy|thành ủy|thị ủy"
    r"|đảng bộ|chi bộ|hội|liên đoàn|công đoàn|mặt trận|tổ|công an|viện|tòa án|thống kê|kho bạc"
    r"|bảo hiểm xã hội|tỉnh đoàn|đoàn thanh tra|đoàn kiểm tra|bộ chỉ huy"
    r"|tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu"
    r"|provincial|people's|department|office|inspectorate|committee|division|board|bureau|centre"
    r"|council|commission|union|ministry)\b.+",
    re.IGNORECASE,
)
_ENGLISH_OFFICE = re.compile(
    r".+\b(?:department|office|inspectorate|committee|division|board|bureau|council|commission)",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?:ông|bà|đồng chí|đ/c|Ông|Đồng chí|Đ/c|Mr|Mrs|Ms)\b|@|\d{9,}")
# A person's name behind that of an office: a family name after a sign or "ký", or one that a usual
# middle name follows. Communes, wards and streets bear the names of people and may.
_FAMILY_NAME = re.compile(
    r"Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Đinh|Trương|Trịnh"
)
_MIDDLE_NAME = re.compile(
    r"Văn|Thị|Đức|Hữu|Đình|Quốc|Công|Ngọc|Xuân|Thanh|Minh|Quang|Hồng|Kim|Bá|Duy|Thu"
)
_BEFORE_A_PERSON = frozenset({*",;:()/–-", "ký", "do", "bởi"})
_NAMED_AFTER_PEOPLE = frozenset({"xã", "phường", "trấn", "khu", "huyện", "quận", "đường", "phố"})
_WORDS = re.compile(r"[^\W\d_]+|[,;:()/–-]")
LONGEST = 200
LONGEST_REASON = 500


def office_fault(name: str, unit_codes: frozenset[str] | set[str]) -> str | None:
    """Return what is wrong with the name of an office, or None.

    Args:
        name: as written; the code of a unit, or the name of an office.
        unit_codes: codes of all units.
    """
    if name in unit_codes:
        return None
    plain = unicodedata.normalize("NFC", name).strip()
    looks_right = _OFFICE.fullmatch(plain) or _ENGLISH_OFFICE.match(plain)
    names_a_person = _PERSON.search(plain) or _names_somebody(plain)
    if looks_right and not names_a_person and len(plain) <= LONGEST:
        return None
    return (
        f"tìm thấy / found {name!r}; cần mã đơn vị hoặc tên cơ quan, không ghi tên người / "
        "expected the code of a unit or the name of an office, such as 'Văn phòng UBND tỉnh', "
        "never a person's name"
    )


def require_office(by: str, unit_codes: frozenset[str] | set[str]) -> None:
    """Check who decides.

    Raises:
        UsageError: it is no office.
    """
    fault = office_fault(by, unit_codes)
    if fault:
        raise UsageError(f"--by: {fault}")


def require_reason(why: str, *, is_needed: bool = True) -> str:
    """Return a reason as one line of text in one Unicode form.

    Raises:
        UsageError: it is blank where one is needed, too long, or names a person.
    """
    reason = " ".join(unicodedata.normalize("NFC", why).split())
    if is_needed and not reason:
        raise UsageError("--why: phải nêu lý do / a reason is needed")
    if len(reason) > LONGEST_REASON or has_personal_data(reason):
        raise UsageError(
            f"--why: nhiều nhất {LONGEST_REASON} ký tự, không ghi họ tên, số giấy tờ, số điện thoại"
            f" / at most {LONGEST_REASON} characters, no names, identity or phone numbers"
        )
    return reason


def _names_somebody(name: str) -> bool:
    """Return whether a person's name stands in the name of an office."""
    words = _WORDS.findall(name)
    for place in range(1, len(words) - 1):
        before, word, after = words[place - 1].lower(), words[place], words[place + 1]
        if before in _NAMED_AFTER_PEOPLE or not (_FAMILY_NAME.fullmatch(word) and after.istitle()):
            continue
        is_whole = place + 2 < len(words) and words[place + 2].istitle()
        if before in _BEFORE_A_PERSON or (is_whole and _MIDDLE_NAME.fullmatch(after)):
            return True
    return False
