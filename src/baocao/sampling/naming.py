"""File names as found in an inbox: no two units name files alike, and few keep to one way."""

from baocao.registry import Period, Unit
from baocao.registry.period_names import folder_name
from baocao.sampling.dice import Dice
from baocao.sampling.wording import without_diacritics

AFTERTHOUGHTS = ("", "", "", "", "", " (1)", " sửa", " final 2", " chuẩn", " - Copy")


def file_name(form_code: str, period: Period, unit: Unit, suffix: str, dice: Dice) -> str:
    """Return a name from which people can tell form and period."""
    words = period.name_vi
    short = form_code.removeprefix("F-")
    plain_unit = without_diacritics(unit.name_vi)
    names = (
        f"{form_code}_{period.period_code}_{unit.unit_code}",
        f"Bao cao {form_code} {without_diacritics(words).lower()} - {plain_unit}",
        f"BC {short} {words.lower()} {unit.name_vi}",
        f"{plain_unit}_bieu {form_code} {without_diacritics(words)}",
        f"Báo cáo {short} {words}",
        f"bc_{short.lower()}_{period.period_code}",
    )
    habit = dice.number(0, len(names) - 1, "file name", unit.unit_code)
    return names[habit].replace("/", "-") + dice.pick(AFTERTHOUGHTS, "afterthought") + suffix


def recognisable_name(form_code: str, period: Period, unit: Unit, suffix: str) -> str:
    """Return a name that tells form, period and unit even where the file cannot be opened."""
    return f"{form_code}_{folder_name(period.period_code)}_{unit.unit_code}{suffix}"
