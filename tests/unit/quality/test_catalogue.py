"""What the catalogue names is covered by the gate at once: no suite has to be written for it."""

import dataclasses
import shutil
from decimal import Decimal

import pytest
from tests.support.landed import good_tables, land
from tests.support.states import settings_in

from baocao.quality import check, suites
from baocao.quality.catalogue import for_each_form
from baocao.registry import Registry

NEW = "TD99"
ROWS = {
    "indicators/indicators.csv": f"{NEW},TD,Mới,New,lượt,reception,flow,neutral,sum,sum,whole,0,x",
    "indicators/indicator_definitions.csv": f"{NEW},1,2013-01-01,,no,Mới,New,x",
    "forms/form_items.csv": f"F-TCD,1,999,{NEW},_T,Mới,New,Q|A|C,yes",
    "forms/form_scopes.csv": f"F-TCD,1,{NEW},COMMUNE",
}


@pytest.fixture
def settings(tmp_path, root):
    shutil.copytree(root / "seeds", tmp_path / "seeds")
    return dataclasses.replace(
        settings_in(tmp_path), seeds=tmp_path / "seeds", expectations=root / "expectations"
    )


def _land_new_indicator(settings, value: str) -> None:
    tables = good_tables()
    tables["cells"][0] |= {"indicator_code": NEW, "raw_text": value, "value": Decimal(value)}
    land(settings, "b1", tables)


def _add_new_indicator(settings) -> None:
    for name, row in ROWS.items():
        with (settings.seeds / name).open("a", encoding="utf-8") as file:
            file.write(f"{row}\n")


def _said(settings) -> dict[str, tuple[str, list[dict[str, str]]]]:
    result = check(settings, "landing", full=True)
    return {one.suite: (one.severity, one.rows) for one in result.failures}


def test_a_new_indicator_is_covered_as_soon_as_the_seeds_name_it(settings):
    _land_new_indicator(settings, "-1")
    where = {"indicator_code": NEW, "category_code": "_T", "figures": "1"}
    severity, rows = _said(settings)["landing_form_f_tcd"]
    assert severity == "critical"
    assert where | {"fault": "not asked"} in rows
    _add_new_indicator(settings)
    assert _said(settings) == {
        "landing_form_f_tcd": ("critical", [where | {"fault": "below zero"}])
    }


def test_a_figure_is_as_fine_as_its_indicator_allows(settings):
    _add_new_indicator(settings)
    _land_new_indicator(settings, "1.5")
    where = {"indicator_code": NEW, "category_code": "_T", "fault": "too fine", "figures": "1"}
    assert _said(settings) == {"landing_form_f_tcd": ("warning", [where])}
    shutil.rmtree(settings.landing)
    _land_new_indicator(settings, "2")
    assert _said(settings) == {}


def test_every_form_has_its_suites_and_its_name_on_them(settings, registry: Registry):
    made = list(for_each_form(suites.load(settings.expectations), registry))
    forms = {form.form_code: form for form in registry.forms}
    for stage in ("landing", "marts"):
        own = [one for one in made if one.name.startswith(f"{stage}_form_")]
        assert [one.title_vi.partition(":")[0] for one in own] == sorted(forms)
        for suite, code in zip(own, sorted(forms), strict=True):
            assert f"'{code}'" in suite.source
            assert "{" not in suite.source
            assert forms[code].name_vi in suite.title_vi
    names = [one.name for one in made]
    assert len(names) == len(set(names))
