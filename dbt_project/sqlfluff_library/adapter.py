"""dbt's `adapter` for SQLFluff, which renders models without dbt: an engine's macros."""

from collections.abc import Callable

from jinja2 import pass_context
from jinja2.runtime import Context


@pass_context
def dispatch(context: Context, name: str, namespace: str | None = None) -> Callable[..., str]:
    """Return the engine's version of a macro, else the default one, as dbt does on that engine.

    Raises:
        KeyError: neither is defined.
    """
    engine = context["engine"]
    names = (f"{engine}__{name}", f"default__{name}")
    macro = next((context[one] for one in names if one in context), None)
    if macro is None:
        raise KeyError(f"no macro {' or '.join(names)} ({namespace or 'any package'})")
    return macro
