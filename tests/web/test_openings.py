"""An administrator opens a programme in need: to read, for hours, and not in secret."""

from datetime import timedelta

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.permissions import Role
from risk_register.models import Event, Notice, Person
from risk_register.services.events import record_event
from risk_register.services.programmes import get_member
from tests.conftest import NOW, post

WHY = "The pack of June cannot be made, and nobody answers."
OPENING = "/send/opening"


@pytest.fixture
def database():
    """Doors are the same on either database."""
    return "sqlite"


def open_it(browser, **typed):
    return post(browser, OPENING, **({"reason": WHY, "hours": "4"} | typed))


def test_an_administrator_reads_everything_for_hours_and_changes_nothing(app, at_the_page):
    max_ = at_the_page("max")
    assert max_.get("/send/risks").status_code == 403
    assert open_it(max_).location == "/send/risks"

    for address in ("/send/risks", "/send/risks/R-001", "/send/history", "/send/desk"):
        assert "You read this programme until 5 June 2018" in max_.get(address).text, address
    assert post(max_, "/send/risks/R-001/reviews", version="1").status_code == 403
    assert max_.get("/send/risks/R-001/assessments/new").status_code == 403
    with app.app_context():
        mine = db.session.scalars(db.select(Person).where(Person.name == "Max")).one()
        ends = NOW + timedelta(hours=4)
        during, after = (
            get_member(mine, "send", on=NOW.date(), at=at).roles
            for at in (ends - timedelta(minutes=5), ends + timedelta(minutes=5))
        )
    assert (Role.AUDITOR in during, Role.AUDITOR in after) == (True, False)


def test_who_answers_for_it_gets_a_letter_and_the_record_says_it(app, at_the_page):
    open_it(at_the_page("max"))

    with app.app_context():
        letters = db.session.scalars(db.select(Notice).where(Notice.kind == "opened")).all()
        assert sorted(each.person.name for each in letters) == ["Ada", "Amira", "Sofia"]
        assert all(WHY in str(each.content) for each in letters)
        kind = Event.kind == "programme opened in need"
        assert db.session.scalars(db.select(Event).where(kind)).one().chain == "send"
    said = "An administrator of the Council reads this programme until"
    assert said in at_the_page("amira").get("/send/risks").text
    assert said not in at_the_page("tom").get("/send/risks").text
    assert "in need, to read it for 4 hours" in at_the_page("ada").get("/send/history").text


def test_it_is_not_opened_if_nobody_could_be_told(app, at_the_page):
    max_ = at_the_page("max")
    with app.app_context(), write_transaction():
        for person in db.session.scalars(
            db.select(Person).where(Person.name.in_(("Amira", "Sofia", "Ada")))
        ):
            person.is_active = False
        record_event("people added", subject="people", programme=None, by=None, at=NOW)

    refused = open_it(max_)
    assert (refused.status_code, "Nobody of this programme could be told." in refused.text) == (
        422,
        True,
    )
    assert max_.get("/send/risks").status_code == 403


def test_it_is_ended_before_its_time(at_the_page):
    max_ = at_the_page("max")
    open_it(max_)
    assert "You have opened this programme already." in open_it(max_).text
    assert post(max_, f"{OPENING}/end").location == OPENING
    assert max_.get("/send/risks").status_code == 403
    assert post(max_, f"{OPENING}/end").status_code == 409


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reason": "Look"}, "10 characters"),
        ({"hours": "25"}, "from 1 to 24"),
        ({"hours": ""}, "from 1 to 24"),
    ],
)
def test_it_takes_a_reason_and_some_hours(at_the_page, typed, said):
    answer = open_it(at_the_page("max"), **typed)

    assert (answer.status_code, said in answer.text) == (422, True)


def test_nobody_else_opens_a_programme(at_the_page):
    for name in ("amira", "sofia", "tom", "ada", "olu"):
        assert open_it(at_the_page(name)).status_code == 403, name
