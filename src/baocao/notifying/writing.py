"""Writing letters: plain text and HTML, Vietnamese first, headers that nobody can add to."""

import re
from collections.abc import Iterator
from datetime import datetime
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime
from functools import cache
from importlib.resources import files

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined

from baocao.errors import UsageError
from baocao.files import short_hash
from baocao.notifying.telling import Telling
from baocao.reporting import language
from baocao.reporting.language import Language, Text
from baocao.reporting.pages import template_environment
from baocao.reporting.reading import Row
from baocao.settings import Settings

LANGUAGES: tuple[Language, ...] = ("vi", "en")
# As many as a clerk reads; the rest is counted.
MOST_FLAGS, MOST_UNITS = 20, 20
# The part before the @ as mail programs write it, and a host: no space, no quote, no line break.
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)


def write_letter(
    settings: Settings, telling: Telling, sender: str, address: str, as_of: datetime
) -> bytes:
    """Return one letter as it goes over the wire.

    Args:
        settings: the present, and where the upload page is.
        telling: what it says.
        sender: the address that it comes from.
        address: to whom.
        as_of: up to when what it says is known.

    Raises:
        UsageError: an address is none.
    """
    context = {"t": telling, "as_of": as_of, "settings": settings}
    plain, page = (_environment(kind).get_template(f"{telling.kind}.{kind}.j2") for kind in KINDS)
    # Python's newer way to write letters loses blanks where it folds a long Vietnamese subject.
    letter = MIMEMultipart("alternative")
    letter["From"] = _address(sender)
    letter["To"] = _address(address)
    about = one_line(subject(telling, "vi"))
    letter["Subject"] = Header(about, "utf-8", header_name="Subject").encode()
    letter["Date"] = format_datetime(settings.now)
    identity = short_hash(telling.key, address, settings.now.isoformat())
    letter["Message-ID"] = f"<{identity}@{sender.rpartition('@')[2]}>"
    # So that no absence note comes back, RFC 3834.
    letter["Auto-Submitted"] = "auto-generated"
    letter.attach(MIMEText(plain.render(context), "plain", "utf-8"))
    letter.attach(MIMEText(page.render(context), "html", "utf-8"))
    return letter.as_bytes(policy=compat32.clone(linesep="\r\n"))


KINDS = ("txt", "html")


def subject(telling: Telling, lang: Language) -> str:
    """Return what a letter is about, in one language."""
    counts = {
        "unit": _name(telling.unit)[lang],
        "fresh": len(telling.fresh),
        "open": len(telling.fresh) + len(telling.standing),
        "due": len(telling.due),
    }
    key = "subject.due" if telling.due and not telling.fresh else "subject.flags"
    return _text(f"{telling.kind}.{key}")[lang].format(**counts)


def one_line(text: str) -> str:
    """Return text without line breaks and other control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def is_address(text: str) -> bool:
    """Tell whether text is one e-mail address and nothing else."""
    return _ADDRESS.fullmatch(text) is not None


def _address(text: str) -> str:
    if not is_address(text):
        raise UsageError(f"{text!r}: không phải địa chỉ thư / is no e-mail address")
    return text


@cache
def _texts() -> dict[str, Text]:
    path = files("baocao.notifying").joinpath("texts.yml")
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {key: Text(entry["vi"], entry["en"]) for key, entry in entries.items()}


def _text(key: str) -> Text:
    return _texts()[key]


def _name(unit: object) -> Text:
    return language.names(vars(unit), "name")


@cache
def _environment(kind: str) -> Environment:
    """Return the templates' environment; in plain text nothing is escaped, but kept to its line."""
    if kind == "html":
        environment = template_environment("baocao.notifying")
    else:
        environment = Environment(
            loader=PackageLoader("baocao.notifying"),
            autoescape=False,  # noqa: S701 - plain text
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
    environment.globals.update(
        languages=LANGUAGES,
        say=lambda key, lang, **values: one_line(_text(key)[lang].format(**values)),
        subject=subject,
        name=lambda unit, lang: one_line(_name(unit)[lang]),
        place=lambda flag, lang: one_line(", ".join(_place(flag, lang))),
        finding=lambda flag, lang: one_line(language.names(flag, "finding")[lang]),
        advice=lambda flag, lang: one_line(language.names(flag, "advice")[lang]),
        severity=lambda flag, lang: language.known("severity", flag["severity"])[lang],
        period=lambda code, lang: language.period_name(code)[lang],
        day=lambda value, lang: language.day(value)[lang],
        instant=lambda value, lang: language.instant(value)[lang],
        most=MOST_FLAGS,
        most_units=MOST_UNITS,
    )
    return environment


def _place(flag: Row, lang: Language) -> Iterator[str]:
    """Yield where a flag is: form and period, or the file that names none."""
    if flag["form_code"]:
        yield flag["form_code"]
    if flag["period_code"]:
        yield language.period_name(flag["period_code"])[lang]
    elif flag["file_name"]:
        yield flag["file_name"]
