"""dbt's `target` for SQLFluff."""

schema = "main"
type = "duckdb"
