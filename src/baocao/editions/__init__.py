"""Editions: at the close of a period its figures are frozen (chốt số liệu), hashed and kept.

`editions/<period>/<NNN>/` holds the period's rows of every published table as Parquet, a manifest
and the list of what changed since the edition before. Nothing in it is ever written again. What
comes late or is corrected shows in the next edition, and there is a next one only after the period
was re-opened: by whom and why stands in `editions/<period>/log.jsonl`.
"""

from baocao.editions.freezing import Frozen, freeze, reopen
from baocao.editions.store import Edition, PeriodEditions, current_edition, list_editions

__all__ = [
    "Edition",
    "Frozen",
    "PeriodEditions",
    "current_edition",
    "freeze",
    "list_editions",
    "reopen",
]
