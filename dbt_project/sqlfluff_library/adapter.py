"""dbt's `adapter` for SQLFluff, which renders models without dbt: dispatch to DuckDB's macros."""

from collections.abc import Callable

from jinja2 import pass_context
from jinja2.runtime import Context


@pass_context
def dispatch(context: Context, name: str, namespace: str | None = None) -> Callable[..., str]:
    """Return DuckDB's version of a macro, else the default one, as dbt does on DuckDB.

    Raises:
        KeyError: neither is defined.
    """
    macro = context.get(f"duckdb__{name}") or context.get(f"default__{name}")
    if macro is None:
        raise KeyError(f"no macro duckdb__{name} or default__{name} ({namespace or 'any package'})")
    return macro
