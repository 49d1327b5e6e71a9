import shutil
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.support.province import publish_province
from tests.support.states import settings_in
from tests.support.versions import publish_next

from baocao.editions import list_editions, reopen
from baocao.editions.store import load_editions
from baocao.orchestrating.freezing import freeze_closed, top_unit
from baocao.reporting.quality_page import edition_line
from baocao.reporting.status import period_folder

QUARTER, YEAR = "2025-Q1", "2024-A1"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Return the state of the small province, published and never changed."""
    settings = settings_in(tmp_path_factory.mktemp("freezing"))
    publish_province(settings, communes=2)
    return settings


@pytest.fixture
def settings(published, tmp_path):
    """Return settings of a copy of that state."""
    shutil.copytree(published.home, tmp_path, symlinks=True, dirs_exist_ok=True)
    return replace(settings_in(tmp_path), now=datetime(2025, 6, 20, 5, tzinfo=UTC))


def test_a_closed_period_is_frozen_by_the_top_of_the_tree(settings):
    (folder,) = freeze_closed(settings, [QUARTER])
    edition = load_editions(settings, QUARTER).edition(1)
    assert folder == str(edition.path)
    assert edition.manifest["by"] == "06"
    page = (period_folder(settings, QUARTER) / "quality.html").read_text("utf-8")
    assert "Số liệu đã chốt lần 1 từ bản v000007" in page
    assert "Frozen as edition 1 from version v000007" in page
    assert "đang mở lại" not in page


def test_what_is_frozen_stays_until_somebody_re_opens_it(settings):
    freeze_closed(settings, [QUARTER])
    publish_next(settings)
    assert freeze_closed(settings, [QUARTER, YEAR]) != []
    assert [len(found.editions) for found in list_editions(settings)] == [1, 1]
    reopen(settings, QUARTER, "06", "Gửi bổ sung")
    line = edition_line(settings, QUARTER)
    assert line is not None
    assert "đang mở lại" in line.vi
    freeze_closed(settings, [QUARTER])
    assert len(load_editions(settings, QUARTER).editions) == 2


def test_a_period_is_frozen_when_its_last_regime_is_due(settings, registry):
    dues = {r.due_date for r in registry.expected_reports() if r.period_code == YEAR}
    last = max(dues)
    on_the_day = datetime(last.year, last.month, last.day, 5, tzinfo=UTC)
    assert freeze_closed(replace(settings, now=on_the_day), [YEAR]) == []
    after = on_the_day.replace(day=last.day + 1)
    assert len(freeze_closed(replace(settings, now=after), [YEAR])) == 1


def test_a_period_is_frozen_when_the_last_of_its_due_days_is_over(settings, tmp_path, root):
    """Here districts have the province's own day: the edition waits for it."""
    shutil.copytree(root / "seeds", tmp_path / "seeds")
    rows = tmp_path / "seeds/forms/form_addressees.csv"
    row = "F-QCDC,reporting,06,DISTRICT,,2022-12-15,2025-07-01,ND09,self,"
    rows.write_text(rows.read_text("utf-8").replace(f"{row}unit", f"{row}province"), "utf-8")
    waiting = replace(settings, seeds=tmp_path / "seeds")
    between = replace(waiting, now=datetime(2024, 12, 25, 5, tzinfo=UTC))
    assert freeze_closed(between, [YEAR]) == []
    after = replace(waiting, now=datetime(2024, 12, 26, 5, tzinfo=UTC))
    assert len(freeze_closed(after, [YEAR])) == 1


def test_the_top_of_the_tree_is_that_of_the_day(registry):
    assert top_unit(registry, date(2025, 6, 1)) == "06"
    assert top_unit(registry, date(2025, 8, 1)) == "19"
