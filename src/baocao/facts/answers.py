"""What a published version says about a fact: which table, which filter, which rows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from baocao.facts.published import Fact

Connection = duckdb.DuckDBPyConnection
AGGREGATES = "marts.fct_indicator_aggregates"
DOCUMENTS = "marts.fct_indicator_values + marts.dim_documents"
UNIMPLEMENTED = "reports.rpt_unimplemented_documents"
VERDICTS = "marts.fct_rule_verdicts"
NO_RESULT_RULE = "DVK01R"


@dataclass(frozen=True)
class Figure:
    """A figure of a province as published; None for what nobody reported.

    Attributes:
        value: the figure; of a rate, in percent with the indicator's decimals.
        numerator: summed numerator of a rate.
        denominator: summed denominator of a rate.
        units_reported: units whose figure is in it.
        units_expected: units that owe it.
    """

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    units_reported: int
    units_expected: int


NOTHING = Figure(None, None, None, 0, 0)


def figure(connection: Connection, fact: Fact, indicator: str, category: str) -> Figure:
    """Return a figure of the fact's province and period, as reported."""
    row = connection.execute(
        f"""
        select value, numerator, denominator, units_reported, units_expected
        from {AGGREGATES}
        where boundary = 'as_reported' and unit_code = ? and period_code = ?
            and indicator_code = ? and category_code = ?
        """,
        [fact.province_code, fact.period_code, indicator, category],
    ).fetchone()
    return Figure(*row) if row else NOTHING


def unit_parts(connection: Connection, fact: Fact, parts: tuple[str, str]) -> list[tuple[int, int]]:
    """Return numerator and denominator of each unit that reported both."""
    rows = connection.execute(
        """
        select part.value, whole.value
        from marts.fct_indicator_values as part
        inner join marts.fct_indicator_values as whole
            on part.submission_id = whole.submission_id
            and whole.indicator_code = $whole and whole.category_code = part.category_code
        inner join marts.dim_periods as periods
            on part.regime = periods.regime and part.period_code = periods.period_code
        inner join marts.dim_units as units
            on part.unit_code = units.unit_code and periods.end_date >= units.valid_from
            and (units.valid_to is null or periods.end_date < units.valid_to)
        where part.is_current and part.value is not null and whole.value is not null
            and part.indicator_code = $part and part.category_code = $category
            and part.period_code = $period and units.province_code = $province
        order by part.unit_code
        """,
        {
            "part": parts[0],
            "whole": parts[1],
            "category": fact.category_code,
            "period": fact.period_code,
            "province": fact.province_code,
        },
    ).fetchall()
    return [(int(part), int(whole)) for part, whole in rows]


def documents_issued(connection: Connection, fact: Fact) -> list[date]:
    """Return the days of issue of a document that its issuer reported as issued: one, or none."""
    rows = connection.execute(
        """
        select documents.issued_on
        from marts.fct_indicator_values as answers
        inner join marts.dim_documents as documents
            on answers.category_code = documents.document_code
            and answers.unit_code = documents.issuer_unit_code
        where answers.indicator_code = ? and answers.category_code = ?
            and answers.period_code = ? and answers.is_current and answers.value > 0
        """,
        [fact.indicator_code, fact.category_code, fact.period_code],
    ).fetchall()
    return [day for (day,) in rows]


def without_document(connection: Connection, fact: Fact) -> dict[str, str]:
    """Return the addressees of a document that do not say yes: code and answer."""
    rows = connection.execute(
        f"""
        select unit_code, answer from {UNIMPLEMENTED}
        where document_code = ? and period_code = ?
        order by 1
        """,
        [fact.category_code, fact.period_code],
    ).fetchall()
    return dict(rows)


def without_result(connection: Connection, fact: Fact) -> list[str]:
    """Return the units that the rule on models without a year-end result names."""
    rows = connection.execute(
        f"""
        select distinct unit_code from {VERDICTS}
        where rule_code = ? and verdict = 'fail' and period_code = ?
        order by 1
        """,
        [NO_RESULT_RULE, fact.period_code],
    ).fetchall()
    return [code for (code,) in rows]


def names(connection: Connection, codes: list[str], on: date) -> dict[str, str]:
    """Return the names that codes bore on a day."""
    rows = connection.execute(
        """
        select unit_code, name_vi from marts.dim_units
        where unit_code in (select unnest(?)) and valid_from <= ?
            and (valid_to is null or valid_to > ?)
        """,
        [codes, on, on],
    ).fetchall()
    return dict(rows)
