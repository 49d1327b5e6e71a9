"""The upload page as a unit meets it: in headless Chromium, with real ingest behind it."""

from contextlib import contextmanager

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from playwright.sync_api import expect
from tests.integration.test_quality_report_page import CONTRAST
from tests.support.desks import Bench, serving

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
VIEWPORTS = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
# A file dropped on the page, as a file manager does it.
DROP = """
([name, text]) => {
  const files = new DataTransfer();
  files.items.add(new File([text], name));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    const event = new DragEvent(kind, {dataTransfer: files, bubbles: true, cancelable: true});
    document.querySelector("main").dispatchEvent(event);
  }
}
"""


@pytest.fixture(scope="module")
def bench(tmp_path_factory, root):
    """Return a desk on 15 September 2026, with the accounts of three units."""
    bench = Bench(root, tmp_path_factory.mktemp("desk") / "home")
    bench.at(2026, 9, 15, 1)
    for unit in ("01840", "05860", "05953"):
        bench.passwords[unit] = bench.account(unit)
    return bench


@pytest.fixture(scope="module")
def address(bench):
    with serving(bench) as address:
        yield address


@contextmanager
def opened(browser, address, viewport=DESKTOP, **options):
    """Open the page in a fresh profile; at the end nothing may have gone wrong or outside."""
    with browser.new_context(viewport=viewport, base_url=address, **options) as context:
        page = context.new_page()
        faults = []
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda one: one.url.startswith(f"{address}/") or faults.append(one.url))
        page.goto("/")
        yield page
        assert faults == []


def log_in(page, bench, unit):
    page.get_by_label("Mã đơn vị").fill(unit)
    page.get_by_label("Mật khẩu").fill(bench.passwords[unit])
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.locator("h1")).to_have_text("Việc phải làm")


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def filled(path, value=3):
    """Fill in every figure of a form as a clerk does, and return its bytes."""
    book = load_workbook(path)
    for row in book.worksheets[0].iter_rows():
        figures = [cell for cell in row if cell.protection.locked is False]
        for cell in figures[:1]:
            assert isinstance(cell, Cell)
            cell.value = value
    book.save(path)
    return path


@VIEWPORTS
def test_from_the_form_to_the_receipt(browser, bench, address, viewport, tmp_path):
    """A clerk logs in, downloads the form, fills it in, sends it and reads the receipt."""
    unit = "01840" if viewport is DESKTOP else "05860"
    with opened(browser, address, viewport) as page:
        log_in(page, bench, unit)
        row = page.locator("#due [data-form=F-TCD][data-period='2026-Q3']")
        expect(row).to_contain_text("còn 1 ngày")
        with page.expect_download() as download:
            row.get_by_role("link", name="Tải biểu mẫu F-TCD, Quý III năm 2026").click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        page.get_by_label("Chọn tệp").set_input_files(filled(path))
        expect(page.locator(".chosen")).to_have_text(path.name)
        page.get_by_role("button", name="Gửi", exact=True).click()
        page.wait_for_url("**/receipts/*", timeout=20_000)
        expect(page.locator("#outcome")).to_contain_text("Đã nhận")
        expect(page.locator(".report")).to_contain_text("F-TCD")
        expect(page.locator(".report")).to_contain_text("lần gửi thứ 1")
        assert overflow(page) <= 0
        page.get_by_role("link", name="Việc phải làm").click()
        expect(row).to_have_count(0)
        done = page.locator("#done [data-form=F-TCD][data-period='2026-Q3']")
        expect(done).to_contain_text("Đúng hạn")
        page.get_by_role("link", name="Đã gửi").click()
        page.get_by_role("link", name=path.name).click()
        expect(page.locator("h1")).to_have_text("Phiếu tiếp nhận")


