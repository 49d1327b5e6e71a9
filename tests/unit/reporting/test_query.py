import pandas as pd
import pytest

from baocao.errors import UsageError
from baocao.reporting.query import run_query


def test_tables_need_no_schema(province):
    result = run_query(province, "select count(*) as n from dim_units where unit_type = 'DISTRICT'")
    assert (result.columns, result.rows, result.truncated) == (["n"], [(2,)], False)
    assert run_query(province, "from rpt_reporting_summary limit 1").rows
    assert run_query(province, "select count(*) from marts.fct_submissions").rows[0][0] > 50


def test_more_rows_than_asked_for_is_said(province):
    assert run_query(province, "from range(10)", 9).truncated
    exact = run_query(province, "from range(10)", 10)
    assert (len(exact.rows), exact.truncated) == (10, False)


@pytest.mark.parametrize(
    "sql",
    [
        "drop table marts.dim_units",
        "delete from marts.dim_units",
        "create temp table t as select 1",
        "attach ':memory:' as other",
        "copy (select 1) to '/tmp/out.csv'",
        "set lock_configuration = false",
        "pragma enable_profiling",
        "install httpfs",
        "call pragma_version()",
        "select 1; select 2",
        "",
        "-- nothing",
    ],
)
def test_only_one_reading_statement_is_taken(province, sql):
    with pytest.raises(UsageError, match=r"SELECT|SQL"):
        run_query(province, sql)


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_text('/etc/hostname')",
        "select * from read_csv('/etc/hostname')",
        "select * from glob('/*')",
        "select * from 'https://example.com/a.parquet'",
        "select * from '/etc/hostname'",
        "from province",
        "select no_such_column from dim_units",
        "selec 1",
    ],
)
def test_files_networks_and_variables_are_out_of_reach(province, sql):
    with pytest.raises(UsageError, match="SQL"):
        run_query(province, sql)


def test_a_data_frame_of_the_caller_is_out_of_reach(province):
    secret = pd.DataFrame({"a": [1]})
    with pytest.raises(UsageError, match="secret"):
        run_query(province, "from secret")
    assert len(secret) == 1
