"""The whole month, as the three people live it: real pages, a real clock, real letters.

The owner works at 320 pixels, without scripts, with the keyboard alone.
"""

import hashlib
import re
import subprocess

import pytest

from tests.browser.bench import open_page, run_chromium

pytestmark = pytest.mark.browser

P = "/oxfordshire-send"
REASON = "One of the two new therapists has withdrawn."
ADVISER = "nhse-adviser@example.org"


@pytest.fixture(scope="module")
def has_clock():
    """The clock makes the pack and sends the letters."""
    return True


@pytest.fixture(scope="module")
def chromium():
    """A browser for the story."""
    with run_chromium() as browser:
        yield browser


def test_a_month_from_the_owners_phone_to_the_readers_inboxes(service, mail_server, chromium):
    mail_server.refused.add(ADVISER)
    wait_until_the_clock_has_made_june(service, chromium)
    the_owner_updates_a_score_and_an_action(service, chromium)
    the_manager_corrects_and_approves(service, chromium)
    the_secretary_circulates(service, chromium)
    the_secretary_sends_the_refused_letter_again(service, mail_server, chromium)
    every_reader_holds_the_same_pack(mail_server)
    the_letters_bear_witness(service, mail_server)
    the_auditor_sees_what_happened(service, chromium)


def wait_until_the_clock_has_made_june(service, chromium):
    with open_page(chromium) as page:
        service.sign_in(page, "programme-manager@example.org")
        page.goto(f"{service.url}{P}/packs")
        for _ in range(60):
            if page.get_by_text("Made, to be approved").count():
                return
            page.wait_for_timeout(1000)
            page.reload()
        raise AssertionError("the clock did not make the pack")


def the_owner_updates_a_score_and_an_action(service, chromium):
    with open_page(chromium, width=320, scripts=False) as page:
        service.sign_in(page, "oh-cyp@example.org")
        press(page, page.get_by_role("link", name="Update the score of R-007"))
        page.get_by_label("5 Almost certain").focus()
        impact = page.get_by_role("group", name="How hard would it hit?")
        impact.get_by_label("3 Moderate").focus()
        page.keyboard.press("ArrowUp")
        page.get_by_label("Why?").focus()
        page.keyboard.type(REASON)
        press(page, page.get_by_role("button", name="Save the score"))
        page.get_by_text("R-007 moved from 15 to 20 Red.").first.wait_for()

        press(page, page.locator("summary", has_text="What else is yours"))
        press(page, page.get_by_role("link", name=re.compile("A-7.2")))
        press(page, page.get_by_role("link", name="Say how it goes"))
        page.get_by_label("Note").focus()
        page.keyboard.type("The second agency offers one therapist from July.")
        page.get_by_label("How far is it, in per cent?").fill("40")
        press(page, page.get_by_role("button", name="Save the action"))
        page.get_by_text("A-7.2 is off track, 40 per cent.").first.wait_for()


def the_manager_corrects_and_approves(service, chromium):
    with open_page(chromium) as page:
        service.sign_in(page, "programme-manager@example.org")
        page.get_by_role("link", name="Read and approve the pack").click()
        page.get_by_text("The register has changed since").first.wait_for()
        page.get_by_role("link", name="Make version 2").click()
        page.get_by_label("What does the new version change?").fill("R-007 is worse.")
        page.get_by_role("button", name="Make version 2").click()
        page.get_by_text("Made, to be approved").wait_for(timeout=60_000)
        page.get_by_role("link", name="Approve this version").click()
        page.get_by_role("button", name="Approve version 2").click()
        page.get_by_text("The pack is approved.").first.wait_for()
        page.get_by_text("Approved, to be circulated").wait_for(timeout=60_000)


def the_secretary_circulates(service, chromium):
    with open_page(chromium) as page:
        service.sign_in(page, "board-secretary@example.org")
        page.get_by_role("link", name="Circulate the pack").click()
        page.get_by_text("in time").first.wait_for()
        page.get_by_label("A note in the letter").fill("Please look at R-007 first.")
        page.get_by_role("button", name=re.compile("Send to 18 readers")).click()
        page.get_by_text("nobody of that name").wait_for(timeout=60_000)


def the_secretary_sends_the_refused_letter_again(service, mail_server, chromium):
    with open_page(chromium, scripts=False) as page:
        service.sign_in(page, "board-secretary@example.org")
        page.goto(f"{service.url}{P}/packs")
        page.get_by_role("link", name=re.compile(r"^14 June 2018\W+version 2")).click()
        page.get_by_role("link", name="Send again to NHS England SEND adviser").click()
        page.get_by_label("E-mail address").fill("send-adviser@example.net")
        page.get_by_role("button", name="Send it again").click()
        for _ in range(60):
            if page.get_by_text("Failed").count() == 0 and len(list_packs(mail_server)) == 18:
                return
            page.wait_for_timeout(500)
            page.reload()
        raise AssertionError("the letter did not leave again")


def every_reader_holds_the_same_pack(mail_server):
    packs = {attachment_of(letter) for _, letter in list_packs(mail_server)}
    readers = [address for address, _ in list_packs(mail_server)]
    assert len(packs) == 1
    assert len(readers) == len(set(readers)) == 18
    assert "send-adviser@example.net" in readers
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=packs.pop(), capture_output=True, check=True
    ).stdout.decode()
    words = " ".join(text.split())
    for expected in ("R-007", "20 Red", "version 2", "Service Director Children and Young People"):
        assert expected in words


def the_letters_bear_witness(service, mail_server):
    letter = list_packs(mail_server)[0][1]
    text = letter.get_body(("plain",)).get_content()
    assert "Please look at R-007 first." in text
    assert hashlib.sha256(attachment_of(letter)).hexdigest() in text
    head = re.search(r"\d+:[0-9a-f]{64}", text)[0]
    verified = service.command("history", "verify", "--expect", head)
    assert verified.returncode == 0, verified.stderr
    assert "all as recorded" in verified.stdout


def the_auditor_sees_what_happened(service, chromium):
    with open_page(chromium) as page:
        service.sign_in(page, "auditor@example.org")
        page.goto(f"{service.url}{P}/history")
        said = page.locator("main").inner_text()
        for done in (
            " the current score of R-007",
            "reported on action",
            "approved the pack",
            "circulated the pack",
        ):
            assert done in said
        assert REASON in said


def press(page, target):
    target.focus()
    page.keyboard.press("Enter")


def list_packs(mail_server):
    """List the letters that bring a pack, with their readers; the clock writes others."""
    return [each for each in mail_server.letters if list(each[1].iter_attachments())]


def attachment_of(letter):
    (attached,) = letter.iter_attachments()
    return attached.get_content()
