"""What our HTML pages share: their assets and the policy that allows these alone."""

import base64
import hashlib
from importlib.resources import files

from markupsafe import Markup


def asset(name: str) -> Markup:
    """Return a file of ours that goes into the page as it stands."""
    path = files("baocao.reporting").joinpath("templates", name)
    return Markup(path.read_text(encoding="utf-8"))  # noqa: S704


def source_hash(source: str) -> str:
    """Return the hash of an inline script or style as a Content-Security-Policy names it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}"
