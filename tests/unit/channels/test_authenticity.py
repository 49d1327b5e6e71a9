"""Whose word about a letter's sender counts."""

import pytest

from baocao.channels.authenticity import is_believed

DOMAIN = "backan.example"
PASS = f"mx.tinh.example; dmarc=pass (p=reject) header.from={DOMAIN}"


@pytest.mark.parametrize(
    ("headers", "believed"),
    [
        ([PASS], True),
        ([f"mx.tinh.example; dkim=pass header.i=@{DOMAIN} header.d={DOMAIN}"], True),
        ([f"mx.tinh.example; spf=pass smtp.mailfrom=vp@{DOMAIN}; dkim=none"], True),
        ([f"MX.tinh.example 1; dkim=pass header.d=\"{DOMAIN}\""], True),
        ([], False),
        ([f"khac.example; dmarc=pass header.from={DOMAIN}"], False),
        (["mx.tinh.example; dmarc=pass header.from=ke-xau.example"], False),
        (["mx.tinh.example; dkim=pass header.d=example"], False),
        (["mx.tinh.example; spf=pass smtp.mailfrom=vp@ke-xau.example"], False),
        (["mx.tinh.example; dmarc=fail", PASS], False),
        (["mx.tinh.example (dmarc=pass header.from=backan.example); none"], False),
        (["mx.tinh.example; iprev=pass policy.iprev=192.0.2.1"], False),
        ([""], False),
    ],
)  # fmt: skip
def test_with_a_server_named_only_its_topmost_word_for_the_domain_counts(
    headers: list[str], believed: bool
) -> None:
    assert is_believed(headers, DOMAIN, "mx.tinh.example") is believed


def test_a_word_for_the_domain_above_holds_for_those_below() -> None:
    header = "mx.tinh.example; dkim=pass header.d=backan.example"
    assert is_believed([header], "xa.backan.example", "mx.tinh.example")
    assert not is_believed([header], "xabackan.example", "mx.tinh.example")


@pytest.mark.parametrize(
    ("headers", "believed"),
    [
        ([], True),
        ([PASS], True),
        (["mx.example; dmarc=fail header.from=backan.example; spf=pass"], False),
        (["mx.example; spf=softfail; dkim=fail"], False),
        (["mx.example; spf=softfail; dkim=pass header.d=backan.example"], True),
        (["mx.example; none"], True),
    ],
)
def test_with_none_named_a_letter_that_failed_is_not_believed(
    headers: list[str], believed: bool
) -> None:
    assert is_believed(headers, DOMAIN, "") is believed
