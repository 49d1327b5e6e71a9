"""Every check that was agreed on is judged somewhere and shown by a test."""

import re
from pathlib import Path

import pytest

from baocao import rules
from baocao.errors import ConfigError
from baocao.ingesting import findings
from baocao.registry import Registry
from baocao.rules.other_checks import load_other_checks

ROOT = Path(__file__).resolve().parents[3]
EXPECTATIONS = ROOT / "expectations"
AGREED = """
    REP01 REP02 REP03 REP04 REP05 REP06 REP07 REP08 REP09 REP10 REP11 REP12
    VAL01 VAL02 VAL03 VAL04 VAL05 VAL06 VAL07 VAL08 VAL09 VAL10
    NUM01 NUM02 NUM03 NUM04 NUM05 NUM06 NUM07 NUM08 NUM09 NUM10 NUM11
    SUM01 SUM02 SUM03 SUM04 SUM05 SUM06 BAL01 BAL02 BAL03
    PER01 PER02 PER03 PER04 PER05 PER06 DVK01R DVK02R DVK03R
    HIE01 HIE02 HIE03 HIE04 HIE05 LAW01 LAW02 UNT01 UNT02
"""


@pytest.fixture(scope="module")
def judged() -> dict[str, str]:
    """Return by code what judges it."""
    ruleset = rules.load(EXPECTATIONS, Registry.load(ROOT / "seeds"))
    found = dict.fromkeys((rule.rule_code for rule in ruleset.rules), "rule")
    found |= dict.fromkeys(findings.load(EXPECTATIONS), "finding")
    others = load_other_checks(EXPECTATIONS)
    assert not found.keys() & {check.check_code for check in others}
    return found | {check.check_code: check.judged_by for check in others}


def test_all_sixty_codes_are_judged(judged: dict[str, str]) -> None:
    agreed = AGREED.split()
    assert len(agreed) == len(set(agreed)) == 60
    assert set(agreed) - judged.keys() == set()
    assert {code for code in agreed if judged[code] == "none"} == set()


def test_what_gates_and_models_judge_is_there_and_shown_by_a_test() -> None:
    for check in load_other_checks(EXPECTATIONS):
        if check.judged_by == "none":
            assert " / " in check.judged_where
            continue
        folder = "expectations/suites" if check.judged_by == "gate" else "dbt_project/models"
        suffix = ".yml" if check.judged_by == "gate" else ".sql"
        assert list((ROOT / folder).rglob(f"{check.judged_where}{suffix}")), check.check_code
        path, name = check.tested_by.split("::")
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), check.check_code


def test_each_finding_of_the_catalogue_is_raised_in_a_test(judged: dict[str, str]) -> None:
    texts = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("tests/unit/ingesting", "tests/unit/receipts", "tests/integration")
        for path in (ROOT / folder).rglob("test_*.py")
    )
    wanted = {code for code in AGREED.split() if judged[code] == "finding"}
    assert {code for code in wanted if not re.search(rf"\b{code}\b", texts)} == set()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("judged_by: gate", "judged_by: magic", "'magic'"),
        ("severity: block", "severity: fatal", "'fatal'"),
        ("importance: 5, ", "", "importance: thiếu"),
        ("who_fixes:", "who_mends:", "who_mends: lạ"),
        ("tested_by: x", "note: x", "tested_by: thiếu"),
        ("", "", "stands already"),
    ],
)
def test_a_broken_entry_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    entry = (
        "- {check_code: X1, name_vi: a, name_en: b, judged_by: gate, judged_where: w,\n"
        "   severity: block, importance: 5, who_fixes: unit, advice_vi: a, advice_en: b,\n"
        "   legal_basis: c, tested_by: x}\n"
    )
    text = entry.replace(old, new) if old else entry * 2
    assert text != entry
    (tmp_path / "other_checks.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        load_other_checks(tmp_path)
