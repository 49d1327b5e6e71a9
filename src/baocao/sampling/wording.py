"""Text as people type it: names abbreviated, without diacritics, in old fonts."""

import unicodedata

from baocao.ingesting.legacy import to_tcvn3
from baocao.official import ROMAN
from baocao.registry import Period, Unit
from baocao.sampling.dice import Dice

SHORT_TYPES = {
    "Thị trấn ": ("TT. ", "TT "),
    "Phường ": ("P. ", "Phường "),
    "Xã ": ("X. ", "xã "),
    "Huyện ": ("H. ", "huyện "),
    "Thành phố ": ("TP. ", "Tp "),
}
SYNTHETIC = "SỐ LIỆU TỔNG HỢP GIẢ LẬP / SYNTHETIC DATA"
MANNERS = ("unicode", "nfd", "tcvn3", "plain")
# Of one hundred units, the last one that types so.
UNUSUAL_MANNERS = ((3, "nfd"), (8, "tcvn3"), (12, "plain"))


def without_diacritics(text: str) -> str:
    """Return text in plain Latin letters: `Xa Bang Thanh`."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def in_manner(text: str, manner: str) -> str:
    """Return text as typed on a computer set up in one of `MANNERS`."""
    if manner == "nfd":
        return unicodedata.normalize("NFD", text)
    if manner == "tcvn3":
        return to_tcvn3(text)
    return without_diacritics(text) if manner == "plain" else text


def manner_of(unit: Unit, dice: Dice) -> str:
    """Return how a unit's computer types Vietnamese; most type Unicode as they should."""
    place = dice.number(1, 100, "manner", unit.unit_code, unit.valid_from)
    return next((manner for last, manner in UNUSUAL_MANNERS if place <= last), "unicode")


def written_name(unit: Unit, dice: Dice) -> str:
    """Return a unit's name as written in one report."""
    name = unit.name_vi
    habit = dice.number(0, 9, "name", unit.unit_code)
    short = next((s for full, s in SHORT_TYPES.items() if name.startswith(full)), None)
    if short is None:
        return {0: name.upper(), 1: without_diacritics(name), 2: f"{name} "}.get(habit, name)
    full_type = next(full for full in SHORT_TYPES if name.startswith(full))
    own = name.removeprefix(full_type)
    forms = {
        0: name.upper(),
        1: without_diacritics(name),
        2: short[0] + own,
        3: short[1] + own,
        4: f"UBND {full_type.lower()}{own}",
        5: f"{full_type} {own}",
    }
    return forms.get(habit, name)


def written_period(period: Period, dice: Dice) -> str:
    """Return a period as written in one report."""
    words = period.name_vi
    if period.period_type == "Q":
        short = (f"Quý {period.period_no}/{period.reporting_year}", period.period_code)
        roman = f"QUÝ {ROMAN[period.period_no - 1]} NĂM {period.reporting_year}"
        return dice.pick((words, words, words, roman, *short), "period")
    return dice.pick((words, words, words.upper(), period.period_code), "period")
