"""What the page says, in the one language that its reader has chosen."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from baocao.desk.duties import Duty
from baocao.reporting import language
from baocao.reporting.language import Language, Text

LANGUAGES: tuple[Language, Language] = ("vi", "en")


@cache
def catalogue() -> dict[str, Text]:
    """Return the texts of `texts.yml` by key."""
    source = files("baocao.desk").joinpath("texts.yml").read_text(encoding="utf-8")
    return {key: Text(**entry) for key, entry in yaml.safe_load(source).items()}


@dataclass(frozen=True)
class Words:
    """Says everything in one language; called with a key it says that text."""

    lang: Language

    def __call__(self, key: str, **values: Any) -> str:
        """Return a text with its placeholders filled."""
        words = {
            name: value[self.lang] if isinstance(value, Text) else value
            for name, value in values.items()
        }
        return catalogue()[key][self.lang].format(**words)

    def of(self, document: Any, name: str) -> str:
        """Return `<name>_vi` or `<name>_en` of an object or a mapping, the other where empty."""
        values = document if isinstance(document, dict) else vars(document)
        other = LANGUAGES[self.lang == "vi"]
        return values.get(f"{name}_{self.lang}") or values.get(f"{name}_{other}") or ""

    def say(self, text: Text) -> str:
        """Return a text of the house in this language."""
        return text[self.lang]

    def known(self, prefix: str, code: str) -> str:
        """Return a text of the reports' catalogue, e.g. the name of a status."""
        return language.known(prefix, code)[self.lang]

    def day(self, value: date | str) -> str:
        """Return a day, given as such or as ISO 8601 writes it."""
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return language.day(day)[self.lang]

    def instant(self, value: Any) -> str:
        """Return an instant in Vietnamese time."""
        return language.instant(value)[self.lang]

    def period(self, code: str | None) -> str:
        """Return the name of a period, its first letter a capital."""
        name = language.period_name(code or "")[self.lang]
        return name[:1].upper() + name[1:]

    def deadline(self, duty: Duty) -> str:
        """Return how far off a due date is, or how late the report came."""
        if duty.is_done:
            return self._days("late", duty.days_late) if duty.days_late else ""
        if duty.days_left == 0:
            return self("due.today")
        kind = "left" if duty.days_left > 0 else "over"
        return self._days(kind, abs(duty.days_left))

    def _days(self, kind: str, days: int) -> str:
        return self(f"due.day_{kind}") if days == 1 else self(f"due.days_{kind}", days=days)

    def remarks(self, counts: Any) -> str:
        """Return the numbers of faults and of points to check, as a receipt counts them."""
        errors, warns = counts["block"] + counts["error"], counts["warn"]
        parts = [
            self(f"remarks.{name}") if count == 1 else self(f"remarks.{name}s", count=count)
            for name, count in (("error", errors), ("warn", warns))
            if count
        ]
        return ", ".join(parts) or self("remarks.none")
