"""The outline of the summary report, a province's own: what `config check` says of its faults."""

from pathlib import Path

import pytest

from baocao.errors import ConfigError
from baocao.registry import Registry
from baocao.reporting import summary_outline
from baocao.reporting.summary_outline import FILE, Outline

GOOD = """\
sections:
  - section: reception
    prefixes: [TD]
    vi: Tiếp công dân
    en: Reception
    says:
      - indicator: TD03
        vi: "Đã tiếp {value} lượt"
        en: "{value} [person was|persons were] received"
        zero_vi: Không tiếp lượt nào
        zero_en: Nobody was received
    chart: [TD01, TD02]
  - section: petitions
    prefixes: [DL, GQ]
    vi: Đơn
    en: Petitions
    says:
      - indicator: GQ05
        vi: "Tỷ lệ đạt {value}"
        en: "The rate was {value}"
    chart_by: DL02
breakdowns:
  - {code_list: CL_PETITION, vi: theo loại đơn, en: by kind}
lists:
  - list: no_result
    whole: DVK01
    part: DVK02
    vi: Chưa có kết quả
    en: Without a result
    counted_vi: "{units} đơn vị."
    counted_en: "{units} units."
    none_vi: Không có.
    none_en: None.
    not_asked_vi: Không hỏi.
    not_asked_en: Not asked.
    whole_vi: Đăng ký
    whole_en: Registered
    part_vi: Có kết quả
    part_en: With a result
    rest_vi: Còn thiếu
    rest_en: Lacking
    sheet_vi: Thiếu kết quả
    sheet_en: No result
"""


@pytest.fixture(scope="module")
def registry(root: Path) -> Registry:
    return Registry.load(root / "seeds")


def load(folder: Path, registry: Registry, content: str) -> Outline:
    path = folder / "seeds" / FILE
    path.parent.mkdir(parents=True)
    path.write_text(content, encoding="utf-8")
    return summary_outline.load(folder / "seeds", registry)


def test_an_outline_is_read_as_it_is_written(tmp_path: Path, registry: Registry) -> None:
    outline = load(tmp_path, registry, GOOD)
    reception, petitions = outline.sections
    assert (reception.key, reception.chart, reception.chart_by) == (
        "reception",
        ("TD01", "TD02"),
        None,
    )
    assert (petitions.prefixes, petitions.chart_by) == (("DL", "GQ"), "DL02")
    assert petitions.statements[0].zero is None
    assert outline.breakdowns["CL_PETITION"].en == "by kind"
    assert (outline.lists[0].whole, outline.lists[0].part) == ("DVK01", "DVK02")


@pytest.mark.parametrize(
    ("good", "bad", "line", "field", "told"),
    [
        ("chart_by: DL02", "graph: DL02", 21, "graph", "không có mục này / unknown; có / known"),
        ("    vi: Đơn\n", "", 13, "vi", "thiếu / is missing"),
        ("    vi: Đơn\n", "    vi: ' '\n", 15, "vi", "a text, not blank"),
        ("[DL, GQ]", "DL", 14, "prefixes", "danh sách, không để trống / a list"),
        ("Nobody was received\n", "Nobody\n        by: 1\n", 12, "by", "true hoặc / or false"),
        ("[DL, GQ]", "[DL, GQ, QQ]", 14, "prefixes", "begins with 'QQ'"),
        ("[DL, GQ]", "[DL, GQ, TD]", 14, "prefixes", "TD: đã có ở trên / stands already above"),
        ("section: petitions", "section: reception", 13, "section", "stands already above"),
        ("section: petitions", "section: annex", 13, "section", "không dùng / not annex"),
        ("list: no_result", "list: petitions", 25, "list", "stands already above"),
        ("[TD01, TD02]", "[TD01, TD99]", 12, "chart", "'TD99'; không có trong / not in seeds/ind"),
        ("[TD01, TD02]", "[TD01, DL01]", 12, "chart", "không thuộc phần này / is not of this"),
        ("chart_by: DL02", "chart_by: DL99", 21, "chart_by", "not in seeds/indicators/indicators"),
        ("chart_by: DL02", "chart_by: GQ06", 21, "chart_by", "indicator_breakdowns.csv"),
        ("indicator: TD03", "indicator: TD98", 7, "indicator", "not in seeds/indicators/indicator"),
        ("indicator: GQ05", "indicator: TD03", 18, "indicator", "TD03: đã có ở trên / stands"),
        ("        zero_en: Nobody was received\n", "", 7, "zero_en", "thiếu câu khi số là 0"),
        ('e was {value}"', 'e was {value}"\n        zero_en: x', 21, "zero_en", "tỷ lệ không có"),
        ('e was {value}"', 'e was {value}"\n        by: true', 21, "by", "breakdowns.csv"),
        ("tiếp {value} lượt", "tiếp {number} lượt", 8, "vi", "found {number}; cần / expected {v"),
        ("tiếp {value} lượt", "tiếp {value lượt", 8, "vi", "ngoặc nhọn hỏng / broken braces"),
        ("tiếp {value} lượt", "tiếp {value} lượt.", 8, "vi", "bỏ dấu chấm cuối câu / leave out"),
        ("[person was|persons were]", "[person was", 9, "en", "[một|nhiều]"),
        ("tiếp {value} lượt", "tiếp [{value}|các] lượt", 8, "vi", "[một|nhiều]"),
        ("Nobody was received", "'Nobody: {value}'", 11, "zero_en", "không có ngoặc / no braces"),
        ("list: CL_PETITION", "list: CL_NONE", 23, "code_list", "not in seeds/reference/code_lis"),
        ("part: DVK02", "part: DVK99", 27, "part", "'DVK99'; không có trong / not in seeds/ind"),
        ("part: DVK02", "part: DVK04", 27, "part", "DVK04 là tỷ lệ, cần số đếm / is a rate"),
        ("{units} units.", "{count} units.", 31, "counted_en", "cần / expected {units}"),
        ("sheet_en: No result", "sheet_en: Figures", 43, "sheet_en", "tên khác các trang kia"),
        ("sheet_en: No result", "sheet_en: A/B", 43, "sheet_en", "none of []:*?/\\"),
    ],
)
def test_a_fault_is_named_with_its_line(
    tmp_path: Path, registry: Registry, good: str, bad: str, line: int, field: str, told: str
) -> None:
    assert good in GOOD
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, registry, GOOD.replace(good, bad, 1))
    found = [fault for fault in caught.value.faults if told in fault.message]
    assert [(fault.file, fault.row, fault.column) for fault in found] == [
        ("seeds/reports/summary_outline.yml", line, field)
    ], caught.value


def test_a_missing_outline_is_named(tmp_path: Path, registry: Registry) -> None:
    with pytest.raises(ConfigError, match=r"summary_outline\.yml không có tệp / file is missing"):
        summary_outline.load(tmp_path / "seeds", registry)


def test_every_indicator_of_the_province_has_its_section(root: Path, registry: Registry) -> None:
    outline = summary_outline.load(root / "seeds", registry)
    outside = [
        code for code in registry.indicators if not any(one.has(code) for one in outline.sections)
    ]
    assert outside == []
