"""Names and addresses are replaced once their time is over, and nothing else changes."""

from datetime import timedelta

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.people import years_before
from risk_register.models import Delivery, Event, Notice, Person
from risk_register.scheduler.leavers import propose_names
from risk_register.services.departures import leave
from risk_register.services.history import verify_history
from tests.conftest import NOW, post
from tests.web.test_bodies import words
from tests.web.test_people import PERSON

PAGE = "/people/anonymisation"
TODAY = NOW.date()


@pytest.fixture
def kind():
    """A register whose June pack is made."""
    return "approved"


@pytest.fixture
def gone(app):
    """Tom has left six years ago today, Priya a day later."""
    with app.app_context():
        for name, last_on in (
            ("tom", years_before(TODAY, 6)),
            ("priya", years_before(TODAY, 6) + timedelta(days=1)),
        ):
            with write_transaction():
                person = db.session.get_one(Person, PERSON[name])
                leave(person, last_on=TODAY - timedelta(days=1), at_once=True, by=None, at=NOW)
            db.session.execute(
                db.update(Person).where(Person.id == PERSON[name]).values(left_on=last_on)
            )
            db.session.commit()
        assert propose_names(None, None, at=NOW).words.startswith("1 person left 6 years ago")


@pytest.mark.parametrize("database", ["sqlite"])
def test_names_go_and_the_record_and_the_packs_stay(app, at_the_page, gone):
    max_ = at_the_page("max")
    with app.app_context():
        before = db.session.scalars(
            db.select(Event.hash).order_by(Event.chain, Event.sequence)
        ).all()
    assert "Tom, Council, last day 5 June 2012" in words(max_.get(PAGE))
    assert "Priya" not in words(max_.get(PAGE))
    assert post(max_, PAGE).status_code == 422
    assert post(max_, PAGE, ids=str(PERSON["priya"])).status_code == 422
    assert post(max_, PAGE, ids=str(PERSON["tom"])).location == "/people"

    page = words(max_.get(f"/people/{PERSON['tom']}"))
    assert "Somebody who has left" in page
    assert "State Name removed" in page
    assert max_.get(f"/people/{PERSON['tom']}/edit").status_code == 403
    with app.app_context():
        person = db.session.get_one(Person, PERSON["tom"])
        assert person.email == "person-1@left.invalid"
        assert person.password_hash is None
        for table in (Notice, Delivery):
            mine = db.select(table.address).where(table.person_id == person.id)
            assert set(db.session.scalars(mine)) <= {"person-1@left.invalid"}
        after = db.session.scalars(
            db.select(Event.hash).order_by(Event.chain, Event.sequence)
        ).all()
        assert set(before) < set(after)
        with read_moment():
            problems = verify_history().problems
        # The test itself moved two last days behind the record's back.
        assert all("left_on" in problem for problem in problems), problems


@pytest.mark.parametrize("database", ["sqlite"])
@pytest.mark.parametrize("name", ["amira"])
def test_only_an_administrator_replaces_names(at_the_page, gone, name):
    assert at_the_page(name).get(PAGE).status_code == 403
    assert post(at_the_page(name), PAGE, ids="1").status_code == 403


def test_a_leap_day_is_counted_from_the_last_of_february():
    assert years_before(TODAY.replace(year=2024, month=2, day=29), 1).isoformat() == "2023-02-28"
