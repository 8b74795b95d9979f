"""What a link of a letter opens: what is due from its posts, once each, and nothing else."""

from datetime import timedelta

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.permissions import Access
from risk_register.domain.risks import Proximity, Publication, Treatment
from risk_register.models import Action, Agency, Person, Post, Review, Risk
from risk_register.services.events import record_event
from risk_register.services.programmes import get_programme
from risk_register.services.risks import open_risk
from risk_register.web.access import need_of, scope_of
from tests.conftest import NOW, post
from tests.web.links import by_link
from tests.web.test_queries import counting

REVIEWS = "/send/risks/R-001/reviews"
SCORE = "/send/risks/R-001/assessments/new"
UPDATE = "/send/actions/A-1.1/edit"
REFUSED = "Your link lets you answer what is due from you. Sign in for the rest."
ANSWERED = "You have answered this already by your link."
#: What stands for each part of an address: something of somebody else's.
PARTS = {
    "programme_key": "send",
    "reference": "R-002",
    "kind": "csv",
    "file": "pack.pdf",
    "body_key": "board",
    "token": "wrong",
}


def version_of(app, reference="R-001"):
    with app.app_context():
        risk = db.session.scalars(db.select(Risk).where(Risk.number == int(reference[2:]))).one()
        return str(risk.version)


def count_reviews(app):
    with app.app_context():
        return db.session.query(Review).filter_by(risk_id=1).count()


def make_action_due(app):
    with app.app_context(), write_transaction():
        db.session.scalars(db.select(Action)).one().due_on = NOW.date() + timedelta(days=2)
        record_event("people added", subject="people", programme=None, by=None, at=NOW)


def ask_tom(at_the_page):
    post(at_the_page("amira"), "/send/risks/R-001/questions/new", question="Which two posts?")


def addresses(app, method):
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if method in rule.methods and rule.endpoint != "static":
                parts = {name: PARTS.get(name, 1) for name in rule.arguments}
                yield rule.endpoint, app.url_for(rule.endpoint, **parts)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("name", ["tom", "amira"])
def test_every_route_is_closed_to_a_link_unless_it_says_otherwise(app, name, method):
    browser = by_link(app, name)
    refused = 0
    for endpoint, address in addresses(app, method):
        if need_of(app, endpoint) is Access.ANYBODY or scope_of(app, endpoint) is True:
            continue
        if endpoint.startswith("api_"):
            continue  # opens by keys alone: tests/api
        answer = browser.get(address) if method == "GET" else post(browser, address)
        expected = 404 if scope_of(app, endpoint) else 403
        assert answer.status_code == expected, address
        assert (REFUSED in answer.text) is (expected == 403), address
        refused += 1
    assert refused > 20


def test_the_routes_that_are_open_to_links_are_these(app):
    opened = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint != "static"}

    assert {each for each in opened if scope_of(app, each)} == {
        "actions.edit_action",
        "actions.update_action",
        "assessments.create_assessment",
        "assessments.new_assessment",
        "notes.create_answer",
        "notes.new_answer",
        "reviews.create_review",
        "sessions.delete_session",
        "sign_in_links.ask_who",
        "sign_in_links.change_person",
        "sign_in_links.list_due",
    }


@pytest.mark.parametrize(
    "address",
    [
        "/send/risks/R-002/assessments/new",
        "/send/risks/R-999/assessments/new",
        "/send/risks/R-1/assessments/new",
        UPDATE,  # it is theirs, and not due
        "/send/risks/R-001/questions/1/answer",
        "/health-programme/risks/R-001/assessments/new",
    ],
)
def test_what_is_not_due_is_not_there_however_it_is_guessed(app, address):
    tom = by_link(app)

    assert tom.get(address).status_code == 404
    assert post(tom, address).status_code == 404


def test_a_managers_link_gives_no_powers_over_the_risks_of_others(app):
    amira = by_link(app, "amira")

    assert "Nothing is due from you now." in amira.get("/due").text
    assert post(amira, REVIEWS, version=version_of(app)).status_code == 404


def test_no_change_takes_one_tap_and_is_shown_as_done(app):
    tom = by_link(app)

    answer = post(tom, REVIEWS, version=version_of(app), back="work")

    assert answer.location == "/due"
    page = tom.get("/due").text
    assert "All done. Thank you." in page
    assert "looked at 5 June 2018, 09:0" in page


def test_what_is_left_is_counted(app, at_the_page):
    ask_tom(at_the_page)
    tom = by_link(app)

    post(tom, REVIEWS, version=version_of(app), back="work")

    assert "1 of 2 done." in tom.get("/due").text


def test_a_double_tap_writes_one_review(app):
    tom, version, before = by_link(app), version_of(app), count_reviews(app)

    answers = [post(tom, REVIEWS, version=version) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 422]
    assert ANSWERED in answers[1].text
    assert count_reviews(app) == before + 1


