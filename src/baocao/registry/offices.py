"""Who may decide: an office, never a person. Names of people have no place in the records."""

import re
import unicodedata

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
LONGEST = 200


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
    if looks_right and not _PERSON.search(plain) and len(plain) <= LONGEST:
        return None
    return (
        f"tìm thấy / found {name!r}; cần mã đơn vị hoặc tên cơ quan, không ghi tên người / "
        "expected the code of a unit or the name of an office, such as 'Văn phòng UBND tỉnh', "
        "never a person's name"
    )
