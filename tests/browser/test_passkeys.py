"""A passkey in Chromium, whose virtual authenticator stands for a laptop's finger reader."""

import pyotp
import pytest

from risk_register import clock
from tests.browser.bench import check_accessible, check_no_sideways_scroll, set_width
from tests.live import PASSWORD

OWNER = "oh-cyp@example.org"
LAPTOP = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


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
    page.get_by_label("E-mail address").fill(OWNER)
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
    refuses = {"authenticatorId": authenticator, "isUserVerified": False}
    commands.send("WebAuthn.setUserVerified", refuses)
    page.get_by_role("button", name="Use your passkey").click()
    page.get_by_role("heading", name="My work").wait_for()

    ask_for_code(without_scripts, home)
    without_scripts.get_by_label("Code").wait_for()
    assert not without_scripts.get_by_role("button", name="Use your passkey").is_visible()
