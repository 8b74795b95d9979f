"""One tap from a letter to what is due: whom it signs in, and how it ends."""

from datetime import timedelta

import pytest

from risk_register import clock
from risk_register.database import db, write_transaction
from risk_register.models import Event, Holding, SignInSession
from risk_register.services.events import record_event
from tests.conftest import NOW, post
from tests.web.links import by_link, find_links, mail_link

ACTING = "You are acting as <strong>Head of Casework</strong> (The County Council). Not you?"
BOTH = (
    "You are acting as <strong>Head of Casework</strong> (The County Council) and "
    "<strong>Head of Commissioning</strong> (The Clinical Commissioning Group). Not you?"
)
REVIEWS = "/send/risks/R-001/reviews"
SCORE = "/send/risks/R-001/assessments/new"
ENDED = "This link no longer works"


def count_sessions(app):
    with app.app_context():
        return db.session.query(SignInSession).count()


def count_lines(app, chain):
    with app.app_context():
        return db.session.query(Event).filter_by(chain=chain).count()


def flat(page):
    """Give a page as one line, so that line ends do not matter."""
    return " ".join(page.split())


def leave_post(app):
    with app.app_context(), write_transaction():
        holding = db.session.get_one(Holding, 1)
        assert holding.person.name == "Tom"
        holding.until_on = clock.today() - timedelta(days=1)
        record_event("people added", subject="people", programme=None, by=None, at=NOW)


def test_one_tap_leads_to_what_is_due_and_says_as_whom(app):
    page = by_link(app).get("/due").text

    assert ACTING in flat(page)
    assert "1 thing is due from you." in page
    assert "R-001 Too few caseworkers" in page
    assert "Last said on 3 May 2018: “Two posts are vacant.”" in page
    assert "12 Amber" in page


def test_somebody_of_two_posts_is_told_both_and_answers_for_both(app):
    with app.app_context(), write_transaction():
        db.session.add(Holding(post_id=2, person_id=1, from_on=NOW.date()))
        record_event("people added", subject="people", programme=None, by=None, at=NOW)

    page = by_link(app).get("/due").text

    assert BOTH in flat(page)
    assert "2 things are due from you." in page


def test_a_page_by_link_has_no_way_that_would_be_refused(app):
    tom = by_link(app)

    for address in ("/due", f"{SCORE}?back=work", "/send/desk"):
        page = tom.get(address).text
        ways = {part.split('"')[0] for part in page.split('href="')[1:]}
        for way in ways - {"#main"}:
            assert way.startswith("/static/") or tom.get(way).status_code == 200, way


def test_a_scanner_that_asks_for_the_head_changes_nothing(app):
    address, before = mail_link(app), count_sessions(app)

    answers = [app.test_client().head(asked) for asked in (address, "/due/wrong")]

    assert {(each.status_code, each.location) for each in answers} == {(200, None)}
    assert all("Set-Cookie" not in each.headers for each in answers)
    assert count_sessions(app) == before
    assert find_links(app)[0].opened_at is None


def test_a_scanner_that_opens_the_link_changes_nothing_in_the_programme(app):
    address, before = mail_link(app), count_lines(app, "send")

    scanner = app.test_client()
    scanner.get(scanner.get(address).location)

    assert count_lines(app, "send") == before
    assert by_link(app).get("/due").status_code == 200


def test_the_letters_address_is_kept_out_of_what_is_opened_next(app):
    for address in (mail_link(app), "/due/wrong"):
        answer = app.test_client().get(address)
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert address not in answer.location


def test_opening_is_told_in_the_record_once(app):
    address, before = mail_link(app), count_lines(app, "service")

    for _ in range(3):
        app.test_client().get(address)

    assert count_lines(app, "service") == before + 1


def test_a_wrong_link_an_ended_one_and_a_revoked_one_get_the_same_page(app):
    ended = mail_link(app, lasts=timedelta(seconds=-1))
    revoked = mail_link(app)
    with app.app_context():
        db.session.execute(
            db.text("UPDATE sign_in_link SET revoked_at = made_at WHERE id = 2"),
        )
        db.session.commit()

    pages = {
        app.test_client().get(address, follow_redirects=True).text.split("<main")[1]
        for address in ("/due/wrong", ended, revoked, f"{revoked}x")
    }

    assert len(pages) == 1
    assert ENDED in pages.pop()


