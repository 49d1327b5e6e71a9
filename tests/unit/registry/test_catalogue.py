"""The catalogue of indicators: asked for, derived, broken down and defined, all of it."""

import csv
import re
import shutil
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from baocao.errors import ConfigError, ConfigFault
from baocao.registry import TOTAL, FormItem, Registry
from baocao.registry.documents import document_duties
from baocao.registry.tables import TABLES

SEEDS = Path(__file__).resolve().parents[3] / "seeds"
PAIRS = {
    "flow": {("sum", "sum")},
    "stock": {("sum", "last"), ("sum", "first")},
    "ytd": {("sum", "last")},
    "rate": {("ratio", "ratio")},
    "boolean": {("count_yes", "last")},
}
NV01 = "NV01,1,2013-01-01,"
MORE = "CL_DOCUMENT,VBM09,Văn bản,Document,99,2025-12-15,\n"
Edit = Callable[[str, str, str], list[ConfigFault]]


def test_every_reported_indicator_is_asked_for_by_exactly_one_form(registry: Registry) -> None:
    forms = defaultdict(set)
    for form in registry.forms:
        for item in form.items:
            forms[item.indicator_code].add(form.form_code)
    reported = {code for code, one in registry.indicators.items() if one.kind != "rate"}
    assert len(reported) == 63
    # Beside them, the rates that units print where the parts stand.
    printed = {"CQ03", "VB11", "DN03", "DN06", "DN08", "DN10", "VH03", "VH06"}
    assert forms.keys() == reported | printed
    assert {code for code, found in forms.items() if len(found) != 1} == set()


def test_every_rate_has_parts_that_are_asked_for_in_one_kind_of_period(registry: Registry) -> None:
    rates = {code for code, one in registry.indicators.items() if one.kind == "rate"}
    assert len(rates) == 15
    asked = defaultdict(set)
    for form in registry.forms:
        for item in form.items:
            if item.category_code == TOTAL:
                asked[item.indicator_code] |= set(item.period_types)
    for rate in rates:
        parts = [part for part in registry.components if part["indicator_code"] == rate]
        assert {part["role"] for part in parts} == {"numerator", "denominator"}
        assert set.intersection(*(asked[part["component_code"]] for part in parts)), rate


def test_the_kind_decides_how_figures_add_up(registry: Registry) -> None:
    for indicator in registry.indicators.values():
        assert (indicator.agg_units, indicator.agg_periods) in PAIRS[indicator.kind]
        assert indicator.decimals == 0 or indicator.kind == "rate"
    opening = {code for code, one in registry.indicators.items() if one.agg_periods == "first"}
    assert opening == {"DL01", "GQ01"}


def test_people_follow_another_share_than_offices(registry: Registry) -> None:
    """Of a commune whose land was divided and whose people were not, only people stay whole."""
    basis = {code: one.succession_basis for code, one in registry.indicators.items()}
    assert {code for code, found in basis.items() if found == "population"} == {"VH01", "VH02"}


