"""Publishing on pages: the secretary decides, everybody reads, nobody else learns anything."""

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.circulation import DeliveryState
from risk_register.mail.post import Outcome, Receipt
from risk_register.models import Body, PublicationLetter
from risk_register.services.deliveries import deliver_letters
from risk_register.services.events import record_event
from tests.conftest import NOW, post, token_of
from tests.services.test_circulations import Office, room

PAGE = "/send/packs/1/publication"


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


@pytest.fixture
def database():
    """The service is tested on both."""
    return "sqlite"


@pytest.fixture
def sofia(app, at_the_page):
    """The secretary of a body that publishes."""
    with app.app_context(), write_transaction():
        body = db.session.scalars(db.select(Body).where(Body.key == "board")).first()
        body.publishes = True
        record_event(
            "body rules changed",
            subject="body board",
            programme=body.programme,
            by=None,
            at=NOW,
        )
    return at_the_page("sofia")


def publish(sofia):
    page = sofia.get(PAGE).text
    sha256 = page.split('name="sha256" value="')[1].split('"')[0]
    return post(sofia, PAGE, sha256=sha256)


def test_from_the_packs_page_to_everybody(sofia, at_the_page):
    assert PAGE in sofia.get("/send/packs/1").text
    assert "The latest day in time is Wednesday 6 June 2018." in sofia.get(PAGE).text
    anybody = at_the_page()
    assert anybody.get("/published/send").status_code == 404
    assert publish(sofia).status_code == 302

    page = anybody.get("/published/send").text
    assert "SEND Programme Board, 14 June 2018" in page
    for file in ("pack.pdf", "pack.html", "pack.json"):
        assert f"/published/send/1/{file}" in page
        answer = anybody.get(f"/published/send/1/{file}")
        assert answer.status_code == 200
        assert "-public-v1." in answer.headers["Content-Disposition"]
    assert anybody.get("/published/send/1/register.csv").status_code == 404


def test_nobody_is_named_on_the_public_pages(sofia, at_the_page):
    publish(sofia)
    anybody = at_the_page()
    page, data = (anybody.get(f"/published/send{end}").text for end in ("", "/1/pack.html"))

    for name in ("Sofia", "Amira", "Grace", "Board Secretary"):
        assert name not in page
    for name in ("Sofia", "Amira", "Grace"):
        assert name not in data


def test_it_is_taken_back_with_a_reason_that_the_public_does_not_read(sofia, at_the_page):
    publish(sofia)
    assert post(sofia, "/send/publications/1/withdrawal", reason="").status_code == 422
    post(sofia, "/send/publications/1/withdrawal", reason="A wrong date.")

    assert "A wrong date." in sofia.get(PAGE).text
    page = at_the_page().get("/published/send").text
    assert "Taken back" in page
    assert "A wrong date." not in page
    assert at_the_page().get("/published/send/1/pack.pdf").status_code == 404
    assert "took back what was published" in sofia.get("/send/history").text


def test_only_the_secretary_publishes(sofia, at_the_page):
    for name in ("amira", "tom", "grace", "ada"):
        assert at_the_page(name).get(PAGE).status_code == 403
    assert at_the_page().get(PAGE).location.startswith("/sign-in")


def test_the_page_tells_who_was_written_to_and_what_became_of_it(app, sofia):
    with app.app_context(), write_transaction():
        body = db.session.scalars(db.select(Body).where(Body.key == "board")).first()
        body.publish_address = "web@example.org"
        record_event(
            "body rules changed",
            subject="body board",
            programme=body.programme,
            by=None,
            at=NOW,
        )
    assert "web@example.org gets it by letter within minutes" in sofia.get(PAGE).text
    publish(sofia)
    said = " ".join(sofia.get(PAGE).text.split())
    assert "Asked to publish it, by letter to web@example.org: waiting to be sent" in said
    assert "web@example.org is asked by letter to take it down" in " ".join(
        sofia.get("/send/publications/1/withdrawal").text.split()
    )

    post(sofia, "/send/publications/1/withdrawal", reason="A wrong date.")
    said = " ".join(sofia.get(PAGE).text.split())
    assert "by letter to web@example.org: stopped before it had gone" in said
    assert "publish" in sofia.get("/send/history").text


def test_a_letter_that_failed_is_sent_again_with_a_reason(app, sofia):
    with app.app_context(), write_transaction():
        body = db.session.scalars(db.select(Body).where(Body.key == "board")).first()
        body.publish_address = "web@example.org"
        record_event("body rules changed", subject="body board", programme=None, by=None, at=NOW)
    publish(sofia)
    again = "/send/publications/letters/1/resend"
    refuse(app, Receipt(Outcome.UNCERTAIN, "The line broke."), state=DeliveryState.HELD)

    assert again in sofia.get(PAGE).text
    assert "It has arrived" in sofia.get(again).text
    answer = ask(sofia, again, address="web@example.org", reason="")
    assert answer.status_code == 422
    assert "Say why it is sent again." in answer.text
    answer = ask(sofia, again, address="web.team@example.org", reason="They never got it.")
    assert answer.location == PAGE.replace("1", "2")
    page = " ".join(sofia.get(PAGE).text.split())
    assert "by letter to web.team@example.org: waiting to be sent" in page
    assert "sent again: “They never got it.”" in page
    assert "to a corrected address" in sofia.get("/send/history").text
    assert "They never got it." not in sofia.get("/published/send").text

    refuse(app, Receipt(Outcome.FAILED, "550 No such user."), state=DeliveryState.HELD)
    assert post(sofia, "/send/publications/letters/1/arrival").location == PAGE.replace("1", "2")
    assert "Only a letter that has not gone can be sent again." in sofia.get(again).text


def ask(browser, form, **typed):
    return browser.post(form, data={"csrf_token": token_of(browser), **typed})


def refuse(app, receipt, *, state):
    """Let the mail server refuse the letter, and a person be asked what becomes of it."""
    with app.app_context():
        deliver_letters(room(Office(receipt)), at=NOW)
        with write_transaction():
            letter = db.session.get(PublicationLetter, 1)
            letter.state = state
            record_event(
                "publication letter held for a person",
                subject="pack 1",
                programme=letter.publication.pack.meeting.body.programme,
                by=None,
                at=NOW,
                facts={"asks": "publish"},
            )
