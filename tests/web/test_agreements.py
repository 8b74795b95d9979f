"""Letting changed scores stand, from the desk."""

import re

import pytest

from risk_register.database import db
from risk_register.models import Agreement, Event, Person
from risk_register.services.history import verify_history
from risk_register.services.programmes import get_member
from tests.conftest import NOW, post
from tests.services.test_circulations import circulate
from tests.services.test_desk import score

AGREE = "/send/agreements"
NUMBER = re.compile(r'name="assessments"\s+value="(\d+)"')


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


@pytest.fixture
def amira(app, at_the_page):
    """Amira, after both scores moved since the circulated pack."""
    with app.app_context():
        circulate(find("Sofia"))
    move(app, "Tom", "R-001", (5, 5))
    move(app, "Priya", "R-002", (3, 3))
    return at_the_page("amira")


def find(name):
    person = db.session.scalars(db.select(Person).where(Person.name == name)).one()
    return get_member(person, "send", on=NOW.date())


def move(app, name, reference, points):
    with app.app_context():
        score(find(name), reference, points)


def waiting(browser):
    """List the numbers of the judgements that wait for an agreement, each once."""
    return sorted(set(NUMBER.findall(browser.get("/send/desk").text)), key=int)


def count_lines(app):
    with app.app_context():
        return db.session.scalar(db.select(db.func.count()).select_from(Event))


def agreed(app):
    with app.app_context():
        return db.session.scalars(db.select(Agreement.assessment_id)).all()


def test_one_score_is_let_stand_and_the_desk_says_so(amira):
    first, second = waiting(amira)

    answer = post(amira, AGREE, assessments=first)

    assert answer.status_code == 302, answer.text
    assert answer.location.endswith("/send/desk#changed")
    assert waiting(amira) == [second]
    page = amira.get("/send/desk").text
    assert "Changed scores agreed: 1 of 2" in page
    assert "agreed on 5 June 2018" in page


def test_all_that_was_read_is_let_stand_together_with_a_line_each(app, amira):
    post(amira, AGREE, assessments=waiting(amira))

    assert waiting(amira) == []
    with app.app_context():
        told = db.select(Event.subject).where(Event.kind == "score agreed")
        assert db.session.scalars(told).all() == ["risk R-001", "risk R-002"]
        assert verify_history().problems == []


def test_saying_it_twice_changes_nothing(app, amira):
    first, _ = waiting(amira)
    post(amira, AGREE, assessments=first)
    before = count_lines(app)

    post(amira, AGREE, assessments=first)

    assert len(agreed(app)) == 1
    assert count_lines(app) == before


def test_a_score_that_moved_since_it_was_read_stops_the_whole(app, amira):
    both = waiting(amira)
    move(app, "Priya", "R-002", (4, 4))

    post(amira, AGREE, assessments=both)

    assert agreed(app) == []
    assert "A score has changed since you read it" in amira.get("/send/desk").text


def test_a_new_score_has_to_be_agreed_anew(app, amira):
    post(amira, AGREE, assessments=waiting(amira))

    move(app, "Priya", "R-002", (4, 4))

    assert len(waiting(amira)) == 1


@pytest.mark.parametrize("wrong", [[], "999", "x", "-1", "1e3"])
def test_what_is_not_there_is_not_agreed(app, amira, wrong):
    answer = post(amira, AGREE, assessments=wrong)

    assert answer.status_code in {302, 404}
    assert agreed(app) == []


@pytest.mark.parametrize("name", ["tom", "ada", "grace", "sofia"])
def test_only_the_manager_lets_a_score_stand(app, amira, at_the_page, name):
    first, _ = waiting(amira)

    assert post(at_the_page(name), AGREE, assessments=first).status_code == 403
    assert agreed(app) == []
