"""A real browser for the tests in this folder."""

from pathlib import Path

import pytest

from tests.browser.bench import open_page, run_chromium

HERE = Path(__file__).parent
LONGEST = HERE / "test_every_page.py"


def pytest_collection_modifyitems(items):
    """Mark the tests of this folder, and begin with the walk over every page, which is longest."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.path != LONGEST)


@pytest.fixture(scope="session")
def browser():
    """Start Chromium once."""
    with run_chromium() as chromium:
        yield chromium


@pytest.fixture
def page(browser):
    """A page of its own, at a desk's width; ``set_width`` makes it a phone's."""
    with open_page(browser) as opened:
        yield opened


@pytest.fixture
def without_scripts(browser):
    """A page of its own with JavaScript switched off."""
    with open_page(browser, scripts=False) as opened:
        yield opened
