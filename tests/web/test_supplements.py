"""Papers added later at the page: which, to whom, the very letter, and sent once."""

import pytest

from risk_register.database import db
from risk_register.models import Delivery
from risk_register.services.deliveries import deliver_letters
from tests.conftest import NOW, post
from tests.services.test_agendas import SECRET, add, draft
from tests.services.test_circulations import Office, circulate, room
from tests.services.test_papers import add_file
from tests.web.test_reading_links import flat, sofia

PACK = "/send/packs/1"
NEW = f"{PACK}/supplements/new"


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


@pytest.fixture
def secretary(app, at_the_page):
    """The secretary's browser; the pack has gone, and an exempt paper came since."""
    with app.app_context():
        by = sofia()
        draft(by)
        claim = add(by, SECRET)
        circulate(by)
        deliver_letters(room(Office()), at=NOW)
        add_file(by, claim, name="jones.pdf", title="The claim of Jones")
    return at_the_page("sofia")


def test_the_packs_page_leads_there_when_a_paper_was_added(secretary, at_the_page):
    assert NEW in secretary.get(PACK).text

    page = flat(secretary.get(NEW).text)
    assert "Send papers as supplement 1" in page
    assert "The claim of Jones" in page
    assert "Parents&#39; Adviser" not in page
    assert "1 of 1, attached" in page
    assert "The same as a page, for programs that show one" in page
    assert "an exempt paper, not named in letters" in page
    assert at_the_page("amira").get(NEW).status_code == 403


def test_who_may_not_see_exempt_items_reads_not_what_an_exempt_paper_is_called(
    secretary, at_the_page
):
    page = post(secretary, NEW, number="2", papers="1", note="", late_reason="").location
    assert "The claim of Jones" in secretary.get(page).text

    seen = flat(at_the_page("ada").get(page).text)
    assert "An exempt paper" in seen
    assert "Jones" not in seen


def test_it_is_sent_once_and_then_there_is_nothing_more_to_send(secretary, app):
    typed = {"number": "2", "papers": "1", "late_reason": "", "late_agreed_by_id": ""}
    preview = post(secretary, NEW, **typed, stage="preview", note="It came today.")
    assert "It came today." in preview.text.partition("The same as a page")[2]
    answer = post(secretary, NEW, **typed, note="It came today.")
    assert answer.location == f"{PACK}/circulations/2"
    page = flat(secretary.get(answer.location).text)
    assert "Supplement 1: 2 letters are on the way." in page
    assert "Papers that travelled along" in page
    again = post(secretary, NEW, **typed, note="Kept words.")
    assert again.status_code == 422
    assert NEW not in secretary.get(PACK).text
    assert "Every paper of the agenda has gone" in secretary.get(NEW).text
    assert "circulation 2, supplement 1" in flat(secretary.get(PACK).text)
    with app.app_context():
        assert db.session.query(Delivery).count() == 5
