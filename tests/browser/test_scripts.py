"""What scripts add: limits count down, cards stay tables, and a passkey stands in for a code."""

import pyotp
import pytest
from playwright.sync_api import expect

from risk_register import clock
from tests.browser.bench import check_accessible, check_no_sideways_scroll, set_width
from tests.live import PASSWORD

OWNER = "oh-cyp@example.org"
SECRETARY = "board-secretary@example.org"
RISKS = "/oxfordshire-send/risks"
SCORE = f"{RISKS}/R-007/assessments/new"
#: A finger reader, as Chromium plays it.
LAPTOP = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


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


@pytest.fixture
def device(page):
    """The page's device: its commands, and the id of its authenticator."""
    commands = page.context.new_cdp_session(page)
    commands.send("WebAuthn.enable")
    added = commands.send("WebAuthn.addVirtualAuthenticator", {"options": LAPTOP})
    return commands, added["authenticatorId"]


def check_page(page):
    set_width(page, 320)
    check_no_sideways_scroll(page)
    check_accessible(page)


def set_up_phone(page, home):
    """Set a phone up, and give one of its recovery codes."""
    page.goto(f"{home}/your-account/second-factor")
    page.get_by_role("button", name="Begin").click()
    secret = page.locator(".rr-kept").inner_text()
    page.get_by_label("Code from the app").fill(pyotp.TOTP(secret).at(clock.machine_now()))
    page.get_by_role("button", name="Confirm").click()
    return page.locator(".rr-codes code").first.inner_text()


def ask_for_code(page, home):
    page.goto(f"{home}/sign-in")
    page.get_by_label("E-mail address").fill(SECRETARY)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_a_passkey_is_added_and_signs_in(service, page, without_scripts, device):
    home = service.url.replace("127.0.0.1", "localhost")
    commands, authenticator = device
    ask_for_code(page, home)
    code = set_up_phone(page, home)
    page.goto(f"{home}/your-account/passkeys/new")
    page.get_by_text("makes no passkeys").wait_for(state="hidden")
    check_page(page)
    page.get_by_label("Name").fill("Laptop at work")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Go on").click()
    check_page(page)
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_text("Laptop at work, added").wait_for()
    check_page(page)
    page.get_by_role("button", name="Sign out", exact=True).click()

    ask_for_code(page, home)
    check_page(page)
    use = page.get_by_role("button", name="Use your passkey")
    finger = {"authenticatorId": authenticator, "isUserVerified": False}
    commands.send("WebAuthn.setUserVerified", finger)
    use.click()
    page.get_by_text("The passkey was not used.").wait_for()
    commands.send("WebAuthn.setUserVerified", {**finger, "isUserVerified": True})
    use.click()
    page.get_by_role("heading", name="My work").wait_for()

    ask_for_code(without_scripts, home)
    without_scripts.get_by_label("Code").wait_for()
    assert not without_scripts.get_by_role("button", name="Use your passkey").is_visible()
