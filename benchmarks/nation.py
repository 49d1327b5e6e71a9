"""A country of communes, written straight to landing: figures that satisfy the rules, synthetic."""

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from baocao.files import atomic_directory
from baocao.landing import SCHEMAS, batches_folder, write_tables
from baocao.registry import ExpectedReport, Form, Registry
from baocao.registry.calendars import nominal_months
from baocao.settings import Settings


@dataclass(frozen=True)
class Nation:
    """What was landed.

    Attributes:
        settings: where, with the clock after the last period was due.
        units: communes that report.
        periods: period codes in order.
        values: figures landed.
    """

    settings: Settings
    units: int
    periods: list[str]
    values: int


def land(settings: Settings, registry: Registry, skip_last: bool = False) -> Nation:
    """Land every expected report, one batch a period.

    Args:
        settings: the state to land in.
        registry: the reference data of the benchmark.
        skip_last: leave out the last period, to be landed later by `land_period`.
    """
    due = due_reports(registry)
    periods = list(due)[:-1] if skip_last else list(due)
    values = sum(land_period(settings, registry, due[code]) for code in periods)
    units = len({report.unit_code for reports in due.values() for report in reports})
    return Nation(settings, units, list(due), values)


def due_reports(registry: Registry) -> dict[str, list[ExpectedReport]]:
    """Return the reports due by period code, in the order of their periods."""
    due: dict[str, list[ExpectedReport]] = {}
    for report in registry.expected_reports():
        due.setdefault(report.period_code, []).append(report)
    return due


def land_period(settings: Settings, registry: Registry, due: list[ExpectedReport]) -> int:
    """Land one batch with every report of a period and return how many figures it holds."""
    period_code = due[0].period_code
    with duckdb.connect() as connection:
        connection.register("reports", _reports(registry, due))
        connection.register("items", _items(registry))
        connection.execute("set timezone = 'UTC'")
        connection.execute(REPORTS)
        empty = {name: schema.empty_table() for name, schema in SCHEMAS.items()}
        with atomic_directory(batches_folder(settings) / period_code) as folder:
            write_tables(folder, empty)
            for name in ("files", "submissions", "cells"):
                columns = ", ".join(SCHEMAS[name].names)
                target = folder / f"{name}.parquet"
                connection.execute(
                    f"copy (select {columns} from landed_{name}) to '{target}' "
                    "(format parquet, compression zstd)"
                )
        found = connection.execute("select count(*) from landed_cells").fetchone()
    return found[0] if found else 0


# Flows differ from unit to unit and from quarter to quarter, by a factor of two at most, so that
# hardly a report is a copy and few stand out; stocks stay, so that openings are closings, and are
# larger than what a year counts. Of a breakdown every category has the same share, the last one
# what is left over.
REPORTS = """
create macro amount(unit_code, form_code, reporting_year, quarter) as
    200000 + hash(unit_code, form_code, reporting_year, quarter) % 200001;

create macro part(amount, categories, is_last) as case
    when is_last then amount - (categories - 1) * (amount // categories)
    else amount // categories
end;

create temp table landed_submissions as
select
    list_transform(
        range(1, last_quarter + 1), lambda q: amount(unit_code, form_code, reporting_year, q)
    ) as amounts,
    last_quarter - first_quarter + 1 as quarters,
    md5(unit_code || form_code || period_code) as submission_id,
    left(md5(unit_code || form_code || period_code || 'd'), 16) as delivery_id,
    md5(unit_code || form_code || period_code || 'f') as file_sha256,
    unit_code || '_' || form_code || '_' || period_code || '.xlsx' as file_name,
    unit_code as sender_unit_code,
    unit_code,
    null as proposed_unit_code,
    unit_type,
    form_code,
    form_version,
    period_code,
    regime,
    'items_down' as layout_code,
    form_code as sheet,
    'accepted' as outcome,
    due_date as report_date,
    timezone('UTC', cast(due_date as timestamp) + interval 3 hour) as received_at,
    timezone('UTC', cast(due_date as timestamp) + interval 4 hour) as ingested_at
from reports;

create temp view landed_files as
select
    *,
    period_code as batch_id,
    unit_code || '/' || file_name as inbox_path,
    'xlsx' as media_type,
    9000 as size_bytes
from (select * replace ('read' as outcome) from landed_submissions);

create temp view landed_cells as
select
    submissions.submission_id,
    submissions.delivery_id,
    submissions.unit_code,
    submissions.form_code,
    submissions.period_code,
    items.indicator_code,
    items.category_code,
    'value' as role,
    submissions.sheet,
    'D' || items.item_no as cell,
    cast(value as varchar) as raw_text,
    'reported' as value_status,
    cast(value as decimal(18, 4)) as value
from landed_submissions as submissions
inner join items using (form_code, unit_type),
    lateral (
        select case items.kind
            when 'boolean' then 1
            when 'stock' then
                items.times
                * part(
                    8 * amount(submissions.unit_code, '', 0, 0), items.categories, items.is_last
                )
            else
                items.times * list_sum(list_transform(
                    -- Counted since the start of the year, or in the period alone.
                    case items.kind
                        when 'ytd' then submissions.amounts
                        else submissions.amounts[-submissions.quarters:]
                    end,
                    lambda amount: part(amount, items.categories, items.is_last)
                ))
        end as value
    )
"""


def _reports(registry: Registry, due: list[ExpectedReport]) -> pa.Table:
    names = ("unit_code", "unit_type", "form_code", "form_version", "period_code", "regime")
    names += ("due_date",)
    found = [{name: getattr(report, name) for name in names} for report in due]
    period = registry.periods_with_code(due[0].period_code)[0]
    first, last = nominal_months(period.period_type, period.period_no)
    table = pa.Table.from_pylist(found)
    constants = {
        "reporting_year": period.reporting_year,
        "first_quarter": (first + 2) // 3,
        "last_quarter": last // 3,
    }
    for name, value in constants.items():
        table = table.append_column(name, pa.array([value] * len(found)))
    return table


def _items(registry: Registry) -> pa.Table:
    """Return every item that is counted, and among how many categories its total is shared."""
    lists = {
        item.indicator_code: _parts(registry, form, item.indicator_code)
        for form in registry.forms
        for item in form.items
    }
    return pa.Table.from_pylist(
        [
            {
                "form_code": form.form_code,
                "unit_type": unit_type,
                "item_no": item.item_no,
                "indicator_code": item.indicator_code,
                "category_code": item.category_code,
                "kind": kind,
                "times": TIMES.get(item.indicator_code, 1),
                "categories": len(categories),
                "is_last": item.category_code == max(categories),
            }
            for form in registry.forms
            for unit_type in {unit_type for _, unit_type in form.scopes}
            for item in registry.items_for(form, unit_type, "Q")
            for kind in [registry.indicators[item.indicator_code].kind]
            if kind != "rate"
            for categories in [
                lists[item.indicator_code].get(item.category_code, {item.category_code})
            ]
        ]
    )


# Sums of two others.
TIMES = {"TD03": 2, "TD04": 2}


def _parts(registry: Registry, form: Form, indicator_code: str) -> dict[str, set[str]]:
    """Return category → all categories of its code list that the form asks for."""
    asked = {item.category_code for item in form.items if item.indicator_code == indicator_code}
    members = [
        {one.category_code for one in registry.categories if one.code_list == code_list} & asked
        for code_list in registry.breakdowns.get(indicator_code, ())
    ]
    return {code: codes for codes in members for code in codes}
