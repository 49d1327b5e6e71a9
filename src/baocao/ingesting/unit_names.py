"""Names of units as people write them: abbreviated, with their office or superior, in a text."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from baocao.ingesting.text import fold, readable
from baocao.registry import Unit

_ABBREVIATIONS = {
    "tp": "thanh pho", "t p": "thanh pho", "tx": "thi xa", "t x": "thi xa", "tt": "thi tran",
    "t t": "thi tran", "h": "huyen", "x": "xa", "p": "phuong", "q": "quan", "dk": "dac khu",
}  # fmt: skip
_TYPE_WORDS = (
    "thanh pho ", "thi xa ", "thi tran ", "huyen ", "quan ", "xa ", "phuong ", "tinh ", "dac khu ",
)  # fmt: skip
# "UBND xã" and "xã" are one; the Party's committees can be units of their own.
_OFFICES = ("uy ban nhan dan ", "ubnd ", "hdnd va ubnd ", "hdnd ubnd ")
# As they stand in a name key, where every y is an i.
_OTHER_OFFICES = ("dang ui ", "hdnd ", "hoi dong nhan dan ", "dang bo ", "ban chi dao qcdc ")
_NUMBERED = re.compile(r"(tp|tx|tt|[hxpq])(\d+)\b")
_LEADING_ZERO = re.compile(r"\b0+(?=\d)")
_CODE_BEHIND = re.compile(r"^(?P<name>.*\S)\s*[(\[]\s*(?P<code>[0-9A-Za-z][0-9A-Za-z\-]*)\s*[)\]]$")
_CODE_BEFORE = re.compile(r"^(?P<code>[0-9A-Z][0-9A-Z\-]*)\s+[-–—:]\s*(?P<name>\D.*)$")
_SUPERIOR = re.compile(r",|;|\s[-–—]\s")


@lru_cache(maxsize=16384)
def name_key(name: str) -> str:
    """Return a unit name as it is compared: "UBND TX. Quí Lộc" and "thị xã Quý Lộc" are one."""
    key = fold(name)
    for office in _OFFICES:
        key = key.removeprefix(office)
    key = _NUMBERED.sub(r"\1 \2", key, count=1)
    for length in (3, 2, 1):
        if key[:length] in _ABBREVIATIONS and key[length : length + 1] == " ":
            key = _ABBREVIATIONS[key[:length]] + key[length:]
            break
    return _LEADING_ZERO.sub("", key).replace("y", "i")


_TYPE_KEYS = tuple(word.replace("y", "i") for word in _TYPE_WORDS)


def bare_key(key: str) -> str:
    """Return a name key without the word for the kind of unit."""
    for word in _TYPE_KEYS:
        if key.startswith(word):
            return key.removeprefix(word)
    return key


def without_office(key: str) -> str:
    """Return a name key without an office that may be a unit of its own: "Đảng ủy xã"."""
    for office in _OTHER_OFFICES:
        if key.startswith(office):
            return key.removeprefix(office)
    return key


def is_name_of(name: str, unit: Unit) -> bool:
    """Tell whether a written name is a unit's, the word for its kind left out or not."""
    return is_key_of(name_key(name), unit)


def is_key_of(key: str, unit: Unit) -> bool:
    """Tell whether a name key is a unit's, the word for its kind left out or not."""
    own = name_key(unit.name_vi)
    return key == own or (key == bare_key(key) and key == bare_key(own))


def is_written_as(name: str, unit: Unit) -> bool:
    """Tell whether a name is a unit's to the last diacritic: Văn Lang is not Văn Lăng."""
    return readable(name).casefold() == unit.name_vi.casefold()


def split_code(text: str) -> tuple[str, str]:
    """Return the code in a cell that holds code and name, and the name: "Ba Đình (001)"."""
    for pattern in (_CODE_BEHIND, _CODE_BEFORE):
        match = pattern.match(text.strip())
        if match is not None and any(mark.isdigit() for mark in match["code"]):
            return match["code"], match["name"]
    return "", text


def parts_of(name: str) -> list[str]:
    """Return a name that goes on with its superiors, "Xã A, huyện B, tỉnh C", as keys."""
    return [name_key(part) for part in _SUPERIOR.split(name) if part.strip()]


def is_shortened(key: str, own: str, above: Iterable[str]) -> bool:
    """Tell whether a unit's name is written without its superior's at the end: "Sở Nội vụ"."""
    return any(own == f"{key} {superior}" for superior in above)


def is_lengthened(key: str, own: str, above: Iterable[str]) -> bool:
    """Tell whether a unit's name is written with nothing but superiors' names behind it."""
    rest = key.removeprefix(own)
    if rest == key:
        return False
    superiors = sorted(above, key=len, reverse=True)
    while rest:
        superior = next(
            (one for one in superiors if rest == f" {one}" or rest.startswith(f" {one} ")), None
        )
        if superior is None:
            return False
        rest = rest[len(superior) + 1 :]
    return True


class NamesInText:
    """Finds the names of units in a longer text, each by its whole name with the kind of unit."""

    def __init__(self, units: Iterable[Unit]) -> None:
        """Index the names.

        Args:
            units: units valid on one day.
        """
        self._units: dict[str, list[Unit]] = {}
        for unit in units:
            key = name_key(unit.name_vi)
            if bare_key(key) != key or " " in key:
                self._units.setdefault(key, []).append(unit)
        self._first = {key.split(" ", 1)[0] for key in self._units}
        self._longest = max((len(key.split()) for key in self._units), default=0)

    def find(self, folded: str) -> list[Unit]:
        """Return the units named in a folded text, the longest name at each place."""
        return [unit for key in self._keys(folded) for unit in self._units[key]]

    def _keys(self, folded: str) -> Iterator[str]:
        words = name_key(folded).split()
        start = 0
        while start < len(words):
            length = 0
            if words[start] in self._first:
                most = min(self._longest, len(words) - start)
                length = next(
                    (
                        count
                        for count in range(most, 0, -1)
                        if " ".join(words[start : start + count]) in self._units
                    ),
                    0,
                )
            if length:
                yield " ".join(words[start : start + length])
            start += length or 1
