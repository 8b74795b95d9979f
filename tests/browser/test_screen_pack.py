"""The pack on a screen: fits a phone, and axe finds nothing."""

import pytest

from tests.browser.bench import (
    WIDTHS,
    check_accessible,
    check_no_sideways_scroll,
    open_page,
    run_chromium,
    set_width,
)
from tests.documents.full_pack import build_full_snapshot, build_public_snapshot
from tests.documents.june_pack import build_long_snapshot
from tests.documents.screen_page import write_screen_page


@pytest.mark.parametrize("build", [build_full_snapshot, build_public_snapshot])
def test_it_is_accessible_and_no_wider_than_its_window(build):
    with run_chromium() as browser, open_page(browser) as page:
        page.set_content(write_screen_page(build(), status="draft"))
        check_accessible(page)
        for width in WIDTHS:
            set_width(page, width)
            check_no_sideways_scroll(page)


def test_a_word_without_end_does_not_make_it_wider():
    with run_chromium() as browser, open_page(browser, width=320) as page:
        page.set_content(write_screen_page(build_long_snapshot("x" * 2_000)))
        check_no_sideways_scroll(page)
