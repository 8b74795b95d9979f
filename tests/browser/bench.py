"""What browser tests measure a page with: accessibility, width, and faults in scripts.

A missing Chromium is a failure, never a skip: an untested page is not a tested one.
"""

from contextlib import contextmanager
from functools import cache
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
SWITCHES = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
AXE = Path(__file__).parent / "vendor/axe-core/axe.min.js"

#: Pixels: a phone, or a desk at 400 per cent; a tablet; a desk.
WIDTHS = (320, 768, 1280)
HEIGHT = 900

#: WCAG 2.2, levels A and AA. What axe calls best practice is no requirement.
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


_running = []


@contextmanager
def run_chromium():
    """Run Debian's Chromium; inside another run, lend that one, as Playwright starts only once."""
    assert Path(CHROMIUM).exists(), "Chromium is missing: apt-get install chromium"
    if _running:
        yield _running[0]
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
        _running.append(browser)
        try:
            yield browser
        finally:
            _running.clear()
            browser.close()


@contextmanager
def open_page(browser, *, width=1280, scripts=True):
    """Open a page of its own, with its own cookies; a fault in it fails the test at the end."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT},
        java_script_enabled=scripts,
        reduced_motion="reduce",
    )
    try:
        page = context.new_page()
        faults = watch_faults(page)
        yield page
        assert not faults, "\n".join(faults)
    finally:
        context.close()


def watch_faults(page):
    """Collect the page's uncaught errors and what its content policy refused, as they happen."""
    faults = []

    def hear(message):
        if message.type == "error" and "Content Security Policy" in message.text:
            faults.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: faults.append(str(error)))
    return faults


def set_width(page, width):
    """Make the window as wide as one of ``WIDTHS``."""
    size = {"width": width, "height": HEIGHT}
    if page.viewport_size != size:
        page.set_viewport_size(size)


def check_accessible(page):
    """Let axe look for what breaks WCAG 2.2 AA; the page's scripts must be on.

    :raises AssertionError: with one line for each thing found
    """
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    options = {"runOnly": list(RULES), "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    lines = [
        f"{violation['id']} at {', '.join(node['target'])}: {violation['help']}"
        for violation in found
        for node in violation["nodes"]
    ]
    assert not lines, f"{page.url} is not accessible:\n" + "\n".join(lines)


def check_no_sideways_scroll(page):
    """Check that the page is no wider than its window.

    :raises AssertionError: with the elements that stick out
    """
    page.wait_for_load_state()
    width, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if width > window:
        raise AssertionError(f"{page.url} is {width} wide in a window of {window}: {_wide(page)}")


def _wide(page):
    return page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter((element) => element.getBoundingClientRect().right > innerWidth)
            .map((element) => `${element.localName}.${element.className}`)
            .slice(0, 5).join(", ")"""
    )


@cache
def _axe():
    return AXE.read_text(encoding="utf-8")