@pytest.mark.parametrize(
    ("indicator", "day", "basis"),
    [
        ("DN09", "2021-01-01", "2019"),
        ("TD01", "2026-07-01", "136/2025"),
        ("TD03", "2026-07-01", "136/2025"),
        ("VB01", "2025-07-01", "60-NQ/TW"),
        ("CQ02", "2023-07-01", "10/2022"),
        ("DC02", "2023-07-01", "10/2022"),
        ("DC05", "2026-05-26", "185/2026"),
        ("TD04", "2021-05-10", "02/2021"),
    ],
)
def test_series_break_where_the_law_changed(indicator: str, day: str, basis: str) -> None:
    with (SEEDS / "indicators/indicator_definitions.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["indicator_code"] == indicator]
    (broken,) = [row for row in rows if row["valid_from"] == day]
    assert broken["is_break"] == "yes"
    assert basis in broken["legal_basis"]


# How a law, a rule of the Party, a plan of the movement or what provinces do is cited.
CITED = re.compile(
    "(Luật|Bộ luật|Pháp lệnh|Nghị định|Thông tư|Quyết định|Quy định|Điều lệ|60-NQ/TW|Kế hoạch"
    "|Thực tiễn báo cáo) ?"
)


def test_what_a_definition_rests_on_can_be_read_by_a_clerk(registry: Registry) -> None:
    """It stands in the comment on each cell of a template."""
    cited = {
        (code, definition.definition_version): definition.legal_basis
        for code, indicator in registry.indicators.items()
        for definition in indicator.definitions
    }
    assert len(cited) >= len(registry.indicators)
    assert {key: basis for key, basis in cited.items() if not CITED.match(basis)} == {}


def test_an_item_is_due_while_its_category_is_in_force(registry: Registry) -> None:
    """Online receptions count from July 2026 on; the countryside was a field until 2021."""
    online = _with_item(registry, "TD03", "TTUYEN")
    assert not _is_due(online, "TD03.TTUYEN", "2026-Q2")
    assert _is_due(online, "TD03.TTUYEN", "2026-Q3")
    assert _is_due(online, "TD03", "2026-Q2")
    rural = _with_item(registry, "DVK01", "NTM")
    assert not _is_due(rural, "DVK01.NTM", "2025-A1")


def _with_item(registry: Registry, indicator: str, category: str) -> Registry:
    """Return the registry with one more item on the form that asks for an indicator."""
    form = next(f for f in registry.forms if indicator in {i.indicator_code for i in f.items})
    key = (form.form_code, form.form_version)
    item = FormItem(*key, 99, indicator, category, "x", "x", ("Q", "A"), False)
    return replace(
        registry,
        forms=tuple(replace(f, items=(*f.items, item)) if f is form else f for f in registry.forms),
    )


def _is_due(registry: Registry, code: str, period_code: str) -> bool:
    period = registry.period(period_code, "ND09")
    assert period is not None
    return any(
        code in {item.code for item in registry.items_due(form, "COMMUNE", period)}
        for form in registry.forms
    )


def test_a_document_is_answered_by_those_it_is_addressed_to(registry: Registry) -> None:
    duties = [duty for duty in document_duties(registry) if duty.period_code == "2026-S1"]
    by_document = defaultdict(set)
    for duty in duties:
        by_document[duty.document_code].add(duty.unit_code)
    assert len(duties) == sum(len(units) for units in by_document.values())
    agencies = {"TN-SNV", "TN-SVH", "TN-SGD"}
    assert len(by_document["VBM02"] - agencies) == 92
    assert agencies < by_document["VBM02"]
    assert "19" not in by_document["VBM01"]
    assert {"TN-TU", "TN-MTTQ", "TN-TTR", "01840"} < by_document["VBM01"]


def test_a_document_is_not_answered_before_it_is_issued(registry: Registry) -> None:
    later = tuple(replace(one, issued_on=date(2026, 6, 15)) for one in registry.documents)
    periods = {duty.period_code for duty in document_duties(replace(registry, documents=later))}
    assert periods == {"2026-A1"}


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    """Return a function that changes one copied seed file and returns the faults found."""
    seeds = tmp_path / "seeds"
    shutil.copytree(SEEDS, seeds)

    def apply(table: str, old: str, new: str) -> list[ConfigFault]:
        path = seeds / TABLES[table].path
        content = path.read_text(encoding="utf-8")
        assert old in content
        path.write_text(content.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(ConfigError) as caught:
            Registry.load(seeds)
        return caught.value.faults

    return apply


@pytest.mark.parametrize(
    ("table", "old", "new", "column", "says"),
    [
        ("indicators", "flow,higher,sum,sum", "flow,higher,sum,last", "agg_periods", "sum, sum"),
        ("indicators", ",sum,sum,whole,0,", ",sum,sum,whole,1,", "decimals", "only a rate"),
        ("indicator_definitions", "DN09,2,2021-01-01", "DN09,2,2021-02-01", "valid_from", "64"),
        ("indicator_definitions", "DN09,2,2021-01-01", "DN09,2,2020-12-01", "valid_from", "row"),
        ("indicator_definitions", "DN09,2,2021", "DN09,3,2021", "definition_version", "2"),
        (
            "indicator_definitions",
            NV01,
            "VB01,3,2012-01-01,2013-01-01",
            "indicator_code",
            "no definition",
        ),
        ("indicator_definitions", "1,2013-01-01,,no", "1,2013-01-01,,yes", "is_break", ""),
        (
            "indicator_definitions",
            "NV01,1,2013-01-01,",
            "NV01,1,2013-01-01,2013-01-01",
            "valid_to",
            "",
        ),
        ("indicators", "ratio,ratio,whole,2", "ratio,ratio,whole,5", "decimals", "0–4"),
        ("indicator_components", "VB02,1", "VB02,NaN", "coefficient", "'NaN'"),
        ("targets", "2025-A1,95", "2025-A1,Infinity", "target_value", "'Infinity'"),
        ("targets", "2025-A1,95", "2025-A1,1e30", "target_value", "'1e30'"),
        ("targets", "2025-A1,95", "2025-A1,195", "target_value", "in %"),
        ("targets", "2025-A1,95", "2025-A1,95.125", "target_value", "decimals"),
        ("targets", "DVK04,_T,19", "DVK04,_T,99999", "unit_code", "99999"),
        ("targets", "DVK04,_T,19,2025", "DVK04,_T,06,2025", "unit_code", "not valid"),
        ("targets", "2025-A1", "2025-A2", "period_code", "no such period"),
        ("targets", "DVK04,_T", "DVK04,KN", "category_code", "'KN'"),
        ("documents", "TN-TU,2026", "BK-TU,2026", "issuer_unit_code", "not valid"),
        ("documents", "2026-02-10,30", "2026-02-10,-1", "due_days", "-1"),
        ("code_lists", "CL_DOCUMENT,VBM02", "CL_TOPIC,VBM02", "document_code", "CL_DOCUMENT"),
        ("code_lists", "CL_DOCUMENT,VBM01", MORE + "CL_DOCUMENT,VBM01", "category_code", "VBM09"),
    ],
)
def test_a_fault_of_the_catalogue_is_named_where_it_is(
    edit: Edit, table: str, old: str, new: str, column: str, says: str
) -> None:
    faults = edit(table, old, new)
    matching = [fault for fault in faults if fault.column == column and says in fault.message]
    assert matching, [str(fault) for fault in faults]
    assert matching[0].row > 1


def test_a_category_that_is_never_in_force_with_its_form_is_a_fault(edit: Edit) -> None:
    item = "F-DVK,1,22,DVK03,NTM,Nông thôn mới,New countryside,A,no\n"
    faults = edit("form_items", "F-VB,1,1,VB01", f"{item}F-VB,1,1,VB01")
    assert [fault.message for fault in faults if "NTM" in fault.message]


def test_a_compulsory_item_needs_its_category_as_long_as_the_form(edit: Edit) -> None:
    item = "F-TCD,1,36,TD03,TTUYEN,Tiếp trực tuyến,Online,Q|A,{}\n"
    faults = edit("form_items", "F-QCDC,1,1,DC01", item.format("yes") + "F-QCDC,1,1,DC01")
    assert [fault.column for fault in faults] == ["is_compulsory"]


def test_nobody_owes_a_rate(edit: Edit) -> None:
    faults = edit("form_items", "Rate of households registered,S|A,no", "Rate,S|A,yes")
    assert [(fault.column, "never compulsory" in fault.message) for fault in faults] == [
        ("is_compulsory", True)
    ]
