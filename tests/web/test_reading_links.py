"""Reading by a personal link: the page, its files, and what the secretary can see of it."""

from datetime import timedelta

import pytest

from risk_register import clock
from risk_register.database import db, write_transaction
from risk_register.domain.circulation import Opening
from risk_register.models import CirculatedPaper, LinkOpening, Person
from risk_register.services.packs import find_newest, withdraw_pack
from risk_register.services.programmes import get_member
from risk_register.services.reading_links import find_newest_link, revoke_links, sign_link
from tests.conftest import NOW, post
from tests.files import PDF
from tests.services.by_link import change_board, circulate_by_link, letter_of
from tests.services.freezing import change
from tests.services.test_agendas import SECRET, add, draft
from tests.services.test_drawings import june
from tests.services.test_papers import add_file

DEAD = "This link does not work"


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


def sofia():
    person = db.session.scalars(db.select(Person).where(Person.name == "Sofia")).one()
    return get_member(person, "send", on=clock.today())


@pytest.fixture
def address(app):
    """Give the address that the letter to Tom carries."""
    with app.app_context():
        circulate_by_link(sofia())
        link = find_newest_link(letter_of("tom"))
        return f"/reading/{sign_link(link, secret_key=app.config['SECRET_KEY'])}"


def uses(app):
    with app.app_context():
        rows = db.session.scalars(db.select(LinkOpening).order_by(LinkOpening.id))
        return [(row.kind, row.what) for row in rows]


def flat(page):
    return " ".join(page.split())


def test_a_link_opens_without_signing_in_and_says_what_for_whom_and_until_when(app, address):
    answer = app.test_client().get(address)

    page = flat(answer.text)
    assert "The papers for Thursday 14 June 2018" in page
    assert "For the Head of Casework (member)." in page
    assert "Risk pack, full edition, version 1" in page
    assert "The link works until the end of 12 September 2018" in page
    assert "Demonstration: invented." in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert uses(app) == [(Opening.OPENED, None)]


def test_the_pack_is_read_as_a_page_and_as_a_print_and_each_is_noted(app, address):
    browser = app.test_client()
    screen, print_ = browser.get(f"{address}/pack.html"), browser.get(f"{address}/pack.pdf")

    assert screen.mimetype == "text/html"
    assert "default-src 'none'; style-src 'sha256-" in screen.headers["Content-Security-Policy"]
    with app.app_context():
        assert print_.data == find_newest(june()).pdf
    name = "send-programme-board-2018-06-14-risk-pack-v1.pdf"
    assert print_.headers["Content-Disposition"] == f'inline; filename="{name}"'
    assert uses(app) == [(Opening.READ, "pack.html"), (Opening.READ, "pack.pdf")]


def test_who_asks_for_the_head_alone_has_opened_nothing(app, address):
    browser = app.test_client()
    for end in ("", "/pack.html", "/pack.pdf"):
        assert browser.head(address + end).status_code == 200

    assert uses(app) == []


def test_a_scanner_that_follows_the_link_acknowledges_nothing_and_uses_nothing_up(app, address):
    for _ in range(3):
        assert app.test_client().get(address).status_code == 200
    assert app.test_client().get(f"{address}/acknowledgement").status_code == 405
    assert "I have it" in app.test_client().get(address).text

    assert Opening.ACKNOWLEDGED not in [kind for kind, _ in uses(app)]


def test_whoever_says_that_they_have_it_is_thanked_once(app, address):
    browser = app.test_client()
    for _ in range(2):
        assert post(browser, f"{address}/acknowledgement").location == address

    page = browser.get(address).text
    assert "Noted: you have it." in page
    assert "You said on 5 June 2018, 09:00 that you have it." in flat(page)
    assert [kind for kind, _ in uses(app)].count(Opening.ACKNOWLEDGED) == 1


def test_an_acknowledgement_without_the_forms_token_is_refused(app, address):
    assert app.test_client().post(f"{address}/acknowledgement").status_code == 400
    assert uses(app) == []


def test_nonsense_a_forged_and_a_revoked_link_are_answered_alike(app, address):
    with app.app_context(), write_transaction():
        revoke_links(letter_of("tom"), by=sofia(), at=NOW)

    browser = app.test_client()
    answers = [browser.get(each) for each in (address, f"{address}x", "/reading/nonsense")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert DEAD in answers[0].text
    for end in ("/pack.pdf", "/pack.html", "/papers/1"):
        assert browser.get(address + end).status_code == 404
    assert uses(app) == []


def test_an_expired_link_says_so_and_whom_to_ask(app, address):
    with app.app_context():
        soon = NOW - timedelta(minutes=1)
        change_board(lambda: setattr(find_newest_link(letter_of("tom")), "expires_at", soon))

    browser = app.test_client()
    for end in ("", "/pack.pdf", "/pack.html", "/papers/1"):
        answer = browser.get(address + end)
        assert answer.status_code == 410
        assert "Ask the board secretary for a new one." in answer.text
    assert post(browser, f"{address}/acknowledgement").status_code == 410
    assert uses(app) == []


def test_a_withdrawn_pack_says_so_and_shows_nothing_of_it(app, address):
    with app.app_context(), write_transaction():
        pack = find_newest(june())
        sha256 = pack.sha256
        withdraw_pack(pack, reason="A wrong year.", sha256=sha256, by=sofia(), at=NOW)

    browser = app.test_client()
    for end in ("", "/pack.pdf", "/pack.html", "/papers/1"):
        answer = browser.get(address + end)
        assert answer.status_code == 410
        assert "It was withdrawn on 5 June 2018, 09:00 and no longer holds." in flat(answer.text)
        assert sha256 not in answer.text
        assert "A wrong year." not in answer.text
    assert uses(app) == []


def test_papers_are_handed_out_and_exempt_ones_to_the_entitled_alone(app):
    with app.app_context():
        by = sofia()
        draft(by)
        number = add_file(by, add(by, SECRET), name="claim.pdf", title="The claim of Jones")
        circulation = circulate_by_link(by)
        paper = {"circulation": circulation, "paper_id": number}
        change_board(lambda: db.session.add(CirculatedPaper(**paper)))
        key = app.config["SECRET_KEY"]
        tom, olu = (
            f"/reading/{sign_link(find_newest_link(letter_of(name)), secret_key=key)}"
            for name in ("tom", "olu")
        )

    browser = app.test_client()
    assert "The claim of Jones" in browser.get(tom).text
    answer = browser.get(f"{tom}/papers/{number}")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"] == "attachment; filename=claim.pdf"
    assert "Jones" not in browser.get(olu).text
    assert browser.get(f"{olu}/papers/{number}").status_code == 404
    assert uses(app)[1] == (Opening.READ, f"paper {number}")


def test_a_pack_that_tells_of_a_risk_restricted_from_its_reader_opens_no_more(app, address):
    browser = app.test_client()
    with app.app_context():
        change("R-001", restricted_at=NOW, restrict_reason="Its owner is Tom.")
    assert browser.get(f"{address}/pack.pdf").status_code == 200
    with app.app_context():
        change("R-002", restricted_at=NOW, restrict_reason="Only the board may read this.")
    seen = uses(app)

    for path in ("", "/pack.html", "/pack.pdf", "/papers/1"):
        answer = browser.get(f"{address}{path}")
        assert answer.status_code == 410
        assert "no longer open to this link" in answer.text
        assert "Ask the board secretary of SEND Programme Board" in flat(answer.text)
        assert "R-002" not in answer.text
    assert post(browser, f"{address}/acknowledgement").status_code == 410
    assert uses(app) == seen
