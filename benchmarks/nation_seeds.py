"""Reference data for a country of communes: the repository's own, with a few files replaced.

Every commune in force since 1 July 2025 owes every form each quarter, half-year and year, with
every category of every code list that breaks an indicator down. The rules are the repository's own
but for those on files of a district.
"""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import yaml

from baocao.registry import TOTAL

FIRST_YEAR = 2026
# Periods of a reporting year: type and number, blank for every number.
PERIODS = (("Q", ""), ("S", "1"), ("A", ""))
PERIOD_TYPES = "Q|S|A"
# Rules about districts and their files: there are none here.
RULES_LEFT_OUT = ("SUM06", "HIE01")
START = "2025-07-01"
COUNTRY = "VN"
Rows = list[dict[str, str]]


def write_seeds(
    source: Path, target: Path, years: int, provinces: frozenset[str] | None = None
) -> None:
    """Write the reference data of the benchmark.

    Args:
        source: the repository's own seeds.
        target: a folder that does not exist yet.
        years: how many reporting years, each with six periods.
        provinces: codes of the provinces that report; all when None.
    """
    shutil.copytree(source, target)
    communes = [
        row
        for row in _read(target / "reference/units.csv")
        if row["unit_type"] == "COMMUNE"
        and not row["valid_to"]
        and (provinces is None or row["province_code"] in provinces)
    ]
    roots = sorted({row["province_code"] for row in communes})
    for name in ("reference/special_periods.csv", "indicators/targets.csv"):
        _change(target / name, lambda _: [])
    years_listed = [{"reporting_year": str(FIRST_YEAR + n)} for n in range(years)]
    _change(target / "reference/reporting_years.csv", lambda _: years_listed)
    _write_units(target / "reference", communes, roots)
    _write_forms(target / "forms", roots, _categories(target))


def _write_units(reference: Path, communes: Rows, roots: list[str]) -> None:
    """Put the communes under their provinces, and these under one country."""
    links = [(row["unit_code"], row["province_code"]) for row in communes]
    links += [(root, COUNTRY) for root in roots]
    numbers = {
        row["unit_code"] for row in _read(reference / "units.csv") if row["scheme"] == "DVHC"
    }

    def parents(rows: Rows) -> Rows:
        kept = [r for r in rows if r["tree"] != "reporting" or r["unit_code"] not in numbers]
        names = {"tree": "reporting", "valid_from": START, "valid_to": ""}
        return kept + [names | {"unit_code": unit, "parent_unit_code": up} for unit, up in links]

    _change(reference / "unit_parents.csv", parents)
    _change(reference / "units.csv", _with_country)
    _change(reference / "unit_types.csv", lambda rows: [*rows, rows[0] | {"unit_type": COUNTRY}])


def _write_forms(forms: Path, roots: list[str], categories: dict[str, list[str]]) -> None:
    """Have every commune owe every form, in every period, with every category."""

    # Rules name other types of units too: forms stay addressed to them, but there are none.
    def addressees(rows: Rows) -> Rows:
        keys = dict.fromkeys((row["form_code"], row["unit_type"]) for row in rows)
        keys |= dict.fromkeys((form, "COMMUNE") for form, _ in keys)
        names = {"tree": "reporting", "unit_code": "", "valid_from": START, "valid_to": ""}
        names |= {"regime": "ND09", "sent_by": "self", "due_day": "unit"}
        return [
            names | {"form_code": form, "unit_type": unit_type, "within_unit_code": root}
            for form, unit_type in keys
            for root in roots
        ]

    def periods(rows: Rows) -> Rows:
        return [
            {"form_code": form, "period_type": period_type, "period_no": number}
            for form in dict.fromkeys(row["form_code"] for row in rows)
            for period_type, number in PERIODS
        ]

    def scopes(rows: Rows) -> Rows:
        asked = {row["indicator_code"] for row in _read(forms / "form_items.csv")}
        kept = [row for row in rows if row["indicator_code"] in asked]
        communes = [row | {"unit_type": "COMMUNE"} for row in kept]
        return list({tuple(row.values()): row for row in kept + communes}.values())

    _change(forms / "form_addressees.csv", addressees)
    _change(forms / "form_periods.csv", periods)
    _change(forms / "form_items.csv", lambda rows: _every_category(rows, categories))
    _change(forms / "form_scopes.csv", scopes)
    _change(forms / "forms.csv", lambda rows: [row | {"valid_from": START} for row in rows])


def _with_country(rows: Rows) -> Rows:
    """Return the units with one above all provinces."""
    province = next(row for row in rows if row["unit_type"] == "PROVINCE" and not row["valid_to"])
    names = {"name_vi": "Cả nước", "name_en": "The whole country", "designation_vi": ""}
    codes = {"scheme": "MAU", "unit_code": COUNTRY, "unit_type": COUNTRY, "level": "0"}
    return [*rows, province | names | codes | {"valid_from": START}]


def write_expectations(source: Path, target: Path) -> None:
    """Copy the expectations without the rules that have nothing to judge here."""
    shutil.copytree(source, target)
    for path in sorted(target.glob("rules/*.yml")):
        rules = yaml.safe_load(path.read_text(encoding="utf-8"))
        kept = [rule for rule in rules if rule["rule_code"] not in RULES_LEFT_OUT]
        text = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False)
        path.write_text(text, encoding="utf-8")


def _categories(seeds: Path) -> dict[str, list[str]]:
    """Return indicator → the categories of its code lists that are in force throughout."""
    lists: dict[str, list[str]] = {}
    for row in _read(seeds / "reference/code_lists.csv"):
        if row["valid_from"] <= START and not row["valid_to"]:
            lists.setdefault(row["code_list"], []).append(row["category_code"])
    found: dict[str, list[str]] = {}
    for row in _read(seeds / "indicators/indicator_breakdowns.csv"):
        found.setdefault(row["indicator_code"], []).extend(lists.get(row["code_list"], []))
    return found


def _every_category(rows: Rows, categories: dict[str, list[str]]) -> Rows:
    """Return the items of all forms with every category of every indicator that they ask for."""
    asked = {(row["indicator_code"], row["category_code"]) for row in rows}
    firsts = {row["indicator_code"]: row for row in reversed(rows)}
    items = [
        row | {"category_code": category, "period_types": PERIOD_TYPES}
        for indicator, row in reversed(firsts.items())
        for category in [TOTAL, *categories.get(indicator, [])]
        if category != TOTAL or (indicator, TOTAL) in asked
    ]
    return [row | {"item_no": str(number)} for number, row in enumerate(items, start=1)]


def _read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _change(path: Path, change: Callable[[Rows], Rows]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, columns = list(reader), list(reader.fieldnames or ())
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(change(rows))