def test_a_second_answer_by_the_link_is_refused_and_what_was_typed_is_kept(app):
    tom = by_link(app)
    post(tom, REVIEWS, version=version_of(app))

    answer = post(
        tom,
        SCORE,
        likelihood="5",
        impact="4",
        reason="The third one left, too.",
        version=version_of(app),
    )

    assert answer.status_code == 422
    assert ANSWERED in answer.text
    assert "The third one left, too." in answer.text


def test_a_refused_answer_does_not_use_the_link_up(app):
    tom = by_link(app)
    typed = {"likelihood": "5", "impact": "4", "version": version_of(app)}
    assert post(tom, SCORE, **typed, reason="").status_code == 422

    answer = post(tom, SCORE, **typed, reason="The third one left, too.")

    assert answer.location == "/due"
    assert "R-001 moved from 12 to 20" in tom.get("/due").text


def test_a_stale_answer_shows_both_texts_and_does_not_use_the_link_up(app):
    tom = by_link(app)
    typed = {"likelihood": "5", "impact": "4", "reason": "The third one left, too."}

    stale = post(tom, SCORE, **typed, version="1")

    assert "Somebody else saved while you were writing" in stale.text
    assert "The third one left, too." in stale.text
    assert post(tom, SCORE, **typed, version=version_of(app)).location == "/due"


def test_what_somebody_else_has_answered_is_no_longer_due_but_nothing_typed_is_lost(
    app, at_the_page
):
    tom, old = by_link(app), version_of(app)
    post(at_the_page("amira"), REVIEWS, version=old)

    typed = {"likelihood": "5", "impact": "4", "reason": "The third one left, too."}
    late = post(tom, SCORE, **typed, version=old)

    assert late.status_code == 404
    assert "This is not due from you now, so your link cannot save it." in late.text
    assert "The third one left, too." in late.text


def test_a_later_link_answers_again(app):
    post(by_link(app), REVIEWS, version=version_of(app))
    make_action_due(app)
    post(by_link(app), UPDATE, **progress(app))

    again = post(by_link(app), UPDATE, **progress(app))

    assert again.status_code == 302


def progress(app):
    with app.app_context():
        action = db.session.scalars(db.select(Action)).one()
        return {
            "status": "on_track",
            "progress": "40",
            "due_on-day": str(action.due_on.day),
            "due_on-month": str(action.due_on.month),
            "due_on-year": str(action.due_on.year),
            "note": "Two candidates.",
            "version": str(action.version),
            "back": "work",
        }


def test_an_action_that_is_due_is_reported_on_by_link_once(app):
    make_action_due(app)
    tom = by_link(app)
    assert "A-1.1 Recruit two caseworkers" in tom.get("/due").text

    first = post(tom, UPDATE, **progress(app))
    second = post(tom, UPDATE, **progress(app))

    assert (first.location, second.status_code) == ("/due", 422)
    assert "reported on 5 June 2018" in tom.get("/due").text


def test_a_question_is_answered_by_link_once(app, at_the_page):
    ask_tom(at_the_page)
    tom = by_link(app)
    address = "/send/risks/R-001/questions/1/answer"

    first = post(tom, address, answer="North and south.")
    second = post(tom, address, answer="Both in the north.")

    assert (first.location, second.status_code) == ("/due", 422)
    assert "Both in the north." in second.text
    assert "North and south." in at_the_page("amira").get("/send/desk").text


@pytest.mark.parametrize("basis", ["inherent", "target"])
def test_a_link_judges_only_the_score_that_is_due(app, basis):
    tom = by_link(app)
    typed = {"likelihood": "1", "impact": "1", "reason": "Nothing to see here."}

    answer = post(tom, SCORE, **typed, basis=basis, version=version_of(app))

    assert answer.status_code == 403
    assert tom.get(f"{SCORE}?basis={basis}").status_code == 403


def test_the_record_says_that_the_answer_came_by_a_link(app, at_the_page):
    post(by_link(app), REVIEWS, version=version_of(app))

    amira = at_the_page("amira")
    assert "Answer by a link" in amira.get("/send/risks/R-001/history").text
    assert amira.get("/send/risks/as-at?on=5+June+2018").status_code == 200


def test_the_list_asks_the_database_as_often_for_many_risks_as_for_one(app):
    tom = by_link(app)
    tom.get("/due")
    with counting(app) as few:
        tom.get("/due")
    add_risks(app, 6)

    with counting(app) as many:
        page = tom.get("/due").text

    assert "7 things are due from you." in page
    assert len(many) == len(few)


def add_risks(app, count):
    with app.app_context(), write_transaction():
        programme = get_programme("send")
        for number in range(count):
            open_risk(
                programme,
                controls=[],
                areas=[],
                opened_by=db.session.get_one(Person, 1),
                opened_at=NOW,
                title=f"Another risk {number}",
                category="capacity",
                cause="a",
                event="b",
                consequence="c",
                owner=db.session.get_one(Post, 1),
                carrying_agency=db.session.get_one(Agency, 1),
                treatment=Treatment.TREAT,
                proximity=Proximity.NOW,
                publication=Publication.OPEN,
            )
