"""The summary report as a reader meets it: opened from a file in headless Chromium, and printed."""

from contextlib import contextmanager

import pypdf
import pytest
from playwright.sync_api import expect
from tests.support.province import publish_province
from tests.support.province_rows import units
from tests.support.states import settings_in
from tests.support.summary_rows import PERIOD, tables

from baocao.reporting.summary_report import write_summary_report

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Return the address of the page of the small province."""
    settings = settings_in(tmp_path_factory.mktemp("summary"))
    publish_province(settings, communes=20, others=tables(list(units(20))))
    path, _ = write_summary_report(settings, PERIOD)
    return path.as_uri()


@contextmanager
def opened(browser, address, viewport):
    """Open the page in a fresh profile; at the end nothing may have gone wrong or outside."""
    with browser.new_context(viewport=viewport) as context:
        page = context.new_page()
        faults = []
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: request.url == address or faults.append(request.url))
        page.goto(address)
        yield page
        assert faults == []


def too_wide(page):
    """Return what reaches over the right edge of the window."""
    return page.evaluate(
        "() => [...document.querySelectorAll('main *')]"
        ".filter((e) => e.checkVisibility() && !e.closest('.spoken, thead')"
        " && e.getBoundingClientRect().right > innerWidth + 1)"
        ".map((e) => e.tagName + ' ' + e.textContent.slice(0, 40))"
    )


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_page_fits_in_both_languages(browser, address, viewport):
    with opened(browser, address, viewport) as page:
        expect(page.locator("h1")).to_contain_text("quý I năm 2025", use_inner_text=True)
        assert too_wide(page) == []
        page.get_by_role("button", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page).to_have_title("Summary report, Q1 2025, Tỉnh Bắc Kạn (en)")
        assert too_wide(page) == []
        shown = page.inner_text("main")
        for words in ("Chỉ tiêu", "Kỳ này", "đơn vị", "cùng kỳ", "Chưa nộp"):
            assert words not in shown
        assert "Citizens were received on 1,727 occasions, up 27 (1.6%)" in shown
        assert page.locator("svg.chart:visible").count() == page.locator("figure").count()


def test_letters_of_charts_are_large_enough_on_a_phone(browser, address):
    with opened(browser, address, PHONE) as page:
        heights = page.evaluate(
            "() => [...document.querySelectorAll('svg.chart text')]"
            ".filter((e) => e.checkVisibility())"
            ".map((e) => parseFloat(getComputedStyle(e).fontSize) * e.getCTM().a)"
        )
        assert heights
        assert min(heights) >= 11


def test_words_of_charts_stay_within_the_picture(browser, address):
    with opened(browser, address, DESKTOP) as page:
        outside = page.evaluate(
            "() => [...document.querySelectorAll('svg.chart')].filter((s) => s.checkVisibility())"
            ".flatMap((s) => [...s.querySelectorAll('text')].filter((t) => {"
            " const b = t.getBBox(); return b.x + b.width > s.viewBox.baseVal.width; })"
            ".map((t) => t.textContent))"
        )
        assert outside == []


def test_printed_it_is_a4_without_the_tools_of_the_screen(browser, address, tmp_path):
    with opened(browser, address, DESKTOP) as page:
        page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    reader = pypdf.PdfReader(tmp_path / "printed.pdf")
    first = reader.pages[0]
    assert (round(first.mediabox.width), round(first.mediabox.height)) == (595, 842)
    last = reader.pages[-1]
    assert last.mediabox.width > last.mediabox.height
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "English" not in text
    assert "1.727" in text
