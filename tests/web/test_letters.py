"""Letters at the pages: what became of each, a second one, an arrival, a stopped link."""

import pytest

from risk_register.database import db
from risk_register.domain.circulation import DeliveryState
from risk_register.mail.post import Outcome, Receipt
from risk_register.models import Circulation, Delivery, Pack
from risk_register.services.deliveries import deliver_letters
from risk_register.services.packs import find_newest
from risk_register.services.reading_links import find_newest_link, sign_link
from tests.conftest import NOW, post, token_of
from tests.services.by_link import change_board, circulate_by_link, letter_of
from tests.services.test_circulations import Office, room
from tests.services.test_drawings import june
from tests.web.test_reading_links import flat, sofia

PACK = "/send/packs/1"


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


@pytest.fixture
def sent(app):
    """Send three letters by link; Grace's is refused for good. Give the ids of all by name."""
    with app.app_context():
        circulate_by_link(sofia())
        deliver_letters(room(Office(Receipt(Outcome.FAILED, "550 no such user"))), at=NOW)
        return {name: letter_of(name).id for name in ("grace", "tom", "olu")}


def count(app):
    with app.app_context():
        return db.session.query(Delivery).count()


def ask(browser, form, **typed):
    return browser.post(form, data={"csrf_token": token_of(browser), **typed})


def test_the_packs_page_leads_to_what_each_reader_got(at_the_page, sent):
    browser = at_the_page("sofia")
    address = f"{PACK}/circulations/1"
    page = browser.get(PACK).text
    assert address in page
    assert f"{PACK}/letters/{sent['tom']}" in page
    assert "/send/meetings/1/circulation-record" in page
    assert "/send/meetings/1/circulated.zip" in page

    page = flat(browser.get(address).text)
    assert "“Accepted by the mail server” is not “read”." in page
    assert "Full edition, by link" in page
    assert "550 no such user" in page
    assert "The link has not been opened." in page
    assert at_the_page("ada").get(address).status_code == 200
    assert at_the_page("tom").get(address).status_code == 403
    assert at_the_page("tom").get(f"{PACK}/letters/{sent['tom']}").status_code == 403


def test_a_letter_of_a_replaced_version_leads_to_the_newer_one(at_the_page, app, sent):
    with app.app_context():
        change_board(replace_june)
        newer = find_newest(june()).id
    browser = at_the_page("sofia")
    for name in ("grace", "tom"):
        page = flat(browser.get(f"{PACK}/letters/{sent[name]}").text)
        assert "Version 2 stands in this pack’s place." in page
        assert f'href="/send/packs/{newer}"' in page
        assert "Send it again" not in page
        assert "Send a second letter" not in page
    assert "Version 2 stands" in browser.get(f"{PACK}/circulations/1").text
    assert "Send again" not in browser.get(PACK).text
    answer = browser.get(f"{PACK}/letters/{sent['grace']}/resend")
    assert answer.location == f"{PACK}/letters/{sent['grace']}"
    assert "Version 2 has gone out in this pack" in browser.get(answer.location).text


def test_a_stopped_letter_says_that_it_was_never_sent(at_the_page, app, sent):
    with app.app_context():
        change_board(lambda: stop(letter_of("tom")))
    page = flat(at_the_page("sofia").get(f"{PACK}/letters/{sent['tom']}").text)

    assert "It was never sent." in page
    assert "nothing yet" not in page


def stop(letter):
    letter.state, letter.answer, letter.sent_at = DeliveryState.STOPPED, None, None


def replace_june():
    """Let a copy of the June pack be its second version, and have gone."""
    first = find_newest(june())
    parts = (
        "meeting_id",
        "edition",
        "state",
        "due_at",
        "asked_at",
        "snapshot_id",
        "made_at",
        "sha256",
    )
    second = Pack(version=2, **{part: getattr(first, part) for part in parts})
    second.approved_at = NOW
    by = db.session.get(Circulation, 1).decided_by
    db.session.add(Circulation(pack=second, number=1, decided_by=by, decided_at=NOW))


def test_one_letter_says_all_that_is_known_of_it(at_the_page, app, sent):
    with app.app_context():
        link = find_newest_link(letter_of("tom"))
        token = sign_link(link, secret_key=app.config["SECRET_KEY"])
    app.test_client().get(f"/reading/{token}")

    page = flat(at_the_page("sofia").get(f"{PACK}/letters/{sent['tom']}").text)
    assert "SHA-256 of the file" in page
    assert "The link was opened on 5 June 2018, 09:00, by its reader or a mail program." in page


def test_a_second_letter_is_asked_for_with_address_and_reason(at_the_page, app, sent):
    browser = at_the_page("sofia")
    form = f"{PACK}/letters/{sent['tom']}/second"
    assert 'value="tom@example.org"' in browser.get(form).text
    typed = {"number": "2", "address": "tom.new@example.org"}

    answer = ask(browser, form, reason="", **typed)
    assert answer.status_code == 422
    assert "Say why it is sent again." in answer.text
    assert "tom.new@example.org" in answer.text
    answer = ask(browser, form, reason="She moved.", **typed)
    assert answer.status_code == 302
    page = flat(browser.get(answer.location).text)
    assert "A second letter to Head of Casework is on its way." in page
    assert "corrected for this letter only" in page
    record = flat(browser.get("/send/meetings/1/circulation-record").text)
    assert "2 more seats were at the table. This circulation was not for them" in record
    assert ask(browser, form, reason="She moved.", **typed).status_code == 422
    assert count(app) == 4
    assert ask(at_the_page("amira"), form, reason="Why not?", **typed).status_code == 403


def test_a_held_letter_is_said_to_have_arrived(at_the_page, app, sent):
    with app.app_context():
        change_board(lambda: setattr(letter_of("tom"), "state", DeliveryState.HELD))
    browser = at_the_page("sofia")
    address = f"{PACK}/letters/{sent['tom']}"
    assert "It has arrived" in browser.get(address).text

    assert post(browser, f"{address}/arrival").location == address
    assert "Noted: it has arrived, and does not go again." in browser.get(address).text
    assert post(browser, f"{address}/arrival").status_code == 422


def test_a_link_is_stopped_from_its_letters_page(at_the_page, app, sent):
    browser = at_the_page("sofia")
    address = f"{PACK}/letters/{sent['tom']}"
    assert "Stop the link" in browser.get(address).text

    assert post(browser, f"{address}/links/revocation").location == address
    page = flat(browser.get(address).text)
    assert "It was stopped on 5 June 2018, 09:00. Another letter brings a new one." in page
    assert "Stop the link" not in page
    with app.app_context():
        assert find_newest_link(letter_of("tom")).revoked_at is not None
