"""dbt's cross-database macros for SQLFluff: any expression of the right shape does for linting."""


def datediff(start: str, end: str, part: str) -> str:
    """Return the expression for the number of boundaries of `part` between two instants."""
    return f"date_diff('{part}', {start}, {end})"
