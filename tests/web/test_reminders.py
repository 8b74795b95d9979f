"""The pages of chasing: who is silent, who was written to, a nudge, and the days for letters."""

import pytest

from risk_register import clock
from risk_register.database import db
from risk_register.models import Notice, Person
from tests.conftest import NOW, post
from tests.services.chasing import find_person, tick


@pytest.fixture
def database():
    """Pages are the same on either database; the rules are tested with the services."""
    return "sqlite"


def nudge(browser, app, name, **fields):
    with app.app_context():
        person_id = find_person(name).id
    return post(browser, f"/send/people/{person_id}/nudges", **fields)


def test_the_page_says_who_is_silent_and_who_was_written_to(app, at_the_page):
    with app.app_context():
        tick(clock.now())
    page = at_the_page("sofia").get("/send/reminders").text

    assert "Head of Casework" in page
    assert "Told that it is overdue" in page
    assert "Waiting to be sent" in page
    assert "SEND Programme Board, 14 June 2018" in page
    assert "Nudge" not in page  # that is the manager's


def test_a_manager_nudges_from_the_desk_and_the_button_is_gone_for_the_day(app, at_the_page):
    amira = at_the_page("amira")
    assert "Nudge Tom" in amira.get("/send/desk").text

    answer = nudge(amira, app, "Tom", back="desk")

    assert answer.location == "/send/desk"
    page = amira.get("/send/desk").text
    assert "A letter to the Head of Casework is on its way." in page
    assert "Tom was nudged today" in page
    assert "Nudge Tom" not in page


def test_a_second_nudge_is_refused_in_a_sentence(app, at_the_page):
    amira = at_the_page("amira")
    nudge(amira, app, "Tom")
    nudge(amira, app, "Tom")

    assert "has been nudged today. The next nudge can go tomorrow." in (
        amira.get("/send/reminders").text
    )
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Notice.id))) == 1


@pytest.mark.parametrize("name", ["sofia", "tom", "ada"])
def test_nobody_else_nudges(app, at_the_page, name):
    assert nudge(at_the_page(name), app, "Priya").status_code == 403


def test_a_nudge_to_nobody_is_not_found(at_the_page):
    assert post(at_the_page("amira"), "/send/people/999/nudges").status_code == 404


def test_a_page_after_the_last_one_is_not_found(at_the_page):
    assert at_the_page("amira").get("/send/reminders?page=2").status_code == 404


def test_everybody_chooses_their_own_days(app, at_the_page):
    tom = at_the_page("tom")
    answer = post(tom, "/your-letters", days=["1", "3"])

    assert answer.status_code == 302
    page = tom.get("/your-letters").text
    assert "Your days are saved." in page
    assert page.count("checked") == 2
    with app.app_context():
        days = dict(db.session.execute(db.select(Person.name, Person.digest_days)).all())
    assert days["Tom"] == [1, 3]
    assert days["Priya"] is None


def test_without_a_day_nothing_is_saved_and_the_page_says_why(app, at_the_page):
    answer = post(at_the_page("tom"), "/your-letters")

    assert answer.status_code == 422
    assert "Choose one day or more from Monday to Friday." in answer.text


def test_the_desk_offers_no_nudge_before_the_call(app, at_the_page):
    clock.flow_from(NOW.replace(month=5, day=10), anchored_at=clock.machine_now())

    assert "Nudge" not in at_the_page("amira").get("/send/desk").text
