"""Reports of form F-TCD whose figures agree with one another."""

from typing import Any

from tests.unit.ingesting.workbooks import Report, make_report

from baocao.registry import Registry

SOUND = {
    "TD01": 5, "TD02": 3, "TD03": 8, "TD04": 9, "TD05": 0, "TD06": 13,
    "DL01": 4, "DL01.KN": 1, "DL01.TC": 1, "DL01.KNPA": 2,
    "DL02": 12, "DL02.KN": 4, "DL02.TC": 4, "DL02.KNPA": 4,
    "DL03": 10, "DL03.KN": 4, "DL03.TC": 3, "DL03.KNPA": 3,
    "DL04": 6, "DL04.KN": 1, "DL04.TC": 2, "DL04.KNPA": 3,
    "GQ01": 2, "GQ01.KN": 1, "GQ01.TC": 1,
    "GQ02": 5, "GQ02.KN": 3, "GQ02.TC": 2,
    "GQ03": 4, "GQ03.KN": 2, "GQ03.TC": 2,
    "GQ04": 3, "GQ04.KN": 2, "GQ04.TC": 1,
    "GQ06": 1,
}  # fmt: skip


def sound_report(registry: Registry, unit: str = "BK-TTR", **changes: Any) -> Report:
    """Return a report for the first quarter of 2024 that breaks no rule, with changed figures."""
    values = changes.pop("values", {})
    return make_report(registry, unit, "F-TCD", "2024-Q1", values=SOUND | values, **changes)