def test_somebody_else_who_is_signed_in_is_asked_first(app, at_the_page):
    amira = at_the_page("amira")
    asked = amira.get(mail_link(app)).location

    page = amira.get(asked)
    assert "You are signed in as Amira, Council." in page.text
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert amira.get("/send/desk").status_code == 200
    assert post(amira, asked).location == "/due"
    assert ACTING in flat(amira.get("/due").text)


def test_nobody_is_made_somebody_else_without_a_button_of_ours(app, at_the_page):
    amira = at_the_page("amira")
    asked = amira.get(mail_link(app)).location

    assert amira.post(asked).status_code == 400
    assert amira.get("/send/desk").status_code == 200


def test_the_same_person_who_is_signed_in_for_everything_stays_so(app, at_the_page):
    tom = at_the_page("tom")

    assert tom.get(mail_link(app)).location == "/"
    assert tom.get("/send/risks").status_code == 200


def test_stop_ends_the_session_on_the_server_too(app):
    tom = by_link(app)
    stolen = tom.get_cookie("register").value
    post(tom, "/sign-out")
    tom.set_cookie("register", stolen)

    assert tom.get("/due").location.startswith("/sign-in")


def test_signing_in_from_a_link_opens_everything(app):
    tom = by_link(app)
    assert "Sign in" in tom.get("/sign-in").text

    post(tom, "/sign-in", email="tom@example.org", password="a password for tests")

    assert tom.get("/send/risks").status_code == 200
    assert tom.get("/due").location == "/"


@pytest.mark.parametrize(
    ("minutes", "lasts"),
    [(11, timedelta(minutes=10)), (45, timedelta(days=9))],
    ids=["its link has expired", "it was idle"],
)
def test_a_session_by_link_ends(app, minutes, lasts):
    tom = by_link(app, lasts=lasts)
    assert tom.get("/due").status_code == 200

    clock.flow_from(NOW + timedelta(minutes=minutes), anchored_at=clock.machine_now())

    assert tom.get("/due").location.startswith("/sign-in")


def test_a_session_by_link_ends_after_its_hours_whatever_is_done(app):
    tom = by_link(app)
    with app.app_context():
        db.session.execute(
            db.text("UPDATE session SET started_at = :then"),
            {"then": (NOW - timedelta(hours=12, minutes=1)).astimezone(clock.UTC)},
        )
        db.session.commit()

    assert tom.get("/due").location.startswith("/sign-in")


def test_when_the_post_changes_hands_an_open_session_ends_and_nothing_typed_is_lost(app):
    tom = by_link(app)
    tom.get(SCORE)
    leave_post(app)

    answer = post(tom, SCORE, likelihood="5", impact="4", reason="Another one left.", version="1")

    assert answer.status_code == 401
    assert "Another one left." in answer.text
    assert tom.get("/due").location.startswith("/sign-in")


def test_a_revoked_link_ends_the_sessions_that_began_with_it(app, at_the_page):
    tom = by_link(app)
    post(at_the_page("tom"), "/your-links/1/revocation")

    assert tom.get("/due").location.startswith("/sign-in")


def test_people_see_their_links_and_stop_them(app, at_the_page):
    by_link(app)
    mail_link(app)
    tom = at_the_page("tom")
    assert tom.get("/your-links").text.count("Stop it") == 2

    post(tom, "/your-links/1/revocation")
    assert tom.get("/your-links").text.count("Stop it") == 1
    assert "stopped 5 June 2018" in tom.get("/your-links").text

    post(tom, "/your-links/revocation")
    assert all(link.revoked_at for link in find_links(app))


def test_nobody_stops_a_link_of_somebody_else(app, at_the_page):
    mail_link(app)

    assert post(at_the_page("priya"), "/your-links/1/revocation").status_code == 404
    assert post(at_the_page("priya"), "/send/links/1/revocation").status_code == 403
    assert find_links(app)[0].revoked_at is None


def test_the_manager_stops_the_link_of_a_letter_that_went_astray(app, at_the_page):
    mail_link(app)
    amira = at_the_page("amira")
    assert "Tom, Council" in amira.get("/send/links").text

    answer = post(amira, "/send/links/1/revocation")

    assert answer.location == "/send/links"
    assert "No link works now." in amira.get("/send/links").text


def test_a_form_without_its_token_saves_nothing(app):
    answer = by_link(app).post(REVIEWS, data={"version": "1"})

    assert answer.status_code == 400