def test_without_script_the_way_is_the_same(browser, bench, address):
    with opened(browser, address, PHONE, java_script_enabled=False) as page:
        log_in(page, bench, "05953")
        page.locator("#file").set_input_files(
            {"name": "quý III.csv", "mimeType": "text/csv", "buffer": bench.file("05953")}
        )
        page.get_by_role("button", name="Gửi", exact=True).click()
        page.wait_for_url("**/receipts/*", timeout=20_000)
        expect(page.locator("main")).to_contain_text("quý III.csv")
        expect(page.locator("main")).to_contain_text("Còn phải gửi")
        page.get_by_role("button", name="Đăng xuất").click()
        expect(page.locator("main")).to_contain_text("Đã đăng xuất")
        page.goto("/history")
        expect(page.get_by_label("Mật khẩu")).to_be_visible()


def test_a_file_is_dropped_anywhere_on_the_page(browser, bench, address):
    with opened(browser, address) as page:
        log_in(page, bench, "05953")
        page.evaluate(DROP, ["thả.csv", "unit_code\n"])
        expect(page.locator(".chosen")).to_have_text("thả.csv")
        expect(page.get_by_role("button", name="Gửi", exact=True)).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url("**/receipts/*", timeout=20_000)
        expect(page.locator("#outcome")).to_have_text("Chưa nhận được báo cáo")


def test_a_file_too_large_is_named_before_it_is_sent(browser, bench, address):
    with opened(browser, address) as page:
        log_in(page, bench, "05953")
        page.evaluate(DROP, ["lớn.csv", "x" * (bench.limit + 1)])
        expect(page.locator(".chosen")).to_contain_text("Tệp lớn hơn 1 MB")
        expect(page.get_by_role("button", name="Gửi", exact=True)).to_be_disabled()


def test_without_script_a_file_too_large_gets_an_answer_all_the_same(browser, bench, address):
    with browser.new_context(base_url=address, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/")
        log_in(page, bench, "05953")
        large = {"name": "lớn.csv", "mimeType": "text/csv", "buffer": b"x" * (3 * bench.limit)}
        page.locator("#file").set_input_files(large)
        page.get_by_role("button", name="Gửi", exact=True).click()
        expect(page.locator("h1")).to_have_text("Tệp quá lớn", timeout=20_000)


@VIEWPORTS
def test_every_page_fits_stands_out_and_speaks_one_language(browser, bench, address, viewport):
    with opened(browser, address, viewport) as page:
        pages = ["/login"]
        for language, other in (("Tiếng Việt", "Unit code"), ("English", "Mã đơn vị")):
            page.get_by_role("link", name=language).click()
            assert other not in page.inner_text("body")
            assert (overflow(page), page.evaluate(CONTRAST)) == (0, []), language
        page.get_by_role("link", name="Tiếng Việt").click()
        log_in(page, bench, "05953")
        page.locator("#file").set_input_files(
            {"name": "x.csv", "mimeType": "text/csv", "buffer": bench.file("05953", TD01=1)}
        )
        page.get_by_role("button", name="Gửi", exact=True).click()
        page.wait_for_url("**/receipts/*", timeout=20_000)
        pages = ["/", "/history", page.url]
        for language, other in (("Tiếng Việt", "Log out"), ("English", "Đăng xuất")):
            for where in pages:
                page.goto(where)
                page.get_by_role("link", name=language).click()
                expect(page).to_have_url(where if "://" in where else address + where)
                assert other not in page.inner_text("body")
                assert (overflow(page), page.evaluate(CONTRAST)) == (0, []), (where, language)


def test_the_keyboard_reaches_everything_that_matters(browser, bench, address):
    with opened(browser, address) as page:
        expect(page.get_by_label("Mã đơn vị")).to_be_focused()
        page.keyboard.type("05953")
        page.keyboard.press("Tab")
        page.keyboard.type(bench.passwords["05953"])
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Việc phải làm")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.locator("#file")).to_be_focused()
        outline = page.evaluate(
            "getComputedStyle(document.querySelector('.drop label')).outlineStyle"
        )
        assert outline == "solid", "where the focus is can be seen"
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Gửi", exact=True)).to_be_focused()
        labels = page.evaluate(
            "[...document.querySelectorAll('a, button, input:not([type=hidden])')]"
            ".filter((e) => !(e.textContent.trim() || e.labels?.length || e.ariaLabel)).length"
        )
        assert labels == 0
