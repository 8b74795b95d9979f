"""Before sending: the list, the position, the papers and the very letters, on one page."""

import re
from dataclasses import replace
from html import unescape

import pytest

from risk_register import clock
from risk_register.database import db, write_transaction
from risk_register.services.mail_domains import choose_mail_domains
from tests.conftest import NOW, post
from tests.services.by_link import change_board
from tests.services.test_agendas import SECRET, add, draft
from tests.web.test_reading_links import sofia as member_of_sofia

CLAIM = "The claim of Jones for pay"
NEW = "/send/packs/1/circulations/new"


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


def words(answer):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_the_page_says_how_the_latest_day_was_counted_and_who_gets_what_and_why(at_the_page):
    page = words(at_the_page("sofia").get(NEW))

    assert "it is in time ." in page
    assert "Latest day: Wednesday 6 June 2018. Five clear working days: Thu 7" in page
    assert "Full edition Nothing in this pack is exempt." in page
    assert "New" not in page


def test_a_late_pack_says_by_how_much_and_asks_who_agreed(at_the_page):
    clock.flow_from(NOW.replace(day=8), anchored_at=clock.machine_now())
    sofia = at_the_page("sofia")
    page = words(sofia.get(NEW))
    refused = post(sofia, NEW, number="1", note="See page 2.")
    sent = post(sofia, NEW, number="1", late_reason="The figures came late.", late_agreed_by_id="5")

    assert "clear working days instead of five." in page
    assert "Who agreed to take it late?" in page
    assert refused.status_code == 422
    assert "Say why the pack goes out late." in refused.text
    assert "See page 2." in refused.text
    assert sent.status_code == 302


def test_the_very_letters_are_read_with_the_words_before_anything_is_sent(at_the_page, app):
    answer = post(at_the_page("sofia"), NEW, number="1", stage="preview", note="See R-002 first.")

    assert answer.status_code == 200
    assert "See R-002 first." in answer.text.split('class="rr-letter"')[1]
    assert "send-programme-board-2018-06-14-risk-pack-v1.pdf" in answer.text
    with app.app_context():
        assert db.session.execute(db.text("SELECT count(*) FROM delivery")).scalar() == 0


def test_where_all_may_read_it_exempt_words_go_only_after_a_warning(at_the_page, app):
    with app.app_context():
        by = member_of_sofia()
        draft(by)
        add(by, replace(SECRET, title=CLAIM))
        change_board(
            lambda: db.session.execute(db.text("UPDATE seat SET is_entitled_to_exempt = true"))
        )
    sofia = at_the_page("sofia")
    note = f"First see {CLAIM}."
    warned = post(sofia, NEW, number="1", note=note)
    sent = post(sofia, NEW, number="1", note=note, warned="yes")

    assert warned.status_code == 200
    assert "Your words repeat what an exempt item of the agenda is called." in words(warned)
    assert 'name="warned" value="yes"' in warned.text
    assert note in unescape(warned.text)
    assert sent.location == "/send/packs/1"
    assert "Your words repeat" not in words(sofia.get(NEW))


def test_a_reader_outside_the_allowed_domains_is_named_and_gets_no_letter(at_the_page, app):
    with app.app_context(), write_transaction():
        choose_mail_domains("ccg", ["nhs.net"], at=NOW)
    page = words(at_the_page("sofia").get(NEW))

    assert "1 reader gets no letter because of the address: Parents' Adviser." in page
    assert "No letter. Letters of this agency may not go to example.org." in page
    assert "Send to 2 readers" in page


@pytest.mark.parametrize(
    "typed",
    [
        {"stage": "x"},
        {"papers": "x"},
        {"papers": "99"},
        {"late_agreed_by_id": "-1"},
        {"number": "0"},
        {"other": "1"},
    ],
)
def test_a_form_that_no_page_sends_is_refused(at_the_page, typed):
    answer = post(at_the_page("sofia"), NEW, **{"number": "1"} | typed)

    assert answer.status_code == 422
