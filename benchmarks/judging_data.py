"""What the benchmark of verdicts is measured on: figures with faults, and the same by rows.

The checks are parts of rules that look at one report alone, since no other tool looks at two.
"""

import json
from pathlib import Path
from typing import Any

import duckdb

from baocao.files import write_atomic
from baocao.landing import batches_folder
from baocao.settings import Settings

# Of so many figures one is too high, of so many reports one never came.
FIGURES_WRONG, REPORTS_MISSING = 997, 199
SPOILED = """
copy (
    select * replace (
        value + case
            when hash(submission_id, cell) % {wrong} = 0 then 1 + hash(cell, submission_id) % 40
            else 0
        end as value
    )
    from read_parquet('{file}')
    where hash(submission_id) % {missing} <> 0
) to '{target}' (format parquet, compression zstd)
"""
WITHOUT_MISSING = """
copy (select * from read_parquet('{file}') where hash(submission_id) % {missing} <> 0)
to '{target}' (format parquet, compression zstd)
"""
# Conditions and other reports are beyond what other tools can be asked in one row. What nobody
# reports has no row or column: optional items, and forms that are not asked for.
WITHIN_A_REPORT = """
with landed as (
    select distinct form_code, indicator_code, category_code, true as is_landed
    from read_parquet('{batches}/*/cells.parquet')
),

within as (
    select part_id
    from read_parquet('{reference}/rule_terms.parquet')
    left join landed using (form_code, indicator_code, category_code)
    group by part_id
    having
        bool_and(source = 'reported' and period_relation = 'same' and side <> 'given')
        and bool_and(is_landed is not null)
),

scopes as (
    select
        part_id,
        list(distinct unit_type || ' ' || period_type order by unit_type || ' ' || period_type)
            as scopes
    from read_parquet('{reference}/rule_scopes.parquet')
    group by part_id
    having bool_and(valid_from is null and valid_to is null and not whole_period)
),

terms as (
    select
        part_id,
        list(
            {{'item': indicator_code || '.' || category_code,
              'times': case side when 'left' then coefficient else -coefficient end}}
            order by side, term_no
        ) as terms
    from read_parquet('{reference}/rule_terms.parquet')
    group by part_id
)

select
    parts.part_id,
    parts.rule_code || ' ' || parts.part_code as name,
    parts.form_code as form,
    parts.operator,
    cast(parts.left_constant - parts.right_constant as double) as more,
    terms.terms,
    scopes.scopes
from read_parquet('{reference}/rule_parts.parquet') as parts
inner join within using (part_id)
inner join scopes using (part_id)
inner join terms using (part_id)
where
    parts.check_kind = 'comparison'
    and parts.operator in ('==', '<=', '>=')
    and parts.tolerance_kind = 'absolute'
    and parts.tolerance_value = 0
    and parts.left_weeks = 0 and parts.right_weeks = 0
    and parts.left_months = 0 and parts.right_months = 0
order by form, parts.part_id
"""
BOUNDS = {"==": (0.0, 0.0), "<=": (None, 0.0), ">=": (0.0, None)}


def spoil(settings: Settings) -> None:
    """Make figures of a landed country wrong, and leave reports out; always the same ones."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'; set preserve_insertion_order = false")
        for batch in sorted(batches_folder(settings).iterdir()):
            for name, query in (("cells", SPOILED), ("submissions", WITHOUT_MISSING)):
                file, target = batch / f"{name}.parquet", batch / f"{name}.spoiled"
                words = {"wrong": FIGURES_WRONG, "missing": REPORTS_MISSING}
                connection.execute(query.format(file=file, target=target, **words))
                target.replace(file)


def checks_of(settings: Settings) -> list[dict[str, Any]]:
    """Return the parts of rules that look at one report alone, as words of SQL and of pandas."""
    folders = {"reference": settings.landing / "reference", "batches": batches_folder(settings)}
    with duckdb.connect() as connection:
        found = connection.execute(WITHIN_A_REPORT.format(**folders))
        names = [column[0] for column in found.description or []]
        return [_check(dict(zip(names, row, strict=True))) for row in found.fetchall()]


def column(item: str) -> str:
    """Return the column of an item, a word in every language."""
    return "_".join(item.split("."))


def _check(part: dict[str, Any]) -> dict[str, Any]:
    words = [f"{float(term['times'])} * {column(term['item'])}" for term in part["terms"]]
    difference = " + ".join([*words, str(part["more"])])
    low, high = BOUNDS[part["operator"]]
    operator = {"==": "="}.get(part["operator"], part["operator"])
    scopes = ", ".join(f"'{scope}'" for scope in part["scopes"])
    return {
        **{key: part[key] for key in ("part_id", "name", "form", "scopes")},
        "items": sorted({term["item"] for term in part["terms"]}),
        "difference": difference,
        "holds": f"(scope not in ({scopes}) or {difference} {operator} 0)",
        "low": low,
        "high": high,
    }


def write_wide(settings: Settings, checks: list[dict[str, Any]], folder: Path) -> None:
    """Write one row a report and one column an item that a check asks for, a file a form."""
    folder.mkdir()
    write_atomic(folder / "checks.json", json.dumps(checks))
    landing = settings.landing
    with duckdb.connect(config={"memory_limit": "6GB"}) as connection:
        connection.execute("set preserve_insertion_order = false")
        for form in sorted({check["form"] for check in checks}):
            items = sorted({i for check in checks if check["form"] == form for i in check["items"]})
            columns = ", ".join(
                f"max(case when item = '{item}' then value end) as {column(item)}" for item in items
            )
            asked = ", ".join(f"'{item}'" for item in items)
            connection.execute(f"""
                copy (
                    select any_value(scope) as scope, {columns}
                    from (
                        select
                            submission_id,
                            unit_type || ' ' || period_type as scope,
                            indicator_code || '.' || category_code as item,
                            cast(value as double) as value
                        from read_parquet('{landing}/batches/*/cells.parquet') as cells
                        inner join read_parquet('{landing}/reference/expected_reports.parquet')
                            using (unit_code, form_code, period_code)
                        where form_code = '{form}'
                    )
                    where item in ({asked})
                    group by submission_id
                ) to '{folder}/{form}.parquet' (format parquet, compression zstd)
            """)
            connection.execute(f"""
                copy (select * from read_parquet('{folder}/{form}.parquet') limit 10)
                to '{folder}/{form}-few.parquet' (format parquet)
            """)
