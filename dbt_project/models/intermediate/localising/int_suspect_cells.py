"""The cells that are likely to be wrong, by the code that words the receipts."""

from typing import Any

from baocao.building.suspecting import suspect_cells


def model(dbt: Any, session: Any) -> Any:
    """Search the smallest sets of cells that explain what the broken reports of the build break."""
    conditions, histories = dbt.ref("int_report_conditions"), dbt.ref("int_suspect_histories")
    return session.from_arrow(suspect_cells(conditions, histories))
