"""The summary report as one HTML file that needs nothing but itself."""

from functools import cache

from jinja2 import Environment
from markupsafe import Markup

from baocao.reporting.bar_charts import chart_names, chart_svg
from baocao.reporting.blocks import Chart, Document
from baocao.reporting.language import Language, text
from baocao.reporting.pages import asset, source_hash, template_environment

FONT = "Segoe UI, Noto Sans, Roboto, Arial, sans-serif"


def render_html(document: Document, lang: Language) -> str:
    """Return the page; it holds both languages and opens in `lang`.

    Script and style are inline, and the page's policy allows exactly these two by their hashes.
    """
    style, script = asset("summary.css"), asset("summary.js")
    template = _environment().get_template("summary.html.j2")
    return template.render(
        document=document,
        language=lang,
        style=style,
        style_hash=source_hash(style),
        script=script,
        script_hash=source_hash(script),
        names=chart_names(),
    )


@cache
def _environment() -> Environment:
    return template_environment(text=text, svg=_svg, next=next)


def _svg(chart: Chart, lang: Language, name: str) -> Markup:
    """Return the drawing, whose template has escaped every word in it."""
    return Markup(chart_svg(chart, lang, name, FONT))  # noqa: S704
