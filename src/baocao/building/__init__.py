"""Building the warehouse: what is compiled from the seeds, which periods changed, one dbt run.

The build is made in a folder of its own and renamed over `warehouse/warehouse.duckdb` once dbt and
its tests have passed: a reader sees the last good build, whole, while the next one is made.
"""

from baocao.building.building import BuildResult, build
from baocao.building.reference import prepare_reference

__all__ = ["BuildResult", "build", "prepare_reference"]
