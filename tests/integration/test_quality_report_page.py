"""The quality report as a reader meets it: opened from a file in headless Chromium."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect
from tests.support.province import publish_province
from tests.support.states import settings_in

from baocao.reporting.quality_report import write_quality_report
from baocao.reporting.reading import open_published

pytestmark = pytest.mark.browser

PERIOD = "2024-A1"
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
# Text against what lies behind it, by the formula of WCAG 2; large text may have 3, other text 4.5.
CONTRAST = """
() => {
  const channel = (value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const parts = (color) => color.match(/[\\d.]+/g).map(Number);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = parts(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const faint = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    if (style.clipPath !== "none" || ["SCRIPT", "STYLE"].includes(element.tagName)) continue;
    const [a, b] = [light(parts(style.color)), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const large = parseFloat(style.fontSize) >= 24;
    if (ratio < (large ? 3 : 4.5)) {
      faint.add(`${element.className || element.tagName} ${ratio.toFixed(2)}`);
    }
  }
  return [...faint];
}
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """Return settings of a province with some 400 units, and over 500 flags in the period."""
    settings = settings_in(tmp_path_factory.mktemp("large"))
    publish_province(settings, communes=200)
    return settings


@pytest.fixture(scope="module")
def large_address(large):
    path, _ = write_quality_report(large, PERIOD)
    return path.as_uri()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Return the address of the page of a province with some 50 units."""
    settings = settings_in(tmp_path_factory.mktemp("small"))
    publish_province(settings, communes=20)
    path, _ = write_quality_report(settings, PERIOD)
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


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_page_fits_in_both_languages_and_keeps_the_choice(browser, large_address, viewport):
    with opened(browser, large_address, viewport) as page:
        expect(page.locator("h1")).to_have_text("Chất lượng báo cáo năm 2024", use_inner_text=True)
        expect(page.locator("html")).to_have_attribute("lang", "vi")
        assert overflow(page) <= 0

        page.get_by_role("button", name="English").click()

        expect(page.locator("h1")).to_have_text("Reporting quality, year 2024", use_inner_text=True)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page).to_have_title("Reporting quality, year 2024")
        assert overflow(page) <= 0
        shown = page.inner_text("main")
        assert "Chưa nộp" not in shown
        page.reload()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.get_by_role("button", name="English")).to_have_attribute("aria-pressed", "true")


def test_key_figures_are_those_of_the_warehouse(browser, large_address, large):
    with open_published(large) as published:
        (counts,) = published.rows(
            "select count(*) as expected, count(*) filter (where status = 'on_time') as on_time, "
            "count(*) filter (where status = 'late') as late, "
            "count(*) filter (where status = 'missing') as missing, "
            "count(*) filter (where status = 'rejected') as rejected, "
            "count(*) filter (where status = 'not_due') as not_due, "
            "(select count(*) from marts.fct_quality_flags "
            "where period_code = $period and status = 'open') as open_flags "
            "from marts.fct_reporting_status where period_code = $period",
            {"period": PERIOD},
        )
    with opened(browser, large_address, DESKTOP) as page:
        for name, count in counts.items():
            expect(page.locator(f"[data-figure={name}]")).to_have_text(
                f"{count:,}".replace(",", "."), use_inner_text=True
            )
        received = counts["on_time"] + counts["late"]
        for name, part in (("completeness", received), ("timeliness", counts["on_time"])):
            shown = page.locator(f"[data-figure={name}]").inner_text()
            assert float(shown.rstrip("%").replace(",", ".")) == pytest.approx(
                100 * part / counts["expected"], abs=0.06
            )
        assert page.locator("#grid tbody .state").count() == counts["expected"]
        assert page.locator("#flags tbody tr").count() > 500


def test_the_grid_is_searched_without_diacritics_and_filtered_by_state(browser, address):
    with opened(browser, address, DESKTOP) as page:
        rows = page.locator("#grid tbody tr:visible")
        every = rows.count()
        page.get_by_label("Tìm theo tên hoặc mã").fill("xa dong 17 ")
        expect(rows).to_have_count(2)
        page.get_by_label("Khối / địa bàn").select_option("060")
        expect(rows).to_have_count(1)
        expect(page.locator("#grid .shown")).to_have_text(f"Hiện 1 trên {every} đơn vị")
        page.locator("#grid button[type=reset]").click()
        expect(rows).to_have_count(every)
        page.locator("#grid select[name=status]").select_option("rejected")
        assert rows.count() == page.locator("#grid tbody tr:has(.state.rejected)").count()
        page.get_by_label("Tìm theo tên hoặc mã").fill("không có xã này")
        expect(page.locator("#grid .nothing")).to_be_visible()
        expect(page.locator("#grid details:visible")).to_have_count(0)


def test_a_count_in_the_grid_leads_to_the_flags_of_the_unit(browser, address):
    with opened(browser, address, DESKTOP) as page:
        page.locator("#grid a.count").first.click()
        unit = page.locator("#flags input[type=search]").input_value()
        rows = page.locator("#flags tbody tr:visible")
        assert rows.count() > 0
        assert all(unit in text for text in rows.all_inner_texts())


def test_flags_are_filtered_by_severity_kind_and_state(browser, address):
    with opened(browser, address, DESKTOP) as page:
        rows = page.locator("#flags tbody tr:visible")
        # Late and missing reports stand in their own lists: not shown twice unless asked for.
        assert page.locator("#flags tr[data-kind=reporting]:visible").count() == 0
        page.get_by_label("Ẩn cảnh báo muộn và chưa nộp").uncheck()
        assert page.locator("#flags tr[data-kind=reporting]:visible").count() > 10
        page.locator("#flags select[name=severity]").select_option("block")
        assert {row.get_attribute("data-severity") for row in rows.all()} == {"block"}
        page.locator("#flags button[type=reset]").click()
        page.locator("#flags select[name=status]").select_option("resolved")
        expect(rows).to_have_count(1)


def test_flags_come_in_portions_on_screen_and_whole_on_paper(browser, large_address):
    with opened(browser, large_address, DESKTOP) as page:
        rows = page.locator("#flags tbody tr:not([hidden])")
        expect(rows).to_have_count(100)
        page.get_by_role("button", name="Hiện thêm cảnh báo").click()
        expect(rows).to_have_count(200)
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert rows.count() > 300


def test_on_a_phone_groups_open_one_by_one_or_by_a_search(browser, address):
    with opened(browser, address, PHONE) as page:
        rows = page.locator("#grid tbody tr:visible")
        expect(rows).to_have_count(0)
        page.get_by_role("heading", name="Huyện Pác Nặm").click()
        expect(rows).to_have_count(21)
        page.get_by_label("Tìm theo tên hoặc mã").fill("so so 2")
        expect(rows).to_have_count(1)
        page.locator("#grid button[type=reset]").click()
        expect(rows).to_have_count(0)


def test_hostile_text_in_a_cell_is_shown_and_does_nothing(browser, address):
    with opened(browser, address, DESKTOP) as page:
        expect(page.get_by_text("<script>alert(1)</script>")).to_be_visible()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_text_stands_out_from_its_ground(browser, address, viewport):
    with opened(browser, address, viewport) as page:
        assert page.evaluate(CONTRAST) == []


def test_the_keyboard_reaches_what_the_mouse_reaches(browser, address):
    with opened(browser, address, DESKTOP) as page:
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="English")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("html")).to_have_attribute("lang", "en")


def test_hundreds_of_units_and_flags_are_all_there(browser, large_address):
    with opened(browser, large_address, DESKTOP) as page:
        assert page.locator("#grid tbody tr").count() > 400


def test_without_script_the_page_still_reads_in_its_language(browser, address):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        assert re.search(r"Đã nhận [\d.]+ trên [\d.]+ báo cáo phải nộp", page.inner_text("main"))
        assert "reports have arrived" not in page.inner_text("main")
        expect(page.locator("form.filters:visible")).to_have_count(0)
        assert page.locator("#flags tbody tr:visible").count() > 50


def test_paper_shows_the_report_without_its_controls(browser, address):
    with opened(browser, address, DESKTOP) as page:
        page.emulate_media(media="print")
        expect(page.locator(".filters:visible, .languages:visible, nav:visible")).to_have_count(0)
        expect(page.locator("h1")).to_be_visible()
