"""The bench measures itself: it must notice what it is there to notice."""

import pytest

from tests.browser.bench import (
    WIDTHS,
    check_accessible,
    check_no_sideways_scroll,
    open_page,
    run_chromium,
    set_width,
)

GOOD = (
    '<!DOCTYPE html><html lang="en-GB"><title>Risks</title>'
    "<main><h1>Risks</h1><p>None.</p></main></html>"
)
POLICY = '<meta http-equiv="Content-Security-Policy" content="script-src \'self\'">'


def test_a_plain_page_passes_every_measure(page):
    page.set_content(GOOD)

    check_accessible(page)
    check_no_sideways_scroll(page)


def test_a_field_without_a_label_is_noticed(page):
    page.set_content(GOOD.replace("<p>", "<input name=reason><p>"))

    with pytest.raises(AssertionError, match="label at input: Form elements must have labels"):
        check_accessible(page)


def test_faint_words_are_noticed(page):
    page.set_content(GOOD.replace("<p>", '<p style="color: #aaa">'))

    with pytest.raises(AssertionError, match="color-contrast at p"):
        check_accessible(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_wider_than_its_window_is_noticed(page, width):
    set_width(page, width)
    page.set_content(GOOD.replace("<p>", f'<p class="wide" style="width: {width + 1}px">'))

    with pytest.raises(AssertionError, match=r"p\.wide"):
        check_no_sideways_scroll(page)


def test_an_error_in_a_script_fails_the_test_at_its_end(browser):
    with (
        pytest.raises(AssertionError, match="nobody is not defined"),
        open_page(browser) as page,
        page.expect_event("pageerror"),
    ):
        page.evaluate("setTimeout(() => nobody.knows(), 0)")


def test_a_script_that_the_policy_refuses_fails_the_test_at_its_end(browser):
    with (
        pytest.raises(AssertionError, match="Content Security Policy"),
        open_page(browser) as page,
        page.expect_console_message(),
    ):
        page.set_content(GOOD.replace("<main>", f"{POLICY}<main><script>1</script>"))


def test_scripts_can_be_switched_off(without_scripts):
    without_scripts.set_content(GOOD.replace("<main>", "<script>document.title = 1</script><main>"))

    assert without_scripts.title() == "Risks"
    check_no_sideways_scroll(without_scripts)


def test_a_missing_chromium_is_a_failure(monkeypatch):
    monkeypatch.setattr("tests.browser.bench.CHROMIUM", "/nowhere/chromium")

    with pytest.raises(AssertionError, match="Chromium is missing"), run_chromium():
        pass


def test_one_chromium_serves_whoever_asks(browser):
    with run_chromium() as lent:
        assert lent is browser

    assert browser.is_connected()
