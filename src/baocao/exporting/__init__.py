"""Published data and verdicts as other systems read them: CSV, Parquet, SDMX-CSV, ESS JSON."""

from baocao.exporting.exporting import FORMATS, Export, export

__all__ = ["FORMATS", "Export", "export"]
