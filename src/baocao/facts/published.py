"""What the five articles printed: `seeds/facts/published_facts.csv`, one row a fact."""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from baocao.errors import ConfigError, ConfigFault
from baocao.registry import Registry

FILE = Path("facts/published_facts.csv")
# exact: a count; rate: a percentage at its printed precision; list: "some", so the units are named;
# none: nothing that a figure could be compared with.
TESTS = ("exact", "rate", "list", "none")


@dataclass(frozen=True)
class Fact:
    """One printed fact.

    Attributes:
        fact_no: its number in the source list; numbers may be missing.
        province_code: the province, before the reform.
        period_code: the period whose reports answer it; with `regime` the period's key.
        indicator_code: blank where the catalogue has none.
        category_code: the category, `_T` for none; a document for VB07.
        test: one of `TESTS`.
        decimals: printed decimals.
        value: the printed figure, None for a list or nothing.
        numerator: printed part of a rate, None where none is printed.
        denominator: likewise.
        issued_on: the printed date of a document.
    """

    fact_no: int
    province_code: str
    period_code: str
    regime: str
    indicator_code: str
    category_code: str
    test: str
    decimals: int
    value: Decimal | None
    numerator: int | None
    denominator: int | None
    issued_on: date | None
    name_vi: str
    name_en: str
    note_vi: str
    note_en: str
    source: str

    @property
    def printed(self) -> str:
        """Return the figure as printed: decimals kept, both parts where both were printed."""
        if self.numerator is not None and self.denominator is not None:
            return f"{self.numerator}/{self.denominator}"
        if self.value is None:
            return ""
        text = f"{self.value:.{self.decimals}f}"
        return f"{text} %" if self.test == "rate" else text


COLUMNS = tuple(Fact.__annotations__)


def read_facts(seeds: Path) -> list[Fact]:
    """Return the facts in the order of the file.

    Raises:
        ConfigError: with every row that cannot be read.
    """
    path = seeds / FILE
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        if tuple(next(reader, ())) != COLUMNS:
            expected = ",".join(COLUMNS)
            raise ConfigError([ConfigFault(str(FILE), 1, "", f"cần / expected {expected}")])
        rows = [(reader.line_num, row) for row in reader]
    facts: list[Fact] = []
    faults: list[ConfigFault] = []
    for line, row in rows:
        try:
            facts.append(_fact(dict(zip(COLUMNS, row, strict=True))))
        except (ValueError, InvalidOperation) as error:
            faults.append(ConfigFault(str(FILE), line, "", str(error)))
    if faults:
        raise ConfigError(faults)
    return facts


def _fact(row: dict[str, str]) -> Fact:
    test, value = row["test"], row["value"]
    if test not in TESTS:
        raise ValueError(f"test: tìm thấy / found {test!r}; cần / expected {', '.join(TESTS)}")
    if (test in ("exact", "rate")) != bool(value):
        raise ValueError(f"value: tìm thấy / found {value!r}; test {test}")
    typed = {"fact_no", "decimals", "value", "numerator", "denominator", "issued_on"}
    texts: dict[str, Any] = {name: text for name, text in row.items() if name not in typed}
    return Fact(
        fact_no=int(row["fact_no"]),
        decimals=int(row["decimals"] or 0),
        value=Decimal(value) if value else None,
        issued_on=date.fromisoformat(row["issued_on"]) if row["issued_on"] else None,
        numerator=int(row["numerator"]) if row["numerator"] else None,
        denominator=int(row["denominator"]) if row["denominator"] else None,
        **texts,
    )


def check_facts(facts: list[Fact], registry: Registry) -> None:
    """Check that what the facts are about is in the reference data.

    Raises:
        ConfigError: a period, an indicator or a unit is not.
    """
    faults = []
    for fact in facts:
        period = registry.period(fact.period_code, fact.regime)
        known = {
            "period_code": period is not None,
            "indicator_code": fact.indicator_code in {"", *registry.indicators},
            "province_code": registry.knows_unit(fact.province_code),
        }
        faults += [
            ConfigFault(str(FILE), 0, column, f"{fact.fact_no}: {getattr(fact, column)!r}")
            for column, is_known in known.items()
            if not is_known
        ]
    if faults:
        raise ConfigError(faults)
