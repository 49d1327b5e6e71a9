import pytest

from baocao.errors import UsageError
from baocao.reporting.flags import quality_flags


def test_the_gravest_come_first(province):
    ranks = [flag["severity_rank"] for flag in quality_flags(province, period="2024-A1").flags]
    assert ranks == sorted(ranks, reverse=True)
    assert ranks[0] == 4


def test_filters_narrow_together(province):
    assert {flag["check_code"] for flag in quality_flags(province, status="resolved").flags} == {
        "VAL07"
    }
    assert [flag["check_code"] for flag in quality_flags(province, unit="01800").flags] == ["REP05"]
    both = quality_flags(province, unit="01800", period="2025-Q1")
    assert both.flags == []
    assert not both.has_serious


def test_flags_without_a_period_can_be_asked_for(province):
    report = quality_flags(province, period="none")
    assert [flag["file_name"] for flag in report.flags] == ["hỏng.xlsx"]
    assert report.has_serious


def test_settled_flags_are_not_serious(province):
    assert not quality_flags(province, status="resolved").has_serious


@pytest.mark.parametrize("asked", [{"unit": "058999"}, {"period": "2030-Q1"}])
def test_unknown_codes_are_wrong_calls(province, asked):
    with pytest.raises(UsageError, match="nearest"):
        quality_flags(province, **asked)
