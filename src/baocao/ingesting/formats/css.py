"""What the style of an element of a web page says of its cells: hidden, a percentage, the font."""

import re
from typing import NamedTuple

from baocao.ingesting.formats.styles import is_percent
from baocao.ingesting.formats.xml_parsing import Element
from baocao.ingesting.legacy import font_encoding

MOST_RULES = 5000
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,5000})\}")
_SIMPLE = re.compile(r"(?:[a-z0-9]*)(?:\.[\w-]+)?", re.IGNORECASE)
_FORMAT = re.compile(r"mso-number-format\s*:\s*([^;]+)", re.IGNORECASE)
_FAMILY = re.compile(r"font(?:-family)?\s*:\s*([^;]+)", re.IGNORECASE)
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)


class Look(NamedTuple):
    """How an element looks, as far as it matters."""

    is_hidden: bool = False
    is_percent: bool = False
    font: str | None = None


def _look(declarations: str) -> Look:
    written = _FORMAT.search(declarations)
    code = written[1].strip().strip("\"'").replace("\\", "") if written else ""
    family = _FAMILY.search(declarations)
    return Look(
        is_hidden=_NOT_SHOWN.search(declarations) is not None,
        is_percent=code.lower() == "percent" or is_percent(code),
        font=_old_font(family[1]) if family else None,
    )


def _old_font(family: str) -> str | None:
    names = [name for part in family.split(",") for name in (part, part.split()[-1:])]
    for name in names:
        encoding = font_encoding(name if isinstance(name, str) else "".join(name))
        if encoding is not None:
            return encoding
    return None


class Looks:
    """Answers how elements look, by their class, style and attributes."""

    def __init__(self, style_sheet: str) -> None:
        """Read the page's rules; only those of an element or of a class are understood."""
        self._rules: dict[str, Look] = {}
        for number, rule in enumerate(_RULE.finditer(style_sheet)):
            if number >= MOST_RULES:
                break
            look = _look(rule[2])
            if look == Look():
                continue
            for selector in rule[1].split(","):
                name = selector.strip().lower().removeprefix("<!--").strip()
                if _SIMPLE.fullmatch(name):
                    self._rules[name] = look

    def of(self, element: Element, around: Look = Look()) -> Look:  # noqa: B008
        """Return how an element looks.

        Args:
            element: the element.
            around: the look of what it stands in; hidden is not handed down, rows keep it.
        """
        found = Look(font=around.font, is_percent=around.is_percent)
        tag = str(element.tag).lower()
        names = [tag]
        for one in element.get("class", "").lower().split():
            names += [f".{one}", f"{tag}.{one}"]
        looks = [self._rules[name] for name in names if name in self._rules]
        if element.get("style"):
            looks.append(_look(element.get("style", "")))
        if element.get("face"):
            looks.append(Look(font=_old_font(element.get("face", ""))))
        for look in looks:
            found = Look(
                found.is_hidden or look.is_hidden,
                found.is_percent or look.is_percent,
                look.font or found.font,
            )
        return found
