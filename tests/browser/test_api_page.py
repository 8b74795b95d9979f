"""The page about the API in a browser: what is read there is tried there, without scripts too."""

import re

import pytest

READS = ("risks", "meetings", "packs", "actions")


@pytest.fixture
def key(service):
    """A key of the programme manager."""
    scopes = [part for noun in READS for part in ("--scope", f"{noun}:read")]
    words = ("key", "make", "programme-manager@example.org", "--name", "A browser", *scopes)
    return re.search(r"rrk_\S+", service.command(*words).stdout)[0]


@pytest.mark.parametrize("scripts", [True, False])
def test_an_address_is_tried_by_a_key_as_the_password(service, browser, key, scripts):
    asked = {"username": "anybody", "password": key}
    context = browser.new_context(java_script_enabled=scripts, http_credentials=asked)
    page = context.new_page()
    try:
        service.sign_in(page, "programme-manager@example.org")
        page.goto(f"{service.url}/api")
        page.locator("summary", has_text="Risks: uncertain events").click()
        page.locator("summary", has_text="risks/as-at").first.click()
        page.locator("a:visible", has_text="Try it in your browser").click()
        page.wait_for_url("**/oxfordshire-send/risks/as-at?moment=2018-05-10T09:00")

        assert '"reference":"R-001"' in page.inner_text("body")
    finally:
        context.close()
