"""The Data Docs as an operator meets them: opened from a folder in headless Chromium, offline."""

import dataclasses

import pytest
from playwright.sync_api import expect
from tests.support.landed import good_tables, land
from tests.support.states import settings_in

from baocao.quality import check

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def index(tmp_path_factory, root):
    """The summary page of a check in which one suite failed."""
    settings = dataclasses.replace(
        settings_in(tmp_path_factory.mktemp("docs")),
        seeds=root / "seeds",
        expectations=root / "expectations",
    )
    tables = good_tables()
    tables["cells"][0]["value"] = None
    land(settings, "b1", tables)
    assert check(settings).red
    return settings.data_docs / "index.html"


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_works_offline_and_fits_its_window(browser, index, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    outside, errors = [], []
    page.on("request", lambda sent: outside.append(sent.url) if "file://" not in sent.url else None)
    page.on("requestfailed", lambda sent: errors.append(sent.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    pages = sorted(index.parent.rglob("*.html"))
    assert len(pages) == 1 + 1 + 6 + 6, "summary, redirect, suites, results"
    for path in pages:
        page.goto(path.as_uri())
        page.wait_for_load_state()
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} wide"
    assert outside == []
    assert errors == []
    page.close()


def test_the_summary_leads_to_the_failure_in_both_languages(browser, index):
    page = browser.new_page()
    page.goto(index.as_uri())
    expect(page.get_by_text("Cổng đóng: không được công bố")).to_be_visible()
    failure = page.locator(".failure")
    expect(failure).to_contain_text("Ô có báo cáo thì có trị số.")
    expect(failure.get_by_role("cell", name="s1-0", exact=True)).to_be_visible()
    page.get_by_role("button").click()
    expect(page.get_by_text("Closed: publishing is refused")).to_be_visible()
    expect(page.get_by_text("Cổng đóng: không được công bố")).to_be_hidden()
    expect(failure).to_contain_text("A reported cell has a value.")

    page.get_by_role("link", name="landing_cells").click()
    passed = page.locator("tr", has=page.locator(".fa-check-circle")).first
    expect(passed).to_be_visible()
    page.get_by_text("Failed Only").click()
    expect(passed).to_be_hidden()
    expect(page.get_by_text("1 unexpected values found")).to_be_visible()
    page.get_by_role("link", name="Home").click()
    expect(page.get_by_text("Closed: publishing is refused")).to_be_visible()
    page.close()
