"""The Data Docs as an operator meets them: opened from a folder in headless Chromium, offline."""

import dataclasses

import pytest
from playwright.sync_api import expect
from tests.support.landed import good_tables, land
from tests.support.states import settings_in

from baocao.quality import check

FILE_NAME = "F-TCD <svg onload=document.title='injected'>.csv"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def index(tmp_path_factory, root):
    """The summary page of a check that failed, over a file whose name is markup."""
    settings = dataclasses.replace(
        settings_in(tmp_path_factory.mktemp("docs")),
        seeds=root / "seeds",
        expectations=root / "expectations",
    )
    tables = good_tables()
    tables["cells"][0]["value"] = None
    tables["files"][0].update(file_name=FILE_NAME, outcome=FILE_NAME)
    land(settings, "b1", tables)
    assert check(settings).red
    return settings.data_docs / "index.html"


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_works_offline_and_fits_its_window(browser, index, registry, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    outside, errors = [], []
    page.on("request", lambda sent: outside.append(sent.url) if "file://" not in sent.url else None)
    page.on("requestfailed", lambda sent: errors.append(sent.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    pages = sorted(index.parent.rglob("*.html"))
    # One of them is run for each form.
    suites = 6 + len({form.form_code for form in registry.forms})
    assert len(pages) == 1 + 1 + suites + suites, "summary, redirect, suites, results"
    for path in pages:
        page.goto(path.as_uri())
        if path.name == "index.html":
            page.wait_for_url(index.as_uri())
        page.wait_for_load_state()
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} wide"
        assert page.locator("svg").count() == 0
        assert page.title() != "injected"
    assert outside == []
    assert errors == []
    page.close()


def test_the_summary_leads_to_the_failure_in_both_languages(browser, index):
    page = browser.new_page()
    page.goto(index.as_uri())
    expect(page.get_by_text("Cổng đóng: không được công bố")).to_be_visible()
    failure = page.locator(".failure", has_text="Ô có báo cáo")
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


def test_markup_that_gets_past_the_escaping_does_not_run(browser, index):
    page = browser.new_page()
    (path,) = index.parent.glob("landing/validations/landing_cells/**/*.html")
    spoiled = path.with_name("spoiled.html")
    markup = FILE_NAME + "<script>document.title = 'injected'</script>"
    spoiled.write_text(path.read_text().replace("</body>", f"{markup}</body>", 1))
    try:
        page.goto(spoiled.as_uri())
        expect(page.locator("svg")).to_have_count(1)
        assert page.title() != "injected"
        page.get_by_text("Failed Only").click()
        expect(page.locator("tr.only-passed").first).to_be_hidden()
    finally:
        spoiled.unlink()
        page.close()
