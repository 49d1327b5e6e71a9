"""Every message of every rule and finding, read as a clerk of a commune reads it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from baocao import rules
from baocao.ingesting import findings
from baocao.ingesting.findings import Subject
from baocao.ingesting.model import Both, Where
from baocao.registry import Registry
from baocao.rules.compiling import compile_tables
from baocao.rules.wording import fill_in

LONGEST_MESSAGE, LONGEST_ADVICE, LONGEST_NAME = 700, 260, 110
SHORTEST_ADVICE = 15
FIGURES = {
    "left": "1.234", "right": "1.230", "difference": "4", "low": "2", "high": "22",
    "given": "3", "where": ", trang tính “Biểu 1”, ô D12", "decimals": "2",
    "unit_name": "Xã Định Hóa", "form_code": "F-TCD", "period_code": "2026-Q1", "versions": "2",
    "form_name": "Báo cáo kết quả tiếp công dân, xử lý đơn và giải quyết khiếu nại, tố cáo",
    "due_date": "16/09/2026", "received_date": "20/09/2026", "days_late": "4",
    "other_period": "2025-Q4", "other_unit": "01840", "other_unit_name": "Xã Phú Đình",
    "odds": "1.000.000", "digit": "7",
}  # fmt: skip
# Words of programs and of statistics that nobody at a commune has to know, and words that accuse.
JARGON = (
    "null", "nan", "none", "true", "false", "exception", "error code", "traceback", "regex", "sql",
    "parquet", "string", "boolean", "integer", "float", "hash", "sha256", "id", "key", "json path",
    "z-score", "mad", "p-value", "outlier", "median absolute", "độ lệch chuẩn", "giá trị null",
    "badzipfile", "unicodedecodeerror", "valueerror", "byte @", "0x00",
)  # fmt: skip
ACCUSING = (
    "gian dối", "gian lận", "cố tình", "cố ý", "bịa", "khai khống", "giả mạo", "đối phó",
    "tính hình thức", "vi phạm", "không trung thực", "fraud", "cheat", "fake", "lying", "dishonest",
    "falsif", "deliberate", "made up", "perfunctory", "fabricat",
)  # fmt: skip
VIETNAMESE_LETTERS = re.compile(
    "[ăâđêôơưàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵấầẩẫậắằẳẵặếềểễệốồổỗộớờởỡợứừửữự]"
)
QUOTED = re.compile("“[^”]*”")
LEFT_TO_FILL = re.compile(r"\{[a-z_]+\}")
ITEM = re.compile(r"\b[A-Z]{2,3}\d{2}(?:\.[A-Z]+)?\b")
CATEGORY_ALONE = re.compile(r"(?:theo|over) [A-Z]{2,5}(?:, [A-Z]{2,5})+")


class Text(NamedTuple):
    """A message with what stands around it."""

    code: str
    language: str
    name: str
    message: str
    advice: str
    check_kind: str


@pytest.fixture(scope="module")
def texts(root: Path, registry: Registry) -> list[Text]:
    return [*_of_rules(root, registry), *_of_findings(root, registry)]


def _of_rules(root: Path, registry: Registry) -> Iterator[Text]:
    loaded = rules.load(root / "expectations", registry)
    tables = compile_tables(loaded, registry)
    by_code = {row["rule_code"]: row for row in tables["rules"].to_pylist()}
    rows = [*tables["rule_parts"].to_pylist(), *by_code.values()]
    for row in rows:
        rule = by_code[row["rule_code"]]
        for language in ("vi", "en"):
            if row[f"message_{language}"]:
                yield Text(
                    row["rule_code"],
                    language,
                    rule[f"name_{language}"],
                    fill_in(row[f"message_{language}"], FIGURES),
                    rule[f"advice_{language}"],
                    rule["flag_kind"],
                )


def _of_findings(root: Path, registry: Registry) -> Iterator[Text]:
    item = registry.forms[0].items[1]
    catalogue = findings.load(root / "expectations")
    for code, kind in catalogue.items():
        written = catalogue.write(
            code,
            Subject("01840", "F-TCD", "2026-Q1"),
            found=Both("1,5", "1.5"),
            expected=Both("Cần số nguyên.", "A whole number."),
            where=Where("Biểu 1", "D12"),
            item=item,
            reason=Both("lẻ", "odd"),
        )
        for language in ("vi", "en"):
            name, advice = getattr(kind, f"name_{language}"), getattr(kind, f"advice_{language}")
            message = getattr(written, f"message_{language}")
            yield Text(code, language, name, message, advice, "intake")


def test_every_message_is_there_in_both_languages(texts):
    codes = {text.code for text in texts}
    assert len(codes) > 50
    for language in ("vi", "en"):
        assert {text.code for text in texts if text.language == language} == codes
    for text in texts:
        own_words = QUOTED.sub("", text.name + text.advice).lower()
        assert bool(VIETNAMESE_LETTERS.search(own_words)) == (text.language == "vi"), text


def test_nothing_is_left_to_fill_in(texts):
    assert [text for text in texts if LEFT_TO_FILL.search(text.message)] == []


def test_every_message_says_how_to_put_it_right(texts):
    for text in texts:
        assert text.advice.endswith("."), text
        assert text.advice[0].isupper(), text
        assert len(text.advice) >= SHORTEST_ADVICE, text
        if text.check_kind != "intake":
            assert text.message.endswith(text.advice), text


def test_messages_can_be_read_in_one_go(texts):
    for text in texts:
        assert len(text.message) <= LONGEST_MESSAGE, (len(text.message), text)
        assert len(text.advice) <= LONGEST_ADVICE, (len(text.advice), text)
        assert len(text.name) <= LONGEST_NAME, text
        assert text.message.endswith((".", "?", "”")), text


@pytest.mark.parametrize("words", [JARGON, ACCUSING], ids=["jargon", "accusing"])
def test_no_word_that_a_clerk_need_not_know_and_none_that_accuses(texts, words):
    for text in texts:
        said = " ".join((text.name, text.message, text.advice)).lower()
        found = [word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said)]
        assert found == [], text


def test_whoever_is_asked_to_check_is_asked_politely(texts):
    asking = [text for text in texts if text.check_kind in ("statistical", "perfunctory")]
    assert asking
    for text in asking:
        please = {"vi": "đề nghị", "en": "please"}[text.language]
        assert please in text.message.lower(), text


def test_items_stand_with_their_names(texts, registry):
    """A code is said with what the form calls it; categories are said in words."""
    names = {
        language: {
            item.code: getattr(item, f"label_{language}")
            for form in registry.forms
            for item in form.items
        }
        for language in ("vi", "en")
    }
    said = 0
    for text in texts:
        assert not CATEGORY_ALONE.search(text.message), text
        for code in set(ITEM.findall(text.message)) & names[text.language].keys():
            assert names[text.language][code] in text.message, (code, text)
            said += 1
    assert said > 200


def test_what_a_comparison_finds_is_told_with_its_place(texts):
    told = [text for text in texts if text.check_kind == "rule" and text.language == "vi"]
    with_place = [text for text in told if FIGURES["where"] in text.message]
    assert len(with_place) == len(told) > 100
