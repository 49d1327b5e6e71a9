"""dbt's cross-database macros for SQLFluff: any SQL of the right shape does for linting."""

from collections.abc import Callable


def __getattr__(name: str) -> Callable[..., str]:
    """Return a stand-in for `dbt.<name>`: a type for `type_…`, else a call of that name."""
    if name.startswith("type_"):
        return lambda: "int"
    return lambda *positional, **named: f"{name}({', '.join([*positional, *named.values()])})"


def dateadd(part: str, count: int, start: str) -> str:
    """Return the expression for an instant some units of `part` later."""
    return f"date_add({start}, interval {count} {part})"
