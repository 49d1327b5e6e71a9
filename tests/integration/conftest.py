import shutil

import pytest
from playwright.sync_api import sync_playwright

# A page is opened from a file: the browser itself has nothing to ask the network for either.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser():
    """Return the system's Chromium, headless; closed with the module, and its event loop too."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(QUIET)
        )
        yield chromium
        chromium.close()
