"""What scripts add to finished pages: limits count down, and cards stay tables."""

import pytest
from playwright.sync_api import expect

from tests.browser.bench import set_width

OWNER = "oh-cyp@example.org"
RISKS = "/oxfordshire-send/risks"
SCORE = f"{RISKS}/R-007/assessments/new"


@pytest.fixture
def owner(service, page):
    """The owner's browser."""
    service.sign_in(page, OWNER)
    return page


def test_characters_are_counted_down(service, owner):
    owner.goto(service.url + SCORE)

    owner.get_by_label("Why?").fill("x" * 1990)

    counted = owner.locator(".govuk-character-count__status")
    expect(counted).to_have_text("You have 10 characters remaining")


def test_a_table_laid_out_as_cards_is_still_a_table(service, owner):
    set_width(owner, 320)
    owner.goto(service.url + RISKS)

    row = owner.locator(".rr-table--cards").get_by_role("row").filter(has_text="R-007")

    expect(row).to_have_attribute("role", "row")
    expect(row.get_by_role("rowheader")).to_be_visible()
    expect(row.get_by_role("cell").first).to_be_visible()
