"""What our HTML pages share: templates, assets and the policy that allows these alone."""

import base64
import hashlib
from importlib.resources import files
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

HOUSE = "baocao.reporting"


def template_environment(package: str = HOUSE, /, **words: Any) -> Environment:
    """Return an environment for our templates, which escapes what it is given.

    Args:
        package: whose folder `templates` is looked into first; the house's own comes after it.
        words: what every template of it may use, by name.
    """
    environment = Environment(
        loader=ChoiceLoader(
            [PackageLoader(name, "templates") for name in dict.fromkeys((package, HOUSE))]
        ),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals.update(words)
    return environment


def asset(name: str) -> Markup:
    """Return a file of ours that goes into the page as it stands."""
    path = files("baocao.reporting").joinpath("templates", name)
    return Markup(path.read_text(encoding="utf-8"))  # noqa: S704


def source_hash(source: str) -> str:
    """Return the hash of an inline script or style as a Content-Security-Policy names it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}"
